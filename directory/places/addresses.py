"""An address → its point and county, one by one or ten thousand at a time."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from clinics.geo import Point, miles_between
from directory.places.models import Place
from directory.places.names import key, state_code, typed
from directory.places.reading import county_keys
from directory.places.shapes import county_shapes

MILES_FROM_ZIP = 100
"""A point farther than this from its ZIP code is a mistake, unless it is in the stated town."""
MILES_OF_TOWN = 25
MILES_OUTSIDE = 3
"""How far outside its state a point may seem: borders are simplified, and points are rounded."""
MARK = "select sum(hash_record_extended(place, 0)) from directory_place place"
_POSTAL_CODE = re.compile(r"([0-9]{3,5}|[0-9]{7,9})(?:-([0-9]{4}))?")


@dataclass(frozen=True, kw_only=True)
class AddressPoint:
    """Where an address is; `approximate` when only its ZIP code or its town is known to us.

    `county` is a FIPS number, 0 when unknown; `postal_code` is as given, a lost zero put back.
    `doubt` says why given coordinates cannot be those of the address: “6,140 miles from ZIP code
    02116”, or “68 miles outside VT”.
    """

    point: Point
    county: int = 0
    county_name: str = ""
    approximate: bool = False
    postal_code: str = ""
    doubt: str = ""


def _split(postal_code: str) -> tuple[str, str]:
    """The digits of a ZIP code, of which zeros in front may be lost, and the four that may follow.

    Both are empty for what is no ZIP code.
    """
    match = _POSTAL_CODE.fullmatch(postal_code.strip())
    if not match:
        return "", ""
    digits, more = match[1], match[2] or ""
    return (digits[:-4], digits[-4:]) if len(digits) > 5 else (digits, more)


class _Spot(NamedTuple):
    """What an address needs of a ZIP code's or a town's row. Eighty thousand are made at once."""

    state: str
    county: int
    latitude: float
    longitude: float

    @property
    def point(self) -> Point:
        """Where it is."""
        return Point(latitude=self.latitude, longitude=self.longitude)


def _is_near(point: Point, towns: list[_Spot]) -> bool:
    return any(miles_between(town.point, point) <= MILES_OF_TOWN for town in towns)


def _far(point: Point, spot: _Spot | None, postal_code: str, towns: list[_Spot]) -> str:
    """How far a point is from its ZIP code, in words; '' when that is near, or its town is."""
    miles = miles_between(spot.point, point) if spot else 0
    if miles <= MILES_FROM_ZIP or _is_near(point, towns):
        return ""
    words = _("%(miles)s miles from ZIP code %(code)s")
    return words % {"miles": f"{miles:,.0f}", "code": postal_code[:5]}


def _miles_outside(miles: float, state: str) -> str:
    return _("%(miles)s miles outside %(state)s") % {"miles": f"{miles:,.0f}", "state": state}


class AddressBook:
    """Every ZIP code, town and county, read once: no query for any address after that."""

    def __init__(self, places: QuerySet[Place] | None = None) -> None:
        """Read the whole gazetteer, or only the rows given. One query."""
        self._zips: dict[str, _Spot] = {}
        self._towns: dict[tuple[str, str], list[_Spot]] = defaultdict(list)
        self._counties: dict[tuple[str, str], int] = {}
        self._named: dict[int, tuple[str, str]] = {}
        # Thousands of addresses name the same few towns and counties.
        self._key, self._counties_named = cache(key), cache(self._counties_of)
        rows = Place.objects.exclude(kind="state") if places is None else places
        ordered = rows.order_by(F("population").desc(nulls_last=True), "code")
        for kind, spelled, name, state, county, latitude, longitude in ordered.values_list(
            "kind", "key", "name", "state", "county", "latitude", "longitude"
        ):
            spot = _Spot(state, county, latitude, longitude)
            if kind == "zip":
                self._zips[spelled] = spot
            elif kind == "town":
                self._towns[state, spelled].append(spot)
            elif kind == "county":
                self._counties[state, spelled] = county
                self._named[county] = (state, name.removesuffix(" (county)"))

    @staticmethod
    def mark() -> str:
        """A text that is another one as soon as a row of the gazetteer is. One query."""
        with connection.cursor() as cursor:
            cursor.execute(MARK)
            return str(cursor.fetchone()[0])

    @classmethod
    def of(cls, *, postal_code: str, city: str) -> "AddressBook":
        """The few rows that finding one address needs: its ZIP code, its town, all counties."""
        code = _split(postal_code)[0]
        near = Q(kind="zip", key=code.zfill(5)) | Q(kind="town", key=key(city))
        return cls(Place.objects.filter(near | Q(kind="county")))

    def find(
        self,
        *,
        postal_code: str = "",
        city: str = "",
        state: str = "",
        county: str = "",
        latitude: float | None = None,
        longitude: float | None = None,
    ) -> AddressPoint | None:
        """Where an address is: its coordinates, else its ZIP code's point, else its town's.

        None when nothing of it is known. A ZIP code of another state than the one stated is not
        believed. Raises ValueError, in words, for half a pair of coordinates or ones off the earth.
        """
        if (latitude is None) != (longitude is None):
            raise ValueError(_("latitude and longitude belong together: one of them is missing"))
        stated = state_code(state)
        postal_code = self._mended(postal_code, stated)
        zip_spot = self._zips.get(postal_code[:5])
        if zip_spot and stated not in ("", zip_spot.state):
            zip_spot = None
        stated = stated or (zip_spot.state if zip_spot else "")
        towns = self._towns.get((stated, self._key(city)), [])
        town = self._town(towns, stated, county)
        spot = zip_spot or town
        if latitude is not None and longitude is not None:
            point = Point(latitude=latitude, longitude=longitude)
        elif spot:
            point = spot.point
        else:
            return None
        exact = latitude is not None
        around = county_shapes().county_at(point.latitude, point.longitude) if exact else 0
        number = self._county(county, stated, around, spot)
        far = exact and _far(point, zip_spot, postal_code, towns)
        doubt = far or (exact and self._outside(point, around, stated, towns)) or ""
        return AddressPoint(
            point=point,
            county=number,
            county_name=self._named.get(number, ("", ""))[1],
            approximate=not exact,
            postal_code=postal_code,
            doubt=doubt,
        )

    def zip_doubt(self, *, postal_code: str, state: str) -> str:
        """Why a ZIP code cannot be one of the stated state: “2,143 miles outside FL”; or ''.

        Some ZIP codes reach over a border, so that only a distance of MILES_FROM_ZIP is a doubt.
        """
        stated = state_code(state)
        spot = self._zips.get(self._mended(postal_code, stated)[:5])
        if spot is None or stated in ("", spot.state):
            return ""
        counties = tuple(c for c, (its, _name) in self._named.items() if its == stated)
        shapes = county_shapes()
        if not any(map(shapes.has, counties)):
            return ""
        miles = shapes.miles_to(counties, spot.point.latitude, spot.point.longitude)
        return _miles_outside(miles, stated) if miles > MILES_FROM_ZIP else ""

    def _outside(self, point: Point, around: int, state: str, towns: list[_Spot]) -> str:
        """How far outside its state a point lies, in words; '' when it may lie in it.

        `around` is the county that holds the point. Where none does, the point is in the sea,
        abroad, or in a county without a border (Alaska has two): there the town decides as well.
        """
        at = self._named.get(around, ("", ""))[0]
        if not state or at == state or (not at and _is_near(point, towns)):
            return ""
        counties = tuple(c for c, (its, _name) in self._named.items() if its == state)
        shapes = county_shapes()
        is_whole = bool(at) or all(map(shapes.has, counties))
        miles = shapes.miles_to(counties, point.latitude, point.longitude)
        is_outside = miles > (MILES_OUTSIDE if is_whole else MILES_FROM_ZIP)
        return _miles_outside(miles, state) if is_outside else ""

    def _mended(self, postal_code: str, state: str) -> str:
        """The ZIP code as five digits, or nine with a dash; lost zeros only where that ZIP exists.

        What is no ZIP code stays as it was given.
        """
        code, more = _split(postal_code)
        whole = code.zfill(5)
        known = self._zips.get(whole)
        if not code or (len(code) < 5 and not (known and state in ("", known.state))):
            return postal_code.strip()
        return f"{whole}-{more}" if more else whole

    def _town(self, towns: list[_Spot], state: str, county: str) -> _Spot | None:
        """The one of a state's towns of one name that is meant: the first unless a county tells."""
        stated = self._counties_named(county, state)
        return next((town for town in towns if town.county in stated), towns[0] if towns else None)

    def _counties_of(self, county: str, state: str) -> list[int]:
        """FIPS numbers of the state's counties that a name, with or without its kind, may mean."""
        named = county_keys(said) if (said := typed(county)) else []
        numbers = [self._counties.get((state, spelled)) for spelled in named]
        return [number for number in numbers if number]

    def _county(self, county: str, state: str, around: int, spot: _Spot | None) -> int:
        """The stated county if its state has it, else the one around the point, else the ZIP's."""
        if state and self._named.get(around, ("", ""))[0] != state:
            around = 0
        guesses = [guess for guess in (around, spot.county if spot else 0) if guess]
        stated = self._counties_named(county, state)
        if stated:
            return next((guess for guess in guesses if guess in stated), stated[0])
        return guesses[0] if guesses else 0


def locate_address(
    *,
    postal_code: str = "",
    city: str = "",
    state: str = "",
    county: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
) -> AddressPoint | None:
    """Where one address is, as `AddressBook.find` says it. One query for the few rows it needs."""
    return AddressBook.of(postal_code=postal_code, city=city).find(
        postal_code=postal_code,
        city=city,
        state=state,
        county=county,
        latitude=latitude,
        longitude=longitude,
    )
