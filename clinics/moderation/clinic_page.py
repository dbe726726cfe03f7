"""A clinic at the desk: what the pages about it show; reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from clinics.accounts.models import User
from clinics.audit.models import Event
from clinics.changes import fields, values
from clinics.claims.models import Claim, ClaimDocument
from clinics.credentials.clinician_page import Overview, overview_of
from clinics.credentials.models import Clinician, Credential, CredentialCase, Evidence
from clinics.inquiries.models import Inquiry
from clinics.listing import wording
from clinics.listing.corrections import standing
from clinics.listing.draft import DERIVED, STATED
from clinics.listing.models import Clinic, SourceRecord
from clinics.memberships.models import Membership
from clinics.memberships.permissions import may_decide
from clinics.moderation import desk
from clinics.moderation.models import Note
from clinics.moderation.trail import TrailEntry, entries
from clinics.moderation.verbs import VERBS
from clinics.reviews.models import Report, Review
from clinics.reviews.reported_answer import can_be_reported

MOST_LISTED = 10
"""How many waiting cases, notes and events the first page shows."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One thing that a listing says, or does not: in words, with its source and its address.

    `reports` are the addresses of the cases of open reports about it.
    """

    code: str
    label: str
    answer: str
    said_by: str
    source_url: str
    is_stated: bool
    reports: list[str]

    @property
    def can_be_disputed(self) -> bool:
        """Whether a report can be about it."""
        return self.is_stated and can_be_reported(self.code)


class ClinicDesk:
    """A clinic, and the moderator who looks at it."""

    def __init__(self, clinic: Clinic, *, by: User) -> None:
        self.clinic, self.by = clinic, by

    @cached_property
    def may_decide(self) -> bool:
        """Whether this moderator may decide about the clinic: they do not speak for it."""
        return may_decide(self.by, self.clinic.pk)

    @cached_property
    def waiting(self) -> list[desk.ListedCase]:
        """The first cases that wait. Five queries."""
        rows = desk.of_clinic(self.clinic.pk, is_waiting=True)
        return desk.listed(rows[: MOST_LISTED + 1], by=self.by)

    @property
    def source_records(self) -> QuerySet[SourceRecord]:
        """The rows of lists that describe the clinic."""
        return SourceRecord.objects.filter(clinic=self.clinic.pk)

    @property
    def verbs(self) -> list[tuple[str, Any]]:
        """What can be done with the listing as it stands: code and label."""
        return [(v.code, v.label) for v in VERBS.values() if v.fits(self.clinic)]

    @property
    def admins(self) -> QuerySet[Membership]:
        """Who speaks for the clinic, longest first."""
        found = Membership.objects.filter(clinic=self.clinic.pk).select_related("user")
        return found.order_by("since", "pk")

    @cached_property
    def notes(self) -> list[Note] | None:
        """The newest notes; None for a moderator who speaks for the clinic."""
        return list(Note.objects.on_clinic(self.clinic.pk)) if self.may_decide else None

    @property
    def at_once(self) -> QuerySet:
        """The newest edits that were published without a moderator."""
        return self.clinic.changes.published_at_once()[:MOST_LISTED]

    @cached_property
    def newest(self) -> list[TrailEntry]:
        """The newest events, in words. Two queries."""
        return entries(Event.objects.about_clinic(self.clinic.pk)[:5])

    @cached_property
    def inquiries(self) -> list[Inquiry]:
        """What moderators asked the clinic, newest first."""
        asked = Inquiry.objects.filter(clinic=self.clinic.pk).select_related("asked_by")
        return list(asked.order_by("-asked_at", "-pk")[:MOST_LISTED])

    @cached_property
    def counts(self) -> dict[str, int]:
        """How much there is of everything that has a page of its own. Seven queries."""
        clinic = self.clinic.pk
        reviews = Review.objects.filter(clinic=clinic)
        return {
            "facts": self.clinic.facts.count() + self.clinic.prices.count(),
            "people": Clinician.objects.present().filter(clinic=clinic).count(),
            "credentials": Credential.objects.filter(clinic=clinic)
            .exclude(standing=Credential.Standing.WITHDRAWN).count(),
            "reviews": reviews.filter(status=Review.Status.PUBLISHED).count(),
            "reports": Report.objects.open().filter(clinic=clinic).count(),
            "events": Event.objects.about_clinic(clinic).count(),
        }  # fmt: skip

    @property
    def claim_documents(self) -> QuerySet[ClaimDocument]:
        """The documents of claims that wait, oldest first, each with its claim."""
        pending = Claim.objects.pending().filter(clinic=self.clinic.pk).order_by().values("pk")
        found = ClaimDocument.objects.filter(claim__in=pending).select_related("claim__user")
        return found.order_by("uploaded_at", "pk")

    @property
    def evidence(self) -> QuerySet[Evidence]:
        """The documents of credentials that wait, oldest first, each with `case`, its case."""
        cases = CredentialCase.objects.waiting().filter(credential=OuterRef("credential"))
        held = Evidence.objects.filter(credential__clinic=self.clinic.pk, deleted_at=None)
        waiting = held.annotate(case=Subquery(cases.values("pk")[:1])).filter(case__isnull=False)
        return waiting.select_related("credential__clinician").order_by("uploaded_at", "pk")

    @cached_property
    def people(self) -> Overview:
        """The clinicians who are there and all credentials, with the cases that wait."""
        return overview_of(self.clinic, on=timezone.localdate())

    @property
    def left(self) -> QuerySet[Clinician]:
        """The clinicians who have left, newest first."""
        gone = Clinician.objects.filter(clinic=self.clinic.pk, left_on__isnull=False)
        return gone.order_by("-left_on", "pk")

    @cached_property
    def answers(self) -> list[Answer]:
        """Everything that the edit form asks for, in its order. One query.

        The clinic came with its answers.
        """
        reports: dict[str, list[str]] = {}
        for report in Report.objects.open().filter(clinic=self.clinic.pk):
            kind = "distress-report" if report.is_distress else "report"
            url = reverse(f"desk_{kind}", args=[report.pk])
            reports.setdefault(report.code, []).append(url)
        return [self._answer(code, reports.get(code, [])) for code in fields.codes()]

    @property
    def stated(self) -> list[Answer]:
        """What the listing says."""
        return [one for one in self.answers if one.is_stated]

    @property
    def unstated(self) -> list[Answer]:
        """What it does not say."""
        return [one for one in self.answers if not one.is_stated]

    def _answer(self, code: str, reports: list[str]) -> Answer:
        public = self._public
        value, corrected = public.get(code), self._corrected.get(code)
        source: Any = corrected or (value if isinstance(value, dict) and "source" in value else {})
        if not source and value is not None and code != "hours":
            source = {name: public["contact"].get(name, "") for name in STATED}
        return Answer(
            code=code,
            label=wording.label(code),
            answer=wording.answer(code, values.content(code, value)),
            said_by=wording.provenance({k: v for k, v in source.items() if k != "source_url"}),
            source_url=source.get("source_url", ""),
            is_stated=value is not None and code not in DERIVED,
            reports=reports,
        )

    @cached_property
    def _public(self) -> dict[str, Any]:
        return values.public(self.clinic)

    @cached_property
    def _corrected(self) -> dict[str, Any]:
        return standing(self.clinic)
