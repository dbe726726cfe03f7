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
