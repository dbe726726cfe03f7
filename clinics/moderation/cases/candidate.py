"""The page of a candidate: why it is one, what the register says, and what is like it."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.candidates.actions.decide import digest
from clinics.candidates.models import Candidate
from clinics.candidates.nppes import SOURCE
from clinics.changes.contradictions import Contradiction, contradictions
from clinics.listing.models import Clinic, SourceRecord, Status
from clinics.moderation.cases.base import CaseDecidedAgain, that_hold
from clinics.moderation.forms.candidate import LATER, NO_CLINIC, OPEN, CandidateForm
from clinics.moderation.forms.reviews import AgainForm
from clinics.registries.models import Exclusion, NppesProvider, Register, RegisterFile
from clinics.suggestions.likely import Likely, likely

REGISTRY_PAGE = "https://npiregistry.cms.hhs.gov/provider-view/%s"
"""Where everybody can look an NPI up."""
CONTACT = ("name", "street", "city", "state", "postal_code", "phone", "website")
BOX = ("po box", "p.o. box", "p o box", "post office box")


class CandidateCase(CaseDecidedAgain):
    """Everything that the page shows."""

    kind = "candidate"
    approve, reject, ask_back = OPEN, NO_CLINIC, LATER

    def __init__(self, candidate: Candidate, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(candidate, by=by, data=data)
        self.candidate = candidate
        self.clinic: Clinic = candidate.clinic
        self.form = CandidateForm(data, clinic=self.clinic)
        self.again = AgainForm(reasons=Candidate.Again)
        self.seen = digest(candidate)

    @property
    def is_waiting(self) -> bool:
        """Whether it can be decided now, put off or not."""
        return not self.candidate.outcome and self.clinic.status == Status.CANDIDATE

    @property
    def is_decided(self) -> bool:
        """Whether a moderator's decision is in force."""
        return bool(self.candidate.outcome)

    @property
    def is_from_nppes(self) -> bool:
        """Whether the number of its row is an NPI."""
        return self.candidate.source == SOURCE

    @cached_property
    def provider(self) -> NppesProvider | None:
        """Its row in NPPES as the register has it now. One query."""
        if not self.is_from_nppes:
            return None
        return NppesProvider.objects.filter(npi=self.candidate.external_id).first()

    @cached_property
    def register_file(self) -> RegisterFile | None:
        """The file that the register was last loaded from. One query."""
        return RegisterFile.objects.newest(Register.NPPES)

    @cached_property
    def colleagues(self) -> list[NppesProvider]:
        """The physicians at its address, as the register has them now. One query at most."""
        npis = self.candidate.colleagues
        return list(NppesProvider.objects.filter(npi__in=npis).order_by("npi")) if npis else []

    @property
    def record(self) -> SourceRecord | None:
        """The row of the list that it was found by. One query."""
        rows = self.clinic.source_records.filter(source=self.candidate.source)
        return rows.filter(external_id=self.candidate.external_id).first()

    @property
    def lookups(self) -> list[tuple[str, str]]:
        """Where it can be looked up: label and address."""
        npi = self.candidate.external_id
        pages = [(_("NPI %(npi)s in the public register") % {"npi": npi}, REGISTRY_PAGE % npi)]
        site = [(_("Its website"), self.clinic.link)] if self.clinic.link else []
        return (pages if self.is_from_nppes else []) + site

    @cached_property
    def twins(self) -> list[Likely]:
        """The listings, of every status, that may be the same clinic."""
        place = {name: getattr(self.clinic, name) for name in CONTACT}
        return likely(place, among=Status.values, but=self.clinic.pk)

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """Odd letters in its name, and a ZIP code that does not fit its town."""
        if not self.is_waiting:
            return []
        address = {name: getattr(self.clinic, name) for name in CONTACT[1:5]}
        return contradictions({"name": self.clinic.name, "address": address},
                              of=("name", "address"))  # fmt: skip

    @cached_property
    def objections(self) -> list[str]:
        """What speaks against opening it, or must be looked at first."""
        street, provider = self.clinic.street.lower(), self.provider
        loaded = self.is_from_nppes and self.register_file is not None
        return that_hold(
            (self.twins, _("There are listings like it. Look whether it is one of them.")),
            (not self.clinic.street, _("Its address has no street.")),
            (street.startswith(BOX), _("Its address is a post-office box.")),
            (loaded and provider is None, _("NPPES no longer has its number.")),
            (provider and not provider.is_active, _("Its number is deactivated.")),
            (self._is_excluded, _("Its number is on the exclusion list.")),
        )

    @property
    def _is_excluded(self) -> bool:
        if not self.is_from_nppes:
            return False
        return Exclusion.objects.in_force().filter(npi=self.candidate.external_id).exists()
