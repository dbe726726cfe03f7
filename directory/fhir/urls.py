"""The addresses under /fhir/."""

from django.urls import path, re_path

from directory.fhir import views

TYPE = r"(?P<type_>[A-Z][A-Za-z]{1,63})"
ID = r"(?P<id_>[A-Za-z0-9.-]{1,64})"

urlpatterns = [
    path("metadata", views.metadata, name="fhir-metadata"),
    re_path(rf"^{TYPE}$", views.search, name="fhir-search"),
    re_path(rf"^{TYPE}/_search$", views.search_by_post, name="fhir-search-post"),
    re_path(rf"^{TYPE}/{ID}$", views.read, name="fhir-read"),
    re_path(rf"^{TYPE}/{ID}/_history/(?P<version>[A-Za-z0-9.-]{{1,64}})$", views.read_version,
            name="fhir-read-version"),
    re_path("", views.nowhere),
]  # fmt: skip
