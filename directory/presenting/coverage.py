"""What an insurer's *yes* pays for, in words. It never looks like more than it covers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import VISITS, coverage_words, in_order, is_insurer
from clinics.listing.records import AnyFact
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import language
from directory.presenting.shown import Shown


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What one insurer pays for at one clinic.

    `covers`: codes of `coverable()`, () when the clinic does not say. `note`: its remark.
    """

    code: str
    covers: tuple[str, ...] = ()
    prior_authorization: bool | None = None
    note: str = ""

    def pays_for(self, routes: Collection[str]) -> bool:
        """Whether it says that the insurer pays for one of these routes; without any, for some.

        False also where the clinic does not say what the insurer pays for.
        """
        paid = {code for code in self.covers if code != VISITS}
        return bool(paid.intersection(routes) if routes else paid)

    def state(self, routes: Collection[str]) -> str:
        """`yes` where it pays for the treatment, `half` for less, `unclear` where nobody says."""
        if self.pays_for(routes):
            return "yes"
        return "half" if self.covers or self.note else "unclear"

    @property
    def words(self) -> str:
        """`pays for visits only`, `pays for IV infusion; prior authorization`, or that nobody says.

        The remark of the clinic is not in it.
        """
        return _words(self.covers, self.prior_authorization, language())

    @property
    def remarks(self) -> list[str]:
        """What it pays for and the clinic's remark; only the remark where nothing else is said."""
        says_something = self.covers or self.prior_authorization is not None
        words = [self.words] if says_something or not self.note else []
        return [*words, *([self.note] if self.note else [])]


@lru_cache(maxsize=10_000)
def _words(covers: tuple[str, ...], prior_authorization: bool | None, _language: str) -> str:
    unstated = [] if covers else [_("what it pays for is not stated")]
    return "; ".join([*unstated, *coverage_words(covers, prior_authorization)])


def coverage_of(fact: AnyFact) -> Coverage | None:
    """What a fact says that an insurer pays for; None if it is not an insurer's *yes*."""
    if not is_insurer(fact.code) or not fact.value:
        return None
    return Coverage(
        code=fact.code.partition(".")[2],
        covers=tuple(in_order(fact.covers)),
        prior_authorization=fact.prior_authorization,
        note=fact.detail,
    )


def coverages_of(listed: Shown) -> list[Coverage]:
    """What each insurer pays for that a clinic says it takes, in the order of the checklist."""
    items = CHECKLIST.group("insurance").items
    facts = [listed.facts[i.qualified] for i in items if i.qualified in listed.facts]
    return [coverage for fact in facts if (coverage := coverage_of(fact))]
