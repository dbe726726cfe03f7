"""Makes the fictitious demo clinics and accounts from fixtures/demo."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinics.checklist import CHECKLIST
from clinics.credentials.derived_facts import confirm
from clinics.exchange.actions.absences import settle_absences
from clinics.listing.actions.editing import add, lock_all
from clinics.listing.coverage import COVERAGE_PARTS
from clinics.listing.draft import Draft
from clinics.listing.locate import address_book
from clinics.memberships.actions.members import add_member
from clinics.memberships.permissions import has_second_factor
from clinics.models import Clinic, Fact, Hours, Price, SourceRecord, User

SOURCE = "fixtures/demo"
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"
FIELDS = ("slug", "name", "description", "how_to_find", "street", "street2", "city", "state",
         "postal_code", "county", "latitude", "longitude", "phone", "website", "email")  # fmt: skip
ACCOUNTS = {"admin@demo.example": False, "moderator@demo.example": True}
"""E-mail address → whether the account is a moderator."""
LIST = "Example State"
LOST = "tin-whistle-wellness"
"""The clinic that this list no longer has."""
SPOKEN_FOR = ("tidewrack-pain-boca-raton", "tidewrack-pain-boynton-beach", "pelican-key-ketamine")
"""The clinics of admin@demo.example: two of one organization, and one of another."""


def demo_listings() -> Iterator[dict[str, Any]]:
    """The demo clinics as in the files, where dates are counted in days before today."""
    for path in sorted(FOLDER.glob("*_[a-z][a-z].json")):
        yield from json.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def make_demo() -> tuple[int, int]:
    """Bring the demo clinics to what the files say: (clinics, of which changed)."""
    book, today, changed, entries = address_book(), timezone.localdate(), 0, list(demo_listings())
    ids = Clinic.objects.filter(listed_by="demo").values_list("pk", flat=True)
    known = {listing.clinic.external_id: listing for listing in lock_all(list(ids))}
    for entry in entries:
        draft, listing = draft_of(entry, book, today), known.get(entry["slug"])
        if listing is None:
            add(draft, actor="operator", publish=True, source=SOURCE)
            changed += 1
        else:
            listing.draft = draft
            changed += listing.save(confirm=confirm, actor="operator", publish=True, source=SOURCE)
    _lose_one(today)
    return len(entries), changed


def _lose_one(today: dt.date) -> None:
    """Let a fictitious list have lost one clinic: the last two of its files are without it."""
    gone_since = today - dt.timedelta(days=40)
    days = {"last_seen": gone_since - dt.timedelta(days=30), "gone_since": gone_since}
    clinic = Clinic.objects.get(listed_by="demo", external_id=LOST)
    SourceRecord.objects.get_or_create(
        source=LIST,
        external_id=LOST,
        defaults={"clinic": clinic, "first_seen": days["last_seen"], "times_gone": 2, **days},
    )
    settle_absences(LIST, on=today)


@transaction.atomic
def make_accounts() -> dict[str, str]:
    """Make the demo accounts: {address: password}.

    A password follows from SECRET_KEY, so that it stays the same, and who is signed in stays so.
    """
    passwords = {}
    for email, moderates in ACCOUNTS.items():
        user, _made = User.objects.get_or_create(email=email, defaults={"is_moderator": moderates})
        passwords[email] = salted_hmac("demo account", email, algorithm="sha256").hexdigest()[:16]
        if not user.check_password(passwords[email]):
            user.set_password(passwords[email])
            user.save(update_fields=["password"])
        EmailAddress.objects.get_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
        if moderates and not has_second_factor(user):
            TOTP.activate(user, generate_totp_secret())
    _speak_for_demo_clinics()
    return passwords


def _speak_for_demo_clinics() -> None:
    """Let the demo admin speak for its clinics, unless somebody already does."""
    admin = User.objects.get(email="admin@demo.example")
    for clinic in Clinic.objects.filter(listed_by="demo", external_id__in=SPOKEN_FOR):
        if not clinic.memberships.exists():
            add_member(clinic, admin, actor="operator", by=admin)


def draft_of(entry: dict[str, Any], book: Any, today: dt.date) -> Draft:
    """One entry of the files as a draft. Codes without an answer stay not stated."""
    fields = {name: entry[name] for name in FIELDS}
    place = book.find(**{n: entry[n] for n in ("postal_code", "city", "state", "county",
                                               "latitude", "longitude")})  # fmt: skip
    facts = {
        code: _demo_fact(code, answer, today)
        for code, answer in {**entry["facts"], **entry["numbers"]}.items()
    }
    affirmed = [f.affirmed_on for f in facts.values() if f.source == "clinic"]
    since = dt.date.fromisoformat(entry["since"])
    fields |= {
        "country": "US", "county_fips": place.county if place else 0, "is_approximate": False,
        "address_key": "", "listed_by": "demo", "external_id": entry["slug"], "source": "clinic",
        "source_name": "", "since": since, "affirmed_on": max([since, *affirmed]),
        "corrections": {},
    }  # fmt: skip
    prices = [_demo_price(answer, today) for answer in entry["prices"]]
    return Draft(
        fields=fields,
        organization=entry["organization"],
        facts=facts,
        prices={price.code: price for price in prices},
        hours=[
            Hours(
                weekday=row["weekday"],
                opens=dt.time.fromisoformat(row["opens"]),
                closes=dt.time.fromisoformat(row["closes"]),
            )
            for row in entry["hours"]
        ],
    )


def _stated(answer: dict[str, Any], today: dt.date) -> dict[str, Any]:
    since = answer["since_days_ago"]
    return {
        "source": answer["source"],
        "source_name": answer.get("source_name", ""),
        "since": today - dt.timedelta(days=since),
        "affirmed_on": today - dt.timedelta(days=answer.get("affirmed_days_ago", since)),
    }


def _demo_fact(code: str, answer: dict[str, Any], today: dt.date) -> Fact:
    fact = Fact(code=code, detail=answer.get("detail", ""), **_stated(answer, today))
    if code.startswith("number."):
        fact.number = answer["value"]
        return fact
    fact.value = answer["value"]
    for part in COVERAGE_PARTS:
        setattr(fact, part, answer.get(part))
    if answer.get("confirmed_by"):
        valid_days = answer.get("valid_days", CHECKLIST.item(code).valid_days)
        fact.confirmed_by = answer["confirmed_by"]
        fact.confirmed_on = today - dt.timedelta(days=answer["confirmed_days_ago"])
        fact.due_on = fact.confirmed_on + dt.timedelta(days=valid_days)
    return fact


def _demo_price(answer: dict[str, Any], today: dt.date) -> Price:
    return Price(
        kind=answer["kind"],
        route=answer["route"],
        amount=Decimal(answer["amount"]),
        currency=answer["currency"],
        valid_from=today - dt.timedelta(days=answer["valid_from_days_ago"]),
        includes=answer["includes"],
        required_for_course=answer["required_for_course"],
        **_stated(answer, today),
    )
