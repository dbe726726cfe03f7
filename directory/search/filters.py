"""The FilterSet generated from the checklist: every search parameter is declared here, once.

Its form validates a question (through `directory.search.question`, never alone: django-filter
ignores unknown names). Its queryset answers it in plain SQL: what columns find must be the same.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.checklist import CHECKLIST
from clinics.models import Clinic, Fact
from clinics.vocabulary import Checklist
from directory.search import fields
from directory.search.expressions import (
    confirmed_facts,
    facts_that_count,
    last_confirmed,
    met_of,
    miles_from,
    offering,
    rating,
    states_one_of,
    with_course_price,
)
from directory.search.parameters import OFFERS, RADII, SORTS, QuestionForm
from directory.search.text.clinic_names import clinics_named

if TYPE_CHECKING:  # `question` makes the form of this module
    from directory.search.question import Question


class QuestionFilter(django_filters.Filter):
    """One parameter of a question. `parent` is the FilterSet, which sets it."""

    parent: ClinicFilter

    @property
    def question(self) -> Question:
        """What the whole FilterSet answers. Raises ValueError when nothing was asked."""
        return self.parent.asked

    @property
    def facts(self) -> QuerySet[Fact]:
        """The facts that a tick asks for."""
        return facts_that_count(confirmed_on=self.parent.on if self.question.verified else None)


class NearFilter(QuestionFilter):
    """Clinics in a county, a region or a state searched as it lies; else `radius` filters."""

    field_class = forms.CharField

    def filter(self, clinics: QuerySet[Clinic], value: str) -> QuerySet[Clinic]:
        """The place is that of the question: `value` are only the words for it."""
        area = self.question.area
        if area is None or self.question.radius_miles is not None:
            return clinics
        if area.counties:
            return clinics.filter(county_fips__in=area.counties)
        return clinics.filter(state=area.state)


class RadiusFilter(QuestionFilter):
    """Clinics within the radius of the place, the usual one when none is asked for."""

    field_class = fields.OneOfField

    def filter(self, clinics: QuerySet[Clinic], value: str) -> QuerySet[Clinic]:
        """The radius is that of the question, in miles: `value` may be in kilometres."""
        area, miles = self.question.area, self.question.radius_miles
        if area is None or miles is None:
            return clinics
        return clinics.alias(miles=miles_from(area.point)).filter(miles__lte=miles)


class NameFilter(QuestionFilter):
    """Clinics in whose names every word occurs, typing errors forgiven."""

    field_class = forms.CharField

    def filter(self, clinics: QuerySet[Clinic], value: str) -> QuerySet[Clinic]:
        """`value` are the words that are no filter and no place. Two queries."""
        return clinics.filter(pk__in=clinics_named(value)) if value else clinics


class TicksFilter(QuestionFilter):
    """Clinics that meet all ticks of a checklist group, or any, as the group says."""

    field_class = fields.CodesField

    def filter(self, clinics: QuerySet[Clinic], value: list[str]) -> QuerySet[Clinic]:
        """Ticks exclude no clinic when they order."""
        if not value or not self.question.ticks_exclude:
            return clinics
        codes = [f"{self.field_name}.{code}" for code in value]
        must_meet_all = CHECKLIST.group(self.field_name).combine == "all"
        for alternatives in [[code] for code in codes] if must_meet_all else [codes]:
            clinics = clinics.filter(states_one_of(alternatives, self.facts))
        return clinics


class ConfirmedFilter(QuestionFilter):
    """Clinics of which somebody else confirmed each of the codes, none of them overdue."""

    field_class = fields.ConfirmableField

    def filter(self, clinics: QuerySet[Clinic], value: list[str]) -> QuerySet[Clinic]:
        """Unlike ticks, these exclude in every order."""
        for code in value or ():
            clinics = clinics.filter(states_one_of([code], confirmed_facts(on=self.parent.on)))
        return clinics


class NotFilter(QuestionFilter):
    """Clinics that state *yes* to none of the codes."""

    field_class = fields.CodesField

    def filter(self, clinics: QuerySet[Clinic], value: list[str]) -> QuerySet[Clinic]:
        """What is not stated leaves nobody out: unknown is no yes."""
        stated = facts_that_count(confirmed_on=None)
        return clinics.filter(~states_one_of(value, stated)) if value else clinics


class NiceFilter(QuestionFilter):
    """What is nice to have leaves nobody out: `SortFilter` orders by it."""

    field_class = fields.CodesField

    def filter(self, clinics: QuerySet[Clinic], value: list[str]) -> QuerySet[Clinic]:
        """The clinics as they are."""
        return clinics


class OffersFilter(QuestionFilter):
    """Clinics that state a route and take patients now, unless every clinic is asked for."""

    field_class = fields.OneOfField

    def filter(self, clinics: QuerySet[Clinic], value: str) -> QuerySet[Clinic]:
        """A route that is only stated counts, also with `verified`; a paused clinic does not."""
        return clinics if value == "any" else clinics.filter(pk__in=offering(on=self.parent.on))


class CheckedFilter(QuestionFilter):
    """Clinics that repeated something, or were confirmed by somebody, within some days."""

    field_class = fields.WholeNumberField

    def filter(self, clinics: QuerySet[Clinic], value: int | None) -> QuerySet[Clinic]:
        """The day that many days ago counts too."""
        if value is None:
            return clinics
        since = self.parent.on - dt.timedelta(days=value)
        return clinics.alias(last_confirmed=last_confirmed()).filter(last_confirmed__gte=since)


class CoursePriceFilter(QuestionFilter):
    """Clinics that publish a whole course price, in dollars, that is not higher."""

    field_class = fields.DollarsField

    def filter(self, clinics: QuerySet[Clinic], value: Decimal | int | None) -> QuerySet[Clinic]:
        """No price and a part of one are left out: nobody knows whether they fit."""
        if value is None:
            return clinics
        priced = with_course_price(clinics)
        return priced.filter(course_dollars__lte=value, course_is_partial=False)


class SortFilter(QuestionFilter):
    """The order that is asked for, or the usual one; what is not known comes last."""

    field_class = fields.OneOfField

    def filter(self, clinics: QuerySet[Clinic], value: str) -> QuerySet[Clinic]:
        """Clinics that are equal come by distance, then by key."""
        question = self.question
        if question.order == "name":
            # Only Python can fold names, so their order is the one thing read from the search row.
            return clinics.order_by("search_row__name_key", "pk")
        if question.order == "course_price":
            clinics = with_course_price(clinics)
        first: dict[str, list[Any]] = {
            "distance": [],
            "rating": [rating().desc(nulls_last=True)],
            "course_price": ["course_is_partial", "course_dollars"],
            "checked": [last_confirmed().desc(nulls_last=True)],
            "match": [
                met_of(
                    question.codes_that_order, question.ticks.get("route", ()), self.facts
                ).desc()
            ],
        }
        near = [miles_from(question.area.point)] if question.area else []
        return clinics.order_by(*first[question.order], *near, "pk")


class ClinicFilter(django_filters.FilterSet):
    """The filters that do not come from the checklist; `clinic_filter()` adds those that do.

    Without `question` it is only the form that `directory.search.question.ask` reads.
    """

    near = NearFilter(label=_("Near"), max_length=120)
    radius = RadiusFilter(label=_("Within"), choices=[(str(r), str(r)) for r in RADII])
    q = NameFilter(label=_("Words"), max_length=200)
    offers = OffersFilter(label=_("Show"), choices=OFFERS)
    checked_within = CheckedFilter(
        label=_("Confirmed or checked within (days)"), min_value=1, max_value=3650
    )
    max_course_price = CoursePriceFilter(
        label=_("Whole first course at most ($)"), min_value=1, max_value=1_000_000
    )
    sort = SortFilter(label=_("Order"), choices=SORTS)

    class Meta:
        model = Clinic
        fields: list[str] = []
        form = QuestionForm

    def __init__(
        self,
        data: QueryDict | None = None,
        queryset: QuerySet[Clinic] | None = None,
        *,
        question: Question | None = None,
        on: dt.date | None = None,
    ) -> None:
        """`question` is what `data` asks, as of a day (today): its place, what its words mean."""
        super().__init__(data, queryset)
        self.question, self.on = question, on or timezone.localdate()

    @property
    def asked(self) -> Question:
        """The question. Raises ValueError when there is none, or its form refuses it."""
        if self.question is None or not self.is_valid():
            raise ValueError("ask a question first: see directory.search.question.ask")
        return self.question

    def filter_queryset(self, queryset: QuerySet[Clinic]) -> QuerySet[Clinic]:
        """The clinics of `queryset` that meet every filter, in the order of the question."""
        for name, one in self.filters.items():
            queryset = one.filter(queryset, self.form.cleaned_data.get(name))
        return queryset


@lru_cache(maxsize=4)
def _built(checklist: Checklist) -> type[ClinicFilter]:
    filters: dict[str, QuestionFilter] = {
        group.code: TicksFilter(
            label=group.title,
            choices=[(item.code, item.label) for item in group.items],
            help_text=group.question,
        )
        for group in checklist.groups
    }
    filters["confirmed"] = ConfirmedFilter(
        label=_("Confirmed by someone other than the clinic"),
        choices=[(code, checklist.label(code)) for code in checklist.confirmable],
    )
    every = [(item.qualified, item.label) for item in checklist.items]
    filters["not"] = NotFilter(label=_("Not wanted"), choices=every)
    filters["nice"] = NiceFilter(label=_("Nice to have"), choices=every)
    return type("ChecklistFilter", (ClinicFilter,), filters)


def clinic_filter() -> type[ClinicFilter]:
    """The FilterSet of the checklist."""
    return _built(CHECKLIST)


def clinics_that_answer(
    question: Question, clinics: QuerySet[Clinic], *, on: dt.date | None = None
) -> QuerySet[Clinic]:
    """Which of the clinics answer a question as of a day (today), in its order; all its pages.

    Nothing is asked before it is read, but the two queries of `clinics_named` with words.
    """
    data = QueryDict(urlencode(question.parameters()))
    return clinic_filter()(data, clinics, question=question, on=on).qs
