"""The ten questions of a phone call, in its order, and the answers that settle each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.text_lists import all_of
from directory.search.question import Question

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words


@dataclass(frozen=True, kw_only=True)
class CallQuestion:
    """A question of the call. `codes`: answers, or beginnings of their codes, that settle it.

    `group`: where something of this group was asked for, only that settles it, and `about` with
    `%(what)s` is the question instead of `words`.
    """

    code: str
    words: Words
    codes: tuple[str, ...] = ()
    group: str = ""
    about: Words = ""

    def asked(self, question: Question) -> tuple[str, ...]:
        """The codes that somebody asked for and that this question is about."""
        return tuple(f"{self.group}.{code}" for code in question.ticks.get(self.group, ()))

    def text(self, question: Question) -> str:
        """The question in words: `Do you treat CRPS, and how many people with it a year?`."""
        if not (asked := self.asked(question)):
            return str(self.words)
        names = [_within(str(CHECKLIST.item(code).brief), self.group) for code in asked]
        return str(self.about) % {"what": all_of(names)}

    def settling(self, question: Question, codes: Collection[str]) -> list[str]:
        """Those of the codes that settle this question, in its own order."""
        wanted = self.asked(question) or self.codes
        return [code for w in wanted for code in codes if code == w or code.startswith(f"{w}.")]


def _within(label: str, group: str) -> str:
    """A label inside a sentence: an insurer keeps its capital, and so do CRPS and PTSD."""
    is_a_name = group != "condition" or label[1:2].isupper()
    return label if is_a_name else label[:1].lower() + label[1:]


CALL = (
    CallQuestion(
        code="start",
        words=gettext_lazy("Are you taking new patients, and how soon can I come?"),
        codes=("access.accepting-new-patients", "number.wait_days"),
    ),
    CallQuestion(
        code="condition",
        words=gettext_lazy("Do you treat what I have, and how many people with it in a year?"),
        group="condition",
        about=gettext_lazy("Do you treat %(what)s, and how many people with it in a year?"),
    ),
    CallQuestion(
        code="course",
        words=gettext_lazy("How is it given, and how many sessions are in the first course?"),
        codes=("route", "number.sessions_in_course"),
    ),
    CallQuestion(
        code="price",
        words=gettext_lazy(
            "What does all of it cost, and what is included? When do I pay, and what do I get "
            "back if I stop early?"
        ),
        codes=("price.consultation", "price.session", "payment.good-faith-estimate",
               "payment.no-prepayment", "payment.refund-policy"),
    ),
    CallQuestion(
        code="insurance",
        words=gettext_lazy(
            "What does my insurance pay for: the visit, the session, in which form? Must it agree "
            "first (prior authorization)?"
        ),
        codes=("insurance",),
        group="insurance",
        about=gettext_lazy(
            "What does %(what)s pay for: the visit, the session, in which form? Must it agree "
            "first (prior authorization)?"
        ),
    ),
    CallQuestion(
        code="examination",
        words=gettext_lazy(
            "Who examines me before the first dose, and which doctor or nurse is in the building?"
        ),
        codes=("safety.medical-screening", "safety.psychiatric-evaluation",
               "safety.clinician-on-site"),
    ),
    CallQuestion(
        code="watching",
        words=gettext_lazy("Who watches me, and how many patients does that person watch at once?"),
        codes=("safety.continuous-observation", "safety.vital-signs",
               "number.patients_per_observer"),
    ),
    CallQuestion(
        code="emergency",
        words=gettext_lazy(
            "What if something goes wrong: is there oxygen, a plan, and to which hospital would I "
            "go?"
        ),
        codes=("safety.acls-on-site", "safety.resuscitation-equipment", "safety.emergency-plan"),
    ),
    CallQuestion(
        code="home",
        words=gettext_lazy("Who must take me home, and whom do I call that night?"),
        codes=("aftercare.escort-required", "aftercare.after-hours-contact"),
    ),
    CallQuestion(
        code="stopping",
        words=gettext_lazy("How do we know whether it helps, and when would we stop?"),
        codes=("safety.stop-rule",),
    ),
)  # fmt: skip
