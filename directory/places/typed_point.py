"""A point on the earth as somebody types or copies it."""

import re

from clinics.geo import Point, degrees
from directory.places.names import visible
from directory.places.reading import LONGEST

_NUMBER = r"([+-]?[0-9]{1,3}(?:\.[0-9]+)?)\s*°?\s*"
_APART = r"(?:[,;/]\s*|(?<=[\s°NSns]))"
_POINT = re.compile(
    rf"\s*[(\[]?\s*{_NUMBER}([NS]?)\s*{_APART}{_NUMBER}([EW]?)\s*[)\]]?\s*", re.IGNORECASE
)
_MINUS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))


def read_point(text: str) -> Point | None:
    """The point that "26.46, -80.07" (latitude, longitude) names; None when it is none.

    Parentheses, degree signs, N, S, E and W are read; a blank alone parts only decimal numbers.
    """
    if len(text) > LONGEST:
        return None
    plain = visible(text).translate(_MINUS)
    if not (match := _POINT.fullmatch(plain)):
        return None
    latitude, north, longitude, east = match.groups()
    if not re.search("[,;/]", plain) and not ("." in latitude and "." in longitude):
        return None
    if (north and latitude[0] in "+-") or (east and longitude[0] in "+-"):
        return None
    south, west = north.upper() == "S", east.upper() == "W"
    try:
        return Point(
            latitude=degrees(latitude) * (-1 if south else 1),
            longitude=degrees(longitude) * (-1 if west else 1),
        )
    except ValueError:
        return None
