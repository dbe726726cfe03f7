"""The parameter `near`: clinics around a point, found as every search of the site finds them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, Value
from django.utils.translation import gettext as _

from clinics.geo import KM_PER_MILE, Point, degrees
from directory.fhir.parameters.parameter import Now, Parameter
from directory.fhir.parameters.values import parts
from directory.places.locate import point_area
from directory.search.columns.bits import rows_of
from directory.search.columns.spans import miles
from directory.search.question import Question
from directory.search.search import searching

UNITS = {
    "km": (1 / KM_PER_MILE, "km"),
    "mi": (1.0, "[mi_i]"),
    "m": (1 / KM_PER_MILE / 1000, "m"),
    "ft": (1 / 5280, "[ft_i]"),
    "[mi_i]": (1.0, "[mi_i]"),
    "[mi_us]": (1609.347218694 / 1000 / KM_PER_MILE, "[mi_us]"),
}
"""How many miles a unit is, and its code in UCUM."""

USUAL_UNIT = "km"
USUAL_DISTANCE = ("25", "mi")
"""What a distance without a unit is in, and the distance where none is asked for."""

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?|\.[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True)
class Circle:
    """A point as it was typed, and a distance in a unit of UNITS."""

    latitude: str
    longitude: str
    distance: str
    unit: str

    def __str__(self) -> str:
        return f"{self.latitude}|{self.longitude}|{self.distance}|{self.unit}"

    @property
    def point(self) -> Point:
        """The point. Raises ValueError when it is not on the earth."""
        return Point(latitude=degrees(self.latitude), longitude=degrees(self.longitude))

    def far(self, a_mile_is: float) -> dict:
        """A number of miles as a Distance in this circle's unit."""
        each, code = UNITS[self.unit]
        value = round(a_mile_is / each, 4)
        return {"value": value, "unit": self.unit, "system": "http://unitsofmeasure.org",
                "code": code}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Around(Question):
    """Every published clinic within so many miles of the place, as the API has it."""

    miles: float = 0.0
    offers: str = "any"

    @property
    def radius_miles(self) -> float:
        """The radius, which need not be one of those of the form."""
        return self.miles


@dataclass(frozen=True, kw_only=True)
class Near(Parameter):
    """A point and a distance. The nearest come first where nothing else is asked by it."""

    type = "special"

    def read(self, text: str, modifier: str, now: Now) -> Circle:
        """`latitude|longitude|distance|unit`; without a unit kilometers, without both 25 miles."""
        self.known(modifier)
        said = [part.strip() for part in parts(text)]
        if not 2 <= len(said) <= 4:
            words = _("“near” takes latitude|longitude|distance|unit, such as 26.46|-80.07|40|km.")
            raise self.wrong(words)
        latitude, longitude, distance, unit = [*said, "", ""][:4]
        if not distance:
            if unit:
                raise self.wrong(_("“near” has a unit, but no distance before it."))
            distance, unit = USUAL_DISTANCE
        unit = unit or USUAL_UNIT
        if unit not in UNITS:
            words = _("“%(unit)s” is no unit of “near”. Known: %(known)s.")
            raise self.wrong(words % {"unit": unit[:60], "known": ", ".join(UNITS)})
        if not _NUMBER.fullmatch(distance):
            words = _("“%(said)s” is no distance: give a number such as 40 or 12.5.")
            raise self.wrong(words % {"said": distance[:60]})
        circle = Circle(latitude, longitude, distance, unit)
        try:
            circle.point  # noqa: B018  (it raises)
        except ValueError:
            words = _("“%(said)s” is no point on the earth: give latitude|longitude in degrees.")
            raise self.wrong(words % {"said": f"{latitude[:30]}|{longitude[:30]}"}) from None
        return circle

    def where(self, source: str, value: Circle, now: Now) -> Q:
        """Rows within the distance. One query at once."""
        return among([key for _far, key in around(value, on=now.on)])


def around(circle: Circle, *, on: dt.date) -> list[tuple[float, int]]:
    """Miles and key of every published clinic within the circle, the nearest first. One query."""
    radius = float(circle.distance) * UNITS[circle.unit][0]
    question = Around(area=point_area(circle.point), miles=radius)
    with searching(question, on=on) as search:
        found = rows_of(search.met)
        assert search.squares is not None
        far = miles(search.squares[found])
        keys = search.columns.id[search.spans.absolute(found)]
        order = np.lexsort((keys, far))
        return list(zip(far[order].tolist(), keys[order].tolist(), strict=True))


def among(keys: list[int]) -> Q:
    """Rows with one of so many keys: one parameter of the statement, however many there are."""
    some = Value(keys, output_field=ArrayField(BigIntegerField()))
    template = "%(expressions)s)"
    return Q(Func(F("pk"), some, template=template, arg_joiner=" = any(",
                  output_field=BooleanField()))  # fmt: skip
