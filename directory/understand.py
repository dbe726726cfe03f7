"""Free words → the filters and the place they name; the rest is a name to look for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What words mean: checklist codes, a place in words, and the words that are left."""

    codes: tuple[str, ...] = ()
    near: str = ""
    words: str = ""


def understand(text: str, *, place_is_given: bool = False) -> Meaning:
    """The meaning of what was typed."""
    return Meaning(words=text)
