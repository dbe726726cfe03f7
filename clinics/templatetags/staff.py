"""What is to be done about the people and credentials of the clinics on a person's page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils import timezone

from clinics.credentials.clinician_page import todo
from clinics.memberships.models import Membership

register = template.Library()


@register.simple_tag
def credentials_todo(spoken_for: Iterable[tuple[Membership, list[str]]]) -> dict[int, list[str]]:
    """What is to be done by clinic, in words: two queries for all the clinics together."""
    clinics = [membership.clinic_id for membership, _words in spoken_for]
    return todo(clinics, on=timezone.localdate()) if clinics else {}


@register.filter
def of_clinic(found: dict[int, list[str]], clinic_id: int) -> list[str]:
    """What of it is about one clinic."""
    return found.get(clinic_id, [])
