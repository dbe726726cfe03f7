"""Turns phone numbers as people write them into one readable form, and shows them."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

from clinics.text import tidy

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
_FAX_SAYS = r"\b(?:tele)?fax\b"
_ITS_NUMBER = r"[\s:.#]{0,5}(?:number|no)?[\s:.#]{0,5}"
_FAX = re.compile(
    rf"[(\[]?{_FAX_SAYS}{_ITS_NUMBER}{_NUMBER.pattern}[)\]]?"
    rf"|{_NUMBER.pattern}\s{{0,5}}[(\[]?{_FAX_SAYS}(?!{_ITS_NUMBER}[(0-9])[)\]]?",
    re.IGNORECASE,
)
"""A number with the word fax before or behind it."""
_PLAIN = re.compile(r"(?!([0-9])(?:-?\1)+$)[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}")
"""What nine of ten cells say, and what needs no library to be read."""
_NORTH_AMERICAN = re.compile(r"(?!(.)\1+$)([2-9][0-9]{2})?[2-9][0-9]{6}")
"""Area code and exchange begin with 2 or more; 9999999999 fills a form and reaches nobody."""


def readable_phone(text: str, *, country: str = "US") -> str:
    """`203-276-3000 x301` → `+1 203-276-3000 ext. 301`; blank stays blank.

    Only the length is checked and how the parts of an American number begin, because new area
    codes appear and must not be refused. A number without an area code stays local. Raises
    ValueError, with a message, for other numbers.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError(REFUSED) from error
    digits = phonenumbers.national_significant_number(number)
    if number.country_code == 1 and not _NORTH_AMERICAN.fullmatch(digits):
        raise ValueError(REFUSED)
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    if possible != ValidationResult.IS_POSSIBLE:
        raise ValueError(REFUSED)
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def first_phone(text: str, *, country: str = "US") -> tuple[str, bool]:
    """The first number of a cell that may hold several, or words; and whether more stands there.

    `603-555-0100 (main) or 603-555-0101` → `+1 603-555-0100`, True. The number of a fax machine is
    left out. Raises ValueError, with a message, when no number is there.
    """
    if country == "US" and _PLAIN.fullmatch(text):
        return f"+1 {text}", False
    # Tidied, because the patterns below need quadratic time for a long run of blanks.
    typed = _FLOAT.sub(r"\1", tidy(text, lines=True))
    text = _FAX.sub(" ", typed).strip(" ,;/|\n")
    if _ROUNDED.fullmatch(text):
        raise ValueError(REFUSED)
    within = [*_SEPARATOR.split(text), *_NUMBER.findall(text)]
    for number, tried in enumerate([text, *within]):
        try:
            if phone := readable_phone(tried, country=country):
                return phone, number > 0 or _FAX.search(typed) is not None
        except ValueError:
            continue
    if typed:
        raise ValueError(REFUSED)
    return "", False


@lru_cache(maxsize=10_000)
def shown_phone(text: str) -> str:
    """A phone number as people in its country write it; an unreadable one as it is."""
    number = _parsed(text)
    if number is None:
        return text
    is_american = number.country_code == 1
    kind = PhoneNumberFormat.NATIONAL if is_american else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, kind)


@lru_cache(maxsize=10_000)
def phone_link(text: str) -> str:
    """The `tel:` address of a phone number; '' when it cannot be dialed from everywhere."""
    number = _parsed(text)
    if number is None:
        return ""
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
