"""What moderators found out about contact details and hours, and which answers they withdrew.

A fact and a price carry their own source. Name, address and contact details share one, and hours
and what is not stated have none. For those `Clinic.corrections` keeps, by code, the answer that a
moderator found, with its source, address and days. A correction stands as long as the listing
says that answer: nothing must be kept up to date when a clinic edits it or an edit is undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clinics.listing.draft import Draft
from clinics.listing.fields import ADDRESS_FIELDS, CONTACT_CODES, TEXT_FIELDS
from clinics.listing.models import Clinic

Said = dict[str, Any]
"""`source`, `source_name`, `source_url`, `since` and `affirmed_on` (ISO days), and `answer`."""


def is_detail(code: str) -> bool:
    """Whether the answer under a code carries no source of its own."""
    return code in TEXT_FIELDS or code in ("address", "hours")


def answer(draft: Draft, code: str) -> Any:
    """What a draft says under a code, as a correction keeps it; None: not stated."""
    if code in TEXT_FIELDS:
        return draft.fields[code] or None
    if code == "address":
        return {name: draft.fields[name] for name in ADDRESS_FIELDS if draft.fields[name]} or None
    if code == "hours":
        spans = [[h.weekday, f"{h.opens:%H:%M}", f"{h.closes:%H:%M}"] for h in draft.hours]
        return sorted(spans) or None
    return True if code in draft.facts or code in draft.prices else None


def with_correction(draft: Draft, code: str, said: Mapping[str, Any]) -> dict[str, Said]:
    """All corrections, with a new one of what the draft says under a code now.

    An answer that carries its own source needs none, unless it is withdrawn.
    """
    others = {c: kept for c, kept in draft.fields["corrections"].items() if c != code}
    if not is_detail(code) and answer(draft, code) is not None:
        return others
    return others | {code: {**said, "answer": answer(draft, code)}}


def adopted(corrections: Mapping[str, Said]) -> dict[str, Said]:
    """The corrections that are left once the clinic itself states name and contact details."""
    return {code: said for code, said in corrections.items() if code not in CONTACT_CODES}


def standing(clinic: Clinic) -> dict[str, Said]:
    """The corrections that the listing still says, by code.

    No query for a clinic that came with its answers, or that has no corrections.
    """
    if not clinic.corrections:
        return {}
    draft = Draft.of(clinic)
    return {c: s for c, s in clinic.corrections.items() if answer(draft, c) == s["answer"]}
