"""The FilterSet generated from the checklist: every search parameter is declared here, once.

Its form validates a question (through `directory.search.question`, never alone: django-filter
returns all rows for an invalid value and ignores unknown names). Its queryset is the plain-SQL
answer that the packed search of `directory.search.search` must equal.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clinics.checklist import CHECKLIST
from clinics.models import Clinic, Fact
from clinics.vocabulary import Checklist, Group

RADII = (5, 10, 25, 50, 100, 250)
DEFAULT_RADIUS = 25
UNITS = (("mi", _("miles")), ("km", _("kilometres")))
OFFERS = (("ketamine", _("clinics that state at least one route")), ("any", _("every clinic")))
SORTS = (
    ("distance", _("nearest first")),
    ("rating", _("reviews")),
    ("course_price", _("course price, lowest first")),
    ("checked", _("most recently confirmed")),
    ("match", _("most of my ticks met")),
    ("name", _("name")),
)
PAGE_SIZE, LARGEST_PAGE = 20, 100


def _refuse_unknown(value: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Raise ValidationError that names the value, and the nearest of the known ones."""
    known = [code for code, _label in choices]
    if value in known:
        return
    near = difflib.get_close_matches(value, known, n=1)
    words = (
        _now("“%(code)s” is not a known choice here. Did you mean “%(near)s”?")
        if near
        else _now("“%(code)s” is not a known choice here. Known: %(known)s.")
    )
    named = {"code": value[:60], "near": "".join(near), "known": ", ".join(known)}
    raise ValidationError(words % named)


class CodesField(forms.MultipleChoiceField):
    """Several codes of one checklist group."""

    def validate(self, value: list[str]) -> None:
        """Raise ValidationError for the first code that the group does not have."""
        for code in value:
            _refuse_unknown(code, self.widget.choices)


class OneOfField(forms.ChoiceField):
    """One of a few values."""

    def validate(self, value: str) -> None:
        """Raise ValidationError for a value that is none of them."""
        if value:
            _refuse_unknown(value, self.widget.choices)


class OneOfFilter(django_filters.Filter):
    """A parameter with a few values."""

    field_class = OneOfField


class CodesFilter(django_filters.MultipleChoiceFilter):
    """A checklist group as a search parameter."""

    field_class = CodesField


class QuestionForm(forms.Form):
    """What one parameter cannot know alone: coordinates come in pairs, a radius needs a place."""

    def clean(self) -> dict:
        """Raise ValidationError, at its field, for parameters that contradict each other."""
        asked = super().clean() or self.cleaned_data
        lat, lon, near = asked.get("lat"), asked.get("lon"), asked.get("near")
        if (lat is None) != (lon is None) and not {"lat", "lon"} & set(self.errors):
            missing = "lat" if lat is None else "lon"
            self.add_error(missing, _("Latitude and longitude go together: give both or neither."))
        if near and (lat is not None or lon is not None):
            self.add_error("near", _("Give either a place in words or coordinates, not both."))
        return asked


class WholeNumberFilter(django_filters.Filter):
    """A whole number from 1 to a highest one."""

    field_class = forms.IntegerField


class DegreesFilter(django_filters.Filter):
    """Degrees of latitude or longitude; not-a-number and infinity are refused."""

    field_class = forms.FloatField


class ClinicFilter(django_filters.FilterSet):
    """The parameters that do not come from the checklist; `clinic_filter()` adds those that do."""

    near = django_filters.CharFilter(label=_("Near"), method="keep", max_length=120)
    lat = DegreesFilter(label=_("Latitude"), method="keep", min_value=-90, max_value=90)
    lon = DegreesFilter(label=_("Longitude"), method="keep", min_value=-180, max_value=180)
    radius = OneOfFilter(
        label=_("Within"), method="keep", choices=[(str(r), str(r)) for r in RADII]
    )
    unit = OneOfFilter(label=_("Unit"), method="keep", choices=UNITS)
    q = django_filters.CharFilter(label=_("Words"), method="keep", max_length=200)
    verified = OneOfFilter(
        label=_("Confirmed by someone other than the clinic"),
        method="keep",
        choices=[("1", _("yes"))],
    )
    offers = OneOfFilter(label=_("Show"), method="keep", choices=OFFERS)
    checked_within = WholeNumberFilter(
        label=_("Confirmed or checked within (days)"), method="keep", min_value=1, max_value=3650
    )
    max_course_price = WholeNumberFilter(
        label=_("Whole first course at most ($)"), method="keep", min_value=1, max_value=1_000_000
    )
    sort = OneOfFilter(label=_("Order"), method="keep", choices=SORTS)
    page = WholeNumberFilter(label=_("Page"), method="keep", min_value=1, max_value=1_000_000)
    page_size = WholeNumberFilter(
        label=_("Clinics a page"), method="keep", min_value=1, max_value=LARGEST_PAGE
    )

    class Meta:
        model = Clinic
        fields: list[str] = []
        form = QuestionForm

    def keep(self, queryset: QuerySet, name: str, value: object) -> QuerySet:
        """Leave the rows as they are: `filter_queryset` asks everything together."""
        return queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The published clinics that meet the question, place and words aside, in plain SQL."""
        asked, today = self.form.cleaned_data, timezone.localdate()
        queryset = queryset.filter(published_at__isnull=False)
        if asked["offers"] != "any":
            queryset = queryset.filter(Exists(_yes("route.", prefix=True)))
        if asked["sort"] != "match":
            for group in CHECKLIST.groups:
                queryset = _ticked(
                    queryset, group, asked[group.code], bool(asked["verified"]), today
                )
        if days := asked["checked_within"]:
            since = today - dt.timedelta(days=int(days))
            queryset = queryset.filter(search_row__last_confirmed__gte=since)
        if dollars := asked["max_course_price"]:
            queryset = queryset.filter(
                search_row__course_cents__lte=int(dollars) * 100, search_row__course_partial=False
            )
        return queryset


def _yes(code: str, *, prefix: bool = False, verified_on: dt.date | None = None) -> QuerySet:
    facts = Fact.objects.filter(clinic=OuterRef("pk"), value=True)
    facts = facts.filter(code__startswith=code) if prefix else facts.filter(code=code)
    return facts.exclude(confirmed_by="").filter(due_on__gte=verified_on) if verified_on else facts


def _ticked(queryset, group: Group, codes: list[str], verified: bool, today: dt.date) -> QuerySet:
    on = today if verified else None
    tests = [Exists(_yes(f"{group.code}.{code}", verified_on=on)) for code in codes]
    if group.combine == "all":
        for test in tests:
            queryset = queryset.filter(test)
    elif tests:
        queryset = queryset.filter(reduce(or_, tests))
    return queryset


@lru_cache(maxsize=4)
def _built(checklist: Checklist) -> type[ClinicFilter]:
    filters = {
        group.code: CodesFilter(
            label=group.title,
            choices=[(item.code, item.label) for item in group.items],
            method="keep",
            help_text=group.question,
        )
        for group in checklist.groups
    }
    return type("ChecklistFilter", (ClinicFilter,), filters)


def clinic_filter() -> type[ClinicFilter]:
    """The FilterSet of the checklist."""
    return _built(CHECKLIST)
