"""The one table of what FHIR serves: for each type its rows and its search parameters.

Searches, includes, chains and the CapabilityStatement all follow from it. A reference parameter can
be included, chained to every parameter of whom it points at, and followed backward.
"""

from __future__ import annotations

from django.db.models import CharField, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from clinics.checklist import CHECKLIST
from clinics.models import Credential, SourceKind
from directory.fhir import coded, once
from directory.fhir.content import (
    addresses,
    healthcare_services,
    locations,
    organizations,
    practitioner_roles,
    practitioners,
    published,
    verification_results,
)
from directory.fhir.empty_kinds import EMPTY
from directory.fhir.kind import Kind, Source
from directory.fhir.parameters.dates import Date, Since
from directory.fhir.parameters.near import Near
from directory.fhir.parameters.parameter import NDH
from directory.fhir.parameters.references import Key, Reference
from directory.fhir.parameters.strings import String, Text, Through
from directory.fhir.parameters.tokens import Identifier, Token
from directory.fhir.table import base, by_key, kind, plan, points


def _joined(separator: str, *texts: Text) -> Func:
    """Texts that are not blank with a separator between them."""
    blank = [Func(one if isinstance(one, Func) else F(one), Value(""), function="nullif",
                  output_field=CharField()) for one in texts]  # fmt: skip
    return Func(Value(separator), *blank, function="concat_ws", output_field=CharField())


TOWN = _joined(" ", "state", "postal_code")
WHOLE = _joined(", ", "street", "street2", "city", TOWN)
ADDRESS = ("street", "street2", "city", "state", "postal_code", "country", WHOLE)

NAME = _joined(" ", "given_name", "family_name")

CHECKED_SERVICE = Q(credential__kind=Credential.Kind.REMS) | Q(
    credential__kind=Credential.Kind.ACCREDITATION,
    credential__name__in=[item.code for item in CHECKLIST.group("accreditation").items],
)
"""Checks that are about what a clinic's HealthcareService says, too."""
OF_CLINIC = Q(credential__clinician=None)
ATTESTED = ~Q(credential__kind=Credential.Kind.NOT_EXCLUDED) & (
    OF_CLINIC | Q(credential__clinician__source=SourceKind.CLINIC)
)

RUN_BY = {"org": Key("organization_id"), "org-c": Key("pk", Q(organization=None))}
WORKS_FOR = {
    "org": Key("clinic__organization_id"),
    "org-c": Key("clinic_id", Q(clinic__organization=None)),
}


def _of_check(only: Q) -> dict[str, Key]:
    """Which Organization a check is about, for some of the checks."""
    return {
        "org": Key("credential__clinic__organization_id", only),
        "org-c": Key("credential__clinic_id", only & Q(credential__clinic__organization=None)),
    }


LOCATION = kind(
    "Location",
    points("location-organization", "Organization", "managingOrganization", {"clinic": RUN_BY}),
    points("location-partof", "Location", "partOf"),
    points("location-endpoint", "Endpoint", "endpoint"),
    plan(String, "location-address", paths={"clinic": ADDRESS}),
    plan(String, "location-address-city", paths={"clinic": ("city",)}),
    plan(String, "location-address-state", paths={"clinic": ("state",)}),
    plan(String, "location-address-postalcode", paths={"clinic": ("postal_code",)}),
    plan(Token, "location-type", codes={"clinic": coded.location_types}),
    base(String, "Location-name", paths={"clinic": ("name",)}),
    base(Identifier, "Location-identifier", finds={"clinic": coded.of_clinic}),
    base(
        Near,
        "Location-near",
        says=_(
            "latitude|longitude|distance|unit. Units: km (when none is given), mi, m, ft, [mi_i], "
            "[mi_us]. Without a distance: 25 mi. The nearest come first, each with its distance."
        ),
    ),
    profiles=(addresses.plan_net("plannet-Location"),),
    sources=(Source("clinic", published.clinics, once.clinics),),
    load=by_key("clinic", locations.load),
    says=_("One for each clinic that is listed. Clinics without a known place have no position."),
)

HEALTHCARE_SERVICE = kind(
    "HealthcareService",
    points("healthcareservice-location", "Location", "location",
           {"service": {"clinic": Key("pk")}}),
    points("healthcareservice-organization", "Organization", "providedBy", {"service": RUN_BY}),
    points("healthcareservice-coverage-area", "Location", "coverageArea"),
    points("healthcareservice-endpoint", "Endpoint", "endpoint"),
    plan(String, "healthcareservice-name", paths={"service": ("name",)}),
    plan(Token, "healthcareservice-service-category", codes={"service": coded.categories}),
    plan(Token, "healthcareservice-service-type", codes={"service": coded.service_types}),
    plan(Token, "healthcareservice-specialty", codes={"service": coded.service_specialties}),
    plan(Token, "healthcareservice-delivery-method", codes={"service": coded.deliveries}),
    base(
        Token,
        "HealthcareService-characteristic",
        codes={"service": coded.characteristics},
        says=_("What the clinic says yes to, in our own code system: condition.crps."),
    ),
    base(Identifier, "HealthcareService-identifier", finds={"service": coded.of_service}),
    profiles=(addresses.plan_net("plannet-HealthcareService"),),
    sources=(Source("service", published.clinics, once.clinics),),
    load=by_key("service", healthcare_services.load),
    says=_(
        "One for each clinic. What the clinic says it does is a characteristic; what it says it "
        "does not do is told only by the extension stated-fact. All else is not stated. That a "
        "clinic takes an insurance is told in these two ways, as the word of the clinic."
    ),
)  # fmt: skip

ORGANIZATION = kind(
    "Organization",
    points("organization-partof", "Organization", "partOf"),
    points("organization-endpoint", "Endpoint", "endpoint"),
    points("organization-coverage-area", "Location"),
    plan(
        String,
        "organization-address",
        paths={"org": Through(published.clinics, "organization_id", ADDRESS), "org-c": ADDRESS},
    ),
    plan(String, "organization-name", paths={"org": ("name",), "org-c": ("name",)}),
    plan(Token, "organization-type",
         codes={"org": coded.organization_types, "org-c": coded.solo_types}),
    plan(Date, "organization-period"),
    base(Identifier, "Organization-identifier",
         finds={"org": coded.of_organization, "org-c": coded.of_clinic}),
    profiles=(
        addresses.plan_net("plannet-Organization"), addresses.plan_net("plannet-Network"),
    ),
    sources=(
        Source("org", published.organizations, once.organizations),
        Source("org-c", published.solo_clinics, once.clinics),
    ),
    load=lambda keys, on: organizations.load(keys, on=on),
    alone=(addresses.DIRECTORY,),
    says=_(
        "Who runs clinics; a clinic without an organization is its own. There are no networks. "
        "Organization/directory is ourselves, who check: it can be read, and no search finds it."
    ),
)  # fmt: skip

PRACTITIONER = kind(
    "Practitioner",
    plan(String, "practitioner-name",
         paths={"clinician": ("family_name", "given_name", NAME)}),
    plan(String, "practitioner-family-name", "family", paths={"clinician": ("family_name",)}),
    plan(String, "practitioner-given-name", "given", paths={"clinician": ("given_name",)}),
    plan(Date, "practitioner-period"),
    base(Identifier, "Practitioner-identifier", finds={"clinician": coded.of_clinician}),
    profiles=(addresses.plan_net("plannet-Practitioner"),),
    sources=(Source("clinician", published.clinicians, once.clinicians),),
    load=by_key("clinician", practitioners.load),
    says=_("People who treat at a clinic. Who treats at two clinics is listed by each of them."),
)  # fmt: skip

PRACTITIONER_ROLE = kind(
    "PractitionerRole",
    points("practitionerrole-practitioner", "Practitioner", "practitioner",
           {"role": {"clinician": Key("pk")}}),
    points("practitionerrole-organization", "Organization", "organization", {"role": WORKS_FOR}),
    points("practitionerrole-location", "Location", "location",
           {"role": {"clinic": Key("clinic_id")}}),
    points("practitionerrole-service", "HealthcareService", "healthcareService",
           {"role": {"service": Key("clinic_id")}}),
    points("practitionerrole-network", "Organization"),
    points("practitionerrole-endpoint", "Endpoint", "endpoint"),
    plan(Token, "practitionerrole-role", codes={"role": coded.roles}),
    plan(Token, "practitionerrole-specialty", codes={"role": coded.specialties}),
    plan(Since, "practitionerrole-period", path="since", source="role"),
    base(Since, "PractitionerRole-date", path="since", source="role"),
    profiles=(addresses.plan_net("plannet-PractitionerRole"),),
    sources=(Source("role", published.roles, once.clinicians),),
    load=by_key("role", practitioner_roles.load),
    says=_("What somebody does at a clinic. Its period begins when the clinic first said so."),
)  # fmt: skip

VERIFICATION_RESULT = kind(
    "VerificationResult",
    base(
        Reference,
        "VerificationResult-target",
        targets=("Practitioner", "Organization", "HealthcareService"),
        element="target",
        keys={
            "check": {
                "clinician": Key("credential__clinician_id"),
                "service": Key("credential__clinic_id", OF_CLINIC & CHECKED_SERVICE),
                **_of_check(OF_CLINIC),
            }
        },
    ),
    Reference(
        code="attestation-who",
        definition=f"{NDH}verificationresult-attestation-who",
        targets=("Organization",),
        element="attestation.who",
        keys={"check": _of_check(ATTESTED)},
    ),
    Token(
        code="primarysource-type",
        definition=f"{NDH}verificationresult-primarysource-type",
        codes={"check": coded.source_types},
    ),
    Token(
        code="status",
        definition=f"{NDH}verificationresult-status",
        codes={"check": coded.check_statuses},
    ),
    profiles=(addresses.NDH_VERIFICATION, addresses.VERIFICATION_RESULT),
    sources=(Source("check", published.checks, once.checks),),
    load=by_key("check", verification_results.load),
    says=_(
        "One for each check of a credential that the public sees, with the status of today: what "
        "ran out yesterday reads req-revalid."
    ),
)

KINDS: dict[str, Kind] = {
    one.type: one
    for one in (LOCATION, HEALTHCARE_SERVICE, ORGANIZATION, PRACTITIONER, PRACTITIONER_ROLE,
                VERIFICATION_RESULT, *EMPTY)
}  # fmt: skip
"""Every type, by its name."""
