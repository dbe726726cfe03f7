"""Every address of the site."""

from django.urls import include, path

from directory import demo_pages, machines, views, views_reviews

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("clinics/<slug:slug>/", views.clinic, name="clinic"),
    path("clinics/<slug:slug>/history/", views.history, name="clinic_history"),
    path("clinics/<slug:slug>/reviews/", views_reviews.reviews, name="clinic_reviews"),
    path("compare/", views.compare, name="compare"),
    path("compare.csv", views.compare_csv, name="compare_csv"),
    path("compare.json", views.compare_json, name="compare_json"),
    path("questions/", views.questions, name="questions"),
    path("guide/", views.guide, name="guide"),
    path("guide/<slug:code>/", views.guide_condition, name="guide_condition"),
    path("how-we-verify/", views.how_we_verify, name="how_we_verify"),
    path("how-we-rank/", views_reviews.how_we_rank, name="how_we_rank"),
    path("privacy/", views_reviews.privacy, name="privacy"),
    path("accessibility/", views.plain, {"page": "accessibility"}, name="accessibility"),
    path("api/v1/", include("directory.api.urls")),
    path("", include("clinics.urls")),
    path("accounts/", include("allauth.urls")),
    path("demo/mail/", demo_pages.mail, name="demo_mail"),
    path("demo/codes/", demo_pages.codes, name="demo_codes"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-pages.xml", machines.sitemap_plain, name="sitemap_plain"),
    path("sitemap-clinics-<int:number>.xml", machines.sitemap_clinics, name="sitemap_clinics"),
]

handler400 = views.bad_request
handler500 = views.server_error
