"""The addresses of this feature; the public list of reviews is the site's own."""

from django.urls import path

from clinics.reviews.views import my, reports, write

urlpatterns = [
    path("clinics/<slug:slug>/review/", write.write, name="review_write"),
    path("clinics/<slug:slug>/review/link/", write.send_again, name="review_send_again"),
    path("clinics/<slug:slug>/wrong/", reports.wrong, name="wrong"),
    path("reviews/confirm/<str:token>/", write.confirm, name="review_confirm"),
    path("reviews/keep/<str:token>/", write.own, name="review_own"),
    path("reviews/keep/<str:token>/edit/", write.edit, name="review_edit"),
    path("reviews/keep/<str:token>/withdraw/", write.withdraw, name="review_withdraw"),
    path("reviews/keep/<str:token>/erase/", write.erase, name="review_erase"),
    path("my/clinics/<slug:slug>/reviews/", my.reviews, name="my_reviews"),
    path("my/clinics/<slug:slug>/reviews/<int:pk>/reply/", my.reply, name="my_reply"),
    path("my/clinics/<slug:slug>/replies/<int:pk>/withdraw/", my.withdraw_reply,
         name="my_reply_withdraw"),
    path("my/clinics/<slug:slug>/stories/", my.story, name="my_story"),
    path("my/clinics/<slug:slug>/stories/<int:pk>/withdraw/", my.withdraw_story,
         name="my_story_withdraw"),
    path("my/clinics/<slug:slug>/reports/", reports.reports, name="my_reports"),
    path("my/clinics/<slug:slug>/reports/<int:pk>/", reports.report, name="my_report"),
]  # fmt: skip
