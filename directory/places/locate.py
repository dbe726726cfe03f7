"""Words → the place they mean, or the places to choose from; everything finds places through it."""

import math
from dataclasses import replace

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from directory.places.abroad import is_too_large
from directory.places.addresses import AddressBook, AddressPoint, locate_address
from directory.places.area import Area, areas, point_area, region_area
from directory.places.gazetteer import Gazetteer, Located, places_with_counties
from directory.places.names import STATES, after_county_of, key, key_of, typed
from directory.places.reading import means_here, read_text
from directory.places.regions import Region, regions
from directory.places.typed_point import is_far_off, read_point

__all__ = [
    "AddressBook",
    "AddressPoint",
    "Area",
    "Located",
    "locate",
    "locate_address",
    "means_here",
    "near_a_town",
    "point_area",
    "suggest",
]


FEWEST_PEOPLE = 500
"""People of a town that a point is called after."""


def locate(text: str) -> Located:
    """The place that words mean. One query when it is found, two or three when not.

    "Near me" means none: nobody guesses where that is. "The Midwest" is none, too.
    """
    if point := read_point(text):
        return Located(area=near_a_town(point_area(point)))
    if means_here(text) or is_too_large(text) or is_far_off(text):
        return Located()
    asked, gazetteer = read_text(text), Gazetteer()
    if not asked.name:
        return Located()
    gazetteer.look_up(asked.keys)
    return gazetteer.located(asked)


_NEAREST_TOWN = """
    select name, state from directory_place
    where kind = 'town' and population >= %(people)s
        and latitude between %(latitude)s - 0.5 and %(latitude)s + 0.5
        and longitude between %(longitude)s - 1 and %(longitude)s + 1
    order by (latitude - %(latitude)s) ^ 2 + ((longitude - %(longitude)s) * %(stretch)s) ^ 2, code
    limit 1
"""


def near_a_town(area: Area) -> Area:
    """A bare point, called after the nearest town within some 35 miles. One query."""
    here = area.point
    asked = {
        "people": FEWEST_PEOPLE,
        "latitude": here.latitude,
        "longitude": here.longitude,
        "stretch": math.cos(math.radians(here.latitude)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST_TOWN, asked)
        nearest = cursor.fetchone()
    if nearest is None:
        return area
    words = {"town": ", ".join(nearest)}
    return replace(area, label=_("a point near %(town)s") % words)


def suggest(text: str, limit: int = 10) -> list[Area]:
    """At most `limit` places that begin so, most people first, then ones that are spelled alike.

    One query when enough begin so, else at most two more.
    """
    name, comma, state = text.partition(",")
    county = after_county_of(typed(name))
    begins = key_of(county) if county else key(name)
    if not begins or limit < 1 or not read_text(text).name:
        return []
    begun = places_with_counties().filter(key__startswith=begins)
    if not begins.isdigit():
        begun = begun.exclude(kind="zip")
    if county:
        begun = begun.filter(kind="county")
    if comma and key(state):
        begun = begun.filter(state__in=_states_beginning(state))
    ordered = begun.order_by(F("population").desc(nulls_last=True), "kind", "code")
    rows = list(ordered[:limit])
    known = list(zip((row.population or 0 for row in rows), areas(rows), strict=True))
    if not county:
        named = _regions_beginning(begins, state)
        known += [(one.population, region_area(one)) for one in named]
    found = [area for _people, area in sorted(known, key=lambda pair: -pair[0])]
    if len(found) < limit:
        located = locate(text)
        first = [located.area] if located.area and located.area.kind != "point" else []
        found += [*first, *located.others, *located.candidates, *located.suggestions]
    return list(dict.fromkeys(found))[:limit]


def _regions_beginning(begins: str, state: str) -> list[Region]:
    """Regions with a name that begins so; none for less than four letters."""
    if len(begins) < 4:
        return []
    states = _states_beginning(state)
    named = {one for spelled, one in regions().items() if spelled.startswith(begins)}
    there = [one for one in named if not state or set(one.states) & set(states)]
    return sorted(there, key=lambda region: region.key)


def _states_beginning(text: str) -> list[str]:
    """Codes of the states whose code or name begins so."""
    begins = key(text)
    return [
        code
        for code, name in STATES.items()
        if code.lower().startswith(begins) or key(name).startswith(begins)
    ]
