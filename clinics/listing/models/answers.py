"""What a clinic states: facts, prices, and when it is open."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from clinics.listing.models.stated import CONFIRMERS, SourceKind, Stated, stated_rules

LONGEST_SOURCE_URL = 500


def is_confirmed(confirmed_by: str, due_on: dt.date | None, *, on: dt.date) -> bool:
    """Whether somebody other than the clinic confirmed an answer, and that is not overdue."""
    return bool(confirmed_by) and due_on is not None and due_on >= on


class Fact(Stated):
    """One answer to one item of the checklist. *Not stated* is the absence of a row.

    `covers` and `prior_authorization` belong to an insurer's *yes*: what it pays for, as codes of
    `clinics.listing.coverage`, and whether it must agree first. None: that is not stated.
    """

    clinic = models.ForeignKey("clinics.Clinic", on_delete=models.CASCADE, related_name="facts")
    code = models.CharField(max_length=64)
    value = models.BooleanField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    covers = ArrayField(models.CharField(max_length=40), null=True, blank=True)
    prior_authorization = models.BooleanField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=12, blank=True, choices=SourceKind)
    confirmed_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    source_url = models.URLField(
        max_length=LONGEST_SOURCE_URL, blank=True, default="", db_default=""
    )

    class Meta:
        constraints = [
            *stated_rules("fact"),
            models.UniqueConstraint(fields=["clinic", "code"], name="clinics_fact_one_a_code"),
            models.CheckConstraint(
                condition=Q(code__startswith="number.", number__isnull=False, value=None)
                | (~Q(code__startswith="number.") & Q(number=None, value__isnull=False)),
                name="clinics_fact_answers",
            ),
            models.CheckConstraint(
                condition=Q(covers=None, prior_authorization=None)
                | Q(code__startswith="insurance.", value=True),
                name="clinics_fact_covers_of_an_insurer",
            ),
            models.CheckConstraint(
                condition=Q(covers=None) | Q(covers__len__gte=1),
                name="clinics_fact_covers_something",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="", confirmed_on=None, due_on=None)
                | Q(
                    confirmed_by__in=CONFIRMERS,
                    confirmed_on__isnull=False,
                    due_on__gte=F("confirmed_on"),
                    value=True,
                ),
                name="clinics_fact_confirmed_whole",
            ),
        ]
        indexes = [models.Index(fields=["code", "value"], name="clinics_fact_by_answer")]

    def __str__(self) -> str:
        return f"{self.code}: {self.answer}"

    @property
    def answer(self) -> bool | int | None:
        """Yes, no or the number."""
        return self.number if self.value is None else self.value

    def is_confirmed(self, *, on: dt.date) -> bool:
        """Whether somebody other than the clinic confirmed it and that is not overdue."""
        return is_confirmed(self.confirmed_by, self.due_on, on=on)


HIGHEST_PRICE = 100_000
"""The highest price of one thing, in dollars. A course of them still fits into a search row."""


def price_code(kind: str, route: str) -> str:
    """`price.session.iv-infusion`, or `price.consultation` without a route."""
    return f"price.{kind}.{route}" if route else f"price.{kind}"


class Price(Stated):
    """What a clinic says it charges for one thing, from a given day."""

    clinic = models.ForeignKey("clinics.Clinic", on_delete=models.CASCADE, related_name="prices")
    kind = models.CharField(max_length=20)
    route = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    valid_from = models.DateField()
    includes = models.CharField(max_length=300, blank=True)
    required_for_course = models.BooleanField(default=False)
    source_url = models.URLField(
        max_length=LONGEST_SOURCE_URL, blank=True, default="", db_default=""
    )

    class Meta:
        ordering = ["kind", "route", "pk"]
        constraints = [
            *stated_rules("price"),
            models.UniqueConstraint(
                fields=["clinic", "kind", "route"], name="clinics_price_one_a_kind_and_route"
            ),
            models.CheckConstraint(
                condition=Q(amount__range=(0, HIGHEST_PRICE)), name="clinics_price_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.currency}"

    @property
    def code(self) -> str:
        """`price.session.iv-infusion`, or `price.consultation` without a route."""
        return price_code(self.kind, self.route)


class Hours(models.Model):
    """When a clinic is open on one day of the week; Monday is 0."""

    clinic = models.ForeignKey("clinics.Clinic", on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "hours"
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "weekday", "opens"], name="clinics_hours_open_once"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="clinics_hours_of_a_weekday"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="clinics_hours_close_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}–{self.closes:%H:%M}"

    @property
    def key(self) -> str:
        """The weekday and the opening time: `0 09:00`."""
        return f"{self.weekday} {self.opens:%H:%M}"
