"""The gazetteer asked: what a reading of words means, as the places that it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db import connection
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
from directory.places.area import Area, areas, region_area
from directory.places.models import Place
from directory.places.names import MILITARY, key
from directory.places.reading import Asked, Reading, Tier
from directory.places.regions import nicknames, regions

CITY_OUTWEIGHS_STATE = 500_000
"""People of a city from whom on its name means the city, not the state called the same."""

MOST_OTHERS = 8
MOST_BEGUN = 3
LEAST_CUT = 6
"""Letters of a name that is cut within a word."""
DIGITS = 5
_LIKE_DIGITS = str.maketrans("oil", "011")
MILES_OF_A_TOWN = 25
"""A ZIP code and a town written side by side must lie within this of each other."""

SHORTEST_BEGINNING = 4
"""Letters of the beginning of a name that is looked for."""

HAMLET, TOWN, TIMES = 2_000, 20_000, 20
"""People of a place below which a town of so many people, and so many times as many, is meant."""

Found = tuple[Area, ...]
"""Places that fit, the likeliest first."""


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


class Gazetteer:
    """Places by their keys, for one question: each key is looked up once."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[Place]] = {}

    def look_up(self, keys: Iterable[str]) -> None:
        """Fetch the places of these keys. One query, none when all are known."""
        if missing := set(keys) - self._by_key.keys():
            self._by_key |= {spelled: [] for spelled in missing}
            for place in _with_keys(missing):
                self._by_key[place.key].append(place)

    def named(self, spelled: str) -> list[Place]:
        """The places of a key that was looked up, ZIP codes included."""
        return self._by_key.get(spelled, [])

    def located(self, asked: Asked) -> Located:
        """The place that a reading means. At most one query, and two more when it is unknown."""
        found = self._matches(asked, asked.tiers)
        in_an_address = () if found else self._matches(asked, asked.in_an_address)
        if asked.zip:
            return self._beside_zip(asked, found, in_an_address)
        if not (found := found or in_an_address):
            begun = _beginning(asked, TOWN)
            found = tuple(areas(place for place in begun if _is_begun_by(asked.name, place)))
            if not found:
                cut = areas(begun[:MOST_BEGUN] if len(asked.name) >= LEAST_CUT else ())
                alike = (*cut, *_near_misses(asked), *self._matches(asked, asked.at_the_end))
                return Located(suggestions=tuple(dict.fromkeys(alike))[:MOST_OTHERS])
        if len(found) > 1 and (found[0].kind == "county" or asked.is_a_choice):
            return Located(candidates=found)
        return _first((*self._much_larger(asked, found), *found))

    def _much_larger(self, asked: Asked, found: Found) -> Found:
        """The town whose name begins with these words, where only hamlets are called so.

        "Delray" is a place of a few houses in West Virginia; nearly everybody means Delray Beach.
        One query, and none where a town of some size is called so, or its state was given.
        """
        if asked.state or found[0].kind != "town" or asked.name in nicknames():
            return ()
        known = (place for place in self.named(asked.name) if place.kind == "town")
        people = max((place.population or 0 for place in known), default=0)
        return () if people >= HAMLET else self._begun(asked, max(TOWN, TIMES * people))[:1]

    def _begun(self, asked: Asked, people: int) -> Found:
        """Towns of so many people whose names begin with these words. One query."""
        begun = [place for place in _beginning(asked, people) if _is_begun_by(asked.name, place)]
        return tuple(areas(begun))

    def _matches(self, asked: Asked, tiers: tuple[Tier, ...]) -> Found:
        """What fits the likeliest of the readings that anything fits."""
        for tier in tiers:
            if any(reading.key not in self._by_key for reading in tier):
                self.look_up(asked.keys)
            if found := self._fitting(tier):
                return found
        return ()

    def _fitting(self, tier: Tier) -> Found:
        """The places that fit a tier, a region first, then most people first."""
        keys = {reading.key for reading in tier}
        known = _with_areas(place for spelled in keys for place in self.named(spelled))
        found = [pair for pair in known if any(_fits(pair[0], reading) for reading in tier)]
        if tier[0].kind == "state":
            found = sorted(found, key=lambda pair: _rank(pair[0]))
        return (*_regions(tier), *(area for _place, area in found))

    def _beside_zip(self, asked: Asked, found: Found, in_an_address: Found) -> Located:
        """A ZIP code that stands beside words is meant when they agree; else both are suggested.

        A number in front of an address that disagrees is the house's.
        """
        self.look_up([asked.zip])
        row = next((place for place in self.named(asked.zip) if place.kind == "zip"), None)
        here = tuple(areas([row])) if row else ()
        if row and _agrees(row, asked, found, in_an_address):
            return Located(area=here[0])
        if in_an_address and not asked.zip_is_last:
            return _first(in_an_address)
        return Located(suggestions=here + (found or in_an_address)[:MOST_OTHERS])


_FIELDS = (
    *("id", "kind", "code", "name", "key", "state", "county"),
    *("latitude", "longitude", "population"),
)
_WITH_KEYS = f"""
    select {", ".join(f"place.{field}" for field in _FIELDS)}, county.name
    from directory_place place
    left join directory_place county
        on county.kind = 'county' and county.code = lpad(place.county::text, 5, '0')
    where place.key = any(%s)
"""


def _with_keys(keys: Iterable[str]) -> list[Place]:
    """Gazetteer rows of these keys with the names of their counties, without boxes. One query.

    It is asked by every search with a place, and Django took four times as long to write it down
    as PostgreSQL to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WITH_KEYS, [list(keys)])
        rows = cursor.fetchall()
    found = []
    for *values, county_name in rows:
        place = Place.from_db(connection.alias, _FIELDS, values)
        place.county_name = county_name
        found.append(place)
    return found


@cache
def places_with_counties() -> QuerySet[Place]:
    """Gazetteer rows with the name of the county each lies in: to be filtered, never read whole."""
    # Kept: making it anew took half the time of understanding a search.
    code = LPad(Cast(OuterRef("county"), CharField()), 5, Value("0"))
    county = Place.objects.filter(kind="county", code=code).values("name")
    # Place declares the attribute that this fills, which the checker takes for a clash.
    return Place.objects.annotate(county_name=Subquery(county))  # type: ignore[no-redef]


def _ends_of_words(name: str) -> Iterable[int]:
    """Where the words of a name end, but for the last."""
    return (i for i, letter in enumerate(name) if letter in " -")


def _first(found: Found) -> Located:
    """The first of the places, and those that bear the same name."""
    return Located(area=found[0], others=found[1 : MOST_OTHERS + 1])


def _regions(tier: Tier) -> Found:
    """The regions of a tier."""
    named = ((regions()[one.key], one.state) for one in tier if one.kind == "region")
    return tuple(region_area(region) for region, state in named if state in ("", *region.states))


def _with_areas(places: Iterable[Place]) -> list[tuple[Place, Area]]:
    """Rows with their areas, most people first, unknown numbers last."""
    ordered = sorted(places, key=lambda p: (p.population is None, -(p.population or 0), p.code))
    return list(zip(ordered, areas(ordered), strict=True))


def _fits(place: Place, reading: Reading) -> bool:
    """Whether a row is what a reading looks for."""
    return (
        (place.kind, place.key) == (reading.kind, reading.key)
        and reading.state in ("", place.state)
        and (not reading.counties or key(place.county_name or "") in reading.counties)
    )


def _rank(place: Place) -> int:
    """The order of a state and its namesakes: a great city, the state, all others."""
    if place.kind == "state":
        return 1
    return 0 if (place.population or 0) >= CITY_OUTWEIGHS_STATE else 2


def _agrees(place: Place, asked: Asked, found: Found, in_an_address: Found) -> bool:
    """Whether a ZIP code's row lies where the words beside it say.

    Of a whole address with its ZIP code last, the state is enough.
    """
    if asked.state in ("", place.state) and asked.name.endswith(key(place.name)):
        return True
    if asked.state == place.state and (place.state in MILITARY.values() or in_an_address):
        return True
    here = Point(latitude=place.latitude, longitude=place.longitude)
    return any(
        place.state == area.state
        and (
            area.kind == "state"
            or place.county in area.counties
            or (area.kind == "town" and miles_between(here, area.point) <= MILES_OF_A_TOWN)
        )
        for area in found + in_an_address
    )


def _near_misses(asked: Asked) -> list[Area]:
    """Places spelled alike, fewest typing errors and then most people first. At most one query."""
    name = asked.name
    if name.isdigit():
        mended = places_with_counties().filter(kind="zip", key=name.zfill(5))
        return areas(mended if len(name) < 5 else ())
    if len(name) == DIGITS and (digits := name.translate(_LIKE_DIGITS)).isdigit():
        return areas(places_with_counties().filter(kind="zip", key=digits))
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
        places_with_counties()
        .exclude(kind__in=["zip", "state"] if asked.state else ["zip"])
        .annotate(letters=Length("key"))
        .filter(letters__gte=len(name) - forgiven, letters__lte=len(name) + forgiven)
        .annotate(typos=typos)
        .filter(typos__lte=forgiven)
    )
    elsewhere = Case(When(state=asked.state, then=0), default=1)
    order = (F("typos") + elsewhere, F("population").desc(nulls_last=True), "code")
    return areas(alike.order_by(*order)[:MOST_OTHERS])


def _beginning(asked: Asked, people: int) -> list[Place]:
    """Towns of so many people whose names begin so, the largest first. At most one query."""
    if not asked.is_bare or len(asked.name) < SHORTEST_BEGINNING:
        return []
    named = {"kind": "town", "key__startswith": asked.name, "population__gte": people}
    begun = places_with_counties().filter(
        **named, **({"state": asked.state} if asked.state else {})
    )
    return list(begun.order_by("-population")[:MOST_OTHERS])


def _is_begun_by(name: str, place: Place) -> bool:
    """Whether the name is some of the first words of the place's, and not cut within one."""
    return any(key(place.name[:i]) == name for i in _ends_of_words(place.name))


def _typos_forgiven(name: str) -> int:
    """How many typing errors a name may have: none below 4 letters; names longer than any, none."""
    length = len(name)
    if length < 4 or length > 60:
        return 0
    return 1 if length < 6 else 2 if length < 11 else 3
