"""Amounts written in words as amounts in digits: "three thousand dollars" is "3000 dollars"."""

from __future__ import annotations

import re

_TO_NINETEEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPANISH = {
    "un": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40,
    "cincuenta": 50, "cien": 100, "quinientos": 500,
}  # fmt: skip
_UNITS = {
    "a": 1,
    **{word: number for number, word in enumerate(_TO_NINETEEN.split(), 1)},
    **{word: number * 10 for number, word in enumerate(_TENS.split(), 2)},
    **_SPANISH,
}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "mil": 1000}
_SMALL = "|".join(sorted(_UNITS, key=len, reverse=True))
_ROUND = "|".join(_TENS.split())
_SCALE = "|".join(_SCALES)
_MEASURE = (
    r"dollars|bucks|d[oó]lares|miles|kilometers|millas|kil[oó]metros|minutes|hours|minutos|horas"
)
_GAP = r"(?:\s+(?:and\s+)?|-)"

# A number in words is one only with a scale or a measure beside it: "Twelve Oaks", "Thousand Oaks".
_WITH_A_SCALE = re.compile(
    rf"(?<![\w.,$])(?P<sign>\$\s?)?"
    rf"(?P<first>\d{{1,3}}(?:\.\d)?|(?:(?:{_ROUND})[\s-]+)?(?:{_SMALL}))[\s-]+(?:{_SCALE})"
    rf"(?P<rest>(?:{_GAP}(?:{_SMALL}|{_SCALE}))*)\b(?!\s+oaks)|"
    rf"\bmil(?=\s+d[oó]lares)",
    re.IGNORECASE,
)
_BEFORE_A_MEASURE = re.compile(
    rf"\b(?:(?:{_ROUND})[\s-]+)?(?!a\b|un\b)(?:{_SMALL})(?=\s+(?:{_MEASURE})\b)", re.IGNORECASE
)
_WORD = re.compile(r"\d+(?:\.\d)?|[^\W\d_]+")


def in_digits(text: str) -> str:
    """The text with the amounts that are spelled in it, English and Spanish, in digits.

    "Grand" says that an amount is money.
    """
    for pattern in (_WITH_A_SCALE, _BEFORE_A_MEASURE):
        text = pattern.sub(_digits, text)
    return text


def _digits(found: re.Match[str]) -> str:
    words = _WORD.findall(found[0].lower())
    sign = "$" if found[0].startswith("$") or "grand" in words else ""
    return f"{sign}{_value(words)}"


def _value(words: list[str]) -> int:
    """What number words come to: ["twenty", "five", "hundred"] is 2500."""
    total, part = 0.0, 0.0
    for word in words:
        if word == "and":
            continue
        scale = _SCALES.get(word)
        if scale == 100:
            part = (part or 1) * scale
        elif scale:
            total, part = total + (part or 1) * scale, 0
        else:
            part += _UNITS[word] if word in _UNITS else float(word)
    return int(total + part)
