"""Finds sentences of advertising that say more than is known, and what is known about each.

The claims are rows of fixtures/guide/advertising.csv. They rest only on facts that somebody read in
the text itself. Such a sentence is not refused: at the desk and on the clinic's page, what is known
stands beside it, with the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from clinics.guide_facts import KnownFact, Text, known_fact, rows, translated
from clinics.spoken import Spoken, spoken
from clinics.text import folded

_SENTENCE_END = re.compile(r"(?<=[.!?])[\s”\"]+|\n+")
_APOSTROPHES = re.compile("['’‘`´]")
_BREAK_BEFORE = re.compile("[;:–—]")
_BREAK_AFTER = re.compile(r"[,;:–—]| (?:and|but|so|with|without) | no matter ")
_CHARACTERS_QUOTED = 200
_CHARACTERS_READ = 20_000
"""Only the start of a text is searched. Every form refuses texts that are longer than this."""


@dataclass(frozen=True, kw_only=True)
class AdvertisingClaim:
    """Something that advertising says. `known` is what is known instead, in plain sentences."""

    code: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    facts: tuple[KnownFact, ...]
    spoken_words: Spoken
    spoken_known: Spoken

    @property
    def words(self) -> str:
        """The claim in the language of now."""
        return str(self.spoken_words)

    @property
    def known(self) -> str:
        """What is known, in the language of now."""
        return str(self.spoken_known)

    @property
    def texts(self) -> list[Text]:
        """The texts that its facts rest on, each once."""
        return list({text.code: text for fact in self.facts for text in fact.texts}.values())

    @property
    def cited(self) -> str:
        """Who says so, and when: `FDA 2023; Short and others 2018`."""
        return "; ".join(text.brief for text in self.texts)


@dataclass(frozen=True, kw_only=True)
class ClaimedSentence:
    """A sentence that makes such a claim. The start of a long one stands for the whole."""

    sentence: str
    claim: AdvertisingClaim

    @property
    def beside(self) -> str:
        """The sentence, what is known, and the texts, as a moderator reads them."""
        words = {"sentence": self.sentence, "known": self.claim.known, "texts": self.claim.cited}
        return _("It says: “%(sentence)s” What is known: %(known)s (%(texts)s)") % words


@cache
def claims() -> tuple[AdvertisingClaim, ...]:
    """Every claim in the order of the file, read once. Raises `UnknownFact`."""
    words = translated("advertising.csv", "claim", "words")
    known = translated("advertising.csv", "claim", "known")
    return tuple(
        _claim(row, words.get(row["claim"], {}), known.get(row["claim"], {}))
        for row in rows("advertising.csv")
    )


def claimed_in(text: str) -> list[ClaimedSentence]:
    """The sentences of a text that make claims, in its order, once for each claim."""
    found: list[ClaimedSentence] = []
    for sentence in filter(None, map(str.strip, _SENTENCE_END.split(text[:_CHARACTERS_READ]))):
        plain = " ".join(_APOSTROPHES.sub("", folded(sentence)).split())
        start = Truncator(sentence).chars(_CHARACTERS_QUOTED)
        found += [ClaimedSentence(sentence=start, claim=c) for c in claims() if _makes(c, plain)]
    return found


def _makes(claim: AdvertisingClaim, plain: str) -> bool:
    """Whether a sentence makes a claim that its own clause does not take back."""
    return any(
        claim.unless is None or not claim.unless.search(_clause(plain, found))
        for found in claim.pattern.finditer(plain)
    )


def _clause(plain: str, found: re.Match[str]) -> str:
    """What a sentence says before a claim, the claim, and the words that belong to it.

    "It cures depression with no delay" takes nothing back; "A cure is not promised" does.
    """
    before = _BREAK_BEFORE.split(plain[: found.start()])[-1]
    after = _BREAK_AFTER.split(plain[found.end() :], maxsplit=1)[0]
    return f"{before}{found[0]}{after}"


def _claim(row: dict[str, str], words: dict[str, str], known: dict[str, str]) -> AdvertisingClaim:
    return AdvertisingClaim(
        code=row["claim"],
        pattern=re.compile(row["pattern"]),
        unless=re.compile(row["unless"]) if row["unless"] else None,
        facts=tuple(known_fact(c, cited_in="advertising.csv") for c in row["facts"].split()),
        spoken_words=spoken(row["words"], words),
        spoken_known=spoken(row["known"], known),
    )
