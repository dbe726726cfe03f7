"""The head of each column, and the pairs of columns that a phone shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.compare.choice import ChosenClinics
from directory.compare.compared import Compared
from directory.presenting.listed_clinic import Listed
from directory.presenting.warnings import ShownWarning
from directory.presenting.wording import short_day
from directory.search.carried import carry

NARROW = {2: "43.74em", 3: "43.74em", 4: "56em", 5: "66em", 6: "74em"}
"""Up to which width of the window so many columns have too little room."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """One clinic at the head of its column.

    `url`: its page, with what was asked for. `without`: this comparison without it. `said`: when
    the clinic last repeated its answers, which each cell then leaves out.
    """

    listed: Listed
    warnings: list[ShownWarning]
    url: str
    without: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two columns that a phone shows side by side, as `1–2`, and the names of their clinics."""

    columns: tuple[int, int]
    names: str

    @property
    def code(self) -> str:
        """The pair as an identifier: `1-2`."""
        return "-".join(map(str, self.columns))

    @property
    def label(self) -> str:
        """The pair as people read it: `1–2`."""
        return "–".join(map(str, self.columns))


def heads_of(compared: Compared, choice: ChosenClinics) -> list[Head]:
    """The heads in the order of the columns. No query."""
    asked = carry(choice.question)
    more = (asked, "differences=1" if choice.only_differences else "")
    return [
        Head(
            listed=one,
            warnings=compared.warnings(one),
            url="?".join(filter(None, (one.clinic.get_absolute_url(), asked))),
            without=_address([o for o in compared.clinics if o is not one], more),
            said=_said(one),
        )
        for one in compared.clinics
    ]


def _address(clinics: Sequence[Listed], more: Sequence[str]) -> str:
    named = [f"clinic={one.clinic.slug}" for one in clinics]
    return f"{reverse('compare')}?{'&'.join(filter(None, [*named, *more]))}"


def _said(one: Listed) -> str:
    if one.repeated_on is None:
        return _("The clinic itself has stated nothing here")
    return _("Answers repeated %(day)s") % {"day": short_day(one.repeated_on)}


def pairs_of(clinics: Sequence[Listed]) -> list[Pair]:
    """Every two columns. None for two clinics: there is nothing to choose."""
    if len(clinics) < 3:
        return []
    return [
        Pair(
            columns=(first, second),
            names=_("%(one)s and %(other)s")
            % {"one": clinics[first - 1].clinic.name, "other": clinics[second - 1].clinic.name},
        )
        for first, second in combinations(range(1, len(clinics) + 1), 2)
    ]
