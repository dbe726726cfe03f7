"""The kinds of cases on the desk. Each kind has a queue: the rows that wait; reads only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, Trim
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clinics.changes.models import ProposedChange
from clinics.claims.models import Claim
from clinics.credentials.models import CredentialCase
from clinics.inquiries.models import Inquiry
from clinics.listing.models import Absence
from clinics.reviews.models import DISTRESS, ClinicText, Reply, Report, Review, Story

NO_HOLDER = Value("", output_field=CharField())


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """One kind of case, and where its rows keep who asked, who decided and when.

    `one` and `many` name it. `waiting` and `decided` give its rows. `asked_at`, `decided_at`,
    `asker` and `decider` are columns of them. `size` is a number that `label_of_size` puts into
    words for the list. `holder` is the name of the person whom it is about. A kind that
    `comes_first` is listed before all others, however new. When `needs_impartial`, nobody who
    speaks for any clinic decides it.
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
    holder: Combinable = NO_HOLDER
    comes_first: bool = False
    needs_impartial: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Whether these cases come from people without an account."""
        return self.asker is NOBODY


# The asker of kinds that need no account. A bare NULL has no type in PostgreSQL, and the UNION of
# all kinds needs one type for each column.
NOBODY = Cast(Value(None), BigIntegerField())
NO_SIZE = Value(0)
# The "size" of a claim or a report is a number that stands for a sentence.
DISPUTED, TO_CALL, OBJECTED = 1, 2, 3
BY_CLINIC = 1
ANSWERED = 1
# That of credentials says how many of one holder wait, and in the last digit the gravest reason.
EXCLUSION, REGISTER, RENEWED, CLAIMED = 1, 2, 3, 4
ONE_MORE = 10


def _claim_label(size: int) -> str:
    labels = {
        DISPUTED: _("dispute: the clinic has admins"),
        TO_CALL: _("needs a phone call"),
        OBJECTED: _("objection to who speaks for the clinic"),
    }
    return str(labels.get(size, ""))


def _credential_label(size: int) -> str:
    labels = {
        EXCLUSION: _("may be on the exclusion list"),
        REGISTER: _("the register’s answer changed"),
        RENEWED: _("renewed, or a question answered"),
    }
    count, why = divmod(size, ONE_MORE)
    many = ngettext_lazy("%(n)d credential", "%(n)d credentials", "n") % {"n": count}
    return ", ".join(str(part) for part in (count and many, labels.get(why)) if part)


def _credential_size() -> Combinable:
    """How many credentials of the same holder wait, and the gravest reason; 0 if it is decided."""
    why = Case(
        When(why=CredentialCase.Why.EXCLUSION, then=EXCLUSION),
        When(why=CredentialCase.Why.REGISTER, then=REGISTER),
        When(why=CredentialCase.Why.RENEWED, then=RENEWED),
        default=CLAIMED,
    )
    holder = Coalesce(OuterRef("credential__clinician_id"), 0)
    together = CredentialCase.objects.filter(decided_at=None, clinic=OuterRef("clinic")).alias(
        holder=Coalesce("credential__clinician_id", 0)
    )
    size = together.filter(holder=holder).values("clinic").values(
        size=Count("pk") * ONE_MORE + Min(why)
    )  # fmt: skip
    return Case(When(decided_at=None, then=Subquery(size)), default=0, output_field=IntegerField())


def _credential_holder() -> Combinable:
    """The name of who holds the credential; '' for the clinic itself."""
    given, family = (f"credential__clinician__{name}_name" for name in ("given", "family"))
    return Trim(Concat(given, Value(" "), family))


def _report_label(size: int) -> str:
    return str(_("closed by the clinic")) if size == BY_CLINIC else ""


def _inquiry_label(size: int) -> str:
    return str(_("the clinic has answered") if size == ANSWERED else _("no answer by its day"))


def _change_label(size: int) -> str:
    return str(ngettext_lazy("%(n)d answer", "%(n)d answers", "n") % {"n": size})


def _review_label(size: int) -> str:
    label = ngettext_lazy("%(n)d sign to look at", "%(n)d signs to look at", "n")
    return str(label % {"n": size}) if size else ""


def _distress_label(size: int) -> str:
    return str(_("a review that speaks of suicide or self-harm"))


def _no_label(size: int) -> str:
    return ""


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


KINDS = {
    kind.code: kind
    for kind in (
        _review_kind("distress", _("Distress"), _("Distress"), is_distress=True),
        _report_kind(
            "distress-report", _("Report in distress"), _("Reports in distress"), is_distress=True
        ),
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
                When(method=Claim.Method.OBJECTION, then=OBJECTED),
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
            one=_("Credentials"),
            many=_("Credentials"),
            waiting=lambda: CredentialCase.objects.foremost(),
            decided=lambda: CredentialCase.objects.filter(decided_by__isnull=False),
            asked_at="opened_at",
            decided_at="decided_at",
            asker="opened_by_id",
            decider="decided_by_id",
            size=_credential_size(),
            label_of_size=_credential_label,
            holder=_credential_holder(),
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
                When(answered_at__isnull=False, then=ANSWERED),
                default=0,
                output_field=IntegerField(),
            ),
            label_of_size=_inquiry_label,
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
            size=NO_SIZE,
            label_of_size=_no_label,
        ),
    )
}
"""All kinds of cases by code, in the order in which the desk offers them."""
