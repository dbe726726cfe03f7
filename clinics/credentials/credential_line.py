"""One credential as the clinic and the desk see it: its state on a day, and what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.credentials.credential_kinds import FIELDS
from clinics.credentials.models import Check, Credential, CredentialCase, Evidence
from clinics.credentials.register_matching import WHAT
from clinics.credentials.route_requirements import state_of

SOON_DAYS = 30
"""A clinic is told to renew a confirmation from this many days before it ends."""
REGISTER_SHOWN_FOR = (Credential.Kind.NPI, Credential.Kind.LICENCE)
"""Kinds for which a clinic sees what the register says: the register lists their numbers."""

Kind, Standing, Why = Credential.Kind, Credential.Standing, CredentialCase.Why


@dataclass(frozen=True, kw_only=True)
class CredentialLine:
    """One credential and its state on a day.

    `case` is the one that waits for a moderator, `last` the latest that a moderator decided.
    """

    credential: Credential
    on: dt.date
    case: CredentialCase | None
    last: CredentialCase | None

    @property
    def about(self) -> str:
        """Which one it is: its state, number, name and expiry, as far as they are stated."""
        held = self.credential
        item = CHECKLIST.get(f"accreditation.{held.name}")
        until = held.expires_on and _("expires %s") % date_format(held.expires_on, "DATE_FORMAT")
        parts = (f"{held.state} {held.number}".strip(), item.label if item else held.name, until)
        return ", ".join(str(part) for part in parts if part)

    @property
    def title(self) -> str:
        """The holder and the kind, in one line."""
        who = str(self.credential.clinician or _("The clinic"))
        return f"{who}: {self.credential.get_kind_display()}"

    @property
    def state(self) -> str:
        """Its state in public: met, overdue, stated, unchecked, excluded; or its standing."""
        held = self.credential
        if held.standing != Standing.SHOWN:
            return str(held.standing)
        if held.current and held.current.outcome == Check.Outcome.EXCLUDED:
            return "excluded"
        state = state_of(held, on=self.on)
        return "unchecked" if state == "stated" and held.kind == Kind.NOT_EXCLUDED else state

    @property
    def flag(self) -> str:
        """The CSS class of its mark."""
        return {"met": "good", "overdue": "late", "excluded": "late", "refused": "late"}.get(
            self.state, "stale"
        )

    @property
    def words(self) -> str:
        """Its state, in words for the clinic."""
        until = self.valid_until and date_format(self.valid_until, "DATE_FORMAT")
        return {
            "met": _("Shown, confirmed until %s") % until,
            "overdue": _("Shown as overdue: it was confirmed until %s") % until,
            "stated": _("Shown as your word"),
            "unchecked": _("Not checked yet"),
            "excluded": _("On the federal exclusion list"),
            "claimed": _("Not public yet"),
            "refused": _("Not shown: a moderator refused it"),
            "withdrawn": _("Taken back by the clinic"),
        }[self.state]

    @property
    def valid_until(self) -> dt.date | None:
        """The last day of its current confirmation."""
        current = self.credential.current
        return current.valid_until if current else None

    @property
    def ends_in(self) -> int | None:
        """The days until its confirmation ends; None unless that is soon."""
        if self.state != "met" or self.valid_until is None:
            return None
        days = (self.valid_until - self.on).days
        return days if days <= SOON_DAYS else None

    @property
    def waits(self) -> str:
        """Why it waits for a moderator, in words; '' when it does not."""
        if self.case is None or self.case.why == Why.EXCLUSION:
            # The clinic hears of a possible exclusion only once a moderator has decided it.
            return ""
        day = date_format(timezone.localtime(self.case.opened_at), "DATE_FORMAT")
        if self.case.why == Why.REGISTER:
            return _("The register’s answer changed. Waiting for a moderator since %s.") % day
        return _("Waiting for a moderator since %s.") % day

    @property
    def question(self) -> str:
        """The moderator's question that nobody has answered yet; '' when there is none."""
        last = self.last
        return last.words if self.case is None and last and last.decision_id is None else ""

    @property
    def refusal(self) -> str:
        """The moderator's reason why it is not shown, or shown only as the clinic's word."""
        last = self.last
        return last.words if self.case is None and last and last.decision_id else ""

    @property
    def register(self) -> Check | None:
        """The newest automatic check, if it contradicts the clinic or found no such number."""
        asked = [c for c in self.credential.checks.all() if c.by_id is None]
        differs = (Check.Outcome.DIFFERS, Check.Outcome.NOT_FOUND)
        if self.credential.kind in REGISTER_SHOWN_FOR and asked and asked[0].outcome in differs:
            return asked[0]
        return None

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Where the register contradicts the clinic: label, as stated, as found."""
        rows = self.register.compared if self.register else []
        return [
            (str(WHAT.get(row["what"], row["what"])), row["claimed"], row["found"])
            for row in rows
            if row["agrees"] is False
        ]

    @property
    def documents(self) -> list[Evidence]:
        """Its documents, oldest first. Of a deleted document only the row is left."""
        return list(self.credential.evidence.all())

    @property
    def may_renew(self) -> bool:
        """Whether the clinic can ask for another look."""
        if self.case or self.credential.standing not in (Standing.CLAIMED, Standing.SHOWN):
            return False
        return bool(FIELDS[self.credential.kind] != FIELDS[Kind.NOT_EXCLUDED] or self.question)

    @property
    def may_withdraw(self) -> bool:
        """Whether the clinic can take it back."""
        is_open = self.credential.standing in (Standing.CLAIMED, Standing.SHOWN)
        return is_open and self.credential.kind != Kind.NOT_EXCLUDED


def stated_by(clinics: Iterable[int]) -> QuerySet[Credential]:
    """Credentials of the clinics and of clinicians still there, with cases. Two queries."""
    here = Q(clinician=None) | Q(clinician__left_on=None)
    cases = CredentialCase.objects.order_by("-opened_at", "-pk")
    return (
        Credential.objects.filter(here, clinic__in=clinics)
        .exclude(standing=Standing.WITHDRAWN)
        .select_related("clinician", "current")
        .prefetch_related(Prefetch("cases", queryset=cases))
        .order_by("stated_on", "pk")
    )


def line_of(credential: Credential, *, on: dt.date) -> CredentialLine:
    """One credential of `stated_by` as a line."""
    cases = list(credential.cases.all())
    return CredentialLine(
        credential=credential,
        on=on,
        case=next((case for case in cases if case.decided_at is None), None),
        last=next((case for case in cases if case.decided_by_id), None),
    )
