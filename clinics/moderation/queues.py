"""The kinds of cases on the desk. Each kind has a queue: the rows that wait; reads only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clinics.changes.models import ProposedChange
from clinics.claims.models import Claim
from clinics.credentials.models import CredentialCase
from clinics.reviews.models import DISTRESS, ClinicText, Reply, Report, Review, Story
from clinics.suggestions.models import Suggestion


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """One kind of case, and where its rows keep who asked, who decided and when.

    `one` and `many` name it. `waiting` and `decided` give its rows. `asked_at`, `decided_at`,
    `asker` and `decider` are columns of them. `size` is a number that `label_of_size` puts into
    words for the list. A kind that `comes_first` is listed before all others, however new. When
    `needs_impartial`, nobody who speaks for any clinic decides it. `clinic_name` is what its cases
    are called.
    """

    code: str
    one: Promise
    many: Promise
    waiting: Callable[[], QuerySet]
    decided: Callable[[], QuerySet]
    asked_at: str
    decided_at: str
    asker: str | Combinable
    decider: str | Combinable
    size: Combinable
    label_of_size: Callable[[int], str]
    comes_first: bool = False
    needs_impartial: bool = False
    clinic_name: str | Combinable = "clinic__name"
    needs_account: bool = True

    @property
    def is_anonymous(self) -> bool:
        """Whether these cases may come from people without an account."""
        return self.asker is NOBODY or not self.needs_account


# The asker of kinds that need no account. A bare NULL has no type in PostgreSQL, and the UNION of
# all kinds needs one type for each column.
NOBODY = Cast(Value(None), BigIntegerField())
NO_SIZE = Value(0)
# The "sizes" of a claim and of a credential are numbers that stand for a sentence.
DISPUTED, TO_CALL = 1, 2
EXCLUSION, REGISTER, RENEWED = 1, 2, 3
BY_CLINIC = 1


def _claim_label(size: int) -> str:
    labels = {DISPUTED: _("dispute: the clinic has admins"), TO_CALL: _("needs a phone call")}
    return str(labels.get(size, ""))


def _credential_label(size: int) -> str:
    labels = {
        EXCLUSION: _("may be on the exclusion list"),
        REGISTER: _("the register’s answer changed"),
        RENEWED: _("renewed, or a question answered"),
    }
    return str(labels.get(size, ""))


def _report_label(size: int) -> str:
    return str(_("closed by the clinic")) if size == BY_CLINIC else ""


def _change_label(size: int) -> str:
    return str(ngettext_lazy("%(n)d answer", "%(n)d answers", "n") % {"n": size})


def _review_label(size: int) -> str:
    label = ngettext_lazy("%(n)d sign to look at", "%(n)d signs to look at", "n")
    return str(label % {"n": size}) if size else ""


def _distress_label(size: int) -> str:
    return str(_("a review that speaks of suicide or self-harm"))


def _no_label(size: int) -> str:
    return ""


KINDS_OF_SUGGESTIONS = list(Suggestion.Kind)


def _suggestion_label(size: int) -> str:
    return str(KINDS_OF_SUGGESTIONS[size].label)


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
        size=Func("flags", function="cardinality", output_field=IntegerField()),
        label_of_size=_distress_label if is_distress else _review_label,
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
        size=NO_SIZE,
        label_of_size=_no_label,
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
            When(closed_by_clinic=True, then=BY_CLINIC), default=0, output_field=IntegerField()
        ),
        label_of_size=_report_label,
        comes_first=is_distress,
    )


def _suggestion_kind(code: str, one: Promise, many: Promise, *, is_urgent: bool) -> CaseKind:
    """Suggestions that moderators are told of at once, or all other suggestions."""

    def some() -> Any:
        rows = Suggestion.objects.all()
        return rows.urgent() if is_urgent else rows.usual()

    numbers = [When(kind=kind, then=n) for n, kind in enumerate(KINDS_OF_SUGGESTIONS)]
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
        label_of_size=_suggestion_label,
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
                When(is_dispute=True, then=DISPUTED),
                When(method=Claim.Method.LISTED_PHONE, proved_at=None, then=TO_CALL),
                default=0,
                output_field=IntegerField(),
            ),
            label_of_size=_claim_label,
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
            label_of_size=_change_label,
        ),
        CaseKind(
            code="credential",
            one=_("Credential"),
            many=_("Credentials"),
            waiting=lambda: CredentialCase.objects.waiting(),
            decided=lambda: CredentialCase.objects.filter(decided_by__isnull=False),
            asked_at="opened_at",
            decided_at="decided_at",
            asker="opened_by_id",
            decider="decided_by_id",
            size=Case(
                When(why=CredentialCase.Why.EXCLUSION, then=EXCLUSION),
                When(why=CredentialCase.Why.REGISTER, then=REGISTER),
                When(why=CredentialCase.Why.RENEWED, then=RENEWED),
                default=0,
                output_field=IntegerField(),
            ),
            label_of_size=_credential_label,
        ),
        _review_kind("review", _("Review"), _("Reviews"), is_distress=False),
        _text_kind("reply", _("Reply"), _("Replies"), Reply),
        _text_kind("story", _("Story"), _("Stories"), Story),
        _report_kind("report", _("Report"), _("Reports"), is_distress=False),
        _suggestion_kind("suggestion", _("About a listing"), _("About listings"), is_urgent=False),
    )
}
"""All kinds of cases by code, in the order in which the desk offers them."""
