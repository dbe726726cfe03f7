"""The addresses under /fhir/."""

from django.urls import path, re_path, register_converter

from directory.fhir import views


class Type:
    """The name of a type of resource, as FHIR writes them."""

    regex = "[A-Z][A-Za-z]{1,63}"

    def to_python(self, value: str) -> str:
        """The name."""
        return value

    def to_url(self, value: str) -> str:
        """The name."""
        return value


class Id(Type):
    """An id or a version, as FHIR writes them."""

    regex = "[A-Za-z0-9.-]{1,64}"


register_converter(Type, "fhir_type")
register_converter(Id, "fhir_id")

urlpatterns = [
    path("metadata", views.metadata, name="fhir-metadata"),
    path("<fhir_type:type_>", views.search, name="fhir-search"),
    path("<fhir_type:type_>/_search", views.search_by_post, name="fhir-search-post"),
    path("<fhir_type:type_>/<fhir_id:id_>", views.read, name="fhir-read"),
    path(
        "<fhir_type:type_>/<fhir_id:id_>/_history/<fhir_id:version>",
        views.read_version,
        name="fhir-read-version",
    ),
    re_path("", views.nowhere),
]
