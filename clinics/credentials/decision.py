"""What a decision on a credential must hold to be sound, whoever sends it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.credentials.credential_kinds import (
    LONGEST_CONFIRMATION_DAYS,
    LOOKED_UP,
    METHODS,
    VALID_DAYS,
)
from clinics.credentials.grounds import Grounds
from clinics.credentials.models import Check, Credential, CredentialCase, CredentialRefused

Kind = Credential.Kind

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


WITHOUT_METHOD = ("refused", "asked-back")
"""Outcomes that nobody has to have checked: nothing is shown."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What the moderator typed, trimmed. A day counts only for a confirmation."""

    outcome: str
    method: str = ""
    source: str = ""
    source_url: str = ""
    valid_until: dt.date | None = None
    note: str = ""
    words: str = ""

    @classmethod
    def of(cls, *, outcome: str, valid_until: dt.date | None = None, **words: str) -> Decided:
        """What was typed, as it was typed."""
        trimmed = {name: value.strip() for name, value in words.items()}
        day = valid_until if outcome == "confirmed" else None
        return cls(outcome=outcome, valid_until=day, **trimmed)


def refuse_unless_sound(case: CredentialCase, typed: Decided, grounds: Grounds) -> None:
    """Raise CredentialRefused unless all that this decision needs is there, valid and true."""
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
    may_be_blank = typed.outcome in WITHOUT_METHOD
    if typed.method not in METHODS[kind] and (typed.method or not may_be_blank):
        raise CredentialRefused(_("Choose how you checked it."))
    if objection := grounds.objection(typed.outcome, typed.method):
        raise CredentialRefused(objection)
    if grounds.needs_note(typed.outcome) and not typed.note:
        raise CredentialRefused(_("Note: say why you confirm what the register denies."))
    if kind == Kind.NOT_EXCLUDED and not typed.note:
        raise CredentialRefused(
            _("Note: say which second identifier shows that this is, or is not, the same person.")
        )
    if typed.outcome == "confirmed":
        _refuse_unless_confirmable(case, typed, grounds)
    _refuse_unless_address(typed)


def _refuse_unless_confirmable(case: CredentialCase, typed: Decided, grounds: Grounds) -> None:
    """Raise CredentialRefused unless it ends in time: before the document, within two years, and
    not after the days for which the register's own answer counts.
    """
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
    last = last_day_of_register(case.credential.kind, grounds)
    if typed.method == Check.Method.REGISTER and last and until > last:
        words = {"day": date_format(last)}
        raise CredentialRefused(_("Valid until: the register’s answer counts to %(day)s.") % words)


def last_day_of_register(kind: str, grounds: Grounds) -> dt.date | None:
    """The last day on which the register's answer about this kind counts; None for no such day."""
    as_of = grounds.register.register_as_of if grounds.register else None
    if as_of is None or kind not in VALID_DAYS:
        return None
    return as_of + dt.timedelta(days=VALID_DAYS[kind])


def _refuse_unless_address(typed: Decided) -> None:
    """Raise CredentialRefused unless a public look-up comes with its web address."""
    if typed.source_url:
        try:
            URLValidator(schemes=["http", "https"])(typed.source_url)
        except ValidationError as error:
            raise CredentialRefused(_("Source address: this is not a web address.")) from error
    if len(typed.source_url) > 500:
        raise CredentialRefused(_("Source address: this is too long."))
    if (
        typed.outcome in ("confirmed", "unconfirmed")
        and typed.method in LOOKED_UP
        and not (typed.source_url)
    ):
        raise CredentialRefused(_("Source address: say where you looked it up."))
