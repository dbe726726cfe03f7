"""A clinic: who it is, where it is, and where its listing stands."""

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, Lower, TruncDate
from django.urls import reverse

from clinics.audit.models import Event
from clinics.geo import Point
from clinics.listing.models.absence import Absence
from clinics.listing.models.public_change import PublicChange
from clinics.listing.models.source_list import SourceList
from clinics.listing.models.stated import Stated, stated_rules
from clinics.listing.models.status import (
    PUBLISHED,
    SHOWN,
    HiddenFor,
    Status,
    is_paused,
    status_rules,
)
from clinics.listing.websites import openable
from clinics.word_index import indexed_words


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


class ClinicQuerySet(models.QuerySet["Clinic"]):
    """Clinics: the published ones, with their answers, or locked."""

    def published(self) -> "ClinicQuerySet":
        """Clinics that a search finds: those that are open, and paused ones."""
        return self.filter(status__in=PUBLISHED)

    def shown(self) -> "ClinicQuerySet":
        """Clinics that have a public page: the published ones, and those that closed."""
        return self.filter(status__in=SHOWN)

    def receiving(self, *, on: dt.date) -> "ClinicQuerySet":
        """Published clinics that take patients on that day: not paused, none that says it closed.

        It is what `search_row` packs, and `Clinic.is_receiving` for one clinic.
        """
        paused = Q(status=Status.PAUSED) & (Q(paused_until=None) | Q(paused_until__gte=on))
        return self.published().filter(~paused, says_closed_since=None)

    def with_answers(self) -> "ClinicQuerySet":
        """With organization, facts, prices and hours, as a page shows them. Four queries."""
        return self.select_related("organization").prefetch_related("facts", "prices", "hours")

    def with_prices_and_hours(self) -> "ClinicQuerySet":
        """The same without facts: those of many clinics are read faster as rows. Three queries."""
        return self.select_related("organization").prefetch_related("prices", "hours")

    def with_import_days(self) -> "ClinicQuerySet":
        """With `imported_on`: the days on which an import wrote something into the listing."""
        imports = Event.objects.filter(clinic_id=OuterRef("pk"), actor=Event.Actor.IMPORT)
        days = imports.annotate(day=TruncDate("at")).values("day")
        return self.annotate(imported_on=ArraySubquery(days))

    def with_absences(self) -> "ClinicQuerySet":
        """With `missing_from`: for each list that no longer has it, what a page says of that."""
        absences = Absence.objects.standing().filter(clinic=OuterRef("pk")).order_by("source")
        said = JSONObject(source="source", since="since", outcome="outcome",
                          decided_on=TruncDate("decided_at"))  # fmt: skip
        return self.annotate(missing_from=ArraySubquery(absences.values(said=said)))

    def with_asked_prices(self) -> "ClinicQuerySet":
        """With `asks_prices`: whether the list that states its name asks about prices; or None."""
        lists = SourceList.objects.filter(name=OuterRef("source_name"))
        return self.annotate(asks_prices=Subquery(lists.values("asks_prices")))

    def with_last_changed(self) -> "ClinicQuerySet":
        """With `last_changed`: the moment when what the public sees of it changed last."""
        changes = PublicChange.objects.filter(clinic_id=OuterRef("pk")).order_by("-at")
        return self.annotate(last_changed=Subquery(changes.values("at")[:1]))

    def locked(self, pk: int) -> "Clinic":
        """The clinic, locked until the transaction ends. Always take this lock first."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class Clinic(Stated):
    """A place where patients are treated. Its `Stated` fields are about name and contact details.

    `marks_count` and `marks_sum` are the number and the sum of the review marks that count.
    `clinician_names` are the names of the clinicians whom the public sees. The features above keep
    these up to date, so that the search row follows from the listing alone. `corrections` is what
    moderators found out about contact details and hours, and which answers they withdrew; see
    `listing/corrections.py`.

    `status` says where the listing stands, since `status_since`; only `listing.actions.status` and
    the merging of listings change it. `paused_until` is the last day of a pause, None for an open
    end. `says_closed_since` is the clinic's own word that it closed, which a moderator has not
    decided yet. `listed_by` and `external_id` name the row that the listing was first made from;
    all rows of lists that describe it are its `source_records`.
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
    status = models.CharField(
        max_length=12, choices=Status, default=Status.CANDIDATE, db_default=Status.CANDIDATE
    )
    status_since = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    says_closed_since = models.DateField(null=True, blank=True)
    hidden_for = models.CharField(
        max_length=12, choices=HiddenFor, blank=True, default="", db_default=""
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_clinics"
    )
    marks_count = models.PositiveIntegerField(default=0, editable=False)
    marks_sum = models.PositiveIntegerField(default=0, editable=False)
    clinician_names = ArrayField(
        models.CharField(max_length=161), default=list, db_default=[], editable=False
    )
    corrections = models.JSONField(default=dict, db_default={}, blank=True, editable=False)

    objects = ClinicQuerySet.as_manager()

    class Meta:
        constraints = [
            *stated_rules("clinic"),
            *status_rules(),
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
            models.Index(
                OpClass(F("phone"), name="text_pattern_ops"),
                condition=~Q(phone=""),
                name="clinics_clinic_by_phone",
            ),
            models.Index(Lower("email"), condition=~Q(email=""), name="clinics_clinic_by_email"),
            GinIndex(
                indexed_words("name", "street", "city", "state", "postal_code"),
                name="clinics_clinic_words",
            ),
            models.Index("state", Lower("city"), name="clinics_clinic_in_a_town"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The clinic's page."""
        return reverse("clinic", args=[self.slug])

    @property
    def is_published(self) -> bool:
        """Whether a search can find it: it is open, or paused."""
        return self.status in PUBLISHED

    @property
    def is_shown(self) -> bool:
        """Whether it has a public page."""
        return self.status in SHOWN

    def is_paused(self, *, on: dt.date) -> bool:
        """Whether it says that it takes nobody on that day. The day after its last it is open."""
        return is_paused(self.status, self.paused_until, on=on)

    def is_receiving(self, *, on: dt.date) -> bool:
        """Whether it is published, not paused on that day, and does not say that it closed."""
        return self.is_published and not self.is_paused(on=on) and self.says_closed_since is None

    def survivor(self) -> "Clinic":
        """The listing that this one lives on in: itself unless it was merged. A query a merge."""
        clinic = self
        while clinic.merged_into is not None:
            clinic = clinic.merged_into
        return clinic

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
