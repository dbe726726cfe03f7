"""The addresses of this feature."""

from django.urls import path
from django.views.generic import RedirectView

from clinics.credentials import views

CLINICIANS = "my/clinics/<slug:slug>/clinicians/"
EVIDENCE = f"{CLINICIANS}evidence/<int:pk>/"

urlpatterns = [
    path(CLINICIANS, views.overview, name="clinicians"),
    path(f"{CLINICIANS}add/", views.add_clinician, name="clinician_add"),
    path(f"{CLINICIANS}own/state/", views.credential, name="clinic_credential"),
    path(f"{CLINICIANS}<int:pk>/state/", views.credential, name="clinician_credential"),
    path(f"{CLINICIANS}<int:pk>/left/", views.left, name="clinician_left"),
    path(f"{CLINICIANS}credentials/<int:pk>/renew/", views.renew, name="credential_renew"),
    path(f"{CLINICIANS}credentials/<int:pk>/withdraw/", views.withdraw, name="credential_withdraw"),
    # Notices that were sent before the page was renamed lead here.
    path(
        "my/clinics/<slug:slug>/staff/",
        RedirectView.as_view(pattern_name="clinicians", permanent=True),
    ),
    path(EVIDENCE, views.evidence, name="evidence"),
    path(f"{EVIDENCE}pages/<int:first>/", views.evidence_pages, name="evidence_pages"),
    path(f"{EVIDENCE}pages/<int:first>.png", views.evidence_drawing, name="evidence_drawing"),
]
