"""What was asked: parameters → Question, validated, and Question → address. Page and API use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.geo import KM_PER_MILE, Point, plain
from clinics.models import Clinic
from directory.places.locate import Area, Located, locate, means_here, point_area
from directory.search.fields import WHOLE_NUMBER
from directory.search.filters import clinic_filter
from directory.search.parameters import DEFAULT_RADIUS, PAGE_SIZE
from directory.search.text.understand import Meaning, understand

OWN_AREA = ("county", "region", "state")
"""Kinds of place that are searched as they lie, unless a radius is asked for."""


REPEATABLE = {"confirmed", *(group.code for group in CHECKLIST.groups)}
"""Parameters that can be given more than once."""

MOST_TICKS = 40
"""Ticks of a question with pages longer than usual: each is looked at for each clinic shown."""


class QuestionRefused(Exception):
    """A question that cannot be answered, in words for the person: {parameter: [message]}.

    `form` is the bound form; with `is_about_the_place`, `candidates` are places to choose from,
    `suggestions` places that the words may have meant, and `meaning` is what the words of `q` mean.
    """

    def __init__(
        self,
        errors: Mapping[str, list[str]],
        form: forms.Form,
        located: Located | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        super().__init__("; ".join(m for messages in errors.values() for m in messages))
        self.errors = errors
        self.form = form
        self.meaning = meaning or Meaning()
        self.is_about_the_place = located is not None
        self.candidates = located.candidates if located else ()
        self.suggestions = located.suggestions if located else ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """A validated question. `ticks` hold the codes by group; `radius` is in `unit`, None: unasked.

    `words` are what is left of `q` when the filters and places it names are taken out. `confirmed`
    are group-qualified codes, each of which somebody other than the clinic must have confirmed.
    """

    area: Area | None = None
    radius: int | None = None
    unit: str = "mi"
    words: str = ""
    ticks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verified: bool = False
    confirmed: tuple[str, ...] = ()
    offers: str = "ketamine"
    checked_within: int | None = None
    max_course_price: int | Decimal | None = None
    sort: str = ""
    page: int = 1
    page_size: int = PAGE_SIZE
    others: tuple[Area, ...] = ()

    @property
    def order(self) -> str:
        """The order asked for, or the usual one: nearest first with a place, else by name."""
        return self.sort or ("distance" if self.area else "name")

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
    def wanted(self) -> tuple[str, ...]:
        """Every code that is ticked, or wanted confirmed, in the order of the checklist."""
        asked = {*self.codes, *self.confirmed}
        return tuple(item.qualified for item in CHECKLIST.items if item.qualified in asked)

    def must_be_confirmed(self, code: str) -> bool:
        """Whether the clinic's own word is not enough for a code of this question."""
        return code in self.confirmed or (self.verified and bool(CHECKLIST.item(code).confirm))

    def parameters(self) -> list[tuple[str, str]]:
        """The parameters that ask this very question again; what is usual is left out."""
        asked: list[tuple[str, Any]] = []
        if self.area and self.area.kind == "point":
            point = self.area.point
            asked += [("lat", plain(point.latitude)), ("lon", plain(point.longitude))]
        elif self.area:
            asked.append(("near", self.area.query))
        usual = Question()
        for name in ("radius", "unit"):
            asked += [(name, getattr(self, name))] * (getattr(self, name) != getattr(usual, name))
        asked += [("q", self.words)] * bool(self.words)
        asked += [(group, code) for group, codes in self.ticks.items() for code in codes]
        asked += [("verified", "1")] * self.verified
        asked += [("confirmed", code) for code in self.confirmed]
        for name in ("offers", "checked_within", "max_course_price", "sort", "page", "page_size"):
            asked += [(name, getattr(self, name))] * (getattr(self, name) != getattr(usual, name))
        return [(name, str(value)) for name, value in asked]

    def url(self, path: str, **changes: Any) -> str:
        """The address that asks this question, with changes, at `path`; page 1 unless said."""
        changed = replace(self, **{"page": 1, **changes})
        query = urlencode(changed.parameters())
        return f"{path}?{query}" if query else path

    def without(self, qualified: str) -> Question:
        """The same question with one tick taken away, and the wish that it is confirmed."""
        group, code = qualified.split(".", 1)
        left = {**self.ticks, group: tuple(c for c in self.ticks.get(group, ()) if c != code)}
        return replace(
            self,
            page=1,
            ticks={g: codes for g, codes in left.items() if codes},
            confirmed=tuple(c for c in self.confirmed if c != qualified),
        )


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
    form = bound_form(params)
    errors = _not_ours(form) | (_not_whole_dollars(form) if by_a_program else {})
    if not form.is_valid() or errors:
        raise QuestionRefused(errors | _messages(form), form)
    asked = form.cleaned_data
    near = asked["near"]
    meaning = understand(asked["q"], place_is_given=bool(near or asked["lat"] is not None))
    located = locate(near) if near else meaning.place
    if located and not located.area:
        form.add_error("near", _place_words(near or meaning.near, located))
        raise QuestionRefused(_messages(form), form, located, meaning)
    question = Question(
        area=located.area if located else _point(asked["lat"], asked["lon"]),
        others=located.others if located else (),
        words=meaning.words,
        ticks=_ticks(asked, meaning.codes),
        verified=bool(asked["verified"]),
        confirmed=_confirmed(asked["confirmed"]),
        radius=int(asked["radius"]) if asked["radius"] else None,
        unit=asked["unit"] or "mi",
        offers=asked["offers"] or "ketamine",
        checked_within=asked["checked_within"],
        max_course_price=asked["max_course_price"],
        sort=asked["sort"],
        page=asked["page"] or 1,
        page_size=asked["page_size"] or PAGE_SIZE,
    )
    _refuse_what_does_not_go_together(question, form)
    return question


def _messages(form: forms.Form) -> dict[str, list[str]]:
    """The form's errors in words, by parameter."""
    return {name: [str(m) for m in messages] for name, messages in form.errors.items()}


def _not_ours(form: forms.Form) -> dict[str, list[str]]:
    """Errors for unknown parameters, and for single ones that were given twice."""
    errors: dict[str, list[str]] = {}
    data = form.data
    for name, values in data.lists() if isinstance(data, QueryDict) else ():
        if name not in form.fields:
            near = get_close_matches(name, list(form.fields), n=1)
            meant = _(" Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
            errors[name] = [
                _("“%(name)s” is not a search parameter.") % {"name": name[:60]} + meant
            ]
        elif len(values) > 1 and name not in REPEATABLE:
            errors[name] = [_("“%(name)s” was given more than once.") % {"name": name}]
    return errors


def _not_whole_dollars(form: forms.Form) -> dict[str, list[str]]:
    """The error for a price that is not written in the digits of whole dollars."""
    price, field = form.data.get("max_course_price", "0").strip(), form.fields["max_course_price"]
    if WHOLE_NUMBER.fullmatch(price):
        return {}
    return {"max_course_price": [str(field.error_messages["invalid"])]}


def _place_words(near: str, located: Located) -> str:
    if means_here(near):
        return _("We cannot see where you are. Type a ZIP code, or a town and its state.")
    if located.candidates:
        return _("“%(near)s” is the name of several places: choose one.") % {"near": near}
    if located.suggestions:
        meant = located.suggestions[0].label
        return _("We do not know the place “%(near)s”. Did you mean %(meant)s?") % {
            "near": near,
            "meant": meant,
        }
    return _("We do not know the place “%(near)s”. Try a ZIP code, or a town and its state.") % {
        "near": near
    }


def _point(latitude: float | None, longitude: float | None) -> Area | None:
    if latitude is None or longitude is None:
        return None
    return point_area(Point(latitude=latitude, longitude=longitude))


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


def _confirmed(codes: list[str]) -> tuple[str, ...]:
    return tuple(code for code in CHECKLIST.confirmable if code in codes)


def _refuse_what_does_not_go_together(question: Question, form: forms.Form) -> None:
    """Raise QuestionRefused for a distance without a place, and for many ticks on a long page."""
    if question.area is None:
        for name, value in (("radius", question.radius), ("sort", question.sort == "distance")):
            if value:
                form.add_error(name, _("A distance needs a place: a ZIP code or a town."))
    ticks = len(question.wanted)
    if ticks > MOST_TICKS and question.page_size > PAGE_SIZE:
        words = _("With more than %(most)d ticks, a page has at most %(size)d clinics.")
        form.add_error("page_size", words % {"most": MOST_TICKS, "size": PAGE_SIZE})
    if form.errors:
        raise QuestionRefused(_messages(form), form)
