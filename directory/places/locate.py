"""Words → the place they mean, or the places to choose from; everything finds places through it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Length, LPad

from clinics.geo import Point, miles_between
from directory.places.addresses import AddressBook, AddressPoint, locate_address
from directory.places.area import Area, areas, point_area
from directory.places.models import Place
from directory.places.names import STATES, key, words
from directory.places.reading import Asked, Reading, county_keys, read, read_point

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

CITY_OUTWEIGHS_STATE = 500_000
"""People of a city from whom on its name means the city, not the state called the same."""

MOST_OTHERS = 8
MILES_OF_A_TOWN = 25
"""A ZIP code and a town written side by side must lie within this of each other."""

Found = list[tuple[Place, Area]]


@dataclass(frozen=True, kw_only=True)
class Located:
    """The place that was found, or why there is none.

    `others` bear the same name, most people first; `candidates` must be chosen from; `suggestions`
    are what unknown words may have meant. With the last two `area` is None.
    """

    area: Area | None = None
    others: tuple[Area, ...] = ()
    candidates: tuple[Area, ...] = ()
    suggestions: tuple[Area, ...] = ()


def locate(text: str) -> Located:
    """The place that words mean. One query when it is found, two when not, none for a point."""
    if point := read_point(text):
        return Located(area=point_area(point))
    asked = read(text)
    if not asked.name:
        return Located()
    known = _with_areas(_places().filter(key__in=asked.keys)) if asked.keys else []
    matches = _matches(asked, known)
    if asked.zip:
        return _beside_zip(asked, known, matches)
    if not matches:
        return Located(suggestions=tuple(_near_misses(asked)))
    found = tuple(area for _, area in matches)
    if len(found) > 1 and found[0].kind == "county":
        return Located(candidates=found)
    return Located(area=found[0], others=found[1 : MOST_OTHERS + 1])


def suggest(text: str, limit: int = 10) -> list[Area]:
    """At most `limit` places that begin so, most people first, then ones that are spelled alike.

    One query when enough begin so, else at most two more.
    """
    name, comma, state = text.partition(",")
    begins = key(name)
    if not begins or limit < 1 or not read(text).name:
        return []
    begun = _places().filter(key__startswith=begins)
    if not begins.isdigit():
        begun = begun.exclude(kind="zip")
    if comma and words(state):
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


def _places() -> QuerySet[Place]:
    """Gazetteer rows with the name of the county each lies in."""
    code = LPad(Cast(OuterRef("county"), CharField()), 5, Value("0"))
    county = Place.objects.filter(kind="county", code=code).values("name")
    # Place declares the attribute that this fills, which the checker takes for a clash.
    return Place.objects.annotate(county_name=Subquery(county))  # type: ignore[no-redef]


def _with_areas(places: Iterable[Place]) -> Found:
    """Rows with their areas, most people first, unknown numbers last."""
    ordered = sorted(places, key=lambda p: (p.population is None, -(p.population or 0), p.code))
    return list(zip(ordered, areas(ordered), strict=True))


def _matches(asked: Asked, known: Found) -> Found:
    """What fits the likeliest reading that anything fits."""
    for tier in asked.tiers:
        if found := [pair for pair in known if any(_fits(pair[0], r) for r in tier)]:
            may_be_state = tier[0].kind == "state"
            return sorted(found, key=lambda pair: _rank(pair[0])) if may_be_state else found
    return []


def _fits(place: Place, reading: Reading) -> bool:
    """Whether a row is what a reading looks for."""
    return (
        (place.kind, place.key) == (reading.kind, reading.key)
        and reading.state in ("", place.state)
        and (not reading.county or _lies_in(place, reading.county))
    )


def _lies_in(place: Place, county: str) -> bool:
    """Whether a row lies in the county of that key, its kind left out or not."""
    return key(place.county_name or "") in county_keys([county])


def _rank(place: Place) -> int:
    """The order of a state and its namesakes: a great city, the state, all others."""
    if place.kind == "state":
        return 1
    return 0 if (place.population or 0) >= CITY_OUTWEIGHS_STATE else 2


def _beside_zip(asked: Asked, known: Found, matches: Found) -> Located:
    """A ZIP code that stands beside words is meant when they agree; else both are suggested."""
    for place, area in known:
        if place.kind == "zip" and place.code == asked.zip:
            if _agrees(place, asked, matches):
                return Located(area=area)
            return Located(suggestions=(area, *(area for _, area in matches[:MOST_OTHERS])))
    return Located(suggestions=tuple(area for _, area in matches[:MOST_OTHERS]))


def _agrees(place: Place, asked: Asked, matches: Found) -> bool:
    """Whether a ZIP code's row lies where the words beside it say."""
    if asked.state in ("", place.state) and asked.name.endswith(key(place.name)):
        return True
    here = Point(latitude=place.latitude, longitude=place.longitude)
    for other, area in matches:
        near = other.kind == "town" and miles_between(here, area.point) <= MILES_OF_A_TOWN
        inside = other.kind == "county" and other.county == place.county
        if place.state == other.state and (near or inside or other.kind == "state"):
            return True
    return False


def _near_misses(asked: Asked) -> list[Area]:
    """Places spelled alike, fewest typing errors and then most people first. At most one query."""
    name = asked.name
    if name.isdigit():
        mended = _places().filter(kind="zip", key=name.zfill(5)) if len(name) < 5 else ()
        return areas(mended)
    forgiven = _typos_forgiven(name)
    if not forgiven:
        return []
    typos = Func(
        F("key"),
        Value(name),
        Value(forgiven),
        function="levenshtein_less_equal",
        output_field=IntegerField(),
    )
    alike = (
        _places()
        .exclude(kind="zip")
        .annotate(letters=Length("key"))
        .filter(letters__gte=len(name) - forgiven, letters__lte=len(name) + forgiven)
        .annotate(typos=typos)
        .filter(typos__lte=forgiven)
    )
    elsewhere = Case(When(state=asked.state, then=0), default=1)
    order = (F("typos") + elsewhere, F("population").desc(nulls_last=True), "code")
    return areas(alike.order_by(*order)[:MOST_OTHERS])


def _typos_forgiven(name: str) -> int:
    """How many typing errors a name may have: none below 4 letters; names longer than any, none."""
    length = len(name)
    if length < 4 or length > 60:
        return 0
    return 1 if length < 6 else 2 if length < 11 else 3
