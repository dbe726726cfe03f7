"""The page of a clinic's reply or success story."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.advertising import claimed_in
from clinics.changes.contradictions import Contradiction
from clinics.distress import speaks_of_suicide
from clinics.listing.models import Clinic
from clinics.memberships.models import Membership
from clinics.moderation.cases.base import CaseDecidedAgain, that_hold
from clinics.moderation.forms.reviews import PUBLISH, REFUSE, AgainForm, TextDecisionForm
from clinics.reviews.abuse import FLAGS, flags_of_words
from clinics.reviews.actions.texts import digest
from clinics.reviews.models import DISTRESS, ClinicText, Reply, Story
from clinics.reviews.promises import promises_an_outcome
from clinics.reviews.reply_claims import ClaimedFact, claimed_facts
from clinics.reviews.reply_sentences import SENTENCES


def speaks_for_any(user: User) -> bool:
    """Whether somebody speaks for any clinic: then they decide nothing about reviews. One query."""
    return Membership.objects.of(user).exists()


class TextCase(CaseDecidedAgain):
    """Everything about one reply or story that its page shows."""

    approve, reject = PUBLISH, REFUSE

    def __init__(self, text: Reply | Story, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(text, by=by, data=data)
        self.text = text
        self.clinic: Clinic = text.clinic
        self.kind = "reply" if isinstance(text, Reply) else "story"
        self.form = TextDecisionForm(data)
        self.again = AgainForm(reasons=ClinicText.Again)
        self.seen = digest(text)

    @property
    def asker(self) -> User | None:
        """Who wrote it."""
        return self.text.asked_by

    @property
    def title(self) -> str:
        """The kind of text, as a title."""
        return _("Reply") if self.kind == "reply" else _("Story")

    @property
    def heading(self) -> str:
        """The heading above its words."""
        return _("The reply") if isinstance(self.text, Reply) else self.text.title

    @property
    def is_waiting(self) -> bool:
        """Whether the text can still be decided."""
        return not self.text.decision

    @property
    def is_decided(self) -> bool:
        """Whether a moderator's decision is in force."""
        return self.text.decision in (ClinicText.Decision.PUBLISHED, ClinicText.Decision.REFUSED)

    @cached_property
    def hindrance(self) -> str:
        """Why this moderator may not decide it, as a sentence; '' when they may."""
        if speaks_for_any(self.by):
            return _("You speak for a clinic, so another moderator must decide what clinics write.")
        return ""

    @cached_property
    def objections(self) -> list[str]:
        """What speaks against publishing it: its words, or a refusal of the same. One query."""
        refused: QuerySet
        if isinstance(self.text, Reply):
            refused = Reply.objects.filter(review=self.text.review_id, decision=REFUSE)
        else:
            same = Story.objects.filter(clinic=self.clinic, words=self.text.words)
            refused = same.filter(decision=REFUSE)
        words = f"{self.heading}\n{self.text.words}" if self.kind == "story" else self.text.words
        return that_hold(
            (speaks_of_suicide(words), f"{FLAGS[DISTRESS]}."),
            (promises_an_outcome(words), _("It may promise an outcome.")),
            *((True, f"{FLAGS[sign]}.") for sign in flags_of_words(words)),
            *((True, claimed.beside) for claimed in claimed_in(words)),
            (refused.exists(), _("A moderator refused it, or one like it, before.")),
        )

    @property
    def reason(self) -> str:
        """The reason why it was refused, in words."""
        return self.text.reason_label

    @cached_property
    def claims(self) -> list[ClaimedFact]:
        """What the sentences of a reply claim, beside what the listing says. One query or none."""
        return claimed_facts(self.clinic, self._codes)

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """The sentences that the listing denies or does not say."""
        claims = self.claims if self.is_waiting else []
        return [
            Contradiction(sentence=one.denial, codes=frozenset([one.item]))
            for one in claims
            if not one.value
        ]

    @property
    def _codes(self) -> list[str]:
        return self.text.sentences if isinstance(self.text, Reply) else []

    @property
    def sentences(self) -> list[str]:
        """The ready sentences of a reply; none for a story."""
        return [str(SENTENCES.get(code, code)) for code in self._codes]
