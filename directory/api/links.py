"""Where a program goes on from an answer: the links of the API's description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from clinics.vocabulary import Words

FIRST_PLACE = "$response.body#/results/0/near"

LINKS: dict[str, dict[str, tuple[str, dict[str, str], Words]]] = {
    "getChecklist": {
        "ClinicsByItem": (
            "findClinics",
            {"nice": "$response.body#/groups/0/items/0/qualified"},
            _("Clinics in the order of who states an item."),
        ),
    },
    "findClinics": {
        "FirstClinic": (
            "getClinic",
            {"slug": "$response.body#/results/0/slug"},
            _("Everything about the first clinic."),
        ),
    },
    "mapClinics": {
        "FirstClinic": (
            "getClinic",
            {"slug": "$response.body#/features/0/properties/slug"},
            _("Everything about the first clinic."),
        ),
    },
    "getClinic": {
        "Neighbors": (
            "findClinics",
            {"near": "$response.body#/address/postal_code"},
            _("The clinics around it."),
        ),
    },
    "followChanges": {
        "ChangedClinic": (
            "getClinic",
            {"slug": "$response.body#/results/0/slug"},
            _("Everything about the clinic that changed first."),
        ),
    },
    "suggestPlaces": {
        "ClinicsThere": ("findClinics", {"near": FIRST_PLACE}, _("The clinics around a place.")),
        "MapOfIt": ("mapClinics", {"near": FIRST_PLACE}, _("The clinics around it, on a map.")),
    },
}
"""By operation and name: the operation that comes next, its parameters, and what it is for."""


def link(result: Any, **_more: Any) -> Any:
    """A hook of drf-spectacular: gives every good answer its links."""
    for methods in result["paths"].values():
        operation = methods["get"]
        links = {
            name: {"operationId": target, "parameters": asked, "description": str(words)}
            for name, (target, asked, words) in LINKS.get(operation["operationId"], {}).items()
        }
        if links:
            operation["responses"]["200"]["links"] = links
    return result
