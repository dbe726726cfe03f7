"""What a moderator does with a credential case: decide it, or reopen it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from clinics.accounts.models import User
from clinics.audit import whys
from clinics.audit.actions import record
from clinics.credentials.actions.cases import tell_who_asked, trail_fields
from clinics.credentials.actions.check import check_others
from clinics.credentials.actions.follow import follow, take_back
from clinics.credentials.decision import Decided, outcomes_of, refuse_unless_sound
from clinics.credentials.grounds import Grounds, grounds_of
from clinics.credentials.models import Check, Credential, CredentialCase, CredentialRefused
from clinics.listing.actions.editing import Listing, deciding, editing
from clinics.memberships.permissions import may_decide
from clinics.spoken import in_english

__all__ = [
    "CredentialRefused",
    "Sent",
    "decide",
    "decide_together",
    "digest",
    "digest_of",
    "reopen",
]

Kind, Standing, Outcome = Credential.Kind, Credential.Standing, Check.Outcome

RELATED = ("credential__clinician", "credential__current", "decision", "opened_by")
"""The relations that are read together with a case to decide."""


def digest(case: CredentialCase) -> str:
    """A hash of everything a decision rests on, to notice what changed since the page was shown."""
    cases = CredentialCase.objects.select_related("credential__clinician")
    return digest_of(cases.get(pk=case.pk))


def digest_of(case: CredentialCase) -> str:
    """The hash for a case as it was read, with its credential and the person.

    Two queries; none if the credential's checks and its evidence came with it.
    """
    credential = case.credential
    machine = sorted((one.pk for one in credential.checks.all() if one.by_id is None), reverse=True)
    evidence = sorted(credential.evidence.all(), key=lambda one: one.pk)
    seen = [
        case.pk, case.why, str(case.decided_at), str(case.expires_on), trail_fields(credential),
        credential.standing, str(credential.clinician), credential.current_id,
        [one.sha256 for one in evidence], machine[:5],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The decision on one case; `seen` is the digest of what the moderator saw."""

    case: CredentialCase
    seen: str
    typed: Decided


def decide(
    case: CredentialCase,
    *,
    by: User,
    seen: str,
    outcome: str,
    valid_until: dt.date | None = None,
    **words: str,
) -> CredentialCase:
    """Decide one case: see `decide_together`. `words` are the other fields of `Decided`."""
    typed = Decided.of(outcome=outcome, valid_until=valid_until, **words)
    return decide_together([Sent(case=case, seen=seen, typed=typed)], by=by)[0]


def decide_together(sent: Sequence[Sent], *, by: User) -> list[CredentialCase]:
    """Decide cases of one clinic (see `outcomes_of`), publish what follows, notify who asked.

    All of them or none. `note` is for moderators only; `words` are for the clinic. A method must
    be true (see `Grounds`); a confirmation against a register needs a note, which the trail keeps.
    Locks the clinic, then the cases. Raises CredentialRefused, which names the credential when
    there are several.
    """
    with editing(sent[0].case.clinic_id) as listing:
        cases = _locked([one.case.pk for one in sent], listing)
        for one in sent:
            with _naming(cases[one.case.pk], len(sent)):
                _refuse_unless_decidable(cases[one.case.pk], one.seen, by)
        # A refusal has the other credentials compared anew, so it comes last.
        for one in sorted(sent, key=lambda one: one.typed.outcome == "refused"):
            with _naming(cases[one.case.pk], len(sent)):
                _decide(listing, cases[one.case.pk], one.typed, by)
    return [cases[one.case.pk] for one in sent]


def _locked(keys: Sequence[int], listing: Listing) -> dict[int, CredentialCase]:
    """The cases by key, locked and read anew. One query."""
    rows = CredentialCase.objects.select_for_update(of=("self",)).select_related(*RELATED)
    found = rows.filter(pk__in=keys, clinic=listing.clinic).order_by("pk")
    return {case.pk: case for case in found}


@contextmanager
def _naming(case: CredentialCase, count: int) -> Iterator[None]:
    """Name the credential in a refusal when it is one of several."""
    try:
        yield
    except CredentialRefused as refused:
        if count == 1:
            raise
        words = {"what": case.credential.get_kind_display(), "why": refused}
        raise CredentialRefused(_("%(what)s: %(why)s") % words) from None


def _refuse_unless_decidable(case: CredentialCase, seen: str, by: User) -> None:
    _refuse_unless_open(case)
    _refuse_unless_impartial(case, by)
    if seen != digest_of(case):
        raise CredentialRefused(
            _("This case changed while you were deciding. Please review it again.")
        )


def _decide(listing: Listing, case: CredentialCase, typed: Decided, by: User) -> None:
    """Decide a case that is locked."""
    outcome, grounds = typed.outcome, grounds_of(case.credential)
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
    tell_who_asked(
        listing.clinic, case, lambda: f"{dict(outcomes_of(case))[outcome]}. {typed.words}"
    )


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
    label = in_english(Check.Method(typed.method).label) if typed.method else ""
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
        return gettext_noop("A moderator found somebody there on the federal exclusion list.")
    forms = {"confirmed": whys.CONFIRMED, "unconfirmed": whys.NOT_CONFIRMED,
             "refused": whys.REFUSED}  # fmt: skip
    return forms[outcome] % {"label": in_english(Credential.Kind(case.credential.kind).label)}


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
        told = gettext_lazy(
            "a moderator decides this again, and it reads as not confirmed until then. %(why)s"
        )
        tell_who_asked(listing.clinic, case, lambda: told % {"why": reason})
    return new
