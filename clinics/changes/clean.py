"""Cleans a proposed value, or refuses it with a message for the user."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from clinics.changes.values import ChangeRefused
from clinics.checklist import CHECKLIST
from clinics.listing.coverage import COVERS, PRIOR_AUTHORIZATION, coverable, in_order, is_insurer
from clinics.listing.draft import DERIVED
from clinics.listing.fields import ADDRESS_FIELDS, TEXT_FIELDS
from clinics.listing.hours import arranged
from clinics.listing.models import HIGHEST_PRICE, Clinic, Fact, Price, SourceKind
from clinics.listing.phones import first_phone
from clinics.listing.postal_codes import readable_postal_code
from clinics.listing.websites import readable_website
from clinics.states import state_code
from clinics.text import has_letters, tidy

MOST_SPANS = 2
_AMOUNT = re.compile(r"\$? ?([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]{1,2})?")
"""Dollars. A comma stands before three digits: `12,50` is not 1,250."""
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


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
    """Tidied text that is not too long."""
    if not isinstance(value, str | None):
        raise ChangeRefused(_("This must be text."))
    if _UNSTORABLE.search(value or ""):
        raise ChangeRefused(_("This contains a character that cannot be shown."))
    text = tidy(value or "", lines=lines)
    if max_length is not None and len(text) > max_length:
        raise ChangeRefused(
            _("This has %(length)s characters; at most %(most)s are allowed.")
            % {"length": f"{len(text):,}", "most": f"{max_length:,}"}
        )
    return text


def _max_length(model: type[Model], name: str) -> int | None:
    return next(c.max_length for c in model._meta.concrete_fields if c.name == name)


def _plain(code: str, value: Any) -> str | None:
    most = _max_length(Clinic, code)
    if code == "website":
        return _website(value, max_length=most)
    text = _text(value, max_length=most, lines=code == "description")
    if code == "name" and not has_letters(text):
        raise ChangeRefused(_("A clinic needs a name."))
    if not text:
        return None
    if code == "email":
        try:
            validate_email(text)
        except ValidationError:
            raise ChangeRefused(_("This is not an e-mail address.")) from None
    return _phone(text) if code == "phone" else text


def _phone(text: str) -> str:
    try:
        phone, more = first_phone(text)
    except ValueError:
        raise ChangeRefused(_("This is not a phone number that can be dialed.")) from None
    if more:
        raise ChangeRefused(_("Give one phone number alone, such as %(n)s.") % {"n": phone})
    return phone


def _website(value: Any, *, max_length: int | None) -> str | None:
    _text(value, max_length=None)
    try:
        # Not what `_text` returns: an address with something unseen inside is refused, not mended.
        website = readable_website(value or "")
    except ValueError:
        raise ChangeRefused(
            _("This is not a web address such as https://clinic.example.")
        ) from None
    return _text(website, max_length=max_length) or None


def _contact(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or value.get("source") != SourceKind.CLINIC:
        raise ChangeRefused(_("Only the clinic itself can state its contact details."))
    return {"source": SourceKind.CLINIC.value}


def _address(value: dict[str, Any]) -> dict[str, str] | None:
    # A state's name, and a ZIP code in some spellings, are longer than what is kept of them.
    kept = {
        name: _text(value.get(name), max_length=max(_max_length(Clinic, name) or 0, 40))
        for name in ADDRESS_FIELDS
    }
    if not any(kept[name] for name in ADDRESS_FIELDS if name != "country"):
        return None
    kept["country"] = kept["country"].upper() or "US"
    if not re.fullmatch(r"[A-Z]{2}", kept["country"]):
        raise ChangeRefused(_("Give the country in two letters, such as US."))
    kept["state"] = kept["state"].upper()
    if kept["country"] == "US":
        kept |= _in_the_united_states(kept)
    for name in ("state", "postal_code"):
        _text(kept[name], max_length=_max_length(Clinic, name))
    return {name: part for name, part in kept.items() if part}


def _in_the_united_states(kept: dict[str, str]) -> dict[str, str]:
    """The state and the ZIP code as we write them. Raises ChangeRefused."""
    state = state_code(kept["state"])
    if not (kept["city"] and kept["state"]):
        raise ChangeRefused(_("An address needs a town and a state, such as FL or Florida."))
    if not state:
        raise ChangeRefused(
            _("“%(state)s” is not a state. Give its name, or its two letters such as FL.")
            % {"state": kept["state"]}
        )
    try:
        postal_code = readable_postal_code(kept["postal_code"], state=state)
    except ValueError:
        raise ChangeRefused(_("A ZIP code has five digits, or nine with a dash.")) from None
    return {"state": state, "postal_code": postal_code}


def _hours(value: Any) -> list[list[Any]] | None:
    """At most two spans a day, in order."""
    try:
        rows = arranged((int(day), str(a), str(b)) for day, a, b in value or [])
    except ValueError as error:
        raise ChangeRefused(str(error)) from None
    for day, spans in groupby(rows, key=lambda row: row[0]):
        if len(list(spans)) > MOST_SPANS:
            raise ChangeRefused(_("%(day)s: at most two time spans.") % {"day": WEEKDAYS[day]})
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
    coverage = _coverage(code, value)
    if not isinstance(value.get("value"), bool):
        raise ChangeRefused(_("Choose yes or no, or leave it not stated."))
    return {"value": value["value"]} | kept | coverage


def _coverage(code: str, value: dict[str, Any]) -> dict[str, Any]:
    """What an insurer's yes pays for. Raises ChangeRefused for anything but a yes."""
    covers, authorization = value.get(COVERS) or [], value.get(PRIOR_AUTHORIZATION)
    if not covers and authorization is None:
        return {}
    if not is_insurer(code) or value.get("value") is not True:
        raise ChangeRefused(
            _(
                "Only a yes says what an insurer pays for and whether it needs prior "
                "authorization. Choose yes, or clear the rest."
            )
        )
    is_known = isinstance(covers, list) and all(one in coverable() for one in covers)
    if not is_known or not isinstance(authorization, bool | None):
        raise ChangeRefused(_("This is nothing that an insurer can pay for."))
    kept: dict[str, Any] = {COVERS: in_order(covers)} if covers else {}
    return kept | ({} if authorization is None else {PRIOR_AUTHORIZATION: authorization})


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
    match = _AMOUNT.fullmatch("" if value is None else tidy(str(value)))
    if match is None:
        raise ChangeRefused(_("Give an amount in dollars, such as 450 or 1,250.50."))
    amount = Decimal(match[1].replace(",", "") + (match[2] or "")).quantize(Decimal("0.01"))
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
