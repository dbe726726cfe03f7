"""The addresses under /hsds/."""

from django.urls import path, re_path

from directory.hsds import views

urlpatterns = [
    path("", views.base, name="hsds"),
    path("openapi.json", views.openapi, name="hsds-openapi"),
    path("services", views.services, name="hsds-services"),
    path("services/<str:id>", views.service, name="hsds-service"),
    path("service_at_locations", views.service_at_locations, name="hsds-at-locations"),
    path("service_at_locations/<str:id>", views.service_at_location, name="hsds-at-location"),
    path("organizations", views.organizations, name="hsds-organizations"),
    path("organizations/<str:id>", views.organization, name="hsds-organization"),
    path("taxonomies", views.all_taxonomies, name="hsds-taxonomies"),
    path("taxonomies/<str:id>", views.one_taxonomy, name="hsds-taxonomy"),
    path("taxonomy_terms", views.all_terms, name="hsds-terms"),
    path("taxonomy_terms/<str:id>", views.one_term, name="hsds-term"),
    re_path("", views.nowhere),
]
