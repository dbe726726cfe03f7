"""The codes and identifiers by which rows are found: the same that their resources have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from django.db.models import BooleanField, Count, F, Func, Q, Value

from clinics.checklist import CHECKLIST
from clinics.models import Check, Clinic, Credential, Fact
from clinics.registries.npi import is_valid
from directory.fhir.content.addresses import (
    NPI,
    NUCC,
    own,
    own_identifier,
    plan_net_codes,
    terminology,
)
from directory.fhir.content.codes import care, checks, people
from directory.fhir.content.healthcare_services import AT_HOME, TELEHEALTH
from directory.fhir.content.healthcare_services import OUTPATIENT as CATEGORY
from directory.fhir.content.locations import OUTPATIENT as FACILITY_TYPE
from directory.fhir.content.organizations import FACILITY, GROUP
from directory.fhir.parameters.ids import number_of
from directory.fhir.parameters.parameter import EVERYTHING, NOTHING, Now
from directory.fhir.parameters.tokens import Coded

Find = Callable[[str], Q]
"""From the value of an identifier to the rows that have it."""

_ROLES = terminology("v3-RoleCode")
_DELIVERIES = plan_net_codes("DeliveryMethodCS")
_ORGANIZATIONS = plan_net_codes("OrgTypeCS")
_AGAINST = (
    '$[*] ? ((@.what == "exclusion" && @.agrees == true)'
    ' || (@.what != "exclusion" && @.agrees == false))'
)
"""As `Check.goes_against_register` has it."""


def _all() -> Q:
    """Every row."""
    return EVERYTHING


def stated(codes: Collection[str]) -> Q:
    """Clinics that say *yes* to one of some codes of the checklist."""
    yes = Fact.objects.filter(code__in=sorted(codes), value=True)
    return Q(pk__in=yes.values("clinic_id"))


def location_types(now: Now) -> list[Coded]:
    """Location.type."""
    return [Coded(_ROLES, *FACILITY_TYPE, _all), *_of_table(_ROLES, care.LOCATION_TYPES)]


def categories(now: Now) -> list[Coded]:
    """HealthcareService.category."""
    return [Coded(plan_net_codes("HealthcareServiceCategoryCS"), *CATEGORY, _all)]


def service_types(now: Now) -> list[Coded]:
    """HealthcareService.type."""
    return _of_table(terminology("service-type"), care.SERVICE_TYPES)


def service_specialties(now: Now) -> list[Coded]:
    """HealthcareService.specialty."""
    return _of_table(NUCC, care.SPECIALTIES)


def deliveries(now: Now) -> list[Coded]:
    """The type of HealthcareService's delivery-method: there, unless all is taken at home."""
    routes = [item.qualified for item in CHECKLIST.group("route").items]
    others = partial(stated, [code for code in routes if code != AT_HOME])
    return [
        Coded(_DELIVERIES, "physical", "Physical", lambda: others() | ~stated([AT_HOME])),
        Coded(_DELIVERIES, "virtual", "Virtual", partial(stated, [TELEHEALTH])),
    ]


def characteristics(now: Now) -> list[Coded]:
    """HealthcareService.characteristic: every item of the checklist."""
    system = own("CodeSystem", "checklist")
    return [Coded(system, item.qualified, str(item.label), partial(stated, [item.qualified]))
            for item in CHECKLIST.items]  # fmt: skip


def organization_types(now: Now) -> list[Coded]:
    """Organization.type of those that run clinics: one, or several."""
    run = Clinic.objects.published().exclude(organization=None).order_by().values("organization")
    several = Q(pk__in=run.annotate(n=Count("pk")).filter(n__gt=1).values("organization"))
    return [
        Coded(_ORGANIZATIONS, *FACILITY, lambda: ~several),
        Coded(_ORGANIZATIONS, *GROUP, lambda: several),
    ]


def solo_types(now: Now) -> list[Coded]:
    """Organization.type of clinics that are their own."""
    return [Coded(_ORGANIZATIONS, *FACILITY, _all)]


def roles(now: Now) -> list[Coded]:
    """PractitionerRole.code."""
    return _of_profession(plan_net_codes("ProviderRoleCS"), people.ROLES)


def specialties(now: Now) -> list[Coded]:
    """PractitionerRole.specialty."""
    return _of_profession(NUCC, people.SPECIALTIES)


def check_statuses(now: Now) -> list[Coded]:
    """VerificationResult.status, a code without a system."""
    codes = ("attested", "validated", "in-process", "req-revalid", "val-fail", "reval-fail")
    return [Coded("", code, code, partial(Q, status=code)) for code in codes]


def source_types(now: Now) -> list[Coded]:
    """VerificationResult.primarySource.type: of checks that asked a source."""
    system, by_kind = terminology("primary-source-type"), dict[tuple[str, str], list[str]]()
    for kind, code in checks.SOURCES.items():
        by_kind.setdefault(code, []).append(kind)
    return [
        *(Coded(system, *code, partial(_from_list, kinds)) for code, kinds in by_kind.items()),
        Coded(system, *checks.AUTHORITY, _from_authority),
    ]


def _from_list(kinds: Collection[str]) -> Q:
    """Checks of such credentials that asked a board or a list."""
    methods = [method for method in checks.COMMUNICATION if method != Check.Method.REGISTER]
    return Q(method__in=methods, credential__kind__in=kinds)


def _from_authority() -> Q:
    """Checks that asked a register and do not go against it, or a list of another kind."""
    against = Func(F("compared"), Value(_AGAINST), output_field=BooleanField(),
                   template="jsonb_path_exists(%(expressions)s::jsonpath)")  # fmt: skip
    confirmed = Q(outcome=Check.Outcome.CONFIRMED)
    others = [kind for kind in Credential.Kind if kind not in checks.SOURCES]
    return Q(method=Check.Method.REGISTER) & ~(confirmed & Q(against)) | _from_list(others)


def of_clinic(now: Now) -> dict[str, Find]:
    """Identifiers of a clinic: its slug, and the NPIs that it holds itself."""
    return {own_identifier("clinic"): lambda slug: Q(slug=slug), NPI: _own_npi("clinic_id")}


def of_service(now: Now) -> dict[str, Find]:
    """Identifiers of a HealthcareService: the clinic's slug."""
    return {own_identifier("clinic"): lambda slug: Q(slug=slug)}


def of_organization(now: Now) -> dict[str, Find]:
    """Identifiers of an organization: its key, and the NPIs of its clinics."""
    return {own_identifier("organization"): _by_key, NPI: _own_npi("clinic__organization_id")}


def of_clinician(now: Now) -> dict[str, Find]:
    """Identifiers of a clinician: the NPIs; of who has none, the key, which takes a query."""
    npis = Credential.objects.shown().filter(kind=Credential.Kind.NPI)

    def by_npi(number: str) -> Q:
        found = npis.filter(number=number).values("clinician_id")
        return Q(pk__in=found) if is_valid(number) else NOTHING

    def by_key(text: str) -> Q:
        key = number_of(text)
        own = npis.filter(clinician=key).values_list("number", flat=True) if key else []
        return NOTHING if key is None or any(map(is_valid, own)) else Q(pk=key)

    return {own_identifier("clinician"): by_key, NPI: by_npi}


def _own_npi(back: str) -> Find:
    """Rows whose clinics hold an NPI themselves; `back` leads from the credential to the row."""

    def by_npi(number: str) -> Q:
        held = Credential.objects.shown().filter(
            kind=Credential.Kind.NPI, clinician=None, number=number,
            clinic__in=Clinic.objects.published().values("pk"),
        )  # fmt: skip
        return Q(pk__in=held.values(back)) if is_valid(number) else NOTHING

    return by_npi


def _by_key(text: str) -> Q:
    key = number_of(text)
    return NOTHING if key is None else Q(pk=key)


def _of_table(system: str, table: care.Table) -> list[Coded]:
    return [Coded(system, code, said, partial(stated, wanted)) for wanted, code, said in table]


def _of_profession(system: str, table: Mapping[str, tuple[str, str]]) -> list[Coded]:
    found: dict[tuple[str, str], list[str]] = {}
    for profession, code in table.items():
        found.setdefault(code, []).append(profession)
    return [Coded(system, *code, partial(Q, profession__in=some)) for code, some in found.items()]
