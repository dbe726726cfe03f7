"""What the search for candidates hands on, and where it looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from clinics.candidates.models import Candidate
from clinics.geo import Point, miles_between


@dataclass(frozen=True, kw_only=True)
class Where:
    """The part of the country that is searched; all of it unless told.

    `state` is a two-letter code. `counties` are FIPS numbers. `point` comes with `miles`.
    """

    state: str = ""
    counties: tuple[int, ...] = ()
    point: Point | None = None
    miles: float = 0

    def holds(self, fields: Any) -> bool:
        """Whether the address of a listing, or of a draft's fields (by name), lies in it."""
        get: Callable[[str], Any] = fields.get
        if self.state and get("state") != self.state:
            return False
        if self.counties and get("county_fips") not in self.counties:
            return False
        if self.point is None:
            return True
        if get("latitude") is None or get("longitude") is None:
            return False
        there = Point(latitude=get("latitude"), longitude=get("longitude"))
        return miles_between(self.point, there) <= self.miles


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """A row that may be a clinic: its text by the columns of an import, and why.

    `line` is where it stands in a file, 0 for a register, and `cells` are as they stand there.
    `problem` says why it cannot be read.
    """

    ours: dict[str, str]
    why: Candidate.Why
    colleagues: list[int] = field(default_factory=list)
    line: int = 0
    cells: list[str] = field(default_factory=list)
    problem: str = ""
