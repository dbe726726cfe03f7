"""The addresses of this feature; the public list of reviews is the site's own."""

from django.urls import path

from clinics.reviews import views, views_my, views_reports

urlpatterns = [
    path("clinics/<slug:slug>/review/", views.write, name="review_write"),
    path("clinics/<slug:slug>/review/link/", views.send_again, name="review_send_again"),
    path("clinics/<slug:slug>/wrong/", views_reports.wrong, name="wrong"),
    path("reviews/confirm/<str:token>/", views.confirm, name="review_confirm"),
    path("reviews/keep/<str:token>/", views.own, name="review_own"),
    path("reviews/keep/<str:token>/edit/", views.edit, name="review_edit"),
    path("reviews/keep/<str:token>/withdraw/", views.withdraw, name="review_withdraw"),
    path("reviews/keep/<str:token>/erase/", views.erase, name="review_erase"),
    path("my/clinics/<slug:slug>/reviews/", views_my.reviews, name="my_reviews"),
    path("my/clinics/<slug:slug>/reviews/<int:pk>/reply/", views_my.reply, name="my_reply"),
    path("my/clinics/<slug:slug>/replies/<int:pk>/withdraw/", views_my.withdraw_reply,
         name="my_reply_withdraw"),
    path("my/clinics/<slug:slug>/stories/", views_my.story, name="my_story"),
    path("my/clinics/<slug:slug>/stories/<int:pk>/withdraw/", views_my.withdraw_story,
         name="my_story_withdraw"),
    path("my/clinics/<slug:slug>/reports/", views_reports.reports, name="my_reports"),
    path("my/clinics/<slug:slug>/reports/<int:pk>/", views_reports.report, name="my_report"),
]  # fmt: skip
