"""Points on the earth, miles and kilometers, great-circle distance. Does not need Django."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

KM_PER_MILE = 1.609344

EARTH_RADIUS_MILES = 6371.0088 / KM_PER_MILE
"""Mean radius of the earth (IUGG R1, 6371.0088 km) in statute miles."""

_DEGREES = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


def degrees(text: str) -> float:
    """The number of degrees that a text says in plain digits, such as `26.46` or `-80.07`.

    Raises ValueError for all else that `float` takes: `4_2.35`, `1e3`, `nan`, `inf`, and digits of
    other scripts.
    """
    if not _DEGREES.fullmatch(text.strip()):
        raise ValueError(f"not a plain number: {text!r}")
    return float(text)


def plain(number: float) -> str:
    """A number in the digits that `degrees` reads back without loss, never with an exponent."""
    return f"{Decimal(repr(number)):f}"


@dataclass(frozen=True, kw_only=True)
class Point:
    """A place on the earth, in degrees. It takes named arguments only, so nobody can swap them."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Raise ValueError when the point does not lie on the earth."""
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not on the earth: {self.latitude}, {self.longitude}")


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box of latitude and longitude, in degrees. With west > east it crosses 180 degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: Point) -> bool:
        """Whether the point lies in the box, borders included."""
        if not self.south <= point.latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= point.longitude <= self.east
        return point.longitude >= self.west or point.longitude <= self.east


def unit_vector(point: Point) -> tuple[float, float, float]:
    """The point on the unit sphere as x, y, z, which do not jump at 180 degrees of longitude."""
    latitude, longitude = math.radians(point.latitude), math.radians(point.longitude)
    ring = math.cos(latitude)
    return ring * math.cos(longitude), ring * math.sin(longitude), math.sin(latitude)


def miles_between(a: Point, b: Point) -> float:
    """Great-circle distance in miles, from the length of the chord: exact to rounding."""
    half_chord = math.dist(unit_vector(a), unit_vector(b)) / 2
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1.0, half_chord))


def box_around(point: Point, miles: float) -> Box:
    """The smallest box around a circle of that radius, also at the poles and at 180 degrees."""
    angle = math.degrees(miles / EARTH_RADIUS_MILES)
    south, north = point.latitude - angle, point.latitude + angle
    if south <= -90 or north >= 90:
        return Box(west=-180.0, south=max(south, -90.0), east=180.0, north=min(north, 90.0))
    spread = math.degrees(
        math.asin(min(1.0, math.sin(math.radians(angle)) / math.cos(math.radians(point.latitude))))
    )
    west, east = point.longitude - spread, point.longitude + spread
    return Box(
        west=west + 360 if west < -180 else west,
        south=south,
        east=east - 360 if east > 180 else east,
        north=north,
    )
