"""The addresses of the site. Those of `clinics` and of the API are included."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from directory.devserver import demo_pages
from directory.site import health, sitemaps
from directory.views import (
    about,
    clinic,
    compare,
    data,
    embed,
    errors,
    feeds,
    guide,
    map_files,
    metrics,
    questions,
    search,
    self_check,
    states,
)

PAGES: list[URLPattern | URLResolver] = [
    path("", search.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/feed/", feeds.search_feed, name="search_feed"),
    path("changes.atom", feeds.changes_feed, name="changes_feed"),
    path("clinics/<slug:slug>/feed/", feeds.clinic_feed, name="clinic_feed"),
    path("clinics/<slug:slug>/", clinic.clinic, name="clinic"),
    path("clinics/<slug:slug>/history/", clinic.history, name="clinic_history"),
    path("clinics/<slug:slug>/reviews/", clinic.reviews, name="clinic_reviews"),
    path("compare/", compare.compare, name="compare"),
    path("compare.csv", compare.compare_csv, name="compare_csv"),
    path("compare.json", compare.compare_json, name="compare_json"),
    path("questions/", questions.questions, name="questions"),
    path("guide/", guide.guide, name="guide"),
    path("guide/self-check/", self_check.self_check, name="self_check"),
    path("guide/<slug:code>/", guide.guide_page, name="guide_page"),
    path("data/", data.data, name="data"),
    path("embed/", embed.embed, name="embed"),
    path("embed/search/", embed.embed_search, name="embed_search"),
    path("states/", states.states, name="states"),
    path("states/<slug:letters>/", states.state, name="state"),
    path("how-we-verify/", about.how_we_verify, name="how_we_verify"),
    path("how-we-rank/", about.how_we_rank, name="how_we_rank"),
    path("privacy/", about.privacy, name="privacy"),
    path("for-clinics/", about.for_clinics, name="for_clinics"),
    path("accessibility/", about.plain, {"page": "accessibility"}, name="accessibility"),
    path("contact/", about.plain, {"page": "contact"}, name="contact"),
    path("", include("clinics.urls")),
    path("accounts/", include("allauth.urls")),
    path("demo/mail/", demo_pages.mail, name="demo_mail"),
    path("demo/codes/", demo_pages.codes, name="demo_codes"),
]
"""They are there in every language, behind its prefix."""

urlpatterns = [
    path("map/states.json", map_files.map_files, name="map_files"),
    path("api/v1/", include("directory.api.urls")),
    path("data/<str:day>/<path:name>", data.data_file, name="data_file"),
    path("fhir/$bulk-publish", data.fhir_bulk_publish, name="fhir_bulk_publish"),
    path("fhir/", include("directory.fhir.urls")),
    path("hsds/", include("directory.hsds.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.sitemap_plain, name="sitemap_plain"),
    path("sitemap-clinics-<int:number>.xml", sitemaps.sitemap_clinics, name="sitemap_clinics"),
    *i18n_patterns(*PAGES, prefix_default_language=False),
]

handler400 = errors.bad_request
handler500 = errors.server_error
