"""The search form as a page shows it: the values typed, the counts and the errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Group
from directory.search.parameters import DEFAULT_RADIUS, OFFERS, PAGE_SIZE, RADII, SORTS, UNITS
from directory.search.question import Question, QuestionRefused

OPEN_GROUPS = ("condition", "route", "safety")
"""Groups that are open from the start; the others open on a tap."""

COMBINE_WORDS = {
    "all": gettext_lazy("all ticks must apply"),
    "any": gettext_lazy("any one tick is enough"),
}

ORDERS_ONLY = gettext_lazy("ticks only order the list")

LINKED_FIELDS = {
    *("near", "lat", "lon", "q", "radius", "unit", "sort", "verified", "checked_within"),
    *("max_course_price", "offers", "page_size"),
}
"""Parameters, besides the groups, that have a field to which an error can link."""

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One value of a group or a list. `count`: clinics that have it; None: not counted."""

    code: str
    label: Any
    is_chosen: bool = False
    count: int | None = None

    @property
    def is_disabled(self) -> bool:
        """Whether ticking it would find nothing. A ticked value is never disabled."""
        return self.count == 0 and not self.is_chosen


@dataclass(frozen=True, kw_only=True)
class TickGroup:
    """A checklist group in the form."""

    code: str
    title: Any
    combine: Any
    choices: list[Option]
    errors: list[str]
    chosen: int
    is_open: bool

    @property
    def boxes(self) -> SafeString:
        """The checkboxes as HTML. A template takes four times as long for the hundred of them."""
        return mark_safe("\n".join(self._box(choice) for choice in self.choices))

    def _box(self, choice: Option) -> str:
        count = "" if choice.count is None else f'<span class="count">{choice.count}</span>'
        return (
            f'<label class="tick{" off" * choice.is_disabled}"><input type="checkbox"'
            f' name="{self.code}" value="{choice.code}"{" checked" * choice.is_chosen}'
            f"{' disabled' * choice.is_disabled}><span>{escape(choice.label)}</span>{count}</label>"
        )


@dataclass(frozen=True, kw_only=True)
class SearchForm:
    """The form: values, errors and counts, each by parameter."""

    values: Mapping[str, list[str]]
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    counts: Counts | None = None

    def value(self, name: str) -> str:
        """The first value of a parameter; '' when it is not given."""
        return (self.values.get(name) or [""])[0]

    @property
    def given(self) -> dict[str, str]:
        """The first value of every parameter given."""
        return {name: self.value(name) for name in self.values}

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
        """The radii; the blank one means the default."""
        usual = _("usual: %(radius)d, or all of a county") % {"radius": DEFAULT_RADIUS}
        return self._choices("radius", [("", usual), *((str(r), str(r)) for r in RADII)])

    @property
    def units(self) -> list[Option]:
        """Miles or kilometers."""
        return self._choices("unit", [("" if code == "mi" else code, w) for code, w in UNITS])

    @property
    def sorts(self) -> list[Option]:
        """The orders; the blank one means the default."""
        return self._choices("sort", [("", _("usual: nearest, or by name")), *SORTS])

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

    @property
    def narrowed(self) -> int:
        """How many ticks and limits are set in the part of the form that phones fold."""
        names = [group.code for group in CHECKLIST.groups]
        names += ["verified", "offers", "checked_within", "max_course_price"]
        return sum(len(self.values.get(name, ())) for name in names)

    @property
    def has_folded_errors(self) -> bool:
        """Whether there is an error in the part of the form that phones fold."""
        return bool(self.errors.keys() - {"near", "q", "lat", "lon"})

    @property
    def groups(self) -> list[TickGroup]:
        """Every checklist group with its values."""
        return [self._group(group) for group in CHECKLIST.groups]

    def _choices(self, name: str, pairs: list[tuple[str, Any]]) -> list[Option]:
        return [
            Option(code=code, label=label, is_chosen=bool(code) and code == self.value(name))
            for code, label in pairs
        ]

    def _group(self, group: Group) -> TickGroup:
        ticked = set(self.values.get(group.code, ()))
        counts = None if self.counts is None else self.counts.get(group.code, {})
        errors = self.errors.get(group.code, [])
        return TickGroup(
            code=group.code,
            title=group.title,
            combine=ORDERS_ONLY if self.value("sort") == "match" else COMBINE_WORDS[group.combine],
            choices=[
                Option(
                    code=item.code,
                    label=item.label,
                    is_chosen=item.code in ticked,
                    count=None if counts is None else counts.get(item.code, 0),
                )
                for item in group.items
            ],
            errors=errors,
            chosen=len(ticked),
            is_open=bool(ticked or errors) or group.code in OPEN_GROUPS,
        )


def form_of(question: Question, *, counts: Counts | None = None) -> SearchForm:
    """The form that shows a question. Coordinates are shown as a place."""
    values: dict[str, list[str]] = {}
    for name, value in question.parameters():
        values.setdefault(name, []).append(value)
    if values.pop("lat", None) and values.pop("lon", None) and question.area:
        values["near"] = [question.area.query or question.area.label]
    return SearchForm(values=values, counts=counts)


def form_refused(refused: QuestionRefused) -> SearchForm:
    """The form with everything that was typed, and its errors."""
    typed = cast(QueryDict, refused.form.data)
    return SearchForm(values=dict(typed.lists()), errors=refused.errors)
