"""Web addresses of the pages about who speaks for a clinic."""

from django.urls import path
from django.views.generic import RedirectView

from clinics.memberships import views

urlpatterns = [
    path("my/clinics/<slug:slug>/members/", views.members, name="members"),
    path("my/clinics/<slug:slug>/members/leave/", views.leave, name="members_leave"),
    path("my/clinics/<slug:slug>/members/<int:pk>/remove/", views.remove, name="member_remove"),
    path("my/clinics/<slug:slug>/members/<int:pk>/lead/", views.offer_lead, name="lead_offer"),
    path("my/clinics/<slug:slug>/members/lead/", views.accept_lead, name="lead_accept"),
    path("my/clinics/<slug:slug>/members/lead/end/", views.end_offer, name="lead_end_offer"),
    path(
        "my/clinics/<slug:slug>/invitations/<int:pk>/take-back/",
        views.take_back,
        name="invitation_take_back",
    ),
    # The former address of the page: notices from before it was renamed still link to it.
    path(
        "my/clinics/<slug:slug>/people/",
        RedirectView.as_view(pattern_name="members", permanent=True),
    ),
    path(
        "my/invitations/<int:pk>/accept/",
        views.answer_invitation,
        {"answer": "accept"},
        name="invitation_accept",
    ),
    path(
        "my/invitations/<int:pk>/decline/",
        views.answer_invitation,
        {"answer": "decline"},
        name="invitation_decline",
    ),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
