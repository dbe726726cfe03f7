"""What a moderator does with a credential case: decide it, or reopen it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.credentials.actions.cases import tell_who_asked, trail_fields
from clinics.credentials.actions.check import check_others
from clinics.credentials.actions.follow import follow, take_back
from clinics.credentials.credential_kinds import LONGEST_CONFIRMATION_DAYS, LOOKED_UP, METHODS
from clinics.credentials.models import Check, Credential, CredentialCase, CredentialRefused
from clinics.listing.actions.editing import deciding
from clinics.memberships.permissions import may_decide

__all__ = ["CredentialRefused", "decide", "digest", "outcomes_of", "reopen"]

Kind, Standing, Outcome = Credential.Kind, Credential.Standing, Check.Outcome

OUTCOMES = (
    ("confirmed", gettext_lazy("Confirmed")),
    ("unconfirmed", gettext_lazy("Could not be confirmed: shown as the clinic’s word")),
    ("refused", gettext_lazy("Refused: not shown")),
    ("asked-back", gettext_lazy("A question to the clinic first")),
)
EXCLUSION_OUTCOMES = (
    ("confirmed", gettext_lazy("Another person, or not on the list")),
    ("excluded", gettext_lazy("On the exclusion list")),
    ("asked-back", gettext_lazy("A question to the clinic first")),
)


def outcomes_of(case: CredentialCase) -> tuple[tuple[str, Promise], ...]:
    """The possible outcomes of a case: (code, label)."""
    is_exclusion = case.credential.kind == Kind.NOT_EXCLUDED
    return EXCLUSION_OUTCOMES if is_exclusion else OUTCOMES


RELATED = ("credential__clinician", "credential__current", "decision", "opened_by")
"""The relations that are read together with a case to decide."""


@dataclass(frozen=True, kw_only=True)
class _Decision:
    """What the moderator typed, trimmed."""

    outcome: str
    method: str
    source: str
    source_url: str
    valid_until: dt.date | None
    note: str
    words: str


def newest_automatic(credential: Credential) -> Check | None:
    """The newest automatic check of a credential; None when no register was asked."""
    asked = Check.objects.filter(credential=credential, by=None, method=Check.Method.REGISTER)
    return asked.order_by("-at", "-pk").first()


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
    the clinic. Raises CredentialRefused.
    """
    with deciding(case, *RELATED) as (listing, case):
        _refuse_unless_open(case)
        _refuse_unless_impartial(case, by)
        if seen != _digest(case):
            raise CredentialRefused(
                _("This case changed while you were deciding. Please review it again.")
            )
        typed = _Decision(
            outcome=outcome, method=method, source=source.strip(), source_url=source_url.strip(),
            valid_until=valid_until if outcome == "confirmed" else None, note=note.strip(),
            words=words.strip(),
        )  # fmt: skip
        _refuse_unless_sound(case, typed)
        if outcome != "asked-back":
            case.decision = _look(case, typed, by)
            _settle(case, typed)
        case.decided_at, case.decided_by, case.words = timezone.now(), by, typed.words
        case.save(update_fields=["decision", "decided_at", "decided_by", "words"])
        record(f"credential {outcome}", case.credential, actor="moderator", by=by,
               clinic_id=case.clinic_id, after=trail_fields(case.credential),
               why=typed.words)  # fmt: skip
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


def _refuse_unless_sound(case: CredentialCase, typed: _Decision) -> None:
    """Raise CredentialRefused unless all that this decision needs is there and valid."""
    kind = case.credential.kind
    if typed.outcome not in dict(outcomes_of(case)):
        raise CredentialRefused(_("Choose one of the outcomes."))
    if max(len(typed.note), len(typed.words)) > 2000 or len(typed.source) > 120:
        raise CredentialRefused(_("One of the answers is too long."))
    if "\0" in f"{typed.note}{typed.words}{typed.source}{typed.source_url}":
        raise CredentialRefused(
            _("One of the answers contains an invisible character that cannot be stored.")
        )
    if typed.outcome in ("refused", "asked-back") and not typed.words:
        raise CredentialRefused(_("Say why, in words the clinic understands."))
    if typed.outcome == "asked-back":
        return
    if typed.method not in METHODS[kind]:
        raise CredentialRefused(_("Choose how you checked it."))
    if kind == Kind.NOT_EXCLUDED and not typed.note:
        raise CredentialRefused(
            _("Note: say which second identifier shows that this is, or is not, the same person.")
        )
    if typed.outcome == "confirmed":
        _refuse_unless_confirmable(case, typed)
    _refuse_unless_address(typed)


def _refuse_unless_confirmable(case: CredentialCase, typed: _Decision) -> None:
    """Raise CredentialRefused unless it ends in time: before the document, within two years."""
    today, until = timezone.localdate(), typed.valid_until
    expires_on = case.expires_on or case.credential.expires_on
    if until is None:
        raise CredentialRefused(_("Valid until: this is needed to confirm."))
    if until < today:
        raise CredentialRefused(_("Valid until: this day has passed."))
    if expires_on and until > expires_on:
        words = {"day": date_format(expires_on)}
        raise CredentialRefused(_("Valid until: the credential expires on %(day)s.") % words)
    if until > today + dt.timedelta(days=LONGEST_CONFIRMATION_DAYS):
        raise CredentialRefused(_("Valid until: at most two years from today."))


def _refuse_unless_address(typed: _Decision) -> None:
    """Raise CredentialRefused unless a public look-up comes with its web address."""
    if typed.source_url:
        try:
            URLValidator(schemes=["http", "https"])(typed.source_url)
        except ValidationError as error:
            raise CredentialRefused(_("Source address: this is not a web address.")) from error
    if len(typed.source_url) > 500:
        raise CredentialRefused(_("Source address: this is too long."))
    if typed.outcome == "confirmed" and typed.method in LOOKED_UP and not typed.source_url:
        raise CredentialRefused(_("Source address: say where you looked it up."))


def _look(case: CredentialCase, typed: _Decision, by: User) -> Check:
    """The moderator's own check, with a copy of what the register had said."""
    machine = newest_automatic(case.credential)
    return Check.objects.create(
        credential=case.credential, by=by, method=typed.method, outcome=typed.outcome,
        source=typed.source or str(Check.Method(typed.method).label), source_url=typed.source_url,
        compared=machine.compared if machine else [], valid_until=typed.valid_until,
        note=typed.note,
        register_as_of=machine.register_as_of
        if machine and typed.method == Check.Method.REGISTER else None,
    )  # fmt: skip


def _settle(case: CredentialCase, typed: _Decision) -> None:
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
