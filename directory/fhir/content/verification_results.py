"""What was checked, as FHIR says it: one VerificationResult a check of a credential.

Its status is derived on the day of reading. Nothing of moderators, notes and documents is in it,
and no match with the exclusion list that nobody has decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from clinics.checklist import CHECKLIST
from clinics.credentials.credential_kinds import REMS_CERTIFIED, VALID_DAYS
from clinics.models import Check, Credential, SourceKind
from directory.fhir.content import published
from directory.fhir.content.addresses import (
    DIRECTORY,
    DIRECTORY_NAME,
    NDH_VERIFICATION,
    NPI,
    VERIFICATION_RESULT,
    check_id,
    organization_id,
    plan_net,
    practitioner_id,
    service_id,
    terminology,
)
from directory.fhir.content.codes import checks as codes
from directory.fhir.content.codes.people import CERTIFIED_AS, SPECIALTIES
from directory.fhir.content.elements import (
    Element,
    concept,
    instant,
    present,
    reference,
    resource,
    run_by,
)
from directory.presenting.clinicians import source_of

Kind, Outcome = Credential.Kind, Check.Outcome


def load(pks: Collection[int], *, on: dt.date) -> dict[int, Element]:
    """The VerificationResults of the public checks among these, by check. One query."""
    found = published.checks(on=on).select_related(
        "credential__clinic__organization", "credential__clinician", "credential__current"
    )
    return {pk: _result(check) for pk, check in found.in_bulk(list(pks)).items()}


def _result(check: Check) -> Element:
    held = check.credential
    attestation = _attestation(held)
    is_repeated = check.valid_until is not None or held.kind in VALID_DAYS
    targets = _targets(held)
    return resource(
        "VerificationResult",
        check_id(check.pk),
        changed=check.last_changed,  # type: ignore[attr-defined]
        profiles=[NDH_VERIFICATION if attestation else VERIFICATION_RESULT],
        target=[target for target, _path in targets],
        targetLocation=[path for _target, path in targets if path],
        need=concept(terminology("need"), *codes.NEEDS[is_repeated]),
        status=check.status,  # type: ignore[attr-defined]
        statusDate=_status_date(check),
        validationType=concept(
            terminology("validation-type"), *(codes.PRIMARY if _asked(check) else codes.NOTHING)
        ),
        validationProcess=[_process(check)],
        frequency=_frequency(held),
        lastPerformed=instant(check.at),
        nextScheduled=str(_until(check) or ""),
        failureAction=concept(
            terminology("failure-action"), *codes.ACTIONS[held.kind == Kind.NOT_EXCLUDED]
        ),
        primarySource=_primary_source(check),
        attestation=attestation,
        validator=[
            {"organization": reference("Organization", organization_id(DIRECTORY), DIRECTORY_NAME)}
        ],
    )


def _targets(held: Credential) -> list[tuple[Element, str]]:
    """What a check is about, each with the path of its element; '' where no element says it."""
    if held.clinician is not None:
        who = reference("Practitioner", practitioner_id(held.clinician), str(held.clinician))
        return [(who, _path_in_practitioner(held))]
    clinic = held.clinic
    who = run_by(clinic)
    if held.kind == Kind.NPI:
        return [(who, f"Organization.identifier.where(system={_quoted(NPI)})")]
    code = f"accreditation.{REMS_CERTIFIED if held.kind == Kind.REMS else held.name}"
    if held.kind in (Kind.REMS, Kind.ACCREDITATION) and CHECKLIST.get(code):
        url, quoted = _quoted(plan_net("qualification")), _quoted(code)
        service = reference("HealthcareService", service_id(clinic.pk), clinic.name)
        return [
            (who, f"Organization.extension.where(url={url}).extension.where(url='code')"
                  f".value.where(coding.code={quoted})"),
            (service, f"HealthcareService.characteristic.where(coding.code={quoted})"),
        ]  # fmt: skip
    return [(who, "")]


def _path_in_practitioner(held: Credential) -> str:
    assert held.clinician is not None
    profession = held.clinician.profession
    if held.kind == Kind.NPI:
        return f"Practitioner.identifier.where(system={_quoted(NPI)})"
    if held.kind == Kind.LICENCE:
        return f"Practitioner.qualification.where(identifier.value={_quoted(held.number)})"
    if held.kind == Kind.BOARD and profession in CERTIFIED_AS:
        code = _quoted(SPECIALTIES[profession][0])
        return f"Practitioner.qualification.where(code.coding.code={code})"
    if held.kind == Kind.BOARD:
        return f"Practitioner.qualification.where(code.text={_quoted(held.name)})"
    return ""


def _quoted(text: str) -> str:
    """The text as FHIRPath writes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _until(check: Check) -> dt.date | None:
    """The last day on which what a check confirms counts: that of the check that counts now."""
    current = check.credential.current
    return (current and current.valid_until) or check.valid_until if check.valid_until else None


def _status_date(check: Check) -> str:
    """When the check came to this status: it was made then, or ran out that day, or what counts
    now says otherwise since then.
    """
    current, until = check.credential.current, _until(check)
    if check.status != "req-revalid" or until is None:  # type: ignore[attr-defined]
        return instant(check.at)
    if current is None:
        return instant(check.last_changed)  # type: ignore[attr-defined]
    if current.outcome != Outcome.CONFIRMED:
        return instant(current.at)
    return str(until + dt.timedelta(days=1))


def _asked(check: Check) -> bool:
    """Whether a register, board or list was asked that may be named as the source.

    What goes against a register never names it as the proof.
    """
    is_against = check.method == Check.Method.REGISTER and check.goes_against_register
    return check.method in codes.COMMUNICATION and not is_against


def _process(check: Check) -> Element:
    known = codes.PROCESSES.get(check.method, codes.ATTESTER)
    code = known if _asked(check) or known[0] != "primary" else ("manual", "Manual")
    words = f"{check.credential.get_kind_display()}: {check.how}"
    return concept(terminology("validation-process"), *code, text=words)


def _frequency(held: Credential) -> Element:
    """How often a register is asked again; {} for what has a date of its own."""
    days = VALID_DAYS.get(held.kind)
    return {"repeat": {"frequency": 1, "period": days, "periodUnit": "d"}} if days else {}


def _primary_source(check: Check) -> list[Element]:
    """The register, board or list that was asked, and what it said."""
    if not _asked(check):
        return []
    is_register = check.method == Check.Method.REGISTER
    kind = codes.AUTHORITY
    if not is_register:
        kind = codes.SOURCES.get(check.credential.kind, codes.AUTHORITY)
    methods = terminology("verificationresult-communication-method")
    said = codes.STATUSES.get(check.outcome, ("unknown", "Unknown"))
    source = present(
        who=present(display=source_of(check)),
        type=[concept(terminology("primary-source-type"), *kind)],
        communicationMethod=[concept(methods, *codes.COMMUNICATION[check.method])],
        validationStatus=concept(terminology("validation-status"), *said),
        validationDate=instant(check.at),
    )
    return [source]


def _attestation(held: Credential) -> Element:
    """Who says that it is so; {} where no clinic does: for imported people, and for the exclusion
    list, which we look into ourselves.
    """
    by_clinic = held.clinician is None or held.clinician.source == SourceKind.CLINIC
    if held.kind == Kind.NOT_EXCLUDED or not by_clinic:
        return {}
    methods = terminology("verificationresult-communication-method")
    return {
        "who": run_by(held.clinic),
        "communicationMethod": concept(methods, *codes.PORTAL),
        "date": str(held.stated_on),
    }
