"""Turns the text of a cell into a value. Each function raises RowRefused, naming the column."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug

from clinics.exchange.columns import nearest
from clinics.files.refusals import RowRefused, shown
from clinics.listing import columns
from clinics.listing.coverage import COVERS, coverable
from clinics.listing.hours import read_hours
from clinics.listing.hours import written_hours as written_spans
from clinics.listing.models import HIGHEST_PRICE, Clinic, Hours
from clinics.listing.phones import first_phone
from clinics.listing.postal_codes import readable_postal_code
from clinics.listing.websites import readable_website
from clinics.states import state_code
from clinics.text import has_letters, tidy

COUNTRIES = {"": "US", "USA": "US", "U.S.": "US", "U.S.A.": "US", "UNITED STATES": "US"}
_MONEY = re.compile(r"\$? ?(\d{1,7}|\d{1,3}(?:,\d{3}){1,2})(\.\d{1,2})?", re.ASCII)
_DEGREES = re.compile(r"[+-]?([0-9]{1,3}(\.[0-9]*)?|\.[0-9]+)(e-[0-9]{1,3})?")


def text(column: str, cell: str, *, longest: int | None = None, lines: bool = False) -> str:
    """Tidied text. With `lines`, line ends stay. Raises when it is too long or unreadable."""
    sound(column, cell)
    return sound(column, tidy(cell, lines=lines), longest=longest)


def name(column: str, cell: str) -> str:
    """A name: tidied text with a letter or a digit. Raises for one that is missing."""
    tidied = text(column, cell, longest=longest("name"))
    if tidied and not has_letters(tidied):
        raise RowRefused(f"{column}: {shown(cell)} has neither letter nor digit")
    if not tidied:
        raise RowRefused(f"{column} is missing")
    return tidied


def sound(column: str, cell: str, *, longest: int | None = None) -> str:
    """The cell unchanged. Raises when the database cannot store it."""
    if "\0" in cell:
        raise RowRefused(f"{column}: contains a NUL byte")
    if not cell.isascii() and any("\ud800" <= c <= "\udfff" for c in cell):
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


def covers(column: str, cell: str) -> list[str] | None:
    """What an insurer's yes pays for, as codes. None: not stated. Raises for other words."""
    try:
        return columns.covers(cell)
    except ValueError as error:
        word = str(error)
        raise RowRefused(
            f"{column}: {shown(word)} is nothing that an insurer pays for"
            f"{nearest(word, coverable()).removesuffix('.')}"
        ) from None


def coverage(column: str, cell: str) -> list[str] | bool | None:
    """The cell of one of the columns that say what an insurer's yes pays for."""
    _code, part = columns.coverage()[column]
    return covers(column, cell) if part == COVERS else yes_or_no(column, cell)


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
    digits = cell.strip().replace("\N{MINUS SIGN}", "-")
    if not digits:
        return None
    number = float(digits) if _DEGREES.fullmatch(digits) else None
    if number is None or not -highest <= number <= highest:
        raise RowRefused(f"{column}: {shown(cell)} is not between -{highest} and {highest}")
    return number


def state(cell: str, *, country: str) -> str:
    """A state's two letters, from its letters or its name."""
    typed = text("state", cell)
    code = state_code(typed) or ("" if country == "US" else typed.upper())
    if typed and len(code) != 2:
        raise RowRefused(f"state: {shown(cell)} is not a state; use its two letters or its name")
    return code


def postal_code(cell: str, *, country: str, state: str) -> str:
    """A ZIP code, mended; of another country than the US, as it is."""
    typed = text("postal_code", cell)
    if country != "US":
        return sound("postal_code", typed, longest=longest("postal_code"))
    try:
        return readable_postal_code(typed, state=state)
    except ValueError as error:
        raise RowRefused(f"postal_code: {shown(cell)} is {error}") from None


def country(cell: str) -> str:
    """A country's two letters. Blank means US."""
    name = text("country", cell).upper()
    code = COUNTRIES.get(name, name)
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise RowRefused(f"country: {shown(cell)} is not a country's two letters")
    return code


def phone(cell: str, *, country: str) -> tuple[str, bool]:
    """The first phone number in international form, and whether more stood in the cell."""
    try:
        return first_phone(text("phone", cell, lines=True), country=country)
    except ValueError as error:
        raise RowRefused(f"phone: {shown(cell)} is {error}") from None


def website(cell: str) -> str:
    """A web address. One without a scheme gets http:// in front."""
    try:
        address = readable_website(sound("website", cell), scheme="http")
    except ValueError as error:
        raise RowRefused(f"website: {shown(cell)} is {error}") from None
    return sound("website", address, longest=longest("website"))


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
    """`Mon-Fri 09:00-17:00; Sat 09:00-24:00` as unsaved opening hours."""
    try:
        spans = read_hours(text("hours", cell))
    except ValueError as error:
        raise RowRefused(f"hours: {str(error).rstrip('.')}") from None
    return [
        Hours(weekday=day, opens=dt.time.fromisoformat(opens), closes=dt.time.fromisoformat(closes))
        for day, opens, closes in spans
    ]


def written_hours(rows: list[Hours]) -> str:
    """Opening hours as text that `hours` can read."""
    ordered = sorted(rows, key=lambda row: row.key)
    return written_spans(
        (row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}") for row in ordered
    )
