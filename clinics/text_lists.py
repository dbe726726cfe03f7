"""Things in a row of words, as the language of now joins them."""

from __future__ import annotations

import re

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from clinics.languages import spoken_now

SPANISH = "es"
SOUNDS_LIKE_Y = re.compile(r"[“(]?h?[ií](?![aeo])", re.IGNORECASE)
SOUNDS_LIKE_O = re.compile(r"[“(]?(h?[oó]|8|11\b)", re.IGNORECASE)


def all_of(things: list[str]) -> str:
    """`a, b and c`; '' of nothing. Spanish says “e” before the sound of its “y”."""
    if spoken_now() == SPANISH and things and SOUNDS_LIKE_Y.match(things[-1]):
        return get_text_list(list(things), "e")
    return get_text_list(list(things), _("and"))


def one_of(things: list[str]) -> str:
    """`a, b or c`; '' of nothing. Spanish says “u” before the sound of its “o”."""
    if spoken_now() == SPANISH and things and SOUNDS_LIKE_O.match(things[-1]):
        return get_text_list(list(things), "u")
    return get_text_list(list(things), _("or"))
