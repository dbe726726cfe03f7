"""Turns phone numbers as people write them into one readable form."""

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

REFUSED = "not a phone number that can be dialed"


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
