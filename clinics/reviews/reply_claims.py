"""What the ready sentences of a reply claim about the clinic, beside what its listing says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clinics.listing import wording
from clinics.listing.models import Clinic
from clinics.reviews.reply_sentences import SENTENCES

CLAIMS = {
    "prices": "payment.good-faith-estimate",
    "screening": "safety.medical-screening",
    "watching": "safety.continuous-observation",
    "going-home": "aftercare.recovery-observed",
    "after-hours": "aftercare.after-hours-contact",
}
"""What a sentence says of every patient, as the item of the checklist that says the same."""


@dataclass(frozen=True, kw_only=True)
class ClaimedFact:
    """A sentence of a reply, the item that says the same, and the listing's answer to it."""

    sentence: str
    item: str
    value: bool | None

    @property
    def label(self) -> str:
        """The label of the item."""
        return wording.label(self.item)

    @property
    def answer(self) -> str:
        """The listing's answer in words."""
        return wording.answer(self.item, self.value)

    @property
    def denial(self) -> str:
        """That the listing does not say so."""
        words = {"sentence": self.sentence, "label": self.label, "answer": self.answer}
        return _("The reply says “%(sentence)s” The listing says “%(label)s”: %(answer)s.") % words


def claimed_facts(clinic: Clinic, sentences: Collection[str]) -> list[ClaimedFact]:
    """What these sentences claim, and what the listing says of it. One query; none for no claim."""
    chosen = {CLAIMS[code]: code for code in SENTENCES if code in sentences and code in CLAIMS}
    facts = clinic.facts.filter(code__in=chosen) if chosen else []
    said = {fact.code: fact.value for fact in facts}
    return [
        ClaimedFact(sentence=str(SENTENCES[code]), item=item, value=said.get(item))
        for item, code in chosen.items()
    ]
