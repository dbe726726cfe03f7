"""The addresses of those who speak for a clinic."""

from django.urls import path

from clinics.memberships import views

urlpatterns = [
    path("my/clinics/<slug:slug>/people/", views.people, name="people"),
    path("my/clinics/<slug:slug>/people/leave/", views.leave, name="people_leave"),
    path("my/clinics/<slug:slug>/people/<int:pk>/remove/", views.remove, name="person_remove"),
    path(
        "my/clinics/<slug:slug>/invitations/<int:pk>/take-back/",
        views.take_back,
        name="invitation_take_back",
    ),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
