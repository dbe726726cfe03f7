"""The JSON of one clinic with everything its page says. Asks no database.

The context is that of `serializers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clinics.checklist import CHECKLIST
from clinics.credentials.route_requirements import RouteNeed
from clinics.listing.corrections import is_detail, standing
from clinics.listing.coverage import coverable
from clinics.listing.models import CONFIRMERS, SourceKind
from clinics.models import Fact, Price, Review
from clinics.reviews.figures import Figures
from clinics.reviews.questions import REVIEW_QUESTIONS
from directory.api.clinician_serializers import (
    ClinicianSerializer,
    CredentialSerializer,
    RouteNeedSerializer,
)
from directory.api.fields import (
    COUNT,
    ITEM_CODES,
    ClockField,
    CodeField,
    CountField,
    JsonSerializer,
    MoneyField,
    RoundedField,
    TextField,
    counts_of,
    members,
)
from directory.api.serializers import ClinicSummarySerializer
from directory.presenting.clinicians import Clinicians
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reported

YES_OR_NO_OR_NUMBER = {"anyOf": [{"type": "string", "enum": ["yes", "no"]}, COUNT]}
FACT_CODES = [*ITEM_CODES, *(number.qualified for number in CHECKLIST.numbers)]
ANSWERS = ("yes", "no", "not_applicable")


@dataclass(frozen=True, kw_only=True)
class FullListing(Listed):
    """A listing with what the JSON of one clinic tells besides its summary."""

    clinicians: Clinicians
    needs: list[RouteNeed]
    figures: Figures

    @property
    def facts_in_order(self) -> list[Fact]:
        """Every stated fact, by code."""
        return [fact for _code, fact in sorted(self.facts.items())]

    @property
    def corrections(self) -> list[dict[str, Any]]:
        """What a moderator corrected among contact details and hours, by code."""
        found = sorted(standing(self.clinic).items())
        return [{"code": code, **said} for code, said in found if is_detail(code)]

    @property
    def prices_in_order(self) -> list[Price]:
        """Every stated price, by code."""
        return [price for _code, price in sorted(self.prices.items())]


class ProvenanceSerializer(JsonSerializer):
    """Who says so, and since when."""

    source = CodeField(
        SourceKind.values,
        help_text=_("Who says so: the clinic, a document, a register, a list, a moderator."),
    )
    source_name = TextField(help_text=_("The name of the register or list."))
    since = serializers.DateField(
        help_text=_(
            "The day when it was first said. Of a list: the day of the list, or the day of the "
            "import if nobody said how old the list was."
        )
    )
    affirmed_on = serializers.DateField(help_text=_("The day when it was last said again."))


class SourcedSerializer(ProvenanceSerializer):
    """Who says so, since when, and where a moderator found it."""

    source_url = TextField(help_text=_("Where a moderator found it. Blank: they gave no address."))


class CorrectionSerializer(SourcedSerializer):
    """Where a moderator found a contact detail or the hours."""

    code = serializers.CharField(help_text=_("`phone`, `website`, `address`, `hours` and so on."))


class OpenReportsSerializer(JsonSerializer):
    """Reports that an answer is wrong, which nobody has confirmed yet."""

    count = serializers.IntegerField(min_value=1, help_text=_("How many reports there are."))
    since = serializers.DateField(help_text=_("The day of the first report."))

    def get_attribute(self, instance: Fact | Price) -> Reported | None:
        """The open reports about this fact or price."""
        return self.context["reports"][instance.clinic_id].get(instance.code)


class AnswerSerializer(JsonSerializer):
    """What is stated under one code."""

    code = CodeField(FACT_CODES, help_text=_("The code of the checklist."))
    value = serializers.SerializerMethodField(
        "answer",  # not `get_value`, which every field has
        help_text=_("“yes” or “no”. For a code that begins with `number.`: a number."),
    )
    detail = TextField(help_text=_("What the clinic adds in its own words."))
    covers = serializers.ListField(
        child=CodeField(coverable()),
        allow_null=True,
        help_text=_("What an insurer that the clinic takes pays for. Null: that is not stated."),
    )
    prior_authorization = serializers.BooleanField(
        allow_null=True,
        help_text=_("Whether that insurer must agree first. Null: that is not stated."),
    )

    @extend_schema_field(YES_OR_NO_OR_NUMBER)
    def answer(self, fact: Fact) -> str | int | None:
        """The answer, or the number."""
        return fact.number if fact.value is None else "yes" if fact.value else "no"


# In the JSON, the members of the first base come first.
class FactSerializer(AnswerSerializer, SourcedSerializer):
    """One fact with who says so, since when, and who confirmed it."""

    confirmed_by = CodeField(
        CONFIRMERS,
        allow_null=True,
        help_text=_("What confirmed it besides the clinic’s word. Null: nothing did."),
    )
    confirmed_on = serializers.DateField(allow_null=True, help_text=_("The day of that check."))
    due_on = serializers.DateField(
        allow_null=True, help_text=_("The last day on which that check counts.")
    )
    reports = OpenReportsSerializer(
        allow_null=True, help_text=_("Open reports that this is wrong. Null: there are none.")
    )


class ChargeSerializer(JsonSerializer):
    """What is charged under one code."""

    code = CodeField(CHECKLIST.price_columns(), help_text=_("The code of the price."))
    amount = MoneyField(help_text=_("The price."))
    currency = serializers.CharField(help_text=_("`USD` is US dollars."))
    valid_from = serializers.DateField(help_text=_("The first day of this price."))
    includes = TextField(help_text=_("What the price includes, in the clinic’s own words."))
    required_for_course = serializers.BooleanField(
        help_text=_("Whether every patient of a first course must pay it.")
    )


# In the JSON, the members of the first base come first.
class PriceSerializer(ChargeSerializer, SourcedSerializer):
    """One price with who says so, and since when."""

    reports = OpenReportsSerializer(
        allow_null=True, help_text=_("Open reports that this is wrong. Null: there are none.")
    )


class HoursSerializer(JsonSerializer):
    """One time of a week when the clinic is open."""

    weekday = serializers.IntegerField(
        min_value=0, max_value=6, help_text=_("0 is Monday, 6 is Sunday.")
    )
    opens = ClockField(help_text=_("Hours and minutes, from 00:00 to 23:59."))
    closes = ClockField(help_text=_("Hours and minutes. 23:59 means midnight."))


class ReviewFiguresSerializer(JsonSerializer):
    """What the published reviews of a clinic come to: counts, never bare shares."""

    mean = RoundedField(
        2, allow_null=True, help_text=_("The mean mark. Null while there are fewer than five.")
    )
    count = CountField(help_text=_("How many reviews count: those of the last two years."))
    distribution = serializers.SerializerMethodField(
        help_text=_("How many reviews gave each mark, from 1 to 5.")
    )
    answers = serializers.SerializerMethodField(
        help_text=_("How many reviews answered each question with what.")
    )
    withheld = serializers.SerializerMethodField(
        help_text=_("How many reviews a moderator does not show, by reason.")
    )

    @extend_schema_field(members({str(mark): COUNT for mark in range(1, 6)}))
    def get_distribution(self, figures: Figures) -> dict[str, int]:
        """Counts by mark."""
        return {str(mark): count for mark, count in figures.distribution.items()}

    @extend_schema_field(
        members({q.code: members(dict.fromkeys(ANSWERS, COUNT)) for q in REVIEW_QUESTIONS})
    )
    def get_answers(self, figures: Figures) -> dict[str, dict[str, int]]:
        """Counts by question and answer."""
        return {
            code: dict(zip(ANSWERS, counts, strict=True))
            for code, counts in figures.answers.items()
        }

    @extend_schema_field(counts_of(Review.Reason.values))
    def get_withheld(self, figures: Figures) -> dict[str, int]:
        """Counts by reason."""
        return figures.withheld


class ClinicSerializer(ClinicSummarySerializer):
    """One clinic: a FullListing."""

    description = TextField(source="clinic.description", help_text=_("In the clinic’s own words."))
    how_to_find = TextField(source="clinic.how_to_find", help_text=_("Directions."))
    email = TextField(source="clinic.email", help_text=_("The e-mail address."))
    is_approximate = serializers.SerializerMethodField(
        help_text=_(
            "True: latitude and longitude are those of the ZIP code or the town. Null without them."
        )
    )
    contact = ProvenanceSerializer(
        source="clinic", help_text=_("Who stated the name, the address and the phone number.")
    )
    corrections = CorrectionSerializer(
        many=True,
        help_text=_("Contact details and hours that a moderator corrected, and where from."),
    )
    prices = PriceSerializer(many=True, source="prices_in_order", help_text=_("Every price."))
    hours = HoursSerializer(many=True, source="clinic.hours", help_text=_("Opening hours."))
    people = ClinicianSerializer(
        many=True, source="clinicians.named", help_text=_("Who treats or watches patients there.")
    )
    credentials = CredentialSerializer(
        many=True,
        source="clinicians.own_credentials",
        help_text=_("What the clinic itself holds, as opposed to its people."),
    )
    routes_need = RouteNeedSerializer(
        many=True,
        source="needs",
        help_text=_("What each route that the clinic offers asks for, and whether it is shown."),
    )
    reviews = ReviewFiguresSerializer(
        source="figures", help_text=_("What the clinic’s reviews come to.")
    )

    def get_is_approximate(self, listing: FullListing) -> bool | None:
        """Whether the point is only about where the clinic is; None without a point."""
        return listing.clinic.is_approximate if listing.clinic.point else None

    def get_fields(self) -> dict[str, serializers.Field]:
        """The summary's fields and those above; `facts`, in its place, tells each fact in full."""
        facts = FactSerializer(
            many=True,
            source="facts_in_order",
            help_text=_("Every fact the clinic states. A code that is absent is not stated."),
        )
        return super().get_fields() | {"facts": facts}
