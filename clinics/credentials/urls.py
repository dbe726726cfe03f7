"""The addresses of this feature."""

from django.urls import path

from clinics.credentials import views

STAFF = "my/clinics/<slug:slug>/staff/"

urlpatterns = [
    path(STAFF, views.overview, name="staff"),
    path(f"{STAFF}add/", views.add_person, name="staff_add"),
    path(f"{STAFF}own/state/", views.credential, name="staff_own_credential"),
    path(f"{STAFF}<int:pk>/state/", views.credential, name="staff_credential"),
    path(f"{STAFF}<int:pk>/left/", views.left, name="staff_left"),
    path(f"{STAFF}credentials/<int:pk>/renew/", views.renew, name="credential_renew"),
    path(f"{STAFF}credentials/<int:pk>/withdraw/", views.withdraw, name="credential_withdraw"),
    path(f"{STAFF}evidence/<int:pk>/", views.evidence, name="evidence"),
]
