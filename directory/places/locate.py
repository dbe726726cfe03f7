"""Words → the place they mean, or the places to choose from; everything finds places through it."""

from django.db.models import F

from directory.places.addresses import AddressBook, AddressPoint, locate_address
from directory.places.area import Area, areas, point_area
from directory.places.gazetteer import Gazetteer, Located, places_with_counties
from directory.places.names import STATES, key
from directory.places.reading import read_point, read_text

__all__ = [
    "AddressBook",
    "AddressPoint",
    "Area",
    "Located",
    "locate",
    "locate_address",
    "point_area",
    "suggest",
]


def locate(text: str) -> Located:
    """The place that words mean. One query when it is found, two when not, none for a point."""
    if point := read_point(text):
        return Located(area=point_area(point))
    asked, gazetteer = read_text(text), Gazetteer()
    if not asked.name:
        return Located()
    gazetteer.look_up(asked.keys)
    return gazetteer.located(asked)


def suggest(text: str, limit: int = 10) -> list[Area]:
    """At most `limit` places that begin so, most people first, then ones that are spelled alike.

    One query when enough begin so, else at most two more.
    """
    name, comma, state = text.partition(",")
    begins = key(name)
    if not begins or limit < 1 or not read_text(text).name:
        return []
    begun = places_with_counties().filter(key__startswith=begins)
    if not begins.isdigit():
        begun = begun.exclude(kind="zip")
    if comma and key(state):
        begun = begun.filter(state__in=_states_beginning(state))
    ordered = begun.order_by(F("population").desc(nulls_last=True), "kind", "code")
    found = areas(ordered[:limit])
    if len(found) < limit:
        located = locate(text)
        first = [located.area] if located.area and located.area.kind != "point" else []
        found += [*first, *located.others, *located.candidates, *located.suggestions]
    return list(dict.fromkeys(found))[:limit]


def _states_beginning(text: str) -> list[str]:
    """Codes of the states whose code or name begins so."""
    begins = key(text)
    return [
        code
        for code, name in STATES.items()
        if code.lower().startswith(begins) or key(name).startswith(begins)
    ]
