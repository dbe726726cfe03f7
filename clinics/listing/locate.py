"""Finds the location of an address.

The gazetteer is in `directory`, which this app cannot import, so a setting names it.
"""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def address_book() -> Any:
    """The site's address book: `.find(postal_code=, city=, state=, county=, latitude=, …)`.

    It loads the gazetteer once; finding an address takes no query.
    """
    return import_string(settings.CLINICS_GEOCODER)()


def gazetteer_mark() -> str:
    """A text that is another one as soon as the gazetteer says something else. One query."""
    return import_string(settings.CLINICS_GEOCODER).mark()


def book_of(*, postal_code: str, city: str) -> Any:
    """An address book that knows only the ZIP code and the town of one address. One query."""
    return import_string(settings.CLINICS_GEOCODER).of(postal_code=postal_code, city=city)
