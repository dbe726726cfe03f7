"""The kinds of cases on the desk. Each kind has a queue: the rows that wait; reads only."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    Min,
    Q,
    QuerySet,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.candidates.models import Candidate
from clinics.changes.models import ProposedChange
from clinics.claims.models import Claim
from clinics.credentials.models import CredentialCase
from clinics.inquiries.models import Inquiry
from clinics.listing.models import Absence, DuplicatePair
from clinics.moderation import sizes
from clinics.moderation.case_kind import NOBODY, CaseKind
from clinics.reviews.models import DISTRESS, ClinicText, Reply, Report, Review, Story
from clinics.suggestions.models import Suggestion


def _decided_reviews(*, is_distress: bool) -> QuerySet:
    decided = (Review.Status.PUBLISHED, Review.Status.WITHHELD)
    return Review.objects.filter(status__in=decided, is_distress=is_distress)


def _decided_texts(model: type[Reply] | type[Story]) -> QuerySet:
    return model.objects.exclude(decision__in=["", ClinicText.Decision.WITHDRAWN])


def _review_kind(code: str, one: Promise, many: Promise, *, is_distress: bool) -> CaseKind:
    """Reviews that speak of suicide or self-harm, or all other reviews."""
    return CaseKind(
        code=code,
        one=one,
        many=many,
        waiting=Review.objects.in_distress if is_distress else Review.objects.waiting,
        decided=lambda: _decided_reviews(is_distress=is_distress),
        asked_at="asked_at",
        decided_at="decided_at",
        asker=NOBODY,
        decider="decided_by_id",
        size=sizes.in_a_language(
            Func("flags", function="cardinality", output_field=IntegerField())
        ),
        label_of_size=sizes.distress_label if is_distress else sizes.review_label,
        comes_first=is_distress,
        needs_impartial=True,
    )


def _text_kind(
    code: str, one: Promise, many: Promise, model: type[Reply] | type[Story]
) -> CaseKind:
    """Texts that clinics write: replies or stories."""
    return CaseKind(
        code=code,
        one=one,
        many=many,
        waiting=model.objects.waiting,
        decided=lambda: _decided_texts(model),
        asked_at="asked_at",
        decided_at="decided_at",
        asker="asked_by_id",
        decider="decided_by_id",
        size=sizes.in_a_language(sizes.NO_SIZE),
        label_of_size=sizes.text_label,
        needs_impartial=True,
    )


def _report_kind(code: str, one: Promise, many: Promise, *, is_distress: bool) -> CaseKind:
    """Reports that speak of suicide or self-harm, or all other reports."""
    in_distress = Q(flags__contains=[DISTRESS])
    reports = Report.objects.filter(in_distress if is_distress else ~in_distress)
    return CaseKind(
        code=code,
        one=one,
        many=many,
        waiting=Report.objects.in_distress if is_distress else Report.objects.for_moderators,
        decided=lambda: reports.decided(),
        asked_at="at",
        decided_at="resolved_at",
        asker=NOBODY,
        decider="resolved_by_id",
        size=Case(
            When(closed_by_clinic=True, then=sizes.BY_CLINIC),
            default=0,
            output_field=IntegerField(),
        ),
        label_of_size=sizes.report_label,
        comes_first=is_distress,
    )


def _suggestion_kind(code: str, one: Promise, many: Promise, *, is_urgent: bool) -> CaseKind:
    """Suggestions that moderators are told of at once, or all other suggestions."""

    def some() -> Any:
        rows = Suggestion.objects.all()
        return rows.urgent() if is_urgent else rows.usual()

    numbers = [When(kind=kind, then=n) for n, kind in enumerate(sizes.SUGGESTED)]
    return CaseKind(
        code=code,
        one=one,
        many=many,
        waiting=lambda: some().waiting(),
        decided=lambda: some().decided(),
        asked_at="confirmed_at",
        decided_at="decided_at",
        asker="by_id",
        decider="decided_by_id",
        size=Case(*numbers, default=0, output_field=IntegerField()),
        label_of_size=sizes.suggestion_label,
        comes_first=is_urgent,
        clinic_name=Coalesce(F("clinic__name"), KT("values__name"), output_field=CharField()),
        needs_account=False,
    )


KINDS = {
    kind.code: kind
    for kind in (
        _review_kind("distress", _("Distress"), _("Distress"), is_distress=True),
        _report_kind(
            "distress-report", _("Report in distress"), _("Reports in distress"), is_distress=True
        ),
        _suggestion_kind("urgent-suggestion", _("Danger"), _("Danger"), is_urgent=True),
        CaseKind(
            code="claim",
            one=_("Claim"),
            many=_("Claims"),
            waiting=lambda: Claim.objects.pending(),
            decided=lambda: Claim.objects.exclude(decision__in=["", Claim.Decision.WITHDRAWN]),
            asked_at="asked_at",
            decided_at="decided_at",
            asker="user_id",
            decider="decided_by_id",
            size=Case(
                When(method=Claim.Method.OBJECTION, then=sizes.OBJECTED),
                When(is_dispute=True, then=sizes.DISPUTED),
                When(method=Claim.Method.LISTED_PHONE, proved_at=None, then=sizes.TO_CALL),
                default=0,
                output_field=IntegerField(),
            ),
            label_of_size=sizes.claim_label,
        ),
        CaseKind(
            code="change",
            one=_("Proposal"),
            many=_("Proposals"),
            waiting=lambda: ProposedChange.objects.pending(),
            decided=lambda: ProposedChange.objects.filter(closed_as=ProposedChange.Closed.DECIDED),
            asked_at="proposed_at",
            decided_at="closed_at",
            asker="proposed_by_id",
            decider=Min("items__decided_by_id"),
            size=Count("items"),
            label_of_size=sizes.change_label,
        ),
        CaseKind(
            code="credential",
            one=_("Credentials"),
            many=_("Credentials"),
            waiting=lambda: CredentialCase.objects.foremost(),
            decided=lambda: CredentialCase.objects.filter(decided_by__isnull=False),
            asked_at="opened_at",
            decided_at="decided_at",
            asker="opened_by_id",
            decider="decided_by_id",
            size=sizes.credential_size(),
            label_of_size=sizes.credential_label,
            holder=sizes.credential_holder(),
        ),
        _review_kind("review", _("Review"), _("Reviews"), is_distress=False),
        _text_kind("reply", _("Reply"), _("Replies"), Reply),
        _text_kind("story", _("Story"), _("Stories"), Story),
        _report_kind("report", _("Report"), _("Reports"), is_distress=False),
        CaseKind(
            code="inquiry",
            one=_("Question to a clinic"),
            many=_("Questions to clinics"),
            waiting=lambda: Inquiry.objects.waiting(),
            decided=lambda: Inquiry.objects.filter(decided_at__isnull=False),
            asked_at="asked_at",
            decided_at="decided_at",
            # A moderator asked it, and may close it.
            asker=NOBODY,
            decider="decided_by_id",
            size=Case(
                When(answered_at__isnull=False, then=sizes.ANSWERED),
                default=0,
                output_field=IntegerField(),
            ),
            label_of_size=sizes.inquiry_label,
        ),
        CaseKind(
            code="gone",
            one=_("No longer listed"),
            many=_("No longer listed"),
            waiting=lambda: Absence.objects.waiting(),
            decided=lambda: Absence.objects.decided(),
            asked_at="opened_at",
            decided_at="decided_at",
            asker=NOBODY,
            decider="decided_by_id",
            size=sizes.NO_SIZE,
            label_of_size=sizes.no_label,
        ),
        CaseKind(
            code="duplicate",
            one=_("Duplicate"),
            many=_("Duplicates"),
            waiting=lambda: DuplicatePair.objects.waiting(),
            decided=lambda: DuplicatePair.objects.exclude(decision=""),
            asked_at="found_at",
            decided_at="decided_at",
            # A moderator who starts a merge may also decide it.
            asker=Case(
                When(proposed_by__is_moderator=False, then="proposed_by_id"),
                output_field=BigIntegerField(),
            ),
            decider="decided_by_id",
            size=Case(
                *(When(why=why, then=number) for number, why in enumerate(sizes.WHYS)),
                output_field=IntegerField(),
            ),
            label_of_size=sizes.duplicate_label,
            clinics=("clinic", "other"),
        ),
        _suggestion_kind("suggestion", _("About a listing"), _("About listings"), is_urgent=False),
        CaseKind(
            code="candidate",
            one=_("Candidate"),
            many=_("Candidates"),
            waiting=lambda: Candidate.objects.waiting(),
            decided=lambda: Candidate.objects.decided(),
            asked_at="found_at",
            decided_at="decided_at",
            asker=NOBODY,
            decider="decided_by_id",
            size=Case(
                *(When(why=why, then=n) for n, why in enumerate(sizes.CANDIDATES_FOR)),
                output_field=IntegerField(),
            ),
            label_of_size=sizes.candidate_label,
            # A search finds hundreds at once. Nobody who asks for something waits behind them.
            comes_last=True,
        ),
    )
}
"""All kinds of cases by code, in the order in which the desk offers them."""
