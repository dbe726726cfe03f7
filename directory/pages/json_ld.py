"""A clinic as schema.org JSON-LD, from stated facts only."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from clinics.models import Clinic, Hours
from directory.pages.clinic import ClinicPage

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(page: ClinicPage, *, url: str) -> SafeString:
    """The `MedicalClinic` of a page as JSON that can stand inside a script element."""
    return mark_safe(json.dumps(medical_clinic(page, url=url)).translate(UNSAFE))


def medical_clinic(page: ClinicPage, *, url: str) -> dict[str, Any]:
    """The `MedicalClinic` of a page as plain values; what is not stated is left out."""
    clinic = page.clinic
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalClinic",
        "@id": url,
        "url": url,
        "name": clinic.name,
        "description": clinic.description,
        "telephone": clinic.phone,
        "email": clinic.email,
        "sameAs": clinic.website,
        "address": _address(clinic),
        "openingHoursSpecification": [_hours(row) for row in clinic.hours.all()],
    }
    if clinic.organization:
        said["parentOrganization"] = {"@type": "Organization", "name": clinic.organization.name}
    if clinic.point and not clinic.is_approximate:
        point = {"latitude": clinic.latitude, "longitude": clinic.longitude}
        said["geo"] = {"@type": "GeoCoordinates", **point}
    if accepting := page.listed.facts.get("access.accepting-new-patients"):
        said["isAcceptingNewPatients"] = accepting.value
    return {key: value for key, value in said.items() if value not in ("", [])}


def _address(clinic: Clinic) -> dict[str, str]:
    said = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(line for line in (clinic.street, clinic.street2) if line),
        "addressLocality": clinic.city,
        "addressRegion": clinic.state,
        "postalCode": clinic.postal_code,
        "addressCountry": clinic.country,
    }
    return {key: value for key, value in said.items() if value}


def _hours(row: Hours) -> dict[str, str]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": DAYS[row.weekday],
        "opens": f"{row.opens:%H:%M}",
        "closes": f"{row.closes:%H:%M}",
    }
