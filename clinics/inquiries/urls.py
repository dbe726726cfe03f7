"""The address of a moderator's question to a clinic."""

from django.urls import path

from clinics.inquiries import views

urlpatterns = [
    path("my/clinics/<slug:slug>/questions/<int:pk>/", views.inquiry, name="inquiry"),
]
