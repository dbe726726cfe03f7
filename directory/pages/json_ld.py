"""A clinic as schema.org JSON-LD. Only stated facts are in it."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from clinics.models import Clinic, Hours
from directory.pages.clinic import ClinicPage
from directory.presenting.status import status_words

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(page: ClinicPage, *, url: str) -> SafeString:
    """The `MedicalClinic` of a page as JSON that is safe inside a script element."""
    return mark_safe(json.dumps(medical_clinic(page, url=url)).translate(SCRIPT_ESCAPES))


def medical_clinic(page: ClinicPage, *, url: str) -> dict[str, Any]:
    """The `MedicalClinic` of a page as a dict. What is not stated is left out.

    So are its hours, and that it takes new patients, while it is paused or says that it closed.
    """
    clinic, takes_nobody = page.clinic, bool(status_words(page.clinic, on=page.on))
    values: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalClinic",
        "@id": url,
        "url": url,
        "name": clinic.name,
        "description": clinic.description,
        "telephone": clinic.phone,
        "email": clinic.email,
        "sameAs": clinic.link,
        "address": _address(clinic),
        "openingHoursSpecification": [
            _hours(row) for row in clinic.hours.all() if not takes_nobody
        ],
    }
    if clinic.organization:
        values["parentOrganization"] = {"@type": "Organization", "name": clinic.organization.name}
    if clinic.point and not clinic.is_approximate:
        point = {"latitude": clinic.latitude, "longitude": clinic.longitude}
        values["geo"] = {"@type": "GeoCoordinates", **point}
    accepting = page.listed.facts.get("access.accepting-new-patients")
    if accepting and not takes_nobody:
        values["isAcceptingNewPatients"] = accepting.value
    return {key: value for key, value in values.items() if value not in ("", [])}


def _address(clinic: Clinic) -> dict[str, str]:
    values = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(line for line in (clinic.street, clinic.street2) if line),
        "addressLocality": clinic.city,
        "addressRegion": clinic.state,
        "postalCode": clinic.postal_code,
        "addressCountry": clinic.country,
    }
    return {key: value for key, value in values.items() if value}


def _hours(row: Hours) -> dict[str, str]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": DAYS[row.weekday],
        "opens": f"{row.opens:%H:%M}",
        "closes": f"{row.closes:%H:%M}",
    }
