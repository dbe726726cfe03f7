"""The addresses of the desk."""

from django.urls import path

from clinics.moderation import views, views_change, views_claim

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
    path("<slug:kind>/<int:pk>/take/", views.take, name="desk_take"),
    path("<slug:kind>/<int:pk>/release/", views.release, name="desk_release"),
]
