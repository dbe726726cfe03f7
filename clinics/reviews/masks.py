"""Masking: names of staff and other people's health give way to a marker, and nothing else changes.

Pure. A moderator may take a stretch out, never put a word in; how much one marker may stand for
is limited, so that no opinion disappears behind a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left

NAME = "[name removed]"
HEALTH = "[health detail removed]"
LONGEST = {NAME: 80, HEALTH: 300}
"""The markers, and how many characters of the writer's each may stand for."""
_MARKER = re.compile("(" + "|".join(map(re.escape, LONGEST)) + ")")
_CHAIN = re.compile("|".join(rf"({re.escape(marker)}\s*){{2}}" for marker in LONGEST))
"""The same marker twice on end would stand for twice as much."""


def plain(text: str) -> str:
    """The text as forms bring it back: lines end alike, no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_masked(words: str, shown: str) -> bool:
    """Whether `shown` is `words` with stretches (maybe none) replaced by markers."""
    words, shown = plain(words), plain(shown)
    if shown == words:
        return True
    if _CHAIN.search(shown):
        return False
    first, *rest = _MARKER.split(shown)
    ends = [len(first)] if words.startswith(first) else []
    for marker, piece in zip(rest[::2], rest[1::2], strict=True):
        starts = _places(piece, words, LONGEST[marker], ends)
        ends = [start + len(piece) for start in starts]
    return len(words) in ends


def _places(piece: str, words: str, longest: int, after: list[int]) -> list[int]:
    """Where `piece` stands in `words`, 1 to `longest` characters behind one of the places."""
    found, start = [], words.find(piece)
    while start >= 0:
        nearest = bisect_left(after, start) - 1
        if nearest >= 0 and start - after[nearest] <= longest:
            found.append(start)
        start = words.find(piece, start + 1) if start < len(words) else -1
    return found
