"""Turns phone numbers as people write them into one readable form."""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

REFUSED = "not a phone number that can be dialed"
_SEPARATOR = re.compile(r"\s*(?:[/;,|\n&]|\b(?:or|and|y|o)\b)\s*", re.IGNORECASE)
_FLOAT = re.compile(r"([0-9]{7,15})\.0+")
_ROUNDED = re.compile(r"[0-9.,]+E\+?[0-9]+", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![0-9.])(?:\+?1[ .-]*)?(?:\([0-9]{3}\)|[0-9]{3})[ .-]*[0-9]{3}[ .-]*[0-9]{4}(?![0-9])"
    r"(?: *(?:x|ext\.?|extension|#) *[0-9]{1,7})?",
    re.IGNORECASE,
)
"""A number of the United States within other words."""


def readable_phone(text: str, *, country: str = "US") -> str:
    """`203-276-3000 x301` → `+1 203-276-3000 ext. 301`; blank stays blank.

    Only the length is checked, because new area codes appear and must not be refused. A number
    without an area code stays local. Raises ValueError, with a message, for other numbers.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError(REFUSED) from error
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    if possible != ValidationResult.IS_POSSIBLE:
        raise ValueError(REFUSED)
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def first_phone(text: str, *, country: str = "US") -> tuple[str, bool]:
    """The first number of a cell that may hold several, or words; and whether more stands there.

    `603-555-0100 (main) or 603-555-0101` → `+1 603-555-0100`, True. Raises ValueError, with a
    message, when no number is there.
    """
    text = _FLOAT.sub(r"\1", text.strip())
    if _ROUNDED.fullmatch(text):
        raise ValueError(REFUSED)
    within = [*_SEPARATOR.split(text), *_NUMBER.findall(text)]
    for number, tried in enumerate([text, *within]):
        try:
            if phone := readable_phone(tried, country=country):
                return phone, number > 0
        except ValueError:
            continue
    if text:
        raise ValueError(REFUSED)
    return "", False
