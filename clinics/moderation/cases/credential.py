"""One credential at the desk: what is stated, the evidence, and the register's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.checklist import CHECKLIST
from clinics.credentials.actions.decide import digest_of
from clinics.credentials.credential_kinds import FIELDS
from clinics.credentials.credential_line import CredentialLine
from clinics.credentials.grounds import Grounds, grounds_of
from clinics.credentials.lookups import Lookup, lookups
from clinics.credentials.models import Check, Credential, CredentialCase
from clinics.credentials.register_matching import WHAT
from clinics.documents.drawing import Shown, shown
from clinics.listing import wording
from clinics.listing.models import Clinic
from clinics.moderation.cases.base import that_hold
from clinics.moderation.cases.holder import HolderCase
from clinics.moderation.forms.credential import CredentialDecisionForm
from clinics.moderation.forms.decisions import Problem, RevertForm, problems

NPI_TYPES = {"1": gettext_lazy("a person"), "2": gettext_lazy("an organization")}
"""The two types of NPIs in the register."""


@dataclass(frozen=True, kw_only=True)
class ComparedField:
    """One stated value beside that of the register; `agrees` is None when a person must compare."""

    what: str
    claimed: str
    found: str
    agrees: bool | None


def compared_fields(check: Check | None) -> list[ComparedField]:
    """What an automatic check compared, in words; nothing for no check."""
    return [
        ComparedField(
            what=str(WHAT.get(row["what"], row["what"])),
            claimed=_in_words(row["what"], row["claimed"]),
            found=_in_words(row["what"], row["found"]),
            agrees=row["agrees"],
        )
        for row in (check.compared if check else [])
    ]


def _in_words(what: str, value: str) -> str:
    if what == "type":
        return str(NPI_TYPES.get(value, value))
    if what == "taxonomy" and (item := CHECKLIST.get(f"staff.{value}")):
        return str(item.label)
    return value


class CredentialDeskCase(HolderCase):
    """Everything about one credential's case that the desk shows; `case` is one of `read`."""

    def __init__(self, case: CredentialCase, *, by: User, data: Any = None) -> None:
        """`data` is what was posted; the fields begin with `prefix`."""
        super().__init__(case, by=by, data=data)
        self.case, self.prefix = case, f"case-{case.pk}"
        self.clinic: Clinic = case.clinic
        self.credential: Credential = case.credential
        self.person, self.here = self.credential.clinician, [self.credential.pk]
        self.lookups: list[Lookup] = lookups(case.credential)
        self.grounds: Grounds = grounds_of(case.credential)
        self.form = CredentialDecisionForm(
            data, case=case, grounds=self.grounds, prefix=self.prefix
        )
        self.again = RevertForm(auto_id="id_again_%s")

    @property
    def asker(self) -> User | None:
        """Who stated the credential."""
        return self.case.opened_by

    @property
    def is_touched(self) -> bool:
        """Whether anything was chosen or typed for it."""
        return self.data is not None and self.form.has_changed()

    @property
    def register(self) -> Check | None:
        """The newest automatic check of the credential."""
        return self.grounds.register

    @property
    def compared(self) -> list[ComparedField]:
        """What that check compared, in words."""
        return compared_fields(self.register)

    @cached_property
    def objections(self) -> list[str]:
        """What speaks against it: the exclusion list, a register, an earlier decision."""
        rows = {agrees: [row.what for row in self.compared if row.agrees is agrees]
                for agrees in (False, None)}  # fmt: skip
        refused = [
            one
            for one in self.earlier
            if one.decision and one.decision.outcome != Check.Outcome.CONFIRMED
        ]
        return that_hold(
            (self.is_exclusion, _("It may be somebody else on the exclusion list.")),
            (self.grounds.is_denied, _("The register does not confirm it.")),
            (rows[False], _("The register says No: %s.") % ", ".join(rows[False])),
            (rows[None], _("You decide what the register leaves open: %s.")
             % ", ".join(rows[None])),
            (refused, _("A moderator decided against it before.")),
        )  # fmt: skip

    @cached_property
    def evidence(self) -> list[Shown]:
        """The documents handed in for it, oldest first."""
        return shown(self.credential.evidence.all())

    @cached_property
    def seen(self) -> str:
        """The hash of the version on this page."""
        return digest_of(self.case)

    @cached_property
    def line(self) -> CredentialLine:
        """The credential as the clinic's page shows it now."""
        return CredentialLine(
            credential=self.credential, on=timezone.localdate(), case=None, last=None
        )

    @property
    def label(self) -> str:
        """The kind of credential, and which one it is."""
        about = f"{self.credential.state} {self.credential.number}".strip()
        return f"{self._what} {about or self.credential.name}".strip()

    @property
    def title(self) -> str:
        """Who holds the credential, and its kind."""
        return f"{self.whose}: {self._what}"

    @property
    def _what(self) -> str:
        """The kind; of the exclusion list its name, because how it was decided stands behind it."""
        is_list = self.is_exclusion
        return _("Federal exclusion list") if is_list else self.credential.get_kind_display()

    @property
    def is_waiting(self) -> bool:
        """Whether the case can still be decided."""
        return self.case.decided_at is None

    @property
    def how_closed(self) -> str:
        """How a closed case ended, as a sentence."""
        if self.case.decision:
            how = self.case.decision.get_outcome_display()
            return _("This is no longer waiting: %(how)s.") % {"how": how}
        if self.case.decided_by:
            return _("This is no longer waiting: we asked the clinic a question.")
        return _("This is no longer waiting: the clinic withdrew it.")

    @property
    def register_asked(self) -> str:
        """Which register was checked last, and the date of its file; '' for none."""
        if self.register is None or self.register.register_as_of is None:
            return self.register.source_said if self.register else ""
        as_of = _("file as of %(day)s") % {"day": wording.day(self.register.register_as_of)}
        return f"{self.register.source_said}, {as_of}"

    @property
    def is_exclusion(self) -> bool:
        """Whether it is about the exclusion list, where a person of the same name may be meant."""
        return self.credential.kind == Credential.Kind.NOT_EXCLUDED

    @property
    def can_expire(self) -> bool:
        """Whether its kind has an expiry date."""
        fields = FIELDS[self.credential.kind]
        return "expires_on" in (*fields.must, *fields.may)

    @property
    def own(self) -> str:
        """Why a moderator may not decide their own case, in words; '' when it is not theirs."""
        is_own = self.case.opened_by_id == self.by.pk
        return (
            _("You asked for this yourself, so another moderator must decide it.") if is_own else ""
        )

    @property
    def may_reopen(self) -> bool:
        """Whether this moderator can let a decided case be decided again."""
        return bool(self.case.decided_by_id) and not self.hindrance and self.newer is None

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the posted forms."""
        return super().problems + problems(self.again, "")

    @cached_property
    def newer(self) -> CredentialCase | None:
        """The case of the same credential that waits now, when this one does not wait."""
        waiting = (one for one in self.credential.cases.all() if one.decided_at is None)
        return None if self.is_waiting else next(waiting, None)

    @property
    def checks(self) -> list[Check]:
        """Every check of the credential, newest first."""
        return list(self.credential.checks.all())

    @cached_property
    def earlier(self) -> list[CredentialCase]:
        """Other cases of the credential that moderators decided, newest first."""
        cases = self.credential.cases.all()
        return [one for one in cases if one.decided_by_id and one.pk != self.pk]
