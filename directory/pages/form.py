"""The search form as a page shows it: the values typed, the counts and the errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, cast

from django.http import QueryDict
from django.utils.safestring import SafeString

from clinics.checklist import CHECKLIST
from directory.pages.boxes import boxes_by_group
from directory.presenting import wording
from directory.presenting.one_language import gettext as _
from directory.search.parameters import DEFAULT_RADIUS, OFFERS, PAGE_SIZE, RADII, SORTS, UNITS
from directory.search.question import OWN_AREA, Question, QuestionRefused

BEFORE_PRICE = ("condition", "route", "insurance")
BEFORE_TRUST = ("safety", "staff")
IN_THE_END = ("payment", "aftercare", "access", "language", "accreditation")
"""Groups in the order in which a patient thinks; any other one comes last."""

OPEN_PARTS = ("condition", "route", "insurance", "price")
"""Parts that are open from the start; the others open on a tap."""

MAIN_FIELDS = {"near", "q", "lat", "lon", "radius"}
"""Fields beside the button *Search*; all others are in the filters."""

FIELDS_OF = {
    "price": ("max_course_price",),
    "trust": ("verified", "confirmed"),
    "more": ("unit", "sort", "offers", "checked_within", "page_size"),
}
"""The fields of the parts of the filters that are no group of the checklist."""

LINKED_FIELDS = MAIN_FIELDS.union(*FIELDS_OF.values(), {"height"})
"""Parameters, besides the groups, that have a field to which an error can link.

`height` is the one of the frame, which only the page that makes snippets asks for.
"""

Counts = Mapping[str, Mapping[str, int]]


class Option(NamedTuple):
    """One value of a list."""

    code: str
    label: str
    is_chosen: bool


class Part(NamedTuple):
    """A part of the filters. `is_blank`: nothing is chosen in it, and nothing is wrong."""

    is_open: bool
    is_blank: bool
    chosen: int


class TickGroup(NamedTuple):
    """A checklist group in the form. `combine`: how several ticks filter, in words."""

    code: str
    title: SafeString
    combine: str
    boxes: SafeString
    errors: list[str]
    part: Part


@dataclass(frozen=True, kw_only=True)
class SearchForm:
    """The form: values, errors and counts, each by parameter.

    `own_area`: the county, region or state that is searched as it lies when no radius is chosen.
    """

    values: Mapping[str, list[str]]
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    counts: Counts | None = None
    own_area: str = ""

    def value(self, name: str) -> str:
        """The first value of a parameter; '' when it is not given."""
        return (self.values.get(name) or [""])[0]

    @property
    def given(self) -> dict[str, str]:
        """The first value of every parameter given."""
        return {name: self.value(name) for name in self.values}

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong with what was typed."""
        return not self.errors

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What has no field in the form, and is sent along: what is unwanted or nice to have."""
        return [(name, code) for name in ("not", "nice") for code in self.values.get(name, ())]

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Every error, with the id of its field; '' for a parameter without a field."""
        shown = {group.code for group in CHECKLIST.groups} | LINKED_FIELDS
        return [
            (message, f"id_{name}" if name in shown else "")
            for name, messages in self.errors.items()
            for message in messages
        ]

    @property
    def radii(self) -> list[Option]:
        """The radii; the blank one is the usual one, or all of a county."""
        unit = "km" if self.value("unit") == "km" else "mi"
        words = {r: wording.radius(r, unit) for r in RADII}
        if self.own_area:
            whole = _("all of %(place)s") % {"place": self.own_area}
            return self._choices("radius", [("", whole), *((str(r), words[r]) for r in RADII)])
        asked = self.value("radius")
        chosen = int(asked) if asked in map(str, RADII) else DEFAULT_RADIUS
        return [Option("" if r == DEFAULT_RADIUS else str(r), words[r], r == chosen) for r in RADII]

    @property
    def units(self) -> list[Option]:
        """Miles or kilometers."""
        return self._choices("unit", [("" if code == "mi" else code, w) for code, w in UNITS])

    @property
    def sorts(self) -> list[Option]:
        """The orders; the blank one is the usual one."""
        return self._choices("sort", [("", _("Nearest first, else by name")), *SORTS])

    @property
    def offers(self) -> list[Option]:
        """Whether clinics that state no route are shown, too."""
        return self._choices("offers", [(c if c == "any" else "", words) for c, words in OFFERS])

    @property
    def shows_coordinates(self) -> bool:
        """Whether coordinates were refused: then they are shown so that they can be fixed."""
        return bool({"lat", "lon"} & self.values.keys())

    @property
    def page_size(self) -> str:
        """The page size; '' for the default."""
        return self.value("page_size") if self.value("page_size") != str(PAGE_SIZE) else ""

    @cached_property
    def narrowed(self) -> int:
        """How many ticks and limits are set in the filters."""
        names = [group.code for group in CHECKLIST.groups]
        names += ["verified", "confirmed", "offers", "checked_within", "max_course_price"]
        return sum(len(self.values.get(name, ())) for name in names)

    @property
    def has_main_errors(self) -> bool:
        """Whether there is an error beside the button *Search*."""
        return bool(self.errors.keys() & MAIN_FIELDS)

    @property
    def has_folded_errors(self) -> bool:
        """Whether there is an error in the filters."""
        return bool(self.errors.keys() - MAIN_FIELDS - {"height"})

    @property
    def before_price(self) -> list[TickGroup]:
        """The groups of the filters that come before the price."""
        return self._groups(BEFORE_PRICE)

    @property
    def before_trust(self) -> list[TickGroup]:
        """The groups between the price and what others confirm."""
        return self._groups(BEFORE_TRUST)

    @property
    def in_the_end(self) -> list[TickGroup]:
        """All other groups."""
        first = {*BEFORE_PRICE, *BEFORE_TRUST, *IN_THE_END}
        others = (group.code for group in CHECKLIST.groups if group.code not in first)
        return self._groups((*IN_THE_END, *others))

    @property
    def price(self) -> Part:
        """The part of the filters about the price."""
        return self._part("price", *FIELDS_OF["price"])

    @property
    def trust(self) -> Part:
        """The part of the filters about what others confirm."""
        return self._part("trust", *FIELDS_OF["trust"])

    @property
    def more(self) -> Part:
        """What stands under *More*."""
        return self._part("more", *FIELDS_OF["more"])

    def _part(self, code: str, *names: str) -> Part:
        chosen = sum(len(self.values.get(name, ())) for name in names)
        is_blank = not chosen and not any(name in self.errors for name in names)
        return Part(not is_blank or code in OPEN_PARTS, is_blank, chosen)

    def _choices(self, name: str, pairs: Iterable[tuple[str, Any]]) -> list[Option]:
        asked = self.value(name)
        return [Option(code, str(label), bool(code) and code == asked) for code, label in pairs]

    def _groups(self, codes: Iterable[str]) -> list[TickGroup]:
        by_group, confirmed = boxes_by_group(), self.values.get("confirmed", ())
        only_orders = _("these only order the list") if self.value("sort") == "match" else ""
        return [
            TickGroup(
                code=code,
                title=by_group[code].title,
                combine=only_orders or by_group[code].combine,
                boxes=by_group[code].html(
                    None if self.counts is None else self.counts.get(code, {}),
                    ticked=self.values.get(code, ()),
                    confirmed=confirmed,
                ),
                errors=self.errors.get(code, []),
                part=self._part(code, code),
            )
            for code in codes
        ]


def form_of(question: Question, *, counts: Counts | None = None) -> SearchForm:
    """The form that shows a question. Coordinates are shown as a place."""
    values: dict[str, list[str]] = {}
    for name, value in question.parameters():
        values.setdefault(name, []).append(value)
    if values.pop("lat", None) and values.pop("lon", None) and question.area:
        values["near"] = [question.area.query or question.area.label]
    own_area = question.area if question.area and question.area.kind in OWN_AREA else None
    return SearchForm(values=values, counts=counts, own_area=own_area.label if own_area else "")


def form_refused(refused: QuestionRefused) -> SearchForm:
    """The form with everything that was typed, and its errors."""
    typed = cast(QueryDict, refused.form.data)
    return SearchForm(values=dict(typed.lists()), errors=refused.errors)
