"""Masking: markers replace names of staff and other people's health; nothing else may change.

A moderator can take words out, and never put words in. The length that one marker replaces is
limited, so that no opinion disappears behind "a name". No database is read here.
"""

from __future__ import annotations

import re
from bisect import bisect_left

NAME = "[name removed]"
HEALTH = "[health detail removed]"
MOST_REPLACED = {NAME: 80, HEALTH: 300}
"""The markers, and how many of the writer's characters each may replace."""
_MARKER = re.compile("(" + "|".join(map(re.escape, MOST_REPLACED)) + ")")
# The same marker twice in a row is refused: it would replace twice as much.
_CHAIN = re.compile("|".join(rf"({re.escape(marker)}\s*){{2}}" for marker in MOST_REPLACED))


def plain(text: str) -> str:
    """The text, trimmed, each line ending in one newline: browsers send two characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_masked(words: str, shown: str) -> bool:
    """Whether `shown` is `words` with some parts, or none, replaced by markers."""
    words, shown = plain(words), plain(shown)
    if shown == words:
        return True
    if _CHAIN.search(shown):
        return False
    first, *rest = _MARKER.split(shown)
    # `ends`: every position in `words` at which the part of `shown` read so far can end.
    ends = [len(first)] if words.startswith(first) else []
    for marker, piece in zip(rest[::2], rest[1::2], strict=True):
        starts = _places(piece, words, MOST_REPLACED[marker], ends)
        ends = [start + len(piece) for start in starts]
    return len(words) in ends


def _places(piece: str, words: str, longest: int, after: list[int]) -> list[int]:
    """Where `piece` starts in `words`, 1 to `longest` characters after one of the positions."""
    places, start = [], words.find(piece)
    while start >= 0:
        nearest = bisect_left(after, start) - 1
        if nearest >= 0 and start - after[nearest] <= longest:
            places.append(start)
        start = words.find(piece, start + 1) if start < len(words) else -1
    return places
