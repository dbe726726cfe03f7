"""Why a listing changed: kept in English in the trail, and said in the language of who reads it.

No row of the trail is ever changed. So what the program said is known again by its form, in old
rows too. What people wrote stays as they wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

CONFIRMED = gettext_noop("A moderator confirmed: %(label)s.")
NOT_CONFIRMED = gettext_noop("A moderator could not confirm: %(label)s.")
REFUSED = gettext_noop("A moderator refused: %(label)s.")
WAITS_AGAIN = gettext_noop("A moderator took back a decision, to decide it again: %(label)s.")
WITHDRAWN = gettext_noop("The clinic took back: %(label)s.")
MERGED = gettext_noop("Merged with “%(clinic)s”: %(why)s")
MERGE_UNDONE = gettext_noop("The merge with “%(clinic)s” was undone: %(why)s")

FORMS = (CONFIRMED, NOT_CONFIRMED, REFUSED, WAITS_AGAIN, WITHDRAWN, MERGED, MERGE_UNDONE)
"""Sentences with something in them: a `label` of ours, in English, or what people wrote."""


@dataclass(frozen=True, kw_only=True)
class Why:
    """A reason in the language of now, and what of it people wrote."""

    words: str
    own: tuple[str, ...]


def why(kept: str) -> Why:
    """A reason as the trail keeps it, in the language of now. '' stays ''."""
    for form in FORMS:
        if found := _pattern(form).fullmatch(kept):
            parts = found.groupdict()
            own = tuple(part for name, part in parts.items() if name != "label")
            if "label" in parts:
                parts["label"] = _(parts["label"])
            return Why(words=_(form) % parts, own=own)
    words = _(kept) if kept else ""
    return Why(words=words, own=(kept,) if words == kept != "" else ())


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """A form as an expression with one group for each part. Every other piece is a name."""
    pieces = re.split(r"%\((\w+)\)s", form)
    texts, names = map(re.escape, pieces[::2]), [f"(?P<{name}>.+)" for name in pieces[1::2]]
    return re.compile("".join(a + b for a, b in zip(texts, [*names, ""], strict=True)), re.DOTALL)
