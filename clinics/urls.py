"""Every page that changes something, one include for each feature."""

from django.urls import include, path

urlpatterns = [
    path("", include("clinics.claims.urls")),
    path("", include("clinics.dashboard.urls")),
    path("", include("clinics.inquiries.urls")),
    path("", include("clinics.memberships.urls")),
    path("", include("clinics.credentials.urls")),
    path("", include("clinics.changes.urls")),
    path("", include("clinics.outreach.urls")),
    path("", include("clinics.reviews.urls")),
    path("", include("clinics.suggestions.urls")),
    path("moderation/", include("clinics.moderation.urls")),
]
