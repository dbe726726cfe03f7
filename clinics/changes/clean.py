"""Whether a proposed value can be stored: the value as it is kept, or a refusal in words."""

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

from clinics.changes.values import ADDRESS, PLAIN, ChangeRefused
from clinics.checklist import CHECKLIST
from clinics.listing.draft import DERIVED
from clinics.listing.models import HIGHEST_PRICE, Clinic, Fact, Price, SourceKind
from clinics.listing.phones import readable_phone

MOST_SPANS = 2
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_ZIP = re.compile(r"\d{5}(-\d{4})?")
_URL = URLValidator(schemes=["http", "https"])


def clean(code: str, value: Any) -> Any:
    """The value as a proposal keeps it; None: not stated. Raises ChangeRefused in words."""
    if code in DERIVED:
        raise ChangeRefused(_("This follows from the prices; it is not stated by itself."))
    if code == "contact":
        return _contact(value)
    if code in PLAIN:
        return _plain(code, value)
    if code == "hours":
        return _hours(value)
    if value is not None and not isinstance(value, dict):
        raise ChangeRefused(_("This answer has no such form."))
    if code == "address":
        return _address(value or {})
    if not (CHECKLIST.get(code) or CHECKLIST.number(code) or code in CHECKLIST.price_columns()):
        raise ChangeRefused(_("The checklist has no “%(code)s”.") % {"code": code[:64]})
    if value is None:
        return None
    cleaned = _price(value) if code.startswith("price.") else _fact(code, value)
    adopted = value.get("source") == SourceKind.CLINIC
    return cleaned | ({"source": SourceKind.CLINIC.value} if adopted else {})


def _text(value: Any, *, longest: int | None, lines: bool = False) -> str:
    """Trimmed text that the database can hold; runs of blanks are one unless it has lines."""
    if not isinstance(value, str | None):
        raise ChangeRefused(_("This must be words."))
    text = (value or "").replace("\r\n", "\n").strip()
    text = text if lines else " ".join(text.split())
    if _CONTROL.search(text):
        raise ChangeRefused(_("This holds a character that cannot be shown."))
    if longest is not None and len(text) > longest:
        raise ChangeRefused(
            _("This has %(length)s characters; at most %(longest)s fit.")
            % {"length": f"{len(text):,}", "longest": f"{longest:,}"}
        )
    return text


def _longest(model: type[Model], name: str) -> int | None:
    return next(c.max_length for c in model._meta.concrete_fields if c.name == name)


def _plain(code: str, value: Any) -> str | None:
    text = _text(value, longest=_longest(Clinic, code), lines=code == "description")
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
                "phone": _("This is not a phone number that can be dialled."),
                "email": _("This is not an e-mail address."),
                "website": _("This is not a web address such as https://clinic.example."),
            }[code]
        ) from None
    return text


def _contact(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or value.get("source") != SourceKind.CLINIC:
        raise ChangeRefused(_("Only the clinic itself can be made to state its contact details."))
    return {"source": SourceKind.CLINIC.value}


def _address(value: dict[str, Any]) -> dict[str, str] | None:
    said = {name: _text(value.get(name), longest=_longest(Clinic, name)) for name in ADDRESS}
    if not any(said[name] for name in ADDRESS if name != "country"):
        return None
    said["country"] = said["country"].upper() or "US"
    said["state"] = said["state"].upper()
    if not re.fullmatch(r"[A-Z]{2}", said["country"]):
        raise ChangeRefused(_("A country is given by two letters, such as US."))
    if said["country"] == "US":
        if not (said["city"] and re.fullmatch(r"[A-Z]{2}", said["state"])):
            raise ChangeRefused(_("An address needs a town and a state in two letters, as FL."))
        if said["postal_code"] and not _ZIP.fullmatch(said["postal_code"]):
            raise ChangeRefused(_("A ZIP code has five digits, or nine with a dash."))
    return {name: part for name, part in said.items() if part}


def _hours(value: Any) -> list[list[Any]] | None:
    """At most two spans a day, in order, none closing before it opens or lying in another."""
    rows = sorted({(int(day), str(a), str(b)) for day, a, b in value or []})
    for day, opens, closes in rows:
        name = {"day": WEEKDAYS.get(day, day)}
        if day not in range(7) or not (_TIME.fullmatch(opens) and _TIME.fullmatch(closes)):
            raise ChangeRefused(_("%(day)s: give times such as 09:00 and 17:30.") % name)
        if closes <= opens:
            raise ChangeRefused(_("%(day)s: it closes before it opens.") % name)
        spans = [row for row in rows if row[0] == day]
        if len(spans) > MOST_SPANS or any(a[2] > b[1] for a, b in pairwise(spans)):
            raise ChangeRefused(_("%(day)s: at most two spans, one after the other.") % name)
    return [list(row) for row in rows] or None


def _fact(code: str, value: dict[str, Any]) -> dict[str, Any]:
    detail = _text(value.get("detail"), longest=_longest(Fact, "detail"))
    said: dict[str, Any] = {"detail": detail} if detail else {}
    if number := CHECKLIST.number(code):
        count = value.get("number")
        if isinstance(count, bool) or not isinstance(count, int):
            raise ChangeRefused(_("Give a whole number, in figures."))
        if not 0 <= count <= number.highest:
            raise ChangeRefused(_("Give a number from 0 to %(n)s.") % {"n": number.highest})
        return {"number": count} | said
    if not isinstance(value.get("value"), bool):
        raise ChangeRefused(_("Choose yes or no, or leave it not stated."))
    return {"value": value["value"]} | said


def _price(value: dict[str, Any]) -> dict[str, Any]:
    includes = _text(value.get("includes"), longest=_longest(Price, "includes"))
    currency = str(value.get("currency") or "USD")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise ChangeRefused(_("A currency is given by three letters, such as USD."))
    said: dict[str, Any] = {
        "amount": str(_amount(value.get("amount"))),
        "currency": currency,
        "valid_from": _day(value.get("valid_from")).isoformat(),
    }
    if includes:
        said["includes"] = includes
    if value.get("required_for_course"):
        said["required_for_course"] = True
    return said


def _amount(value: Any) -> Decimal:
    text = ("" if value is None else str(value)).replace(",", "").removeprefix("$").strip()
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", text, re.ASCII):
        raise ChangeRefused(_("Give an amount in dollars, such as 450 or 1,250.50."))
    amount = Decimal(text).quantize(Decimal("0.01"))
    if amount > HIGHEST_PRICE:
        raise ChangeRefused(_("This amount is too high to be a price."))
    return amount


def _day(value: Any) -> dt.date:
    """The day a price holds from; blank: today. A year ahead at most."""
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
