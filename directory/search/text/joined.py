"""What phrases that stand together mean other than alone: "no pills or shots", "BCBS of Texas"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from directory.places.names import STATE_OF_KEY, Word, as_typed, key_of
from directory.search.text.phrases import AFTER_A_FILTER

_OR = {"or", "nor", "o", "u", "ni"}
_BOTH = {("with", "and"), ("with", "or"), ("con", "y"), ("con", "o")}
_PLANS = AFTER_A_FILTER | {
    *("ppo", "hmo", "epo", "pos", "advantage", "complete", "dual", "select", "prime", "choice"),
    *("plus", "gold", "silver", "bronze", "platinum", "preferred", "basic", "standard", "card"),
}
_PARTS = {"northern", "southern", "eastern", "western", "northeastern", "central", "greater"}
_LONGEST_STATE = 3


@dataclass(frozen=True, kw_only=True)
class Said:
    """A phrase that means something. `text` is how it was typed, with its "no" if it has one."""

    begin: int
    end: int
    meaning: str
    text: str
    is_negated: bool = False


def negated_together(found: Sequence[Said], said: Sequence[Word]) -> list[Said]:
    """The phrases, with a "no" counting for all that an "or" joins: "no pills or injections".

    What is wanted as well as not ("with or without pills") means nothing we know.
    """
    kept: list[Said] = []
    for one in found:
        begin = max(0, one.begin - 2)
        if _folded(said[begin : one.begin]) in _BOTH:
            text = as_typed(said[begin : one.end])
            kept.append(replace(one, begin=begin, meaning="", text=text, is_negated=True))
            continue
        before = kept[-1] if kept else None
        if before and before.is_negated and _is_joined_by_or(said[before.end : one.begin]):
            one = replace(one, is_negated=True)
        kept.append(one)
    return kept


def _is_joined_by_or(between: Sequence[Word]) -> bool:
    return len(between) == 1 and between[0].folded in _OR


def insurers_states(said: Sequence[Word], found: Sequence[Said]) -> set[int]:
    """Positions of what only belongs to an insurer: its state ("Blue Cross of Texas"), its plan."""
    spent: set[int] = set()
    for one in found:
        end = one.end
        while end < len(said) and said[end].folded in _PLANS:
            end += 1
        if one.meaning.startswith("insurance.") and _folded(said[end : end + 1]) == ("of",):
            begin = end + 1 + any(word.folded in _PARTS for word in said[end + 1 : end + 2])
            if length := _state_at(said, begin):
                end = begin + length
        if one.meaning.startswith("insurance."):
            spent |= set(range(one.end, end))
    return spent


def _state_at(said: Sequence[Word], begin: int) -> int:
    """How many words the state that begins here has; 0 for none."""
    lengths = range(min(_LONGEST_STATE, len(said) - begin), 0, -1)
    return next((n for n in lengths if key_of(said[begin : begin + n]) in STATE_OF_KEY), 0)


def _folded(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.folded for word in words)
