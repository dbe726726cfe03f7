"""Cleans a proposed value, or refuses it with a message for the user."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db.models import Model
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from clinics.changes.values import ChangeRefused
from clinics.checklist import CHECKLIST
from clinics.listing.draft import DERIVED
from clinics.listing.fields import ADDRESS_FIELDS, TEXT_FIELDS
from clinics.listing.models import HIGHEST_PRICE, Clinic, Fact, Price, SourceKind
from clinics.listing.phones import readable_phone

MOST_SPANS = 2
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_ZIP = re.compile(r"\d{5}(-\d{4})?")
_URL = URLValidator(schemes=["http", "https"])


def clean(code: str, value: Any) -> Any:
    """The value as a proposal stores it; None: not stated. Raises ChangeRefused."""
    if code in DERIVED:
        raise ChangeRefused(_("This follows from the prices. It cannot be stated by itself."))
    if code == "contact":
        return _contact(value)
    if code in TEXT_FIELDS:
        return _plain(code, value)
    if code == "hours":
        return _hours(value)
    if value is not None and not isinstance(value, dict):
        raise ChangeRefused(_("This answer is not in the expected format."))
    if code == "address":
        return _address(value or {})
    if not (CHECKLIST.get(code) or CHECKLIST.number(code) or code in CHECKLIST.price_columns()):
        raise ChangeRefused(_("The checklist has no “%(code)s”.") % {"code": code[:64]})
    if value is None:
        return None
    cleaned = _price(value) if code.startswith("price.") else _fact(code, value)
    adopted = value.get("source") == SourceKind.CLINIC
    return cleaned | ({"source": SourceKind.CLINIC.value} if adopted else {})


def _text(value: Any, *, max_length: int | None, lines: bool = False) -> str:
    """Trimmed text that the database can store. Without `lines`, runs of spaces become one."""
    if not isinstance(value, str | None):
        raise ChangeRefused(_("This must be text."))
    text = (value or "").replace("\r\n", "\n").strip()
    text = text if lines else " ".join(text.split())
    if _CONTROL.search(text):
        raise ChangeRefused(_("This contains a character that cannot be shown."))
    if max_length is not None and len(text) > max_length:
        raise ChangeRefused(
            _("This has %(length)s characters; at most %(most)s are allowed.")
            % {"length": f"{len(text):,}", "most": f"{max_length:,}"}
        )
    return text


def _max_length(model: type[Model], name: str) -> int | None:
    return next(c.max_length for c in model._meta.concrete_fields if c.name == name)


def _plain(code: str, value: Any) -> str | None:
    text = _text(value, max_length=_max_length(Clinic, code), lines=code == "description")
    if code == "name" and not text:
        raise ChangeRefused(_("A clinic needs a name."))
    if not text:
        return None
    try:
        if code == "phone":
            return readable_phone(text)
        if code == "email":
            validate_email(text)
        if code == "website":
            text = text if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text) else f"https://{text}"
            _URL(text)
    except (ValueError, ValidationError):
        raise ChangeRefused(
            {
                "phone": _("This is not a phone number that can be dialed."),
                "email": _("This is not an e-mail address."),
                "website": _("This is not a web address such as https://clinic.example."),
            }[code]
        ) from None
    return text


def _contact(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or value.get("source") != SourceKind.CLINIC:
        raise ChangeRefused(_("Only the clinic itself can state its contact details."))
    return {"source": SourceKind.CLINIC.value}


def _address(value: dict[str, Any]) -> dict[str, str] | None:
    kept = {
        name: _text(value.get(name), max_length=_max_length(Clinic, name))
        for name in ADDRESS_FIELDS
    }
    if not any(kept[name] for name in ADDRESS_FIELDS if name != "country"):
        return None
    kept["country"] = kept["country"].upper() or "US"
    kept["state"] = kept["state"].upper()
    if not re.fullmatch(r"[A-Z]{2}", kept["country"]):
        raise ChangeRefused(_("Give the country in two letters, such as US."))
    if kept["country"] == "US":
        if not (kept["city"] and re.fullmatch(r"[A-Z]{2}", kept["state"])):
            raise ChangeRefused(
                _("An address needs a town, and a state in two letters, such as FL.")
            )
        if kept["postal_code"] and not _ZIP.fullmatch(kept["postal_code"]):
            raise ChangeRefused(_("A ZIP code has five digits, or nine with a dash."))
    return {name: part for name, part in kept.items() if part}


def _hours(value: Any) -> list[list[Any]] | None:
    """At most two spans a day, in order. Each closes after it opens, and none overlap."""
    rows = sorted({(int(day), str(a), str(b)) for day, a, b in value or []})
    for day, opens, closes in rows:
        name = {"day": WEEKDAYS.get(day, day)}
        if day not in range(7) or not (_TIME.fullmatch(opens) and _TIME.fullmatch(closes)):
            raise ChangeRefused(_("%(day)s: give times such as 09:00 and 17:30.") % name)
        if closes <= opens:
            raise ChangeRefused(
                _("%(day)s: the closing time must be later than the opening time.") % name
            )
        spans = [row for row in rows if row[0] == day]
        if len(spans) > MOST_SPANS or any(a[2] > b[1] for a, b in pairwise(spans)):
            raise ChangeRefused(
                _("%(day)s: at most two time spans, and they must not overlap.") % name
            )
    return [list(row) for row in rows] or None


def _fact(code: str, value: dict[str, Any]) -> dict[str, Any]:
    detail = _text(value.get("detail"), max_length=_max_length(Fact, "detail"))
    kept: dict[str, Any] = {"detail": detail} if detail else {}
    if number := CHECKLIST.number(code):
        count = value.get("number")
        if isinstance(count, bool) or not isinstance(count, int):
            raise ChangeRefused(_("Give a whole number in digits, such as 12."))
        if not 0 <= count <= number.highest:
            raise ChangeRefused(_("Give a number from 0 to %(n)s.") % {"n": number.highest})
        return {"number": count} | kept
    if not isinstance(value.get("value"), bool):
        raise ChangeRefused(_("Choose yes or no, or leave it not stated."))
    return {"value": value["value"]} | kept


def _price(value: dict[str, Any]) -> dict[str, Any]:
    includes = _text(value.get("includes"), max_length=_max_length(Price, "includes"))
    currency = str(value.get("currency") or "USD")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise ChangeRefused(_("Give the currency in three letters, such as USD."))
    kept: dict[str, Any] = {
        "amount": str(_amount(value.get("amount"))),
        "currency": currency,
        "valid_from": _day(value.get("valid_from")).isoformat(),
    }
    if includes:
        kept["includes"] = includes
    if value.get("required_for_course"):
        kept["required_for_course"] = True
    return kept


def _amount(value: Any) -> Decimal:
    text = ("" if value is None else str(value)).replace(",", "").removeprefix("$").strip()
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", text, re.ASCII):
        raise ChangeRefused(_("Give an amount in dollars, such as 450 or 1,250.50."))
    amount = Decimal(text).quantize(Decimal("0.01"))
    if amount > HIGHEST_PRICE:
        raise ChangeRefused(_("This amount is too high to be a price."))
    return amount


def _day(value: Any) -> dt.date:
    """The day from which a price is valid; blank: today. At most a year ahead."""
    today = timezone.localdate()
    if not value:
        return today
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        raise ChangeRefused(_("Give a day such as 2026-03-31.")) from None
    if not dt.date(2000, 1, 1) <= day <= today + dt.timedelta(days=366):
        raise ChangeRefused(_("This day is too long ago or too far ahead."))
    return day
