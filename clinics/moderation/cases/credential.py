"""A credential on the screen: the claim, the evidence and the register's answer side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.checklist import CHECKLIST
from clinics.credentials.actions.decide import digest, newest_automatic
from clinics.credentials.clinician_page import CredentialLine, line_of, stated_by
from clinics.credentials.credential_kinds import FIELDS
from clinics.credentials.lookups import Lookup, lookups
from clinics.credentials.models import Check, Clinician, Credential, CredentialCase, Evidence
from clinics.credentials.register_matching import WHAT
from clinics.listing import wording
from clinics.listing.models import Clinic
from clinics.moderation.cases.base import Case
from clinics.moderation.forms.credential import CredentialDecisionForm
from clinics.moderation.forms.decisions import Problem, RevertForm, problems

TYPES = {"1": gettext_lazy("a person"), "2": gettext_lazy("an organization")}
"""What the register's kinds of numbers are."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One thing that is claimed beside what the register says; `agrees` None: not compared."""

    what: str
    claimed: str
    found: str
    agrees: bool | None


def compared(check: Check | None) -> list[Compared]:
    """What a look at a register compared, in words."""
    return [
        Compared(
            what=str(WHAT.get(row["what"], row["what"])),
            claimed=_said(row["what"], row["claimed"]),
            found=_said(row["what"], row["found"]),
            agrees=row["agrees"],
        )
        for row in (check.compared if check else [])
    ]


def _said(what: str, value: str) -> str:
    if what == "type":
        return str(TYPES.get(value, value))
    if what == "taxonomy" and (item := CHECKLIST.get(f"staff.{value}")):
        return str(item.label)
    return value


class CredentialDeskCase(Case):
    """Everything about one credential's case that a moderator sees at once."""

    kind = "credential"

    def __init__(self, case: CredentialCase, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(case, by=by, data=data)
        self.case = case
        self.clinic: Clinic = case.clinic
        self.credential: Credential = case.credential
        self.person: Clinician | None = case.credential.clinician
        self.lookups: list[Lookup] = lookups(case.credential)
        address = self.lookups[0].url if self.lookups else ""
        self.form = CredentialDecisionForm(data, case=case, address=address)
        self.again = RevertForm(auto_id="id_again_%s")

    @cached_property
    def register(self) -> Check | None:
        """What a register said last of it."""
        return newest_automatic(self.credential)

    @property
    def compared(self) -> list[Compared]:
        """What the register compared, in words."""
        return compared(self.register)

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The documents handed in for it, oldest first."""
        return list(self.credential.evidence.order_by("uploaded_at", "pk"))

    @cached_property
    def seen(self) -> str:
        """What stands for the version on this screen."""
        return digest(self.case)

    @cached_property
    def line(self) -> CredentialLine:
        """Where the credential stands now in public."""
        return CredentialLine(
            credential=self.credential, on=timezone.localdate(), case=None, last=None
        )

    @property
    def title(self) -> str:
        """What it is and whose, in one line."""
        return f"{self.whose}: {self.credential.get_kind_display()}"

    @property
    def whose(self) -> str:
        """Who holds it: a person, or the clinic itself."""
        return str(self.person or self.clinic.name)

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be decided."""
        return self.case.decided_at is None

    @property
    def how_closed(self) -> str:
        """How a case that does not wait any more ended, in words."""
        if self.case.decision:
            how = self.case.decision.get_outcome_display()
            return _("This does not wait any more: %(how)s.") % {"how": how}
        if self.case.decided_by:
            return _("This does not wait any more: the clinic was asked.")
        return _("This does not wait any more: the clinic took it back.")

    @property
    def register_asked(self) -> str:
        """Which register was asked last, and up to when its file reaches; '' for none."""
        if self.register is None or self.register.register_as_of is None:
            return self.register.source if self.register else ""
        upto = _("file up to %(day)s") % {"day": wording.day(self.register.register_as_of)}
        return f"{self.register.source}, {upto}"

    @property
    def is_exclusion(self) -> bool:
        """Whether it is about the exclusion list: somebody may be marked wrongly."""
        return self.credential.kind == Credential.Kind.NOT_EXCLUDED

    @property
    def can_expire(self) -> bool:
        """Whether a day of expiry is stated of its kind."""
        asked = FIELDS[self.credential.kind]
        return "expires_on" in (*asked.must, *asked.may)

    @property
    def own(self) -> str:
        """Why the case is the moderator's own, in words; '' when it is not."""
        is_own = self.case.opened_by_id == self.by.pk
        return _("You asked for this yourself: another moderator decides it.") if is_own else ""

    @property
    def may_reopen(self) -> bool:
        """Whether a moderator's decision can be decided anew."""
        return bool(self.case.decided_by_id) and not self.hindrance and self.newer is None

    @property
    def problems(self) -> list[Problem]:
        """What is missing in the forms that came back."""
        said = problems(self.form, "") if self.data is not None else []
        return said + problems(self.again, "")

    @cached_property
    def newer(self) -> CredentialCase | None:
        """The case on the same credential that waits now, when this one does not."""
        waiting = CredentialCase.objects.waiting().filter(credential=self.credential)
        return None if self.is_waiting else waiting.first()

    @cached_property
    def checks(self) -> list[Check]:
        """Every look at it, newest first."""
        return list(self.credential.checks.select_related("by"))

    @cached_property
    def earlier(self) -> list[CredentialCase]:
        """Its cases that moderators decided, newest first, this one left out."""
        decided = self.credential.cases.filter(decided_by__isnull=False).exclude(pk=self.pk)
        return list(decided.select_related("decided_by", "decision").order_by("-decided_at", "-pk"))

    @cached_property
    def others(self) -> list[CredentialLine]:
        """What else the same person, or the clinic itself, holds."""
        held = stated_by([self.case.clinic_id]).filter(clinician=self.person)
        today = timezone.localdate()
        return [line_of(one, on=today) for one in held.exclude(pk=self.credential.pk)]

    @property
    def supervises(self) -> list[str]:
        """The routes for which the person supervises, in words."""
        codes = self.person.supervises if self.person else []
        return [str(CHECKLIST.label(f"route.{code}")) for code in codes]
