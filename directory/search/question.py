"""What was asked: parameters → Question, validated, and Question → address. Page and API use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.geo import KM_PER_MILE, Point
from clinics.models import Clinic
from directory.places.locate import Area, Located, locate, near_a_town, point_area
from directory.search.addressed import encoded, parts_of
from directory.search.filters import clinic_filter
from directory.search.parameters import DEFAULT_RADIUS, PAGE_SIZE, RADII
from directory.search.plainly import plain as plainly
from directory.search.refusals import (
    QuestionRefused,
    contradictions,
    messages,
    not_ours,
    not_whole_dollars,
    place_words,
)
from directory.search.text.understand import Meaning, understand

__all__ = ["OWN_AREA", "Question", "QuestionRefused", "ask", "bound_form"]

OWN_AREA = ("county", "region", "state")
"""Kinds of place that are searched as they lie, unless a radius is asked for."""


MOST_TICKS = 40
"""Ticks of a question with pages longer than usual: each is looked at for each clinic shown."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A validated question. `ticks` hold the codes by group; `radius` is in `unit`, None: unasked.

    `words` are a name to look for. `confirmed` are group-qualified codes, each of which somebody
    other than the clinic must have confirmed; clinics that state one of `excluded` are left out;
    what is `nice` to have only orders.
    `said` is what the free words mean, with what filters nothing and must be said.
    """

    area: Area | None = None
    radius: int | None = None
    unit: str = "mi"
    words: str = ""
    ticks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verified: bool = False
    confirmed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    nice: tuple[str, ...] = ()
    offers: str = "ketamine"
    checked_within: int | None = None
    max_course_price: int | Decimal | None = None
    sort: str = ""
    page: int = 1
    page_size: int = PAGE_SIZE
    others: tuple[Area, ...] = ()
    said: Meaning = field(default=Meaning(), compare=False)

    @property
    def order(self) -> str:
        """The order asked for, or the usual one: what is nice to have, else nearest or by name."""
        usual = "distance" if self.area else "name"
        return self.sort or ("match" if self.nice else usual)

    @property
    def ticks_exclude(self) -> bool:
        """Whether a clinic must meet the ticks. Not when somebody asks to order by them."""
        return self.sort != "match"

    @property
    def radius_miles(self) -> float | None:
        """The radius in miles; None without a place, or when a county … is searched as it lies."""
        if self.area is None or (self.radius is None and self.area.kind in OWN_AREA):
            return None
        asked = self.radius or DEFAULT_RADIUS
        return asked / KM_PER_MILE if self.unit == "km" else float(asked)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every ticked code, group-qualified, in the order of the checklist."""
        return tuple(
            f"{group.code}.{code}"
            for group in CHECKLIST.groups
            for code in self.ticks.get(group.code, ())
        )

    @property
    def codes_that_order(self) -> tuple[str, ...]:
        """What `match` counts: the ticks, and what is nice to have."""
        return CHECKLIST.in_order((*self.codes, *self.nice))

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """Every code that is ticked, wanted confirmed or nice to have, in the checklist's order."""
        return CHECKLIST.in_order((*self.codes, *self.confirmed, *self.nice))

    @property
    def unused_words(self) -> tuple[str, ...]:
        """The free words that filter nothing: unknown, without a filter, or of several meanings."""
        chosen = (choice.text for choice in self.said.choices)
        return (*self.said.not_understood, *self.said.no_filter, *chosen)

    def must_be_confirmed(self, code: str) -> bool:
        """Whether the clinic's own word is not enough for a code of this question."""
        return code in self.confirmed or (self.verified and bool(CHECKLIST.item(code).confirm))

    def parameters(self) -> list[tuple[str, str]]:
        """The parameters that ask this very question again; what is usual is left out."""
        return list(self._parameters)

    def url(self, path: str, **changes: Any) -> str:
        """The address that asks this question, with changes, at `path`; page 1 unless said."""
        if not changes.keys() <= _USUAL.keys():
            raise TypeError(f"a question has no {', '.join(changes.keys() - _USUAL.keys())}")
        # A page has dozens of these: only what changes is written anew.
        parts, changed = dict(self._encoded), {"page": 1, **changes}
        for part in changed.keys() & _PARTS.keys():
            parts[part] = encoded(_PARTS[part](changed))
        query = "&".join(filter(None, parts.values()))
        return f"{path}?{query}" if query else path

    @cached_property
    def _parameters(self) -> list[tuple[str, str]]:
        return [pair for pairs in _PARTS.values() for pair in pairs(vars(self))]

    @cached_property
    def _encoded(self) -> dict[str, str]:
        """The query of each part of an address."""
        return {part: encoded(pairs(vars(self))) for part, pairs in _PARTS.items()}

    def without(self, qualified: str) -> Question:
        """The same question without one code: its tick, and whether it is confirmed or unwanted."""
        group, code = qualified.split(".", 1)
        left = {**self.ticks, group: tuple(c for c in self.ticks.get(group, ()) if c != code)}
        return replace(
            self,
            page=1,
            ticks={g: codes for g, codes in left.items() if codes},
            confirmed=tuple(c for c in self.confirmed if c != qualified),
            excluded=tuple(c for c in self.excluded if c != qualified),
            nice=tuple(c for c in self.nice if c != qualified),
        )


_USUAL = vars(Question())


_PARTS = parts_of(_USUAL)


def bound_form(params: QueryDict) -> forms.Form:
    """The search form filled with these parameters, blanks left out."""
    data = QueryDict(mutable=True)
    for name, values in params.lists():
        if given := [value for value in values if value.strip()]:
            data.setlist(name, given)
    return clinic_filter()(data, queryset=Clinic.objects.none()).form


def ask(params: QueryDict, *, by_a_program: bool = False) -> Question:
    """Parameters → Question. Raises QuestionRefused, never ignores a parameter.

    A price is read as people write it (`$3,000`), but only as whole dollars in a program's digits.
    Database queries: those of `locate` (with `near`) and of `understand` (with `q`).
    """
    asked = plainly(params)
    if asked is None:
        asked = _cleaned(params, by_a_program=by_a_program)
    near = asked["near"]
    meaning = understand(asked["q"], place_is_given=bool(near or asked["lat"] is not None))
    located = Located() if meaning.is_here else locate(near) if near else meaning.place
    if located and not located.area:
        wrong = [("near", place_words(near or meaning.near, located))]
        raise _refused(params, wrong, located, meaning)
    if wrong := contradictions(asked, meaning):
        raise _refused(params, wrong, meaning=meaning)
    question = _question(asked, meaning, located)
    if wrong := _what_does_not_go_together(question):
        raise _refused(params, wrong)
    return question


def _cleaned(params: QueryDict, *, by_a_program: bool) -> Mapping[str, Any]:
    """What the form makes of parameters. Raises QuestionRefused with everything that is wrong."""
    form = bound_form(params)
    errors = not_ours(form) | (not_whole_dollars(form) if by_a_program else {})
    if not form.is_valid() or errors:
        raise QuestionRefused(errors | messages(form), form)
    return form.cleaned_data


def _refused(
    params: QueryDict,
    wrong: list[tuple[str, str]],
    located: Located | None = None,
    meaning: Meaning | None = None,
) -> QuestionRefused:
    """The refusal of valid parameters for what is wrong with them together: (parameter, words)."""
    form = bound_form(params)
    for name, words in wrong:
        form.add_error(name, words)
    return QuestionRefused(messages(form), form, located, meaning)


def _question(asked: Mapping[str, Any], meaning: Meaning, located: Located | None) -> Question:
    """What the fields and the words ask for together; a field goes before the words."""
    return Question(
        said=meaning,
        area=located.area if located else _point(asked["lat"], asked["lon"]),
        others=located.others if located else (),
        words=meaning.words,
        ticks=_ticks(asked, meaning.codes),
        verified=bool(asked["verified"]),
        confirmed=CHECKLIST.in_order(asked["confirmed"]),
        excluded=CHECKLIST.in_order([*asked["not"], *meaning.excluded]),
        nice=CHECKLIST.in_order(asked["nice"]),
        radius=_radius(asked, meaning) if located or asked["lat"] is not None else _typed(asked),
        unit=asked["unit"] or meaning.unit,
        offers=asked["offers"] or "ketamine",
        checked_within=asked["checked_within"],
        max_course_price=asked["max_course_price"] or meaning.max_course_price,
        sort=asked["sort"] or _order(meaning),
        page=asked["page"] or 1,
        page_size=asked["page_size"] or PAGE_SIZE,
    )


def _point(latitude: float | None, longitude: float | None) -> Area | None:
    if latitude is None or longitude is None:
        return None
    return near_a_town(point_area(Point(latitude=latitude, longitude=longitude)))


def _ticks(asked: Mapping[str, Any], understood: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    ticks = {}
    for group in CHECKLIST.groups:
        wanted = {
            *asked[group.code],
            *(c.split(".")[1] for c in understood if c.startswith(f"{group.code}.")),
        }
        if codes := tuple(item.code for item in group.items if item.code in wanted):
            ticks[group.code] = codes
    return ticks


def _typed(asked: Mapping[str, Any]) -> int | None:
    return int(asked["radius"]) if asked["radius"] else None


def _radius(asked: Mapping[str, Any], meaning: Meaning) -> int | None:
    """The radius of the field, else the smallest one that holds the distance in the words."""
    if asked["radius"] or meaning.radius is None:
        return _typed(asked)
    return next((radius for radius in RADII if radius >= meaning.radius), RADII[-1])


def _order(meaning: Meaning) -> str:
    """The order that words name; "nearest" is the usual one with a place."""
    return "" if meaning.sort == "distance" else meaning.sort


def _what_does_not_go_together(question: Question) -> list[tuple[str, str]]:
    """Errors by parameter: a distance without a place, and many ticks on a long page."""
    wrong = []
    if question.area is None:
        words = _("A distance needs a place: a ZIP code or a town.")
        for name, value in (("radius", question.radius), ("sort", question.sort == "distance")):
            wrong += [(name, words)] * bool(value)
    if question.page_size > PAGE_SIZE and len(question.wanted) > MOST_TICKS:
        words = _("With more than %(most)d ticks, a page has at most %(size)d clinics.")
        wrong.append(("page_size", words % {"most": MOST_TICKS, "size": PAGE_SIZE}))
    return wrong
