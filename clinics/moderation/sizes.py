"""The "size" of a case: a number that stands for a note in the list of cases, and its words."""

from __future__ import annotations

from django.db.models import (
    Case,
    Count,
    ExpressionWrapper,
    IntegerField,
    Min,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Trim
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clinics.candidates.models import Candidate
from clinics.credentials.models import CredentialCase
from clinics.languages import Language, written_in
from clinics.listing.models import DuplicatePair
from clinics.suggestions.models import Suggestion

NO_SIZE = Value(0)
# The "size" of a claim or a report is a number that stands for a sentence.
DISPUTED, TO_CALL, OBJECTED = 1, 2, 3
BY_CLINIC = 1
ANSWERED = 1
# That of credentials says how many of one holder wait, and in the last digit the gravest reason.
EXCLUSION, REGISTER, RENEWED, CLAIMED = 1, 2, 3, 4
ONE_MORE = 10
WHYS = list(DuplicatePair.Why)
SUGGESTED = list(Suggestion.Kind)
CANDIDATES_FOR = list(Candidate.Why)
LANGUAGES = list(Language)


def in_a_language(size: Combinable) -> Combinable:
    """A size that also says, in its last digit, in which language the text of a case is."""
    number = Case(*(When(language=code, then=n) for n, code in enumerate(LANGUAGES)))
    return ExpressionWrapper(size * ONE_MORE + number, output_field=IntegerField())


def suggestion_label(size: int) -> str:
    """What somebody says about a listing."""
    return str(SUGGESTED[size].label)


def claim_label(size: int) -> str:
    """What must be known of a claim before it is opened."""
    labels = {
        DISPUTED: _("dispute: the clinic has admins"),
        TO_CALL: _("needs a phone call"),
        OBJECTED: _("objection to who speaks for the clinic"),
    }
    return str(labels.get(size, ""))


def credential_label(size: int) -> str:
    """How many credentials of one holder wait, and the gravest reason."""
    labels = {
        EXCLUSION: _("may be on the exclusion list"),
        REGISTER: _("the register’s answer changed"),
        RENEWED: _("renewed, or a question answered"),
    }
    count, why = divmod(size, ONE_MORE)
    many = ngettext_lazy("%(n)d credential", "%(n)d credentials", "n") % {"n": count}
    return ", ".join(str(part) for part in (count and many, labels.get(why)) if part)


def credential_size() -> Combinable:
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


def credential_holder() -> Combinable:
    """The name of who holds the credential; '' for the clinic itself."""
    given, family = (f"credential__clinician__{name}_name" for name in ("given", "family"))
    return Trim(Concat(given, Value(" "), family))


def report_label(size: int) -> str:
    """Who closed a report."""
    return str(_("closed by the clinic")) if size == BY_CLINIC else ""


def inquiry_label(size: int) -> str:
    """What became of a question."""
    return str(_("the clinic has answered") if size == ANSWERED else _("no answer by its day"))


def change_label(size: int) -> str:
    """How many answers a proposal has."""
    return str(ngettext_lazy("%(n)d answer", "%(n)d answers", "n") % {"n": size})


def review_label(size: int) -> str:
    """How many signs of abuse a review has, and its language where it is not the page's."""
    count, language = divmod(size, ONE_MORE)
    label = ngettext_lazy("%(n)d sign to look at", "%(n)d signs to look at", "n")
    signs = str(label % {"n": count}) if count else ""
    return ". ".join(part for part in (signs, written_in(LANGUAGES[language])) if part)


def distress_label(size: int) -> str:
    """Why a review comes first, and its language where it is not the page's."""
    why = str(_("a review that speaks of suicide or self-harm"))
    return ". ".join(part for part in (why, written_in(LANGUAGES[size % ONE_MORE])) if part)


def text_label(size: int) -> str:
    """The language of a clinic's text where it is not the page's."""
    return written_in(LANGUAGES[size])


def duplicate_label(size: int) -> str:
    """Why two listings may be one."""
    return str(WHYS[size].label)


def no_label(size: int) -> str:
    """Nothing."""
    return ""


def candidate_label(size: int) -> str:
    """Why a listing is a candidate."""
    return str(CANDIDATES_FOR[size].label)
