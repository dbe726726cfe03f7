"""Days, money and distances as people write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format, number_format

from clinics.geo import KM_PER_MILE
from clinics.listing import wording
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import language

HERE = 0.1
"""Below this distance, in miles or kilometers, figures would read 0.0."""


def day(date: dt.date) -> str:
    """A day as `3 March 2026`."""
    return _day(date, language())


@lru_cache(maxsize=10_000)
def _day(date: dt.date, _language: str) -> str:
    return wording.day(date)


def short_day(date: dt.date) -> str:
    """A day where room is scarce: `3 Mar 2026`."""
    return date_format(date, "SHORT_DATE_FORMAT")


def short_month(date: dt.date) -> str:
    """Its month: `Mar 2026`."""
    return short_day(date).partition(" ")[2]


def clock(moment: dt.datetime) -> str:
    """A moment's time of day, with its zone: `2:05 p.m. EST`."""
    return wording.clock(moment)


def money(amount: Decimal | int, currency: str = "USD") -> str:
    """An amount as `$1,250` or `$99.50`; of another currency `CAD 1,250`."""
    return _money(Decimal(amount), currency, language())


@lru_cache(maxsize=10_000)
def _money(amount: Decimal, currency: str, _language: str) -> str:
    return wording.money(amount, currency)


def label(code: str) -> str:
    """The label of a field, a checklist code or a row of hours; '' for our own keys."""
    return _label(code, language())


@lru_cache(maxsize=10_000)
def _label(code: str, _language: str) -> str:
    return wording.label(code)


def distance(miles: float, unit: str, *, is_approximate: bool = False) -> str:
    """A distance in miles as `2.3 miles`, or with unit `km` as `3.7 km`."""
    digits = str(miles * KM_PER_MILE if unit == "km" else miles)
    whole, _point, tenths = digits.partition(".")
    if "e" in digits:
        whole, tenths = "0", "0"
    return _distance(int(whole), tenths[:1], unit, is_approximate, language())


@lru_cache(maxsize=10_000)
def _distance(whole: int, tenth: str, unit: str, is_approximate: bool, _language: str) -> str:
    """The same; from 100 on without the tenth, which is cut off and never rounded up."""
    is_long = whole >= 100
    far = Decimal(whole if is_long else f"{whole}.{tenth}")
    figures = number_format(far, decimal_pos=0 if is_long else 1, force_grouping=True)
    pattern = _("%(figures)s km") if unit == "km" else _("%(figures)s miles")
    exact = pattern % {"figures": figures}
    return _("about %(distance)s") % {"distance": exact} if is_approximate else exact


def is_here(miles: float, unit: str) -> bool:
    """Whether a distance is so small that `distance` would read 0.0."""
    return (miles * KM_PER_MILE if unit == "km" else miles) < HERE


def radius(number: int, unit: str) -> str:
    """A radius as `25 miles` or `25 km`."""
    return _radius(number, unit, language())


@lru_cache(maxsize=1000)
def _radius(number: int, unit: str, language: str) -> str:
    return (_("%(number)d km") if unit == "km" else _("%(number)d miles")) % {"number": number}
