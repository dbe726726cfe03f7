"""The addresses of this feature."""

from django.urls import path

from clinics.changes import views

urlpatterns = [
    path("my/clinics/<slug:slug>/edit/", views.edit, name="clinic_edit"),
    path("my/clinics/<slug:slug>/edit/draft/", views.autosave, name="clinic_autosave"),
    path("my/clinics/<slug:slug>/edit/discard/", views.discard, name="clinic_discard"),
    path("my/clinics/<slug:slug>/review/", views.review, name="clinic_review"),
    path("my/clinics/<slug:slug>/changes/", views.changes, name="clinic_changes"),
    path("my/clinics/<slug:slug>/changes/<int:pk>/withdraw/", views.withdraw,
         name="clinic_withdraw"),
    path("my/clinics/<slug:slug>/confirm/", views.confirm, name="clinic_confirm"),
    path("my/clinics/<slug:slug>/adopt/", views.adopt, name="clinic_adopt"),
]  # fmt: skip
