"""What the map of the results needs to know of the question: addresses, the circle, the radii."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from clinics.geo import plain
from directory.search.parameters import RADII
from directory.search.question import Question
from directory.site.urls import path_of


@dataclass(frozen=True)
class ResultsMap:
    """The map of one page of results. Nothing of it is loaded before somebody opens it."""

    question: Question

    @property
    def clinics(self) -> str:
        """Where to ask for the clinics, with the numbers of this page of the list."""
        return self.question.url(path_of("api-map"), page=self.question.page)

    @cached_property
    def search(self) -> str:
        """The same search without its place: for the area that the map shows."""
        anywhere = replace(self.question, area=None, others=(), radius=None)
        order = "" if anywhere.sort == "distance" else anywhere.sort
        return anywhere.url(path_of("search"), sort=order)

    @property
    def origin(self) -> str:
        """Latitude and longitude of the middle of the circle that is searched; '' without one."""
        area = self.question.area
        if area is None or not self.miles:
            return ""
        return f"{plain(area.point.latitude)} {plain(area.point.longitude)}"

    @property
    def miles(self) -> str:
        """The radius of that circle in miles; '' for no place, or a county … as it lies."""
        miles = self.question.radius_miles
        return "" if miles is None else plain(miles)

    @property
    def radii(self) -> str:
        """Every radius that can be asked for."""
        return " ".join(map(str, RADII))
