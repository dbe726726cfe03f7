"""What a clinic does with its clinicians and credentials: add, leave, claim, renew, withdraw.

Every action locks the clinic first, so that actions cannot deadlock.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinics.accounts.models import User
from clinics.audit import whys
from clinics.audit.actions import record
from clinics.checklist import CHECKLIST
from clinics.credentials import credential_kinds
from clinics.credentials.actions.cases import (
    carry_exclusion,
    editing_own,
    end_cases,
    open_case,
    trail_fields,
)
from clinics.credentials.actions.check import IDENTIFYING_KINDS, check_holder, check_others
from clinics.credentials.actions.follow import follow
from clinics.credentials.models import (
    Clinician,
    Credential,
    CredentialCase,
    CredentialRefused,
    Evidence,
)
from clinics.documents.actions.keep import Keep, keeping
from clinics.documents.check import Checked
from clinics.listing.models import Clinic, SourceKind
from clinics.spoken import in_english
from clinics.text import tidy

__all__ = ["CredentialRefused", "add_clinician", "claim", "leave", "renew", "withdraw"]

Kind, Standing, Why = Credential.Kind, Credential.Standing, CredentialCase.Why


def add_clinician(
    clinic: Clinic,
    *,
    by: User,
    given_name: str,
    family_name: str,
    profession: str,
    role: str,
    is_on_site: bool | None = None,
    supervises: Sequence[str] = (),
) -> Clinician:
    """Add a person who treats patients. `profession` and `supervises` are item codes.

    The public does not see the person before a moderator shows one of their credentials. Raises
    CredentialRefused.
    """
    with editing_own(clinic.pk, by=by) as listing:
        clinic = listing.clinic
        given, family = _name(given_name), _name(family_name)
        _refuse_unless_known(profession, role, supervises)
        alike = Clinician.objects.present().filter(
            clinic=clinic,
            given_name__iexact=given,
            family_name__iexact=family,
            profession=profession,
        )
        if alike.exists():
            raise CredentialRefused(_("This person is on your list already, with that profession."))
        today = timezone.localdate()
        person = Clinician.objects.create(
            clinic=clinic, given_name=given, family_name=family, profession=profession, role=role,
            is_on_site=is_on_site, supervises=sorted(set(supervises)), source=SourceKind.CLINIC,
            since=today, affirmed_on=today,
        )  # fmt: skip
        _list_as_not_excluded(clinic, person)
        carry_exclusion(person)
        record("clinician added", person, actor="clinic", by=by, clinic_id=clinic.pk,
               after={"name": str(person), "profession": profession, "role": role})  # fmt: skip
        return person


def _name(typed: str) -> str:
    """A name as it is stored. Raises CredentialRefused."""
    name = tidy(typed)
    if not any(letter.isalpha() for letter in name):
        raise CredentialRefused(_("Type the given name and the family name."))
    if len(name) > 80:
        raise CredentialRefused(_("A name has at most 80 letters."))
    return name


def _refuse_unless_known(profession: str, role: str, supervises: Sequence[str]) -> None:
    if CHECKLIST.get(f"staff.{profession}") is None:
        raise CredentialRefused(_("Choose a profession from the list."))
    if role not in Clinician.Role.values:
        raise CredentialRefused(_("Choose what the person does at the clinic."))
    if not all(CHECKLIST.get(f"route.{code}") for code in supervises):
        raise CredentialRefused(_("Choose the routes from the list."))


def _list_as_not_excluded(clinic: Clinic, person: Clinician | None) -> None:
    """Add the holder's `not-excluded` credential. Only registers and moderators confirm it."""
    Credential.objects.get_or_create(
        clinic=clinic, clinician=person, kind=Kind.NOT_EXCLUDED, standing=Standing.SHOWN,
        defaults={"stated_on": timezone.localdate()},
    )  # fmt: skip


def leave(clinician: Clinician, *, by: User) -> None:
    """Record that a person no longer treats patients at the clinic. Raises CredentialRefused."""
    with editing_own(clinician.clinic_id, by=by) as listing:
        clinician = _present(listing.clinic, clinician)
        clinician.left_on = timezone.localdate()
        clinician.save(update_fields=["left_on"])
        end_cases(list(clinician.credentials.values_list("pk", flat=True)))
        record("clinician left", clinician, actor="clinic", by=by, clinic_id=clinician.clinic_id)
        follow(
            [listing], actor="clinic", by=by, why=gettext_noop("Somebody no longer treats there.")
        )


def _present(clinic: Clinic, clinician: Clinician) -> Clinician:
    """Somebody who has not left the clinic, locked. Raises CredentialRefused."""
    found = Clinician.objects.select_for_update(of=("self",)).filter(
        pk=clinician.pk, clinic=clinic, left_on=None
    )
    if person := found.first():
        return person
    raise CredentialRefused(_("This person is not on the clinic’s list any more."))


def claim(
    clinic: Clinic,
    *,
    by: User,
    kind: str,
    clinician: Clinician | None = None,
    state: str = "",
    number: str = "",
    name: str = "",
    expires_on: dt.date | None = None,
    documents: Sequence[Checked] = (),
) -> Credential:
    """State a credential of a person, or of the clinic itself (no `clinician`).

    It waits for a moderator, but the registers are asked at once. Raises CredentialRefused; then
    nothing is stored.
    """
    fields = credential_kinds.cleaned(
        kind,
        of_person=clinician is not None,
        state=state,
        number=number,
        name=name,
        expires_on=expires_on,
        on=timezone.localdate(),
    )
    today = timezone.localdate()
    with keeping(refused=CredentialRefused) as keep, editing_own(clinic.pk, by=by) as listing:
        clinic = listing.clinic
        person = _present(clinic, clinician) if clinician else None
        _refuse_if_stated(clinic, person, kind, fields)
        credential = Credential.objects.create(
            clinic=clinic, clinician=person, kind=kind, stated_on=today, **fields
        )
        record("credential claimed", credential, actor="clinic", by=by, clinic_id=clinic.pk,
               after=trail_fields(credential))  # fmt: skip
        _list_as_not_excluded(clinic, person)
        open_case(credential, Why.CLAIMED, by=by, actor="clinic")
        check_holder(listing, person, on=today, everything=kind in IDENTIFYING_KINDS)
        _keep_evidence(keep, credential, documents, by=by)
    return credential


def _keep_evidence(
    keep: Keep, credential: Credential, documents: Sequence[Checked], *, by: User
) -> None:
    """Store documents under random names, which nobody can guess."""
    keep(
        documents,
        lambda: Evidence(credential=credential, uploaded_by=by),
        lambda number: f"{credential.pk}-{secrets.token_hex(8)}",
    )


def _refuse_if_stated(
    clinic: Clinic, person: Clinician | None, kind: str, fields: credential_kinds.Typed
) -> None:
    """Raise CredentialRefused for a duplicate, and for a second NPI: each holder has one."""
    open_ = Credential.objects.filter(
        clinic=clinic, clinician=person, kind=kind, standing__in=[Standing.CLAIMED, Standing.SHOWN]
    )
    if kind == Kind.NPI and open_.exists():
        raise CredentialRefused(_("There is an NPI already. Withdraw it to state another one."))
    if open_.filter(state=fields["state"], number=fields["number"], name=fields["name"]).exists():
        raise CredentialRefused(_("This is stated already. Renew it instead."))


def renew(
    credential: Credential,
    *,
    by: User,
    expires_on: dt.date | None = None,
    documents: Sequence[Checked] = (),
) -> CredentialCase:
    """Ask a moderator to look again: a new expiry, a new document, or an answer to a question.

    The public sees the credential as before until a moderator decides. Raises CredentialRefused.
    """
    credential_kinds.refuse_beyond_belief(expires_on, on=timezone.localdate())
    clinic_id = credential.clinic_id
    with keeping(refused=CredentialRefused) as keep, editing_own(clinic_id, by=by) as listing:
        credential = _open_to_change(credential)
        _refuse_unless_renewable(credential, expires_on, documents)
        case = open_case(credential, Why.RENEWED, by=by, actor="clinic", expires_on=expires_on)
        check_holder(listing, credential.clinician, on=timezone.localdate(), everything=False)
        _keep_evidence(keep, credential, documents, by=by)
    return case


def _open_to_change(credential: Credential) -> Credential:
    """The credential, locked. Raises CredentialRefused if it was closed or the person has left."""
    found = Credential.objects.select_for_update(of=("self",)).select_related("clinician")
    credential = found.get(pk=credential.pk)
    if credential.standing not in (Standing.CLAIMED, Standing.SHOWN):
        raise CredentialRefused(
            _("This credential was closed: %s. State it again.") % credential.get_standing_display()
        )
    if credential.clinician and credential.clinician.left_on:
        raise CredentialRefused(_("This person is not on the clinic’s list any more."))
    return credential


def _refuse_unless_renewable(
    credential: Credential, expires_on: dt.date | None, documents: Sequence[Checked]
) -> None:
    if credential.kind == Kind.NOT_EXCLUDED and not _is_asked_back(credential):
        # The same text with and without an open case, so that it reveals no possible match.
        raise CredentialRefused(
            _("Moderators check the exclusion list. There is nothing to renew.")
        )
    if credential.cases.filter(decided_at=None).exists():
        raise CredentialRefused(_("This waits for a moderator already."))
    asked = credential_kinds.FIELDS[credential.kind]
    if expires_on and "expires_on" not in (*asked.must, *asked.may):
        raise CredentialRefused(_("Expires on: this is not asked for here. Leave it out."))
    is_new = expires_on is not None and expires_on != credential.expires_on
    if not (is_new or documents or credential.kind == Kind.NPI):
        raise CredentialRefused(_("Enter the new expiration date, or add a document."))


def _is_asked_back(credential: Credential) -> bool:
    """Whether its last case ended with a question to the clinic."""
    last = credential.cases.order_by("-opened_at", "-pk").first()
    return last is not None and last.decided_by_id is not None and last.decision_id is None


def withdraw(credential: Credential, *, by: User) -> None:
    """Take a credential back; the public no longer sees it. Raises CredentialRefused."""
    with editing_own(credential.clinic_id, by=by) as listing:
        credential = _open_to_change(credential)
        if credential.kind == Kind.NOT_EXCLUDED:
            raise CredentialRefused(_("The exclusion list cannot be taken back."))
        credential.standing = Standing.WITHDRAWN
        credential.save(update_fields=["standing"])
        end_cases([credential.pk])
        record("credential withdrawn", credential, actor="clinic", by=by,
               clinic_id=credential.clinic_id, before=trail_fields(credential))  # fmt: skip
        what = in_english(Credential.Kind(credential.kind).label)
        follow([listing], actor="clinic", by=by, why=whys.WITHDRAWN % {"label": what})
        check_others(listing, credential, on=timezone.localdate())
