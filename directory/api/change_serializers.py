"""The JSON of what changed: which clinics to look at again. Asks no database.

The context is that of `serializers.py`.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from directory.api.clinic_serializers import ClinicSerializer
from directory.api.fields import CodeField, JsonSerializer

KINDS = ("changed", "withdrawn")


class ChangeSerializer(JsonSerializer):
    """A clinic that changed, or that is no longer public."""

    slug = serializers.CharField(help_text=_("The clinic’s name in addresses."))
    kind = CodeField(
        KINDS,
        help_text=_(
            "`changed`: read it again. `withdrawn`: it is no longer public, so forget it. It says "
            "how the clinic stands now."
        ),
    )
    at = serializers.DateTimeField(
        default_timezone=dt.UTC, help_text=_("When it changed. The order is that of the cursors.")
    )
    url = serializers.URLField(help_text=_("Where the whole record is, or was."))
    merged_into = serializers.CharField(
        required=False,
        help_text=_("The clinic that a withdrawn one lives on in, if there is one."),
    )
    clinic = ClinicSerializer(
        required=False, help_text=_("Only with `full=1`, of what changed: the whole record.")
    )


class ChangesSerializer(JsonSerializer):
    """What changed behind a cursor, in order."""

    next = serializers.CharField(help_text=_("The cursor to go on from. It never runs out."))
    more = serializers.BooleanField(
        help_text=_("True: more is waiting behind `next`. False: ask again later.")
    )
    results = ChangeSerializer(many=True, help_text=_("Each clinic once, the oldest change first."))
