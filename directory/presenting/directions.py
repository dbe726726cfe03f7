"""How far and in which direction a clinic lies, in words."""

from __future__ import annotations

import math

from django.utils.translation import gettext_lazy as _

from clinics.geo import Point
from directory.presenting import wording
from directory.presenting.listed_card import ListedCard
from directory.search.question import OWN_AREA, Question

WINDS = (
    _("%(distance)s north"),
    _("%(distance)s north-east"),
    _("%(distance)s east"),
    _("%(distance)s south-east"),
    _("%(distance)s south"),
    _("%(distance)s south-west"),
    _("%(distance)s west"),
    _("%(distance)s north-west"),
)
"""The eight directions, clockwise."""

HERE = 0.05
"""Below this distance in miles a direction says nothing."""


def away(listed: ListedCard, question: Question) -> str:
    """`4.2 miles north-east`, or `about …` of an approximate point.

    '' without a place or a point, or from the middle of a county or a state.
    """
    area, point, miles = question.area, listed.clinic.point, listed.distance_miles
    if area is None or area.kind in OWN_AREA or point is None or miles is None:
        return ""
    is_approximate = listed.clinic.is_approximate
    distance = wording.distance(miles, question.unit, is_approximate=is_approximate)
    if miles < HERE:
        return distance
    wind = WINDS[round(bearing(area.point, point) / 45) % 8]
    return str(wind % {"distance": distance})


def bearing(start: Point, end: Point) -> float:
    """Degrees clockwise from north in which a great circle leaves for another point, 0 to 360."""
    a, b = math.radians(start.latitude), math.radians(end.latitude)
    turn = math.radians(end.longitude - start.longitude)
    east = math.sin(turn) * math.cos(b)
    north = math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn)
    return math.degrees(math.atan2(east, north)) % 360
