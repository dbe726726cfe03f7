"""The addresses of this feature."""

from django.urls import path

from clinics.outreach.views import no_mail

urlpatterns = [
    path("no-mail/<str:token>/", no_mail, name="no_mail"),
]
