"""The JSON of clinicians: who they are, what they hold, what was checked. Asks no database."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clinics.checklist import ROUTE_NEEDS
from clinics.credentials.route_requirements import ORDER
from clinics.models import Check, Clinician, Credential
from directory.api.fields import ROUTE_CODES, STAFF_CODES, CodeField, JsonSerializer, TextField
from directory.presenting.clinicians import (
    CREDENTIAL_STATES,
    PUBLIC_OUTCOMES,
    basis_of,
    checks_of,
    number_of,
    source_of,
    state_of,
)


class PublicChecks(serializers.ListSerializer):
    """The checks of a credential that the public may see, the newest first."""

    def get_attribute(self, instance: Credential) -> list[Check]:
        """Those checks, out of the ones that were loaded with the credential."""
        return checks_of(instance)


class CheckSerializer(JsonSerializer):
    """One look at a credential: how, with which outcome, and until when that holds."""

    method = CodeField(Check.Method.values, help_text=_("How it was checked."))
    outcome = CodeField(PUBLIC_OUTCOMES, help_text=_("What the check found."))
    source = serializers.SerializerMethodField(help_text=_("Where it was checked."))
    basis = serializers.SerializerMethodField(
        help_text=_(
            "By what the exclusion list was searched, in words: by NPI or name, in which states. "
            "Null for any other check."
        )
    )
    source_url = serializers.SerializerMethodField(
        help_text=_("The page on which anybody can repeat the check.")
    )
    date = serializers.SerializerMethodField(help_text=_("The day of the check."))
    valid_until = serializers.DateField(
        allow_null=True,
        help_text=_("The last day on which the check counts. Null: it confirms nothing."),
    )
    register_as_of = serializers.DateField(
        allow_null=True,
        help_text=_("The last day that the register’s own file covers. Null: no file was used."),
    )

    class Meta:
        list_serializer_class = PublicChecks

    def get_source(self, check: Check) -> str:
        """The register, board or body."""
        return source_of(check)

    @extend_schema_field({"type": ["string", "null"]})
    def get_basis(self, check: Check) -> str | None:
        """What the answer rests on."""
        return basis_of(check) or None

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_source_url(self, check: Check) -> str | None:
        """Its page, if one was noted."""
        return check.source_url or None

    @extend_schema_field({"type": "string", "format": "date"})
    def get_date(self, check: Check) -> str:
        """The day in the site's time zone."""
        return timezone.localdate(check.at).isoformat()


class CredentialSerializer(JsonSerializer):
    """Something a clinician or a clinic holds. `context["on"]` is the day that decides."""

    kind = CodeField(Credential.Kind.values, help_text=_("What kind of credential it is."))
    state = TextField(help_text=_("The US state it belongs to, in two letters."))
    number = serializers.SerializerMethodField(
        help_text=_("Only for an NPI and a state license, so that you can look it up.")
    )
    name = TextField(
        help_text=_("Which license, board, body or insurer it is. For a body: its code.")
    )
    expires_on = serializers.DateField(allow_null=True, help_text=_("The day it runs out."))
    stated_on = serializers.DateField(help_text=_("The day the clinic stated it."))
    status = serializers.SerializerMethodField(
        help_text=_(
            "`confirmed`: checked, and the check still counts. `overdue`: it was confirmed, and "
            "the check is past its date. `stated`: only the clinic says so. `unchecked`: nobody "
            "has looked at the exclusion list yet. `excluded`: a moderator found the person on "
            "the exclusion list."
        )
    )
    checks = CheckSerializer(many=True, help_text=_("The checks, newest first."))

    def get_number(self, credential: Credential) -> str | None:
        """The number, if its kind makes it public."""
        return number_of(credential) or None

    @extend_schema_field({"type": "string", "enum": list(CREDENTIAL_STATES)})
    def get_status(self, credential: Credential) -> str:
        """How the credential stands today."""
        return state_of(credential, on=self.context["on"])


class ClinicianSerializer(JsonSerializer):
    """A `PublicClinician`: somebody who treats or watches patients."""

    name = serializers.CharField(source="clinician", help_text=_("Given and family name."))
    profession = CodeField(
        STAFF_CODES, source="clinician.profession", help_text=_("A code of the group `staff`.")
    )
    role = CodeField(
        Clinician.Role.values, source="clinician.role", help_text=_("What the person does there.")
    )
    on_site = serializers.BooleanField(
        source="clinician.is_on_site",
        allow_null=True,
        help_text=_("Whether the person is at the clinic during treatment. Null: not stated."),
    )
    supervises = serializers.ListField(
        source="clinician.supervises",
        child=CodeField(ROUTE_CODES),
        help_text=_("The routes that the person supervises."),
    )
    credentials = CredentialSerializer(many=True, help_text=_("What the person holds."))


class HolderSerializer(JsonSerializer):
    """Whose credential meets a need."""

    person = TextField(source="clinician", help_text=_("The person. Null: the clinic itself."))
    kind = CodeField(Credential.Kind.values, help_text=_("The kind of the credential."))


class RouteNeedSerializer(JsonSerializer):
    """One thing that a route asks for, and how far the clinic shows it."""

    route = CodeField(ROUTE_CODES, help_text=_("A way of giving that the clinic offers."))
    need = CodeField(
        sorted({need.code for needs in ROUTE_NEEDS.values() for need in needs}),
        source="need.code",
        help_text=_("What this route asks for."),
    )
    state = CodeField(
        ORDER,
        help_text=_(
            "`met`: confirmed, and the check still counts. `overdue`: the check is past its date. "
            "`stated`: only the clinic says so. `unstated`: the clinic says nothing, which is "
            "never a no."
        ),
    )
    by = HolderSerializer(many=True, help_text=_("The credentials that show it."))
