"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Found:
    """One clinic of the page: its key, and its distance in miles when a place was asked for."""

    clinic_id: int
    distance_miles: float | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a question finds. `facets` are counts by group and code, zero counts left out.

    `unpriced` and `partly_priced` count the clinics that only `max_course_price` left out because
    they publish no course price, or only a part of it. `may_fit` counts those of them whose part
    is not too much by itself, and `first_may_fit` are the first NAMED of these.
    """

    count: int
    page: tuple[Found, ...]
    facets: dict[str, dict[str, int]]
    unpriced: int = 0
    partly_priced: int = 0
    may_fit: int = 0
    first_may_fit: tuple[Found, ...] = ()
