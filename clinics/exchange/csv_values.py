"""Turns the text of a cell into a value. Each function raises RowRefused, naming the column."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email, validate_slug

from clinics.files.refusals import RowRefused, shown
from clinics.listing import columns
from clinics.listing.models import HIGHEST_PRICE, Clinic, Hours
from clinics.listing.phones import readable_phone
from clinics.states import STATE_CODES

COUNTRIES = {"": "US", "USA": "US", "U.S.": "US", "U.S.A.": "US", "UNITED STATES": "US"}
_MONEY = re.compile(r"\$? ?(\d{1,7}|\d{1,3}(?:,\d{3}){1,2})(\.\d{1,2})?")
_URL = URLValidator(schemes=["http", "https"])


def text(column: str, cell: str, *, longest: int | None = None, lines: bool = False) -> str:
    """Trimmed text. Raises for control characters. Joins runs of blanks, unless `lines`."""
    cell = cell.strip() if lines else " ".join(cell.split())
    sound(column, cell, longest=longest)
    if any(not c.isprintable() and c not in "\t\r\n\u2028\u2029" for c in cell if ord(c) < 160):
        raise RowRefused(f"{column}: contains a control character")
    return cell


def sound(column: str, cell: str, *, longest: int | None = None) -> str:
    """The cell unchanged. Raises when the database cannot store it."""
    if "\0" in cell:
        raise RowRefused(f"{column}: contains a NUL byte")
    if any("\ud800" <= c <= "\udfff" for c in cell):
        raise RowRefused(f"{column}: contains a byte that is neither UTF-8 nor Windows-1252")
    if longest is not None and len(cell) > longest:
        raise RowRefused(f"{column}: {len(cell):,} characters; at most {longest:,} fit")
    return cell


def longest(field: str) -> int | None:
    """How many characters fit in a field of Clinic; None for no limit."""
    return getattr(Clinic._meta.get_field(field), "max_length", None)


def yes_or_no(column: str, cell: str) -> bool | None:
    """Yes, no, or None: not stated. Raises for other words, because unknown is not no."""
    try:
        return columns.yes_or_no(cell)
    except ValueError:
        raise RowRefused(
            f"{column}: {shown(cell)} is neither yes nor no; leave it blank if unknown"
        ) from None


def whole_number(column: str, cell: str, *, highest: int) -> int | None:
    """A number from 0 to `highest`. None: not stated."""
    digits = cell.strip()
    if not digits:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", digits) or int(digits) > highest:
        raise RowRefused(f"{column}: {shown(cell)} is not a whole number from 0 to {highest:,}")
    return int(digits)


def money(column: str, cell: str) -> Decimal | None:
    """An amount such as 450, 1,250.00 or $450. None: not stated."""
    if not cell.strip():
        return None
    match = _MONEY.fullmatch(cell.strip())
    amount = Decimal(match[1].replace(",", "") + (match[2] or "")) if match else None
    if amount is None or amount > HIGHEST_PRICE:
        highest = f"{HIGHEST_PRICE:,}"
        raise RowRefused(f"{column}: {shown(cell)} is not an amount of money from 0 to {highest}")
    return amount


def degrees(column: str, cell: str, *, highest: int) -> float | None:
    """Degrees north or east. None: not stated."""
    if not cell.strip():
        return None
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not -highest <= number <= highest:
        raise RowRefused(f"{column}: {shown(cell)} is not between -{highest} and {highest}")
    return number


def state(cell: str, *, country: str) -> str:
    """A state's two letters, from its letters or its name."""
    name = text("state", cell)
    code = STATE_CODES.get(name.casefold().replace(".", ""), name.upper())
    known = code in STATE_CODES.values() if country == "US" else len(code) == 2
    if code and not known:
        raise RowRefused(f"state: {shown(cell)} is not a state; use its two letters or its name")
    return code


def country(cell: str) -> str:
    """A country's two letters. Blank means US."""
    name = text("country", cell).upper()
    code = COUNTRIES.get(name, name)
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise RowRefused(f"country: {shown(cell)} is not a country's two letters")
    return code


def phone(cell: str, *, country: str) -> str:
    """A phone number in international form."""
    try:
        return readable_phone(text("phone", cell), country=country)
    except ValueError as error:
        raise RowRefused(f"phone: {shown(cell)} is {error}") from None


def website(cell: str) -> str:
    """A web address. One without a scheme gets http:// in front."""
    address = text("website", cell)
    if address and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address):
        address = f"http://{address}"
    return valid_website(address)


def valid_website(address: str) -> str:
    """The web address unchanged. Raises unless it starts with http:// or https://."""
    sound("website", address, longest=longest("website"))
    try:
        _URL(address or "http://none.example")
    except ValidationError:
        raise RowRefused(f"website: {shown(address)} is not a web address") from None
    return address


def email(cell: str) -> str:
    """An e-mail address."""
    address = text("email", cell, longest=longest("email"))
    try:
        validate_email(address or "none@none.example")
    except ValidationError:
        raise RowRefused(f"email: {shown(cell)} is not an e-mail address") from None
    return address


def slug(cell: str) -> str:
    """The last part of a clinic's web address."""
    word = text("slug", cell, longest=longest("slug"))
    try:
        validate_slug(word or "none")
    except ValidationError:
        raise RowRefused(
            f"slug: {shown(cell)} contains more than letters, digits and - _"
        ) from None
    return word


def county_fips(cell: str) -> int | None:
    """A county's FIPS number. 0 (`00000`): no county. None: it is found by the address."""
    if cell.strip() and not re.fullmatch(r"[0-9]{4,5}", cell.strip()):
        raise RowRefused(f"county_fips: {shown(cell)} is not a county's five digits")
    return int(cell) if cell.strip() else None


def hours(cell: str) -> list[Hours]:
    """`Mon 09:00-17:00; Sat 09:00-12:00` as unsaved opening hours."""
    rows: dict[str, Hours] = {}
    try:
        spans = columns.spans(cell)
    except ValueError as error:
        raise RowRefused(f"hours: {shown(str(error))} is not like “Mon 09:00-17:00”") from None
    for span in spans:
        as_text, (day, *times) = columns.written_spans([span]), span
        try:
            opens, closes = (dt.datetime.strptime(t, "%H:%M").time() for t in times)
        except ValueError:
            raise RowRefused(f"hours: {shown(as_text)} is not a time of day") from None
        row = Hours(weekday=day, opens=opens, closes=closes)
        if closes <= opens or row.key in rows:
            raise RowRefused(f"hours: {shown(as_text)} closes before it opens or is there twice")
        rows[row.key] = row
    return [rows[key] for key in sorted(rows)]


def written_hours(rows: list[Hours]) -> str:
    """Opening hours as text that `hours` can read."""
    ordered = sorted(rows, key=lambda row: row.key)
    return columns.written_spans(
        (row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}") for row in ordered
    )
