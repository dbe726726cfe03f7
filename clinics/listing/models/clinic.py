"""A clinic: who it is, what it states, what it charges, when it is open."""

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Greatest, Lower, TruncDate
from django.urls import reverse

from clinics.audit.models import Event
from clinics.geo import Point
from clinics.listing.models.stated import CONFIRMERS, SourceKind, Stated, stated_rules
from clinics.listing.websites import openable


class Organization(models.Model):
    """A company or other body that runs one or more clinics."""

    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="clinics_organization_has_a_name"),
            models.UniqueConstraint(fields=["name"], name="clinics_organization_one_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


def _last_own(rows: "type[Fact | Price]") -> Subquery:
    """The last day on which a clinic itself stated or repeated one of these answers."""
    own = rows.objects.filter(clinic=OuterRef("pk"), source=SourceKind.CLINIC)
    return Subquery(own.order_by("-affirmed_on").values("affirmed_on")[:1])


class ClinicQuerySet(models.QuerySet["Clinic"]):
    """Clinics: the published ones, with their answers, or locked."""

    def published(self) -> "ClinicQuerySet":
        """Clinics that the public sees."""
        return self.filter(published_at__isnull=False)

    def with_answers(self) -> "ClinicQuerySet":
        """With organization, facts, prices and hours, as a page shows them. Four queries."""
        return self.select_related("organization").prefetch_related("facts", "prices", "hours")

    def with_last_word(self) -> "ClinicQuerySet":
        """With `repeated_on`: when the clinic itself last stated or repeated anything; or None."""
        own = Case(When(source=SourceKind.CLINIC, then="affirmed_on"))
        return self.annotate(repeated_on=Greatest(own, _last_own(Fact), _last_own(Price)))

    def with_import_days(self) -> "ClinicQuerySet":
        """With `imported_on`: the days on which an import wrote something into the listing."""
        imports = Event.objects.filter(clinic_id=OuterRef("pk"), actor=Event.Actor.IMPORT)
        days = imports.annotate(day=TruncDate("at")).values("day")
        return self.annotate(imported_on=ArraySubquery(days))

    def locked(self, pk: int) -> "Clinic":
        """The clinic, locked until the transaction ends. Always take this lock first."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class Clinic(Stated):
    """A place where patients are treated. Its `Stated` fields are about name and contact details.

    `marks_count` and `marks_sum` are the number and the sum of the review marks that count.
    `clinician_names` are the names of the clinicians whom the public sees. The features above keep
    these up to date, so that the search row follows from the listing alone.
    """

    slug = models.SlugField(max_length=90, unique=True)
    name = models.CharField(max_length=200)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="clinics"
    )
    description = models.TextField(max_length=4000, blank=True)
    how_to_find = models.CharField(max_length=300, blank=True)
    street = models.CharField(max_length=200, blank=True)
    street2 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=2, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    county = models.CharField(max_length=100, blank=True)
    county_fips = models.PositiveIntegerField(default=0)
    country = models.CharField(max_length=2, default="US")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_approximate = models.BooleanField(default=False)
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    listed_by = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120)
    address_key = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    marks_count = models.PositiveIntegerField(default=0, editable=False)
    marks_sum = models.PositiveIntegerField(default=0, editable=False)
    clinician_names = ArrayField(
        models.CharField(max_length=161), default=list, db_default=[], editable=False
    )

    objects = ClinicQuerySet.as_manager()

    class Meta:
        constraints = [
            *stated_rules("clinic"),
            models.UniqueConstraint(
                fields=["listed_by", "external_id"], name="clinics_clinic_one_a_source_row"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="clinics_clinic_has_a_name"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="clinics_clinic_on_the_earth",
            ),
        ]
        indexes = [
            models.Index(
                fields=["address_key"],
                condition=~Q(address_key=""),
                name="clinics_clinic_at_an_address",
            ),
            models.Index(
                OpClass(Lower("website"), name="text_pattern_ops"),
                condition=~Q(website=""),
                name="clinics_clinic_by_website",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The clinic's page."""
        return reverse("clinic", args=[self.slug])

    @property
    def link(self) -> str:
        """Its website where a link may lead; '' when a browser could open another site."""
        return openable(self.website)

    @property
    def point(self) -> Point | None:
        """Its location; None when neither coordinates nor ZIP code nor town are known."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(latitude=self.latitude, longitude=self.longitude)


class Fact(Stated):
    """One answer to one item of the checklist. *Not stated* is the absence of a row."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="facts")
    code = models.CharField(max_length=64)
    value = models.BooleanField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    confirmed_by = models.CharField(max_length=12, blank=True, choices=SourceKind)
    confirmed_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

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
        return bool(self.confirmed_by) and self.due_on is not None and self.due_on >= on


HIGHEST_PRICE = 100_000
"""The highest price of one thing, in dollars. A course of them still fits into a search row."""


class Price(Stated):
    """What a clinic says it charges for one thing, from a given day."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="prices")
    kind = models.CharField(max_length=20)
    route = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    valid_from = models.DateField()
    includes = models.CharField(max_length=300, blank=True)
    required_for_course = models.BooleanField(default=False)

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
        return f"price.{self.kind}.{self.route}" if self.route else f"price.{self.kind}"


class Hours(models.Model):
    """When a clinic is open on one day of the week; Monday is 0."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="hours")
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
