"""What the doctor says: one finding a line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How urgent a finding is."""

    OK = "ok"
    LOOK = "look"
    MUST = "MUST"


@dataclass(frozen=True)
class Finding:
    """What is so, and what to do about it. `about` is two or three words."""

    level: Level
    about: str
    words: str

    def __str__(self) -> str:
        return f"{self.level:4}  {self.about}: {' '.join(self.words.split())}"


def ok(about: str, words: str) -> Finding:
    """Nothing need be done."""
    return Finding(Level.OK, about, words)


def look(about: str, words: str) -> Finding:
    """Somebody should look at it; the site works."""
    return Finding(Level.LOOK, about, words)


def must(about: str, words: str) -> Finding:
    """The site does not work for its readers until this is done."""
    return Finding(Level.MUST, about, words)
