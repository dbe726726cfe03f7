"""The addresses of this feature."""

from django.urls import path

from clinics.changes import views, views_batch

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
    path("my/edit-several/", views_batch.edit_several, name="edit_several"),
    path("my/edit-several/propose/", views_batch.propose_batch, name="propose_batch"),
    path("my/clinics.csv", views_batch.download, name="my_clinics_csv"),
    path("my/clinics/upload/", views_batch.upload, name="csv_upload"),
]  # fmt: skip
