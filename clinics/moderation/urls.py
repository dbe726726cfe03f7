"""The addresses of the desk."""

from django.urls import path

from clinics.moderation.views import change, claim, clinic, credential, desk, gone, reviews

urlpatterns = [
    path("", desk.queue, name="desk"),
    path("next/", desk.take_next, name="desk_next"),
    path("decided/", desk.decided, name="desk_decided"),
    path("clinics/<slug:slug>/", clinic.clinic, name="desk_clinic"),
    path("clinics/<slug:slug>/notes/", clinic.add_note, name="desk_note"),
    path("clinics/<slug:slug>/trail.csv", clinic.trail, name="desk_trail"),
    path("claim/<int:pk>/", claim.claim, name="desk_claim"),
    path("claim/<int:pk>/undo/", claim.undo, name="desk_claim_undo"),
    path("change/<int:pk>/", change.change, name="desk_change"),
    path("change/<int:pk>/undo/", change.undo, name="desk_change_undo"),
    path("change/<int:pk>/again/", change.again, name="desk_change_again"),
    path("credential/<int:pk>/", credential.credential, name="desk_credential"),
    path("credential/<int:pk>/again/", credential.again, name="desk_credential_again"),
    path("reply/<int:pk>/", reviews.text, {"kind": "reply"}, name="desk_reply"),
    path("story/<int:pk>/", reviews.text, {"kind": "story"}, name="desk_story"),
    path("reply/<int:pk>/again/", reviews.text_again, {"kind": "reply"}, name="desk_reply_again"),
    path("story/<int:pk>/again/", reviews.text_again, {"kind": "story"}, name="desk_story_again"),
    path("report/<int:pk>/", reviews.report, {"kind": "report"}, name="desk_report"),
    path("distress-report/<int:pk>/", reviews.report, {"kind": "distress-report"},
         name="desk_distress-report"),
    path("report/<int:pk>/again/", reviews.report_again, {"kind": "report"},
         name="desk_report_again"),
    path("distress-report/<int:pk>/again/", reviews.report_again, {"kind": "distress-report"},
         name="desk_distress-report_again"),
    path("review/<int:pk>/", reviews.review, {"kind": "review"}, name="desk_review"),
    path("review/<int:pk>/again/", reviews.review_again, {"kind": "review"},
         name="desk_review_again"),
    path("distress/<int:pk>/", reviews.review, {"kind": "distress"}, name="desk_distress"),
    path("distress/<int:pk>/again/", reviews.review_again, {"kind": "distress"},
         name="desk_distress_again"),
    path("gone/<int:pk>/", gone.gone, name="desk_gone"),
    path("gone/<int:pk>/again/", gone.gone_again, name="desk_gone_again"),
    path("<slug:kind>/<int:pk>/take/", desk.take, name="desk_take"),
    path("<slug:kind>/<int:pk>/next/", desk.leave, name="desk_leave"),
    path("<slug:kind>/<int:pk>/skip/", desk.skip, name="desk_skip"),
    path("<slug:kind>/<int:pk>/release/", desk.release, name="desk_release"),
]  # fmt: skip
