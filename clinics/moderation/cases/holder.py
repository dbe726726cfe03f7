"""What cases about credentials have in common: who holds them, and what else they hold."""

from __future__ import annotations

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import cached_property

from clinics.checklist import CHECKLIST
from clinics.credentials.credential_line import CredentialLine, line_of, stated_by
from clinics.credentials.models import Check, Clinician, CredentialCase, Evidence
from clinics.credentials.models.check import CredentialCaseQuerySet
from clinics.moderation.cases.base import Case


def read() -> CredentialCaseQuerySet:
    """Cases with all that the desk shows of them. Four queries, however many cases."""
    checks = Check.objects.select_related("by")
    cases = CredentialCase.objects.select_related("decided_by", "decision")
    return CredentialCase.objects.select_related(
        "clinic", "credential__clinician", "credential__current", "opened_by", "decided_by",
        "decision",
    ).prefetch_related(
        Prefetch("credential__evidence", Evidence.objects.order_by("uploaded_at", "pk")),
        Prefetch("credential__checks", checks),
        Prefetch("credential__cases", cases.order_by("-decided_at", "-pk")),
    )  # fmt: skip


class HolderCase(Case):
    """A case about what one holder holds: a person, or the clinic itself (no `person`).

    `here` are the keys of the credentials that the page shows in full.
    """

    kind = "credential"
    approve, reject, ask_back = "confirmed", "refused", "asked-back"
    person: Clinician | None
    here: list[int]

    @property
    def whose(self) -> str:
        """Who holds it: a person, or the clinic itself."""
        return str(self.person or self.clinic.name)

    @property
    def supervises(self) -> list[str]:
        """The routes that the person supervises, in words."""
        codes = self.person.supervises if self.person else []
        return [str(CHECKLIST.label(f"route.{code}")) for code in codes]

    @cached_property
    def others(self) -> list[CredentialLine]:
        """What else is stated about the same person, or about the clinic itself. Two queries."""
        held = stated_by([self.clinic.pk]).filter(clinician=self.person).exclude(pk__in=self.here)
        today = timezone.localdate()
        return [line_of(one, on=today) for one in held]
