"""The addresses of the desk."""

from django.urls import path

from clinics.moderation import views, views_change, views_claim, views_credential, views_reviews

urlpatterns = [
    path("", views.queue, name="desk"),
    path("next/", views.take_next, name="desk_next"),
    path("decided/", views.decided, name="desk_decided"),
    path("clinics/<slug:slug>/", views.clinic, name="desk_clinic"),
    path("claim/<int:pk>/", views_claim.claim, name="desk_claim"),
    path("claim/<int:pk>/undo/", views_claim.undo, name="desk_claim_undo"),
    path("change/<int:pk>/", views_change.change, name="desk_change"),
    path("change/<int:pk>/undo/", views_change.undo, name="desk_change_undo"),
    path("change/<int:pk>/again/", views_change.again, name="desk_change_again"),
    path("credential/<int:pk>/", views_credential.credential, name="desk_credential"),
    path("credential/<int:pk>/again/", views_credential.again, name="desk_credential_again"),
    path("reply/<int:pk>/", views_reviews.text, {"kind": "reply"}, name="desk_reply"),
    path("story/<int:pk>/", views_reviews.text, {"kind": "story"}, name="desk_story"),
    path("report/<int:pk>/", views_reviews.report, {"kind": "report"}, name="desk_report"),
    path("distress-report/<int:pk>/", views_reviews.report, {"kind": "distress-report"},
         name="desk_distress-report"),
    path("review/<int:pk>/", views_reviews.review, {"kind": "review"}, name="desk_review"),
    path("review/<int:pk>/again/", views_reviews.review_again, {"kind": "review"},
         name="desk_review_again"),
    path("distress/<int:pk>/", views_reviews.review, {"kind": "distress"}, name="desk_distress"),
    path("distress/<int:pk>/again/", views_reviews.review_again, {"kind": "distress"},
         name="desk_distress_again"),
    path("<slug:kind>/<int:pk>/take/", views.take, name="desk_take"),
    path("<slug:kind>/<int:pk>/release/", views.release, name="desk_release"),
]  # fmt: skip
