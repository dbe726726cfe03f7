"""Ids of resources: a prefix for the source, and the key of the row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from directory.fhir.parameters.parameter import NOTHING, Now, Parameter
from directory.fhir.parameters.values import plain

TYPES = {
    "clinic": "Location",
    "service": "HealthcareService",
    "org": "Organization",
    "org-c": "Organization",
    "clinician": "Practitioner",
    "role": "PractitionerRole",
    "check": "VerificationResult",
}
"""The type of a resource by the prefix of its id."""

_NUMBER = r"[1-9][0-9]{0,17}"
_KEY = re.compile(rf"(?P<prefix>[a-z]+(?:-[a-z]+)*)-(?P<key>{_NUMBER})", re.ASCII)


def key_of(text: str) -> tuple[str, int] | None:
    """`org-c-5` → (`org-c`, 5); None for what is no id of ours."""
    found = _KEY.fullmatch(text)
    return (found["prefix"], int(found["key"])) if found else None


def number_of(text: str) -> int | None:
    """The key that a text is; None for what no row has as its key."""
    return int(text) if re.fullmatch(_NUMBER, text, re.ASCII) else None


@dataclass(frozen=True, kw_only=True)
class Id(Parameter):
    """The parameter `_id`: an id that is not ours is nobody's."""

    type = "token"

    def read(self, text: str, modifier: str, now: Now) -> tuple[str, int] | None:
        """The source and the key."""
        self.known(modifier)
        return key_of(plain(text).strip())

    def where(self, source: str, value: tuple[str, int] | None, now: Now) -> Q:
        """The row with that key."""
        return Q(pk=value[1]) if value and value[0] == source else NOTHING
