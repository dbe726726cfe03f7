"""The highest price and the distance that words name: "under $3,000", "within 10 miles"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from directory.search.text.spelled_numbers import in_digits
from directory.search.text.vocabulary import vocabulary

LEAST_BARE = 100
"""Dollars: a lower number without a sign or a unit beside it is hardly a price."""

HIGHEST = 1_000_000
"""Dollars that `max_course_price` takes at most."""

YOUNGEST, OF_AGE = 5, 18
"""Years: whose age makes a patient an adolescent."""

_AGE = re.compile(
    r"\b(?:(?P<age>\d{1,3})\s*-?\s*(?:years?|yrs?|y)[\s/.-]*(?:olds?|o)|aged?\s+(?P<aged>\d{1,2})"
    r"|(?:tengo|tiene|(?:hij|ni[nñ])[oa] de|joven de)\s+(?P<anos>\d{1,2})\s+a[nñ]os)\b",
    re.IGNORECASE,
)
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,7})(?P<cents>\.\d{1,2})?(?P<k>\s?k\b)?(?![\d.,]*\d)"
_DOLLARS = r"(?:dollars?|bucks|usd|d[oó]lares)\b|\$"
_COURSE = r"(?:for )?(?:the )?(?:whole|first|full|entire) (?:course|treatment|series|thing)"
_AFTER_MONEY = (
    r"or less|or under|or below|max(?:imum)?|tops|budget|o menos|m[aá]ximo|"
    rf"total|in total|altogether|all in|{_COURSE}"
)
_OR_MORE = r"\s?(?:\+|(?:or|and) (?:more|up|above|over)\b|min(?:imum)?\b|o m[aá]s\b)"
_NOT_MONEY = (
    r"(?!\s*-?\s*(?:%|mi\b|mile|km|kilom|mill|min|year|yr|session|day|week|mg|people|a[nñ]os))"
)
_EACH = (
    r"\s*(?:/|per|each|every|an?|por|cada|al)\s*"
    r"(?:session|infusion|visit|treatment|dose|shot|injection|pop|appointment|time|hour|week|month"
    r"|mo|sesi[oó]n|infusi[oó]n|visita|cita|semana|mes)\b|\s+(?:each|apiece|monthly|weekly)\b"
)
_ACCENTED = str.maketrans({"a": "[aá]", "i": "[ií]", "o": "[oó]"})
_MILES, _KM = r"miles?|mi|millas?", r"kilomet(?:er|re)s?|kil[oó]metros?|kms?"
_AFTER_MILES = r"radius|away|drive|or less|a la redonda|o menos"
_AROUND = r"of|from|around|de|del"
_TIME = (
    r"(?:\d{1,3}\s*-?\s*(?:minutes?|mins?|hours?|hrs?)|half an hour|an hour|1 hour"
    r"|a (?:menos de |unos )?(?:\d{1,3}\s*(?:minutos?|mins?|horas?)|media hora|una hora))"
)
_TRAVEL = re.compile(
    rf"(?<![\w$])(?:(?:within|in|less than|under|about|up to|no more than)\s+)?{_TIME}"
    rf"(?:\s+(?:drive|ride|walk|away|or less)\b)*(?:\s+(?P<around>{_AROUND})\b(?=\s))?",
    re.IGNORECASE,
)
"""How long somebody would travel; it needs a word that says so behind it."""


@dataclass(frozen=True, kw_only=True)
class Quantities:
    """What amounts were named, and the text without them. `unit` is that of the radius.

    `no_filter`: a price of one session, a lowest price or distance, how long somebody would travel.
    """

    text: str
    max_course_price: Decimal | None = None
    no_filter: tuple[str, ...] = ()
    radius: int | None = None
    unit: str = "mi"


def read_quantities(text: str) -> Quantities:
    """The amounts in a text, in digits or in words."""
    text = _AGE.sub(_of_age, in_digits(text))
    price = radius = None
    no_filter: list[str] = []
    unit = "mi"
    if found := _first(_distances(), text, bool):
        if found["least"]:
            no_filter.append(_said(found, but="around"))
        else:
            radius = int(found["number"].replace(",", ""))
            unit = "km" if found["km"] else "mi"
        text = _without(found, text, " near " if found["around"] else ", ")
    if found := _first(_TRAVEL, text, _is_travel):
        text = _without(found, text, " near " if found["around"] else ", ")
        no_filter.append(_said(found, but="around"))
    if found := _first(_prices(), text, _is_price):
        text = _without(found, text, ", ")
        if found["each"] or not _is_highest(found) or found["more"]:
            no_filter.append(found[0].strip())
        else:
            price = _amount(found)
    return Quantities(
        text=_tidy(text),
        max_course_price=price,
        no_filter=tuple(no_filter),
        radius=radius,
        unit=unit,
    )


def _of_age(found: re.Match[str]) -> str:
    """What an age says: who is not of age is an adolescent, and of others it says nothing."""
    age = int(found["age"] or found["aged"] or found["anos"])
    return " adolescents " if YOUNGEST <= age < OF_AGE else ", "


def _first(
    pattern: re.Pattern[str], text: str, is_meant: Callable[[re.Match[str]], bool]
) -> re.Match[str] | None:
    return next(filter(is_meant, pattern.finditer(text)), None)


def _is_highest(found: re.Match[str]) -> bool:
    return not found["least"]


def _is_travel(found: re.Match[str]) -> bool:
    return bool(found["around"]) or bool(re.search(r"(drive|ride|walk|away)$", found[0].lower()))


def _said(found: re.Match[str], *, but: str) -> str:
    """What was found, without the group that stands at its end."""
    end = found.start(but) if found[but] else found.end()
    return found.string[found.start() : end].strip()


def _without(found: re.Match[str], text: str, instead: str) -> str:
    return f"{text[: found.start()]}{instead}{text[found.end() :]}"


def _tidy(text: str) -> str:
    """The text without the blanks and commas that amounts leave behind."""
    return re.sub(r"\s+,|,(?=\s*,)", ",", " ".join(text.split())).strip(" ,")


def _amount(found: re.Match[str]) -> Decimal:
    amount = Decimal(found["number"].replace(",", "") + (found["cents"] or ""))
    amount = amount * 1000 if found["k"] else amount
    return amount.quantize(Decimal(1)) if amount == int(amount) else amount


def _is_price(found: re.Match[str]) -> bool:
    """Whether a number is an amount of money: a bare one needs words, and is no ZIP code."""
    amount = _amount(found)
    if not 0 < amount <= HIGHEST:
        return False
    if found["sign"] or found["dollars"]:
        return True
    if found["least"] or found["more"]:
        return False
    is_zip = len(found["number"]) == 5 and not found["k"]
    return bool(found["most"] or found["after"]) and amount >= LEAST_BARE and not is_zip


def _any_of(name: str) -> str:
    """The joining phrases of one kind as a pattern, with or without accents."""
    return "|".join(re.escape(words).translate(_ACCENTED) for words in vocabulary().spelled(name))


@cache
def _prices() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w$])(?:(?P<least>(?:{_any_of('least')})\s|[>≥]=?)\s*)?"
        rf"(?:(?:between|from|entre|de)\s+)?(?:\$?\s?\d[\d,]*\s?k?\s*(?:-|–|to|and|y|a)\s*(?=\$?\d))?"
        rf"(?:(?:is|are|be)\s+)?(?:(?P<most>(?:{_any_of('most')})\s|[<≤]=?)\s*)?(?:a\s+|about\s+)?"
        rf"(?P<sign>(?:us|usd\s)?\$\s?|usd\s)?{_NUMBER}(?:\s?(?P<dollars>{_DOLLARS}))?"
        rf"(?P<more>{_OR_MORE})?(?:\s+(?P<after>{_AFTER_MONEY})\b)*(?P<each>{_EACH})?"
        rf"(?!\w){_NOT_MONEY}",
        re.IGNORECASE,
    )


@cache
def _distances() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w$])(?:(?P<least>{_any_of('least')})\s+)?"
        rf"(?:(?:within|in|radius of|en un radio de|dentro de|a|{_any_of('most')})\s+)?(?:a\s+)?"
        rf"(?P<number>\d{{1,4}})\s*-?\s*(?:(?P<km>{_KM})|{_MILES})\b"
        rf"(?:\s+(?:{_AFTER_MILES})\b)?(?:\s+(?P<around>{_AROUND})\b(?=\s))?",
        re.IGNORECASE,
    )
