"""What a moderator does with a credential case: decide it, or reopen it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.credentials.actions.cases import tell_who_asked, trail_fields
from clinics.credentials.actions.check import check_others
from clinics.credentials.actions.follow import follow, take_back
from clinics.credentials.decision import Decided, outcomes_of, refuse_unless_sound
from clinics.credentials.grounds import Grounds, grounds_of
from clinics.credentials.models import Check, Credential, CredentialCase, CredentialRefused
from clinics.listing.actions.editing import deciding
from clinics.memberships.permissions import may_decide

__all__ = ["CredentialRefused", "decide", "digest", "reopen"]

Kind, Standing, Outcome = Credential.Kind, Credential.Standing, Check.Outcome

RELATED = ("credential__clinician", "credential__current", "decision", "opened_by")
"""The relations that are read together with a case to decide."""


def digest(case: CredentialCase) -> str:
    """A hash of everything a decision rests on, to notice what changed since the page was shown."""
    cases = CredentialCase.objects.select_related("credential__clinician")
    return _digest(cases.get(pk=case.pk))


def _digest(case: CredentialCase) -> str:
    """The hash for a case as it is now. Two queries."""
    credential = case.credential
    machine = credential.checks.filter(by=None).order_by("-pk").values_list("pk", flat=True)
    seen = [
        case.pk, case.why, str(case.decided_at), str(case.expires_on), trail_fields(credential),
        credential.standing, str(credential.clinician), credential.current_id,
        list(credential.evidence.order_by("pk").values_list("sha256", flat=True)),
        list(machine[:5]),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def decide(
    case: CredentialCase,
    *,
    by: User,
    seen: str,
    outcome: str,
    method: str = "",
    source: str = "",
    source_url: str = "",
    valid_until: dt.date | None = None,
    note: str = "",
    words: str = "",
) -> CredentialCase:
    """Decide a case (see `outcomes_of`), publish what follows from it, and notify who asked.

    `seen` is the digest of what the moderator saw. `note` is for moderators only; `words` are for
    the clinic. The method must be true (see `Grounds`); a confirmation against a register needs a
    note, which the trail keeps. Raises CredentialRefused.
    """
    with deciding(case, *RELATED) as (listing, case):
        _refuse_unless_open(case)
        _refuse_unless_impartial(case, by)
        if seen != _digest(case):
            raise CredentialRefused(
                _("This case changed while you were deciding. Please review it again.")
            )
        typed = Decided(
            outcome=outcome, method=method, source=source.strip(), source_url=source_url.strip(),
            valid_until=valid_until if outcome == "confirmed" else None, note=note.strip(),
            words=words.strip(),
        )  # fmt: skip
        grounds = grounds_of(case.credential)
        refuse_unless_sound(case, typed, grounds)
        if outcome != "asked-back":
            case.decision = _look(case, typed, grounds, by)
            _settle(case, typed)
        case.decided_at, case.decided_by, case.words = timezone.now(), by, typed.words
        case.save(update_fields=["decision", "decided_at", "decided_by", "words"])
        record(f"credential {outcome}", case.credential, actor="moderator", by=by,
               clinic_id=case.clinic_id, after=trail_fields(case.credential),
               why=typed.note if grounds.needs_note(outcome) else typed.words)  # fmt: skip
        if case.decision:
            follow([listing], actor="moderator", by=by, why=_trail_words(case, outcome))
        if outcome == "refused":
            check_others(listing, case.credential, on=timezone.localdate())
        result = dict(outcomes_of(case))[typed.outcome]
        tell_who_asked(listing.clinic, case, f"{result}. {typed.words}")
    return case


def _refuse_unless_open(case: CredentialCase) -> None:
    if case.decided_at is None:
        return
    if case.decided_by is None:
        raise CredentialRefused(_("The clinic took this back: there is nothing to decide."))
    raise CredentialRefused(_("Another moderator decided this already."))


def _refuse_unless_impartial(case: CredentialCase, by: User) -> None:
    if case.opened_by_id == by.pk:
        raise CredentialRefused(_("Somebody else must decide what you asked for yourself."))
    if not may_decide(by, case.clinic_id):
        raise CredentialRefused(_("A moderator who does not speak for this clinic must decide."))


def _look(case: CredentialCase, typed: Decided, grounds: Grounds, by: User) -> Check:
    """The moderator's own check, with a copy of what the register had said."""
    machine = grounds.register
    is_register = machine is not None and typed.method == Check.Method.REGISTER
    return Check.objects.create(
        credential=case.credential, by=by, method=typed.method, outcome=typed.outcome,
        source=typed.source or (machine.source if machine and is_register else _source_of(typed)),
        source_url=typed.source_url, compared=machine.compared if machine else [],
        valid_until=typed.valid_until, note=typed.note,
        register_as_of=machine.register_as_of if machine and is_register else None,
    )  # fmt: skip


def _source_of(typed: Decided) -> str:
    """The site on which the moderator looked, or how it was checked; '' for no check."""
    host = urlsplit(typed.source_url).hostname or ""
    label = Check.Method(typed.method).label if typed.method else ""
    return host.removeprefix("www.")[:120] or str(label)


def _settle(case: CredentialCase, typed: Decided) -> None:
    """Apply the decision to the credential. Raises CredentialRefused for a duplicate."""
    credential = case.credential
    standing = Standing.REFUSED if typed.outcome == "refused" else Standing.SHOWN
    if standing == Standing.SHOWN and _has_double(credential):
        raise CredentialRefused(
            _("The clinic has stated the same thing again since. Decide that one.")
        )
    counts = typed.outcome in (Outcome.CONFIRMED, Outcome.EXCLUDED)
    credential.standing, credential.current = standing, case.decision if counts else None
    if case.expires_on and standing == Standing.SHOWN:
        credential.expires_on = case.expires_on
    credential.save(update_fields=["standing", "current", "expires_on"])


def _has_double(credential: Credential) -> bool:
    """Whether an equal credential is open. Then the clinic stated a refused one again."""
    same = Credential.objects.filter(
        clinic=credential.clinic_id, clinician=credential.clinician_id, kind=credential.kind,
        state=credential.state, number=credential.number, name=credential.name,
        standing__in=[Standing.CLAIMED, Standing.SHOWN],
    )  # fmt: skip
    return same.exclude(pk=credential.pk).exists()


def _trail_words(case: CredentialCase, outcome: str) -> str:
    """Why a derived fact changed, for the public history. It names no person."""
    if outcome == "excluded":
        return "A moderator found somebody there on the federal exclusion list."
    verbs = {
        "confirmed": "A moderator confirmed", "unconfirmed": "A moderator could not confirm",
        "refused": "A moderator refused",
    }  # fmt: skip
    return f"{verbs[outcome]}: {case.credential.get_kind_display()}."


def reopen(case: CredentialCase, *, by: User, reason: str) -> CredentialCase:
    """Open a new case on the same credential, so that it is decided again; the clinic is told.

    What rested on the decision is not confirmed meanwhile. Raises CredentialRefused when a case is
    open already or the clinic took the credential back.
    """
    with deciding(case, *RELATED) as (listing, case):
        _refuse_unless_impartial(case, by)
        credential, reason = case.credential, reason.strip()
        if not reason or len(reason) > 2000 or "\0" in reason:
            raise CredentialRefused(_("Say why. The trail keeps the reason."))
        if case.decided_at is None or credential.cases.filter(decided_at=None).exists():
            raise CredentialRefused(_("This waits for a decision already."))
        gone = credential.clinician is not None and credential.clinician.left_on is not None
        if gone or credential.standing == Standing.WITHDRAWN or _has_double(credential):
            raise CredentialRefused(_("The clinic took this back: there is nothing to decide."))
        new = CredentialCase.objects.create(
            clinic=listing.clinic, credential=credential, why=case.why, opened_by=case.opened_by,
            expires_on=case.expires_on,
        )  # fmt: skip
        record("credential case reopened", new, actor="moderator", by=by, clinic_id=case.clinic_id,
               why=reason)  # fmt: skip
        take_back(listing, case, by=by)
        told = _(
            "a moderator decides this again, and it reads as not confirmed until then. %(why)s"
        )
        tell_who_asked(listing.clinic, case, told % {"why": reason})
    return new
