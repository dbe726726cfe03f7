"""Makes a listing of a missing clinic that somebody suggested."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.checklist import CHECKLIST
from clinics.listing.actions.editing import add
from clinics.listing.draft import FIELDS, Draft
from clinics.listing.models import Clinic, Fact, SourceKind
from clinics.listing.relocate import relocate
from clinics.listing.slugs import give_slugs
from clinics.suggestions.models import Suggestion

LISTED_BY = "suggestion"
EMPTY: dict[str, Any] = dict.fromkeys(FIELDS, "") | {
    "county_fips": 0, "latitude": None, "longitude": None, "is_approximate": False,
    "corrections": {},
}  # fmt: skip


def keep_candidate(suggestion: Suggestion, *, by: User) -> Clinic:
    """Keep a clinic that somebody who works there suggests as a candidate: nobody finds it."""
    return _make(suggestion, actor="person", by=by, publish=False)


def make_listing(suggestion: Suggestion, *, by: User, publish: bool) -> Clinic:
    """Make a listing by a moderator's decision: public, or kept as a candidate."""
    return _make(suggestion, actor="moderator", by=by, publish=publish)


def _make(suggestion: Suggestion, *, actor: str, by: User, publish: bool) -> Clinic:
    """The listing, located by its ZIP code or town; each answer says who suggested it and when."""
    draft = _draft(suggestion)
    give_slugs([draft])
    suggestion.clinic = add(draft, actor=actor, by=by, publish=publish)
    suggestion.save(update_fields=["clinic"])
    return suggestion.clinic


def _draft(suggestion: Suggestion) -> Draft:
    typed, day = suggestion.values, timezone.localdate(suggestion.confirmed_at)
    who = _("who says that they work there") if suggestion.from_clinic else ""
    said = {"source": SourceKind.VISITOR, "source_name": who, "since": day, "affirmed_on": day}
    draft = Draft(fields=EMPTY | said | {"listed_by": LISTED_BY, "external_id": f"{suggestion.pk}"})
    draft.fields |= {name: typed.get(name, "") for name in ("name", "phone", "website")}
    relocate(draft, typed | {"country": "US"})
    known = [code for code in typed.get("routes", []) if CHECKLIST.get(code)]
    draft.facts = {code: Fact(code=code, value=True, **said) for code in known}
    return draft
