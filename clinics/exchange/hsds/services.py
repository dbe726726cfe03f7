"""A clinic as a nested HSDS service: one service at one location of one organization."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import override

from clinics.checklist import CHECKLIST
from clinics.exchange.hsds.answers import (
    Said,
    attributes,
    written_attribute,
    written_attributes,
)
from clinics.exchange.hsds.ids import AT_LOCATION, LOCATION, SERVICE, part_id, record_id
from clinics.exchange.hsds.parts import attribute, filled, said
from clinics.exchange.hsds.places import location, organization, organization_id
from clinics.exchange.hsds.terms import terms
from clinics.exchange.hsds.trail import Trail
from clinics.listing import wording
from clinics.listing.models import Clinic, Hours, Price
from clinics.listing.search_row import last_confirmed
from clinics.site_address import absolute
from clinics.written import WIDE, Written, dumps, several

TREATMENT = "Ketamine treatment"
AWAY = "temporarily closed"
LOCAL_TIME = "In the local time of the clinic."
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Texts = list[tuple[str, str]]
_EXTENSION = re.compile(r"(.+) ext\. ([1-9][0-9]*)")


def service(
    clinic: Clinic,
    answers: Sequence[Said],
    *,
    changed: dt.datetime | None = None,
    trail: Trail | None = None,
    on: dt.date | None = None,
    is_written: bool = False,
) -> dict[str, Any]:
    """A clinic with its answers as a fully nested service. What is not stated is absent.

    `changed` is when its record last changed, `trail` its public changes (`trail.trails`). With
    `is_written` its place and its attributes are JSON already. No query if the clinic came with
    its prices and hours.
    """
    facts = {fact.code: fact for fact in answers}
    place: Any = location(clinic, facts)
    if is_written:
        place = Written(dumps(place, WIDE))
    row = plain_service(clinic, answers, changed=changed, on=on)
    id, more = row["id"], _listing(clinic, row["status"])
    stated = _written(id, facts, more) if is_written else _objects(id, facts, more)
    return filled({
        **row,
        "phones": [_phone(id, clinic.phone)] if clinic.phone else [],
        "schedules": _schedules(id, list(clinic.hours.all())),
        "service_at_locations": [{**plain_at_location(clinic), "location": place}],
        "languages": _languages(id, facts),
        "organization": organization(clinic),
        "cost_options": [_cost_option(id, price) for price in clinic.prices.all()],
        "additional_urls": [_page(id, clinic)],
        "attributes": stated,
        "metadata": trail,
    })  # fmt: skip


def plain_service(
    clinic: Clinic,
    facts: Sequence[Said],
    *,
    changed: dt.datetime | None = None,
    on: dt.date | None = None,
) -> dict[str, Any]:
    """The service's own members, without the objects that it holds."""
    prices = list(clinic.prices.all())
    assured = last_confirmed(clinic, facts, prices)
    is_away = clinic.is_paused(on=on or timezone.localdate())
    return filled({
        "id": record_id(SERVICE, clinic.pk),
        "organization_id": organization_id(clinic),
        "name": TREATMENT if _offers(facts) else clinic.name,
        "description": clinic.description,
        "url": _uri(clinic.website),
        "email": clinic.email,
        "status": AWAY if is_away else "active",
        "fees_description": _fees(prices),
        "accreditations": _accreditations(facts),
        "assured_date": assured.isoformat() if assured else "",
        "alert": _alert(clinic, is_away=is_away),
        "last_modified": changed.astimezone(dt.UTC).isoformat() if changed else "",
    })  # fmt: skip


def plain_at_location(clinic: Clinic) -> dict[str, Any]:
    """The link between a service and its location."""
    return {
        "id": record_id(AT_LOCATION, clinic.pk),
        "service_id": record_id(SERVICE, clinic.pk),
        "location_id": record_id(LOCATION, clinic.pk),
    }


def _offers(facts: Sequence[Said]) -> bool:
    """Whether the clinic says how it gives ketamine; else nobody knows that it does."""
    return any(fact.value and fact.code.startswith("route.") for fact in facts)


@lru_cache(maxsize=10_000)
def _uri(address: str) -> str:
    """The address in the letters of a URI; '' for one that is none."""
    uri = iri_to_uri(address)
    try:
        URLValidator(schemes=["http", "https"])(uri)
    except ValidationError:
        return ""
    return uri


def _alert(clinic: Clinic, *, is_away: bool) -> str:
    said = []
    if is_away and clinic.paused_until:
        said.append(f"Takes no patients until {_day(clinic.paused_until)}.")
    elif is_away:
        said.append("Takes no patients at present.")
    if since := clinic.says_closed_since:
        said.append(f"The clinic says that it is closed since {_day(since)}.")
    return " ".join(said)


def _day(day: dt.date) -> str:
    """A day in English, whoever asks."""
    with override("en"):
        return wording.day(day)


def _fees(prices: list[Price]) -> str:
    """Every price in one line."""
    return "; ".join(
        f"{_term_name(price.code)}: {_money(price.amount, price.currency)}" for price in prices
    )


@lru_cache(maxsize=1000)
def _money(amount: Decimal, currency: str) -> str:
    with override("en"):
        return wording.money(amount, currency)


def _term_name(code: str) -> str:
    """The name of a term; its code if the checklist no longer has it."""
    return terms()[code]["name"] if code in terms() else code


def _accreditations(facts: Sequence[Said]) -> str:
    return "; ".join(
        _term_name(f.code) for f in facts if f.code.startswith("accreditation.") and f.value
    )


def _page(service: str, clinic: Clinic) -> dict[str, Any]:
    return {
        "id": part_id(service, "page"),
        "label": "Listing in Clinic Directory",
        "url": absolute(clinic.get_absolute_url()),
        "service_id": service,
    }


def _phone(service: str, number: str) -> dict[str, Any]:
    """A phone number; its extension is a number of its own, unless it begins with a zero."""
    parts = _EXTENSION.fullmatch(number)
    return filled({
        "id": part_id(service, "phone"),
        "service_id": service,
        "number": parts[1] if parts else number,
        "extension": int(parts[2]) if parts else None,
        "type": "voice",
    })  # fmt: skip


def _schedules(service: str, hours: list[Hours]) -> list[dict[str, Any]]:
    """One row for all days with the same hours."""
    days: dict[tuple[dt.time, dt.time], list[str]] = defaultdict(list)
    for row in sorted(hours, key=lambda row: row.key):
        days[row.opens, row.closes].append(DAYS[row.weekday])
    return [
        {
            "id": part_id(service, f"hours {opens:%H:%M} {closes:%H:%M}"),
            "service_id": service,
            "freq": "WEEKLY",
            "byday": ",".join(of),
            "opens_at": f"{opens:%H:%M:%S}",
            "closes_at": f"{closes:%H:%M:%S}",
            "notes": LOCAL_TIME,
        }
        for (opens, closes), of in days.items()
    ]


def _languages(service: str, facts: Mapping[str, Said]) -> list[dict[str, Any]]:
    return [
        {
            "id": part_id(service, f"spoken {code}"),
            "service_id": service,
            "name": terms()[code]["name"],
            "code": code.partition(".")[2],
        }
        for code in (item.qualified for item in CHECKLIST.group("language").items)
        if code in facts and facts[code].value
    ]


def _cost_option(service: str, price: Price) -> dict[str, Any]:
    id = part_id(service, price.code)
    amount = float(price.amount)
    codes = [(price.code, "")] if price.code in terms() else []
    codes += [("price.required_for_course", "yes")] if price.required_for_course else []
    return filled({
        "id": id,
        "service_id": service,
        "valid_from": price.valid_from.isoformat(),
        "option": _term_name(price.code),
        "currency": price.currency,
        "amount": int(amount) if amount.is_integer() else amount,
        "amount_description": price.includes,
        "attributes": [attribute(id, "cost_option", code, value) for code, value in codes],
        "metadata": said(price, id, "cost_option", str(price.amount)),
    })  # fmt: skip


def _objects(service: str, facts: Mapping[str, Said], more: Texts) -> list[dict[str, Any]]:
    found = list(attributes(service, facts))
    return found + [attribute(service, "service", *one) for one in more]


def _written(service: str, facts: Mapping[str, Said], more: Texts) -> Written | list[Any]:
    found = list(written_attributes(service, facts))
    return several(found + [written_attribute(service, *one) for one in more], WIDE)


def _listing(clinic: Clinic, status: str) -> Texts:
    """What a listing says besides, and HSDS has no field for: terms and values."""
    until = clinic.paused_until if status == AWAY else None
    days = {"status_since": clinic.status_since, "paused_until": until}
    texts = {name: day.isoformat() for name, day in days.items() if day}
    texts["slug"] = clinic.slug
    texts["organization"] = clinic.organization.name if clinic.organization else ""
    return [(f"listing.{name}", text) for name, text in sorted(texts.items()) if text]
