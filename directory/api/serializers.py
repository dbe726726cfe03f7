"""The JSON of places and of search results. The same fields describe it in `openapi.json`.

Serializers only write here, and ask no database: whoever calls them has loaded everything. The
context holds `on`, the day that decides what is overdue, `request`, for whole addresses, and by
clinic `reports`, its open reports, and `excluded`, who there is on the exclusion list.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clinics.listing import rating
from directory.api.decision_serializers import CoverageField, WarningSerializer
from directory.api.fields import (
    ITEM_CODES,
    CodeField,
    CountField,
    FacetsField,
    JsonSerializer,
    LatitudeField,
    LongitudeField,
    MoneyField,
    RoundedField,
    TextField,
)
from directory.presenting.listed_clinic import WithAllAnswers
from directory.presenting.status import STATUSES, standing
from directory.presenting.warnings import warnings_of
from directory.site.urls import absolute


class PlaceSerializer(JsonSerializer):
    """A place of the gazetteer."""

    label = serializers.CharField(help_text=_("What the place is called."))
    kind = CodeField(
        ["zip", "town", "county", "region", "state", "point"],
        help_text=_("What kind of place it is."),
    )
    near = serializers.CharField(
        source="query", help_text=_("What to send as `near` to search around this very place.")
    )
    latitude = LatitudeField(source="point.latitude")
    longitude = LongitudeField(source="point.longitude")


class PlacesFoundSerializer(JsonSerializer):
    """Suggestions for a place's name."""

    results = PlaceSerializer(many=True, help_text=_("At most ten places, the likeliest first."))


class OriginSerializer(JsonSerializer):
    """The place that a search starts from."""

    label = serializers.CharField(help_text=_("What the place is called."))
    latitude = LatitudeField(source="point.latitude")
    longitude = LongitudeField(source="point.longitude")


class AddressSerializer(JsonSerializer):
    """A postal address."""

    street = TextField(help_text=_("Number and street."))
    street2 = TextField(help_text=_("Suite, floor or building."))
    city = TextField(help_text=_("City or town."))
    state = TextField(help_text=_("The state, in two letters."))
    postal_code = TextField(help_text=_("The ZIP code."))
    county = TextField(help_text=_("The county, without the word “County”."))
    country = TextField(help_text=_("The country, in two letters."))


class CoursePriceSerializer(JsonSerializer):
    """What a whole first course costs."""

    amount = MoneyField(help_text=_("The price of the course."))
    currency = serializers.CharField(help_text=_("`USD` is US dollars."))
    partial = serializers.BooleanField(
        help_text=_("True: a part of the price is not stated, so the course costs at least this.")
    )


class RatingSerializer(JsonSerializer):
    """What the reviews of a clinic come to."""

    mean = RoundedField(2, help_text=_("The mean of the marks, which go from 1 to 5."))
    count = serializers.IntegerField(min_value=1, help_text=_("How many reviews it is made of."))

    def get_attribute(self, instance: WithAllAnswers) -> dict[str, Any] | None:
        """The mean and the count; None while there are too few reviews."""
        clinic = instance.clinic
        mean = rating.mean(marks_sum=clinic.marks_sum, marks_count=clinic.marks_count)
        return None if mean is None else {"mean": mean, "count": clinic.marks_count}


class ClinicSummarySerializer(JsonSerializer):
    """A clinic as search results show it."""

    slug = serializers.CharField(source="clinic.slug", help_text=_("Its name in addresses."))
    name = serializers.CharField(source="clinic.name", help_text=_("What the clinic is called."))
    organization = TextField(
        source="clinic.organization.name", help_text=_("The company or group that runs the clinic.")
    )
    address = AddressSerializer(source="clinic", help_text=_("Where the clinic is."))
    latitude = LatitudeField(source="clinic.latitude", allow_null=True)
    longitude = LongitudeField(source="clinic.longitude", allow_null=True)
    distance_miles = RoundedField(
        4,
        min_value=0,
        allow_null=True,
        help_text=_("Miles in a straight line from the place you searched. Null without a place."),
    )
    phone = TextField(source="clinic.phone", help_text=_("The telephone number."))
    website = TextField(source="clinic.link", help_text=_("The clinic’s own website."))
    course_price = CoursePriceSerializer(
        source="course",
        allow_null=True,
        help_text=_("What a first course costs. Null: no price of it is stated here."),
    )
    rating = RatingSerializer(
        allow_null=True,
        help_text=_("What its reviews come to. Null while there are fewer than five."),
    )
    facts = serializers.SerializerMethodField(
        help_text=_("“yes” or “no” for each code. A code that is absent is not stated.")
    )
    confirmed_codes = serializers.SerializerMethodField(
        help_text=_(
            "The codes that somebody other than the clinic has confirmed. A check past its date "
            "no longer counts."
        )
    )
    last_confirmed = serializers.DateField(
        allow_null=True,
        help_text=_(
            "The last day on which the clinic stated or repeated something, a moderator confirmed "
            "something, or a register was compared."
        ),
    )
    last_repeated = serializers.DateField(
        source="repeated_on",
        allow_null=True,
        help_text=_(
            "The last day on which the clinic itself stated or repeated something. Null: it never "
            "did, and all that is known of it comes from lists and moderators."
        ),
    )
    status = serializers.SerializerMethodField(
        help_text=_("Whether it is open, paused, or closed for good. A search finds no closed one.")
    )
    status_since = serializers.DateField(
        source="clinic.status_since",
        allow_null=True,
        help_text=_("The day from which that status holds."),
    )
    paused_until = serializers.DateField(
        source="clinic.paused_until",
        allow_null=True,
        help_text=_("The last day of a pause. Null: it has no end yet, or there is no pause."),
    )
    says_closed_since = serializers.DateField(
        source="clinic.says_closed_since",
        allow_null=True,
        help_text=_(
            "Since when the clinic says that it is closed, while no moderator has decided it."
        ),
    )
    warnings = serializers.SerializerMethodField(
        help_text=_("What is known against the clinic, the gravest first.")
    )
    coverage = CoverageField(
        help_text=_(
            "What each insurer pays for that the clinic takes, by its code: `medicare`. An insurer "
            "that is absent is not taken, or not stated: see `facts`."
        )
    )
    url = serializers.SerializerMethodField(help_text=_("The clinic’s page."))

    @extend_schema_field(
        {
            "type": "object",
            "propertyNames": {"enum": ITEM_CODES},
            "additionalProperties": {"type": "string", "enum": ["yes", "no"]},
        }
    )
    def get_facts(self, listed: WithAllAnswers) -> dict[str, str]:
        """The answers to the checklist, by code. Numbers stand only in the JSON of one clinic."""
        return {
            code: "yes" if fact.value else "no"
            for code, fact in sorted(listed.facts.items())
            if fact.value is not None
        }

    @extend_schema_field({"type": "array", "items": {"type": "string", "enum": ITEM_CODES}})
    def get_confirmed_codes(self, listed: WithAllAnswers) -> list[str]:
        """The codes that count as confirmed on the day."""
        return sorted(fact.code for fact in listed.confirmed(on=self.context["on"]))

    @extend_schema_field({"type": "string", "enum": STATUSES})
    def get_status(self, listed: WithAllAnswers) -> str:
        """Where the listing stands on the day."""
        return standing(listed.clinic, on=self.context["on"])

    @extend_schema_field(WarningSerializer(many=True))
    def get_warnings(self, listed: WithAllAnswers) -> list[dict[str, Any]]:
        """The warnings that stand on the day."""
        pk, context = listed.clinic.pk, self.context
        found = warnings_of(
            listed,
            on=context["on"],
            reports=context["reports"][pk],
            excluded=context["excluded"][pk],
        )
        return list(WarningSerializer(found, many=True).data)

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, listed: WithAllAnswers) -> str:
        """The address of the clinic's page."""
        return absolute(self.context["request"], listed.clinic.get_absolute_url())


class LeftOutSerializer(JsonSerializer):
    """Clinics that `max_course_price` left out although they may fit."""

    no_course_price = CountField(
        source="unpriced", help_text=_("How many publish no price of a course.")
    )
    partial_course_price = CountField(
        source="partly_priced", help_text=_("How many publish only a part of it.")
    )


class UnderstoodSerializer(JsonSerializer):
    """What was asked for: the parameters and the words of `q` together."""

    codes = serializers.ListField(
        source="wanted",
        child=CodeField(ITEM_CODES),
        help_text=_("What you ticked, or want confirmed."),
    )
    near = TextField(source="area.label", help_text=_("The place. Null without one."))
    radius_miles = RoundedField(
        2, allow_null=True, help_text=_("Null without a place, or for the whole of a county.")
    )
    max_course_price = MoneyField(
        allow_null=True, help_text=_("The highest price of a course in US dollars.")
    )
    sort = serializers.CharField(source="order", help_text=_("The order of the results."))
    name = TextField(source="words", help_text=_("The words that were searched as a name."))
    not_understood = serializers.ListField(
        source="unused_words",
        child=serializers.CharField(),
        help_text=_("Words of `q` that mean nothing here. They filter nothing."),
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        """Those above, and `not`, which is a word of the language."""
        unwanted = serializers.ListField(
            source="excluded",
            child=CodeField(ITEM_CODES),
            help_text=_("Clinics that state one of these are left out."),
        )
        return super().get_fields() | {"not": unwanted}


class ClinicsFoundSerializer(JsonSerializer):
    """One page of the clinics that a search finds."""

    count = CountField(help_text=_("How many clinics the search finds, on all pages together."))
    next = serializers.URLField(
        allow_null=True, help_text=_("The address of the next page. Null on the last page.")
    )
    previous = serializers.URLField(
        allow_null=True, help_text=_("The address of the page before. Null on the first page.")
    )
    origin = OriginSerializer(
        allow_null=True,
        help_text=_("The place that distances are counted from. Null without a place."),
    )
    question = UnderstoodSerializer(help_text=_("What was understood."))
    facets = FacetsField(
        help_text=_(
            "For each group and code: how many clinics you would find if you ticked that code too. "
            "A code that would find none is absent."
        )
    )
    results = ClinicSummarySerializer(many=True, help_text=_("The clinics of this page."))
    left_out = LeftOutSerializer(
        required=False,
        help_text=_(
            "Only with `max_course_price`: how many clinics were left out because they do not "
            "publish the whole price."
        ),
    )
