"""Parameters that are written plainly → what the search form would make of them, without a form.

Most addresses are made by this site, so nothing in them can be mistaken; a form takes milliseconds
to say so. Anything that is not plain is left to the form, which alone refuses and says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.http import QueryDict

from clinics.checklist import CHECKLIST
from clinics.models import Clinic
from clinics.vocabulary import Checklist
from directory.search import fields
from directory.search.filters import clinic_filter

Reader = Callable[[list[str]], Any]
"""The values of one parameter → what the form's field makes of them; None when not plain."""

_DIGITS = re.compile(r"[1-9][0-9]{0,8}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?")


def plain(params: QueryDict) -> Mapping[str, Any] | None:
    """What a valid form cleans of these parameters, to be read only; None for anything odd.

    Odd is what the form refuses, and all that it takes but would not write so: an unknown name, a
    single value given twice, blanks, an amount with a comma. No query.
    """
    unasked, readers = _form_of(CHECKLIST)
    read = dict(unasked)
    for name, values in params.lists():
        reader = readers.get(name)
        value = reader(values) if reader else None
        if value is None:
            return None
        read[name] = value
    has_lat, has_lon = read["lat"] is not None, read["lon"] is not None
    return None if has_lat != has_lon or (has_lat and read["near"]) else read


@lru_cache(maxsize=4)
def _form_of(checklist: Checklist) -> tuple[Mapping[str, Any], Mapping[str, Reader]]:
    """What the form of a checklist cleans of nothing, and the readers of its fields."""
    form = clinic_filter()(QueryDict(), queryset=Clinic.objects.none()).form
    if not form.is_valid():
        raise ValueError("the search form must take a search for nothing")
    readers = {name: _reader(field) for name, field in form.fields.items()}
    return form.cleaned_data, {name: reader for name, reader in readers.items() if reader}


def _reader(field: forms.Field) -> Reader | None:
    """What reads plain values of a field; None for a field of a kind that it does not know."""
    match field:
        case fields.CodesField():
            return _codes(_known(field))
        case fields.OneOfField():
            return _one_of(_known(field))
        case fields.WholeNumberField() | fields.DollarsField():
            return _number(_DIGITS, int, field)
        case fields.DegreesField():
            return _number(_DEGREES, float, field)
        case forms.CharField(strip=True, max_length=int(most)):
            return _text(most)
    return None


def _known(field: Any) -> frozenset[str]:
    return frozenset(code for code, _label in field.choices if code)


def _codes(known: frozenset[str]) -> Reader:
    return lambda values: list(values) if values and known.issuperset(values) else None


def _one_of(known: frozenset[str]) -> Reader:
    return lambda values: values[0] if len(values) == 1 and values[0] in known else None


def _number(pattern: re.Pattern, kind: Callable[[str], float], field: Any) -> Reader:
    """A number in plain digits, within the limits of the field."""

    def read(values: list[str]) -> float | None:
        if len(values) != 1 or not pattern.fullmatch(values[0]):
            return None
        number = kind(values[0])
        return number if field.min_value <= number <= field.max_value else None

    return read


def _text(most: int) -> Reader:
    """Words that the form would neither strip nor refuse."""

    def read(values: list[str]) -> str | None:
        text = values[0] if len(values) == 1 else ""
        is_plain = text.isprintable() and text == text.strip() and len(text) <= most
        return text if text and is_plain else None

    return read
