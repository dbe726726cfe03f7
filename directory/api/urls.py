"""The addresses under /api/v1/."""

from django.urls import path, re_path

from directory.api import changes, checklist, docs, on_map, views

urlpatterns = [
    path("clinics", views.Clinics.as_view(), name="api-clinics"),
    path("clinics.geojson", on_map.ClinicsOnMap.as_view(), name="api-map"),
    path("clinics/<slug:slug>", views.ClinicDetail.as_view(), name="api-clinic"),
    path("checklist", checklist.ChecklistView.as_view(), name="api-checklist"),
    path("places", views.Places.as_view(), name="api-places"),
    path("changes", changes.Changes.as_view(), name="api-changes"),
    path("openapi.json", views.OpenApi.as_view(), name="api-schema"),
    path("docs", docs.docs, name="api-docs"),
    re_path("", views.Nowhere.as_view()),
]
