"""Values of FHIR's primitive types as JSON has them; the patterns are those of R4."""

import re
from collections.abc import Callable
from datetime import date, datetime

YEAR = r"([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)"
DAY = r"(0[1-9]|[1-2][0-9]|3[0-1])"
DATE = rf"{YEAR}(-(0[1-9]|1[0-2])(-{DAY})?)?"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
ZONE = r"(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
PATTERNS = {
    "base64Binary": r"(\s*([0-9a-zA-Z\+/=]){4}\s*)+",
    "canonical": r"\S+",
    "code": r"[^\s]+(\s[^\s]+)*",
    "date": DATE,
    "dateTime": rf"{DATE}|{YEAR}-(0[1-9]|1[0-2])-{DAY}T{CLOCK}{ZONE}",
    "id": r"[A-Za-z0-9\-\.]{1,64}",
    "instant": rf"{YEAR}-(0[1-9]|1[0-2])-{DAY}T{CLOCK}{ZONE}",
    "markdown": r"\s*(\S|\s)*",
    "oid": r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+",
    "string": r"[ \r\n\t\S]+",
    "time": CLOCK,
    "uri": r"\S+",
    "url": r"\S+",
    "uuid": r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "xhtml": r"(?s)<div.*</div>",
}
NUMBERS: dict[str, Callable[[float], bool]] = {
    "decimal": lambda number: True,
    "integer": lambda number: isinstance(number, int) and abs(number) < 2**31,
    "positiveInt": lambda number: isinstance(number, int) and 0 < number < 2**31,
    "unsignedInt": lambda number: isinstance(number, int) and 0 <= number < 2**31,
}
PRIMITIVE = {"boolean", *PATTERNS, *NUMBERS}


def on_the_calendar(text: str) -> bool:
    """Whether a day exists: 30 February has the right form, and is none."""
    if len(text) < 10:
        return True
    try:
        date.fromisoformat(text[:10])
        if "T" in text:
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def fault(kind: str, value: object) -> str:
    """What is wrong with a value of this primitive type; '' when nothing is."""
    if kind == "boolean":
        right = isinstance(value, bool)
    elif kind in NUMBERS:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        right = number and NUMBERS[kind](value)  # type: ignore[arg-type]
    else:
        right = isinstance(value, str) and bool(re.fullmatch(PATTERNS[kind], value))
        right = right and bool(value.strip())  # type: ignore[attr-defined]
        if right and kind in ("date", "dateTime", "instant"):
            right = on_the_calendar(str(value))
    return "" if right else f"{value!r} is no {kind}"
