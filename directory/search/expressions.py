"""What a clinic's facts, prices and place come to, as SQL expressions over `Clinic`.

`directory.search.filters` asks them. They read no search row: what columns find must be the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import (
    Case,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Expression
from django.db.models.functions import ASin, Coalesce, Cos, Greatest, Least, Radians, Sin, Sqrt

from clinics.checklist import CHECKLIST
from clinics.geo import EARTH_RADIUS_MILES, Point
from clinics.listing.coverage import treatments
from clinics.listing.rating import PRIOR_COUNT, PRIOR_MEAN
from clinics.models import Clinic, Fact, Price, SourceKind

MONEY = DecimalField(max_digits=12, decimal_places=2)


def miles_from(point: Point) -> Expression:
    """Great-circle miles from a point, by the haversine; null for a clinic without a point."""
    north = Radians(F("latitude") - Value(point.latitude))
    east = Radians(F("longitude") - Value(point.longitude))
    here, there = Radians(Value(point.latitude)), Radians(F("latitude"))
    half = Sin(north / 2.0) * Sin(north / 2.0)
    half += Cos(here) * Cos(there) * Sin(east / 2.0) * Sin(east / 2.0)
    # PostgreSQL's LEAST skips nulls: without the Case, no point would lie 12,000 miles away.
    miles = 2 * EARTH_RADIUS_MILES * ASin(Least(Value(1.0), Sqrt(half)))
    return Case(When(latitude__isnull=False, then=miles), output_field=FloatField())


def facts_that_count(*, confirmed_on: dt.date | None) -> QuerySet[Fact]:
    """The *yes* of the clinic. With a day, what somebody else can confirm must be confirmed, and
    not be overdue then.
    """
    facts = Fact.objects.filter(clinic=OuterRef("pk"), value=True)
    if confirmed_on is None:
        return facts
    return facts.filter(Q(due_on__gte=confirmed_on) | ~Q(code__in=CHECKLIST.confirmable))


def confirmed_facts(*, on: dt.date) -> QuerySet[Fact]:
    """The facts of the clinic that somebody else confirmed, and that are not overdue on a day."""
    return Fact.objects.filter(clinic=OuterRef("pk"), value=True, due_on__gte=on)


def states_one_of(codes: list[str], facts: QuerySet[Fact]) -> Exists:
    """Whether at least one of the group-qualified codes is among these facts of the clinic."""
    return Exists(facts.filter(code__in=codes))


def offering(*, on: dt.date) -> QuerySet[Clinic]:
    """The clinics that state at least one route and take patients on that day."""
    routes = [item.qualified for item in CHECKLIST.group("route").items]
    stated = states_one_of(routes, facts_that_count(confirmed_on=None))
    return Clinic.objects.receiving(on=on).filter(stated)


def met_of(codes: Collection[str], routes: Collection[str], facts: QuerySet[Fact]) -> Expression:
    """How many group-qualified codes are among these facts of the clinic, in halves.

    An insurer is half met unless it pays for one of the ticked routes; without any, for some route.
    """
    is_whole = ~Q(code__startswith="insurance.") | Q(covers__overlap=list(routes or treatments()))
    halves = Sum(Case(When(is_whole, then=2), default=1))
    return Coalesce(_one_value(facts.filter(code__in=codes), halves), 0)


def last_confirmed() -> Expression:
    """The latest day on which the clinic repeated something or somebody else confirmed it."""
    by_clinic = Q(source=SourceKind.CLINIC)
    facts, prices = (model.objects.filter(clinic=OuterRef("pk")) for model in (Fact, Price))
    return Greatest(
        Case(When(by_clinic, then=F("affirmed_on"))),
        _one_value(facts.filter(by_clinic), Max("affirmed_on")),
        _one_value(facts, Max("confirmed_on")),
        _one_value(prices.filter(by_clinic), Max("affirmed_on")),
    )


def rating() -> Expression:
    """The Bayesian mean that orders, as in `clinics.listing.rating`; null without a review."""
    mean = (Value(PRIOR_COUNT * PRIOR_MEAN) + F("marks_sum")) / (F("marks_count") + PRIOR_COUNT)
    given = ExpressionWrapper(mean, output_field=FloatField())
    return Case(When(marks_count__gt=0, then=given))


def with_course_price(clinics: QuerySet) -> QuerySet:
    """With `course_dollars` and `course_is_partial`, as `clinics.listing.course` works them out.

    Both are null when neither of the two prices is published, or sessions have another currency.
    """
    prices = Price.objects.filter(clinic=OuterRef("pk"))
    sessions, dollars = prices.filter(kind="session"), prices.filter(currency="USD")
    required = dollars.filter(required_for_course=True, kind__in=("booster", "integration"))
    number = Fact.objects.filter(clinic=OuterRef("pk"), code="number.sessions_in_course")
    session = Coalesce(
        _one_value(dollars.filter(kind="session", route=""), Min("amount")),
        _one_value(dollars.filter(kind="session"), Min("amount")),
    )
    clinics = clinics.alias(
        price_currency=Coalesce(_one_value(sessions, Min("currency")), Value("USD")),
        price_consultation=_one_value(dollars.filter(kind="consultation"), Min("amount")),
        price_session=session,
        price_sessions=_one_value(number.filter(number__gt=0), Max("number")),
        price_extras=Coalesce(_one_value(required, Sum("amount")), 0, output_field=MONEY),
    )
    is_priced = Q(price_currency="USD") & (
        Q(price_consultation__isnull=False) | Q(price_session__isnull=False)
    )
    is_partial = Q(price_consultation=None) | Q(price_session=None) | Q(price_sessions=None)
    return clinics.alias(
        course_dollars=Case(When(is_priced, then=_course_dollars())),
        course_is_partial=Case(
            When(is_priced & is_partial, then=True), When(is_priced, then=False)
        ),
    )


def _course_dollars() -> Expression:
    sessions = Coalesce(F("price_session"), 0, output_field=MONEY) * Coalesce("price_sessions", 1)
    whole = Coalesce(F("price_consultation"), 0, output_field=MONEY) + sessions + F("price_extras")
    return ExpressionWrapper(whole, output_field=MONEY)


def _one_value(rows: QuerySet, aggregate: Expression) -> Subquery:
    """The aggregate over the rows of one clinic; null without any."""
    return Subquery(rows.order_by().values("clinic").annotate(one=aggregate).values("one"))
