"""A draft: all that a listing should say, as plain values, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from clinics.listing.models import Clinic, Fact, Hours, Price, Status

FIELDS = (
    "slug", "name", "description", "how_to_find", "street", "street2", "city", "state",
    "postal_code", "county", "county_fips", "country", "latitude", "longitude", "is_approximate",
    "phone", "website", "email", "listed_by", "external_id", "address_key", "source",
    "source_name", "since", "affirmed_on", "corrections",
)  # fmt: skip
"""The plain fields of a clinic that a draft sets."""

STATED = ("source", "source_name", "since", "affirmed_on")
"""The fields of the model `Stated`."""

PARTS = {
    Fact: ("value", "number", "detail", "covers", "prior_authorization", "confirmed_by",
           "confirmed_on", "due_on", "source_url", *STATED),
    Price: ("amount", "currency", "valid_from", "includes", "required_for_course",
            "source_url", *STATED),
    Hours: ("closes",),
}  # fmt: skip
"""The fields of an answer besides its code."""

CORRECTED = "corrected."
"""The trail names a correction by this, and the code that was corrected."""

_ENCODER = DjangoJSONEncoder()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a listing stands once it is published: open or paused, and since which day."""

    status: Status
    since: dt.date
    paused_until: dt.date | None = None

    def put_on(self, clinic: Clinic) -> None:
        """Set it on a clinic that is not saved yet."""
        clinic.status, clinic.status_since = self.status, self.since
        clinic.paused_until = self.paused_until


@dataclass
class Draft:
    """What a listing should say. Facts and prices are unsaved rows by code.

    `standing` is where it stands when it is published; None: open as of today.
    """

    fields: dict[str, Any]
    organization: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    prices: dict[str, Price] = field(default_factory=dict)
    hours: list[Hours] = field(default_factory=list)
    standing: Standing | None = None

    def hours_by_key(self) -> dict[str, Hours]:
        """The hours by weekday and opening time."""
        return {row.key: row for row in self.hours}

    def all_facts(self) -> dict[str, Fact]:
        """The stated facts and those derived from the prices."""
        return {**self.facts, **derived_facts(self.prices.values())}

    def copy(self) -> Draft:
        """A copy that shares the rows but not the containers."""
        return Draft(
            fields=dict(self.fields),
            organization=self.organization,
            facts=dict(self.facts),
            prices=dict(self.prices),
            hours=list(self.hours),
            standing=self.standing,
        )

    @classmethod
    def of(cls, clinic: Clinic) -> Draft:
        """What a clinic (with its answers) says now, as a draft to change."""
        return cls(
            fields={name: getattr(clinic, name) for name in FIELDS},
            organization=clinic.organization.name if clinic.organization else "",
            facts={f.code: f for f in clinic.facts.all() if f.code not in DERIVED},
            prices={price.code: price for price in clinic.prices.all()},
            hours=list(clinic.hours.all()),
        )


DERIVED = ("payment.publishes-prices",)
"""The codes of facts that follow from other answers. Nobody states them."""


def derived_facts(prices: Iterable[Price]) -> dict[str, Fact]:
    """The facts that prices imply: a clinic that states a session price publishes prices."""
    session = min(
        (price for price in prices if price.kind == "session"),
        key=lambda price: (price.since, price.route),
        default=None,
    )
    if session is None:
        return {}
    stated = {name: getattr(session, name) for name in STATED}
    return {DERIVED[0]: Fact(code=DERIVED[0], value=True, **stated)}


def _parts(row: Fact | Price | Hours) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PARTS[type(row)]}


def _content(draft: Draft) -> dict[str, Any]:
    content: dict[str, Any] = {**draft.fields, "organization": draft.organization}
    corrections = content.pop("corrections")
    content |= {f"{CORRECTED}{code}": said for code, said in corrections.items()}
    for rows in (draft.all_facts(), draft.prices, draft.hours_by_key()):
        content |= {code: _parts(row) for code, row in rows.items()}
    return content


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | list):
        return value
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if inner not in (None, "")}
    return _ENCODER.default(value)


def differences(stored: Draft | None, draft: Draft) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the draft changes: (before, after), plain JSON values by field name or code.

    A code that is missing on one side is not stated there. `stored` is None for a new listing.
    """
    now = _content(stored) if stored else {}
    wanted = _content(draft)
    changed = [key for key in {**now, **wanted} if now.get(key) != wanted.get(key)]
    before = {key: _plain(now[key]) for key in changed if key in now}
    after = {key: _plain(wanted[key]) for key in changed if key in wanted}
    return before, {k: v for k, v in after.items() if stored or v not in (None, "", 0, False)}
