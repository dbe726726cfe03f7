"""Phone numbers as people write them → one readable international form."""

import phonenumbers


def readable_phone(text: str, *, country: str = "US") -> str:
    """`203-276-3000 x301` → `+1 203-276-3000 ext. 301`; blank stays blank.

    Raises ValueError, in words, for what nobody can dial.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValueError("not a phone number that can be dialled")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
