"""What a listing says, by source: what the clinic stated, and what was imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clinics.changes import values
from clinics.changes.doubts import doubts, named
from clinics.listing.draft import DERIVED
from clinics.listing.models import Clinic, SourceKind
from clinics.listing.wording import answer, label, provenance


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One thing the listing says. `adopted` is the value to propose to make it the clinic's own."""

    code: str
    label: str
    answer: str
    said_by: str
    affirmed_on: str
    adopted: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Statements:
    """All that a listing says: what the clinic stated, and what was imported.

    `left_out` names what the clinic stated and cannot repeat now, because it is in `doubts`.
    """

    own: list[Statement]
    imported: list[Statement]
    left_out: list[str]


def statements(clinic: Clinic) -> Statements:
    """What a clinic (with its answers) says; its own statements oldest first. Two queries."""
    own, imported, in_doubt = [], [], doubts(clinic)
    for code, value in values.public(clinic).items():
        if isinstance(value, dict) and "source" in value and code not in DERIVED:
            kind = SourceKind(value["source"])
            if kind == SourceKind.CLINIC:
                own.append(_statement(code, value))
            elif kind == SourceKind.IMPORT:
                imported.append(_statement(code, value))
    own.sort(key=lambda row: row.affirmed_on)
    return Statements(
        own=[row for row in own if row.code not in in_doubt],
        imported=imported,
        left_out=[named(row.code, in_doubt[row.code]) for row in own if row.code in in_doubt],
    )


def _statement(code: str, value: dict[str, Any]) -> Statement:
    content = values.content(code, value)
    return Statement(
        code=code,
        label=_("Name, address and contact details") if code == "contact" else label(code),
        answer="" if code == "contact" else answer(code, content),
        said_by=provenance(value),
        affirmed_on=value["affirmed_on"],
        adopted=content | {"source": SourceKind.CLINIC.value},
    )
