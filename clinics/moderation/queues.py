"""The kinds of cases that reach the desk: which rows wait, who asked, who decided; reads only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Func,
    IntegerField,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clinics.changes.models import ProposedChange
from clinics.claims.models import Claim
from clinics.credentials.models import CredentialCase
from clinics.reviews.models import DISTRESS, ClinicText, Reply, Report, Review, Story


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of case. `size` is a number that `said` puts into words for the list.

    `comes_first`: before all others, however old; `apart`: nobody who speaks for a clinic, be it
    another one, decides it.
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
    said: Callable[[int], str]
    comes_first: bool = False
    apart: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Whether it is asked by people without an account."""
        return self.asker is NOBODY


NOBODY = Cast(Value(None), BigIntegerField())
"""Who asked, where nobody has an account: typed, for the database joins the kinds by columns."""
NO_SIZE = Value(0)
DISPUTED, TO_CALL = 1, 2
EXCLUSION, REGISTER, RENEWED = 1, 2, 3


def _claim_said(size: int) -> str:
    words = {DISPUTED: _("dispute: the clinic has admins"), TO_CALL: _("waits for a phone call")}
    return str(words.get(size, ""))


def _credential_said(size: int) -> str:
    words = {
        EXCLUSION: _("may be on the exclusion list"),
        REGISTER: _("the register’s answer changed"),
        RENEWED: _("renewed, or a question answered"),
    }
    return str(words.get(size, ""))


def _change_said(size: int) -> str:
    return str(ngettext_lazy("%(n)d answer", "%(n)d answers", "n") % {"n": size})


def _review_said(size: int) -> str:
    words = ngettext_lazy("%(n)d sign to look at", "%(n)d signs to look at", "n")
    return str(words % {"n": size}) if size else ""


def _distress_said(size: int) -> str:
    return str(_("a review that speaks of suicide or self-harm"))


def _nothing_said(size: int) -> str:
    return ""


def _decided_reviews(*, is_distress: bool) -> QuerySet:
    decided = (Review.Status.PUBLISHED, Review.Status.WITHHELD)
    return Review.objects.filter(status__in=decided, is_distress=is_distress)


def _decided_texts(model: type[Reply] | type[Story]) -> QuerySet:
    return model.objects.exclude(decision__in=["", ClinicText.Decision.WITHDRAWN])


def _review_kind(code: str, one: Promise, many: Promise, *, is_distress: bool) -> Kind:
    """A queue of reviews: those that speak of suicide or self-harm, or the others."""
    return Kind(
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
        said=_distress_said if is_distress else _review_said,
        comes_first=is_distress,
        apart=True,
    )


def _text_kind(code: str, one: Promise, many: Promise, model: type[Reply] | type[Story]) -> Kind:
    """A queue of what clinics write themselves."""
    return Kind(
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
        said=_nothing_said,
        apart=True,
    )


def _report_kind(code: str, one: Promise, many: Promise, *, is_distress: bool) -> Kind:
    """A queue of reports: those that speak of suicide or self-harm, or the others."""
    apart = Q(flags__contains=[DISTRESS])
    ended = Report.objects.exclude(resolution="").filter(apart if is_distress else ~apart)
    return Kind(
        code=code,
        one=one,
        many=many,
        waiting=Report.objects.in_distress if is_distress else Report.objects.waiting,
        decided=ended.all,
        asked_at="at",
        decided_at="resolved_at",
        asker=NOBODY,
        decider="resolved_by_id",
        size=NO_SIZE,
        said=_nothing_said,
        comes_first=is_distress,
    )


KINDS = {
    kind.code: kind
    for kind in (
        _review_kind("distress", _("Distress"), _("Distress"), is_distress=True),
        _report_kind(
            "distress-report", _("Report in distress"), _("Reports in distress"), is_distress=True
        ),
        Kind(
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
            said=_claim_said,
        ),
        Kind(
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
            said=_change_said,
        ),
        Kind(
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
            said=_credential_said,
        ),
        _review_kind("review", _("Review"), _("Reviews"), is_distress=False),
        _text_kind("reply", _("Reply"), _("Replies"), Reply),
        _text_kind("story", _("Story"), _("Stories"), Story),
        _report_kind("report", _("Report"), _("Reports"), is_distress=False),
    )
}
"""Every kind of case that reaches the desk, in the order of its filter."""
