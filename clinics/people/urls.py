"""The addresses of this feature."""

from django.urls import path

from clinics.people import views_claims, views_members, views_my

urlpatterns = [
    path("clinics/<slug:slug>/claim/", views_claims.claim, name="claim"),
    path("my/", views_my.my, name="my"),
    path("my/notices/", views_my.notices, name="notices"),
    path("my/notices/read/", views_my.notices_seen, name="notices_seen"),
    path("my/claims/<int:pk>/", views_claims.my_claim, name="my_claim"),
    path("my/claims/<int:pk>/code/", views_claims.type_code, name="claim_type_code"),
    path("my/claims/<int:pk>/send/", views_claims.send, name="claim_send"),
    path("my/claims/<int:pk>/withdraw/", views_claims.withdraw, name="claim_withdraw"),
    path("my/claims/<int:pk>/answer/", views_claims.answer, name="claim_answer"),
    path("my/claims/<int:pk>/call/", views_claims.call, name="claim_call"),
    path(
        "my/claims/<int:pk>/documents/<int:document_pk>/",
        views_claims.document,
        name="claim_document",
    ),
    path("my/clinics/<slug:slug>/people/", views_members.people, name="people"),
    path("my/clinics/<slug:slug>/people/leave/", views_members.leave, name="people_leave"),
    path(
        "my/clinics/<slug:slug>/people/<int:pk>/remove/",
        views_members.remove,
        name="person_remove",
    ),
    path(
        "my/clinics/<slug:slug>/invitations/<int:pk>/take-back/",
        views_members.take_back,
        name="invitation_take_back",
    ),
    path("invitations/<str:token>/", views_members.invitation, name="invitation"),
]
