"""The JSON of what is known against a clinic, and of what its insurers pay for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from clinics.listing.coverage import coverable
from directory.api.fields import CodeField, JsonSerializer, TextField
from directory.presenting.coverage import Coverage, coverages_of
from directory.presenting.shown import Shown
from directory.presenting.warnings import KINDS


class WarningSerializer(JsonSerializer):
    """One thing that is known against a clinic."""

    kind = CodeField(
        KINDS,
        help_text=_(
            "`exclusion`: somebody there is on the federal exclusion list. `closed`, `paused`: it "
            "takes no patients. `fda`: the FDA warns of what it offers. `report`: open reports. "
            "`overdue`: checks that nobody has repeated in time."
        ),
    )
    text = serializers.CharField(help_text=_("The warning in a few words, as pages show it."))
    count = serializers.IntegerField(
        min_value=1, help_text=_("How many people, routes, reports or checks it is about.")
    )


class CoverageSerializer(JsonSerializer):
    """What one insurer pays for at a clinic that takes it."""

    covers = serializers.ListField(
        child=CodeField(coverable()),
        help_text=_("Codes of routes, and `visits`. Empty: the clinic does not say."),
    )
    prior_authorization = serializers.BooleanField(
        allow_null=True,
        help_text=_("Whether the insurer must agree first. Null: the clinic does not say."),
    )
    note = TextField(help_text=_("What the clinic adds in its own words."))


class CoverageField(serializers.DictField):
    """What each insurer pays for that a clinic takes, by the insurer's code."""

    child = CoverageSerializer()

    def get_attribute(self, instance: Shown) -> dict[str, Coverage]:
        """Those of a clinic, in the order of the checklist."""
        return {coverage.code: coverage for coverage in coverages_of(instance)}
