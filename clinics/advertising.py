"""Finds sentences of advertising that say more than is known, and what is known about each.

The claims are rows of fixtures/guide/advertising.csv, and how another language makes them of
es/advertising-found.csv. They rest only on facts that somebody read in the text itself. Such a
sentence is not refused: at the desk and on the clinic's page, what is known stands beside it, with
the source.
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
_BREAK_AFTER = re.compile(
    r"[,;:–—]| (?:and|but|so|with|without|y|e|pero|con|sin|aunque|porque) | no (?:matter|importa) "
)
_CHARACTERS_AROUND = 300
"""How far from a claim a word may stand that takes it back: each claim of an endless one is read
against these many characters, not against the whole.
"""
_CHARACTERS_QUOTED = 200
_CHARACTERS_READ = 20_000
"""Only the start of a text is searched. Every form refuses texts that are longer than this."""


@dataclass(frozen=True, kw_only=True)
class Expression:
    """How one language makes a claim, in lower case and base letters, and what takes it back."""

    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def finds(self, plain: str) -> bool:
        """Whether a sentence makes the claim, and its own clause does not take it back."""
        return any(
            self.unless is None or not self.unless.search(_clause(plain, found))
            for found in self.pattern.finditer(plain)
        )


@dataclass(frozen=True, kw_only=True)
class AdvertisingClaim:
    """Something that advertising says. `known` is what is known instead, in plain sentences."""

    code: str
    found_by: tuple[Expression, ...]
    facts: tuple[KnownFact, ...]
    spoken_words: Spoken
    spoken_known: Spoken

    def is_made(self, plain: str) -> bool:
        """Whether a sentence, in lower case and base letters, makes the claim in any language."""
        return any(expression.finds(plain) for expression in self.found_by)

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
    pattern = translated("advertising-found.csv", "claim", "pattern")
    unless = translated("advertising-found.csv", "claim", "unless")
    made = []
    for row in rows("advertising.csv"):
        code = row["claim"]
        found_by = [(row["pattern"], row["unless"])]
        found_by += [(pattern[code][one], unless[code][one]) for one in pattern.get(code, {})]
        made.append(_claim(row, found_by, words.get(code, {}), known.get(code, {})))
    return tuple(made)


def claimed_in(text: str) -> list[ClaimedSentence]:
    """The sentences of a text that make claims, in its order, once for each claim."""
    found: list[ClaimedSentence] = []
    for sentence in filter(None, map(str.strip, _SENTENCE_END.split(text[:_CHARACTERS_READ]))):
        plain = " ".join(_APOSTROPHES.sub("", folded(sentence)).split())
        start = Truncator(sentence).chars(_CHARACTERS_QUOTED)
        found += [ClaimedSentence(sentence=start, claim=c) for c in claims() if c.is_made(plain)]
    return found


def _clause(plain: str, found: re.Match[str]) -> str:
    """What a sentence says before a claim, the claim, and the words that belong to it.

    "It cures depression with no delay" takes nothing back; "A cure is not promised" does.
    """
    start, end = found.span()
    before = _BREAK_BEFORE.split(plain[max(0, start - _CHARACTERS_AROUND) : start])[-1]
    after = _BREAK_AFTER.split(plain[end : end + _CHARACTERS_AROUND], maxsplit=1)[0]
    return f"{before}{found[0]}{after}"


def _claim(
    row: dict[str, str],
    found_by: list[tuple[str, str]],
    words: dict[str, str],
    known: dict[str, str],
) -> AdvertisingClaim:
    return AdvertisingClaim(
        code=row["claim"],
        found_by=tuple(
            Expression(pattern=re.compile(pattern), unless=re.compile(unless) if unless else None)
            for pattern, unless in found_by
        ),
        facts=tuple(known_fact(c, cited_in="advertising.csv") for c in row["facts"].split()),
        spoken_words=spoken(row["words"], words),
        spoken_known=spoken(row["known"], known),
    )
