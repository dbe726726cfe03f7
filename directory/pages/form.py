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
from directory.presenting import wording
from directory.search.parameters import DEFAULT_RADIUS, OFFERS, PAGE_SIZE, RADII, SORTS, UNITS
from directory.search.question import OWN_AREA, Question, QuestionRefused

IN_ORDER = (
    *("condition", "route", "insurance", "price", "safety", "staff", "trust"),
    *("payment", "aftercare", "access", "language", "accreditation"),
)
"""The parts of the filters in the order in which a patient thinks; any other group comes last."""

OPEN_PARTS = ("condition", "route", "insurance", "price")
"""Parts that are open from the start; the others open on a tap."""

COMBINE_WORDS = {
    "all": gettext_lazy("must have all"),
    "any": gettext_lazy("any of these"),
}

ORDERS_ONLY = gettext_lazy("these only order the list")

MAIN_FIELDS = {"near", "q", "lat", "lon", "radius"}
"""Fields beside the button *Search*; all others are in the filters."""

FIELDS_OF = {
    "price": ("max_course_price",),
    "trust": ("verified", "confirmed"),
    "more": ("unit", "sort", "offers", "checked_within", "page_size"),
}
"""The fields of the parts of the filters that are no group of the checklist."""

LINKED_FIELDS = MAIN_FIELDS.union(*FIELDS_OF.values())
"""Parameters, besides the groups, that have a field to which an error can link."""

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One value of a group or a list. `count`: clinics that have it; None: not counted.

    `is_confirmed`: whether it is wanted confirmed; None: nobody but the clinic can confirm it.
    """

    code: str
    label: Any
    is_chosen: bool = False
    count: int | None = None
    is_confirmed: bool | None = None

    @property
    def is_disabled(self) -> bool:
        """Whether ticking it would find nothing. A value that is asked for is never disabled."""
        return self.count == 0 and not (self.is_chosen or self.is_confirmed)


@dataclass(frozen=True, kw_only=True)
class TickGroup:
    """A checklist group in the form."""

    code: str
    title: Any
    combine: Any
    choices: list[Option]
    errors: list[str]

    @property
    def boxes(self) -> SafeString:
        """The checkboxes as HTML. A template takes four times as long for the hundred of them."""
        return mark_safe("\n".join(self._row(choice) for choice in self.choices))

    def _row(self, choice: Option) -> str:
        """A box, and with it one that asks for more where somebody else can confirm."""
        if choice.is_confirmed is None or choice.is_disabled:
            return self._box(choice)
        words = escape(_("confirmed only"))
        what = f'<span class="hidden">: {escape(choice.label)}</span>'
        return (
            f'<div class="tick-row">{self._box(choice)}<label class="tick only"><input'
            f' type="checkbox" name="confirmed" value="{self.code}.{choice.code}"'
            f"{' checked' * choice.is_confirmed}><span>{words}{what}</span></label></div>"
        )

    def _box(self, choice: Option) -> str:
        count = "" if choice.count is None else f'<span class="count">{choice.count}</span>'
        return (
            f'<label class="tick{" off" * choice.is_disabled}"><input type="checkbox"'
            f' name="{self.code}" value="{choice.code}"{" checked" * choice.is_chosen}'
            f"{' disabled' * choice.is_disabled}><span>{escape(choice.label)}</span>{count}</label>"
        )


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the filters: a checklist group, or (`group` None) one of FIELDS_OF."""

    code: str
    is_open: bool
    chosen: int = 0
    group: TickGroup | None = None


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
        return [
            Option(
                code="" if r == DEFAULT_RADIUS else str(r), label=words[r], is_chosen=r == chosen
            )
            for r in RADII
        ]

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

    @property
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
        return bool(self.errors.keys() - MAIN_FIELDS)

    @property
    def parts(self) -> list[Part]:
        """The parts of the filters, in the order in which a patient thinks."""
        groups = {group.code: self._group(group) for group in CHECKLIST.groups}
        codes = [*IN_ORDER, *(code for code in groups if code not in IN_ORDER)]
        return [self._part(code, groups.get(code)) for code in codes]

    @property
    def has_more(self) -> bool:
        """Whether something under *More* is set or wrong."""
        return self._part("more", None).is_open

    def _part(self, code: str, group: TickGroup | None) -> Part:
        names = FIELDS_OF.get(code, (code,))
        chosen = sum(len(self.values.get(name, ())) for name in names)
        is_wrong = any(name in self.errors for name in names)
        is_open = bool(chosen) or is_wrong or code in OPEN_PARTS
        return Part(code=code, group=group, chosen=chosen, is_open=is_open)

    def _choices(self, name: str, pairs: list[tuple[str, Any]]) -> list[Option]:
        return [
            Option(code=code, label=label, is_chosen=bool(code) and code == self.value(name))
            for code, label in pairs
        ]

    def _group(self, group: Group) -> TickGroup:
        ticked, confirmed = set(self.values.get(group.code, ())), self.values.get("confirmed", ())
        counts = None if self.counts is None else self.counts.get(group.code, {})
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
                    is_confirmed=item.qualified in confirmed if item.confirm else None,
                )
                for item in group.items
            ],
            errors=self.errors.get(group.code, []),
        )


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
