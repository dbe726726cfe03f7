"""The URLs under which a clinic edits its listing."""

from django.urls import path

from clinics.changes.views import edit, several

urlpatterns = [
    path("my/clinics/<slug:slug>/edit/", edit.edit, name="clinic_edit"),
    path("my/clinics/<slug:slug>/edit/draft/", edit.autosave, name="clinic_autosave"),
    path("my/clinics/<slug:slug>/edit/discard/", edit.discard, name="clinic_discard"),
    path("my/clinics/<slug:slug>/review/", edit.review, name="clinic_review"),
    path("my/clinics/<slug:slug>/changes/", edit.changes, name="clinic_changes"),
    path("my/clinics/<slug:slug>/changes/<int:pk>/withdraw/", edit.withdraw,
         name="clinic_withdraw"),
    path("my/clinics/<slug:slug>/confirm/", edit.confirm, name="clinic_confirm"),
    path("my/clinics/<slug:slug>/adopt/", edit.adopt, name="clinic_adopt"),
    path("my/edit-several/", several.edit_several, name="edit_several"),
    path("my/edit-several/propose/", several.propose_batch, name="propose_batch"),
    path("my/clinics.csv", several.download, name="my_clinics_csv"),
    path("my/clinics/upload/", several.upload, name="csv_upload"),
]  # fmt: skip
