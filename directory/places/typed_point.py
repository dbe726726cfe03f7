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


_NAMES = re.compile(r"\bgeo:|\b(?:lat|latitude|lon|lng|long|longitude)\b\s*[:=]?", re.IGNORECASE)
_MINUTES = re.compile(
    r"(\d{1,3})\s*°\s*(\d{1,2})\s*['’′]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|”|″|''))?\s*(?=[NSEW])",
    re.IGNORECASE,
)


def _in_degrees(found: re.Match[str]) -> str:
    """Degrees, minutes and seconds as degrees: 40°42'46" is 40.71278."""
    whole, minutes, seconds = found.groups()
    return f"{int(whole) + int(minutes) / 60 + float(seconds or 0) / 3600:.5f} "


def is_far_off(text: str) -> bool:
    """Whether a text is written like a point, but there is none such on the earth."""
    return bool(_POINT.fullmatch(visible(text)[:LONGEST])) and "." in text


def read_point(text: str) -> Point | None:
    """The point that "26.46, -80.07" (latitude, longitude) names; None when it is none.

    Parentheses, degrees with minutes and seconds, N, S, E and W, “lat” and “lon” are read; a blank
    alone parts only decimal numbers.
    """
    if len(text) > LONGEST:
        return None
    plain = _MINUTES.sub(_in_degrees, _NAMES.sub(" ", visible(text).translate(_MINUS)))
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
