"""Where an address is: the record asks the site, whose gazetteer knows, through a setting."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def address_book() -> Any:
    """The site's address book: `.find(postal_code=, city=, state=, county=, latitude=, …)`.

    It loads the gazetteer once and answers without a query a row.
    """
    return import_string(settings.CLINICS_GEOCODER)()
