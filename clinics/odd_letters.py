"""Letters in a name that do not belong together: what a person sees is not what is written."""

from __future__ import annotations

import unicodedata
from collections import Counter

ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
"""Scripts that one name mixes as a matter of course; the first word of their letters' names."""
USUAL_SIGNS = "©®™°"
ODD_CATEGORIES = ("Cc", "Cf", "Cn", "Co", "Cs", "So")
"""Characters that nobody sees, and pictures."""


def odd_letters(name: str) -> list[str]:
    """The letters and signs out of place in a name, each as `ж (Cyrillic small letter zhe)`.

    Letters of another script than most of the name's, signs that nobody sees, and pictures. []
    for a name in one script.
    """
    scripts = {sign: _script(sign) for sign in name if unicodedata.category(sign) in _LETTERS}
    counted = Counter(scripts[sign] for sign in name if sign in scripts)
    usual = counted.most_common(1)[0][0] if counted else ""
    odd = [
        sign
        for sign in dict.fromkeys(name)
        if (sign in scripts and scripts[sign] != usual)
        or (unicodedata.category(sign) in ODD_CATEGORIES and sign not in USUAL_SIGNS)
    ]
    return [_shown(sign) for sign in odd]


_LETTERS = ("Lu", "Ll", "Lt", "Lo")


def _script(letter: str) -> str:
    """The script of a letter: the first word of its name. Ordinals such as ª count as Latin."""
    first = unicodedata.name(letter, "UNNAMED").split()[0]
    if first in ("FEMININE", "MASCULINE"):
        return "LATIN"
    return "ASIAN" if first in ASIAN else first


def _shown(sign: str) -> str:
    named = unicodedata.name(sign, f"U+{ord(sign):04X}").capitalize()
    is_seen = unicodedata.category(sign) in (*_LETTERS, "So")
    return f"{sign} ({named})" if is_seen else named
