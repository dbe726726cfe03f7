"""Clinics by the words of their names, of their organizations' and of their clinicians'.

Typing errors are forgiven; titles and degrees do not count.
"""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import Q

from clinics.models import SearchRow
from clinics.text import sort_key, words

LONGEST_WORD = 60
"""Characters of a word that are stored and compared."""

TITLES = {"dr", "dra", "doctor", "doctora", "prof", "professor", "mr", "mrs", "ms", "miss"}
"""What stands in front of a person's name."""

DEGREES = {
    *("md", "mbbs", "do", "phd", "psyd", "dnp", "np", "fnp", "pmhnp", "aprn", "arnp", "crna"),
    *("fasam", "ccrn", "cnp", "agnp", "cnm", "msw", "faap", "facs", "dabam", "abam"),
    *("pa", "pac", "rn", "bsn", "msn", "mph", "lcsw", "lmhc", "lmft", "lpc", "facp", "fasa"),
    *("jr", "sr", "ii", "iii", "iv"),
}
"""What stands behind a person's name."""

_BETWEEN = re.compile(r"[\s,;]+|(?<=\b[Dd]r)\.(?=\w)", re.ASCII)
_CERTIFIED = re.compile(
    rf"({'|'.join(sorted(DEGREES - {'do', 'ii', 'iii', 'iv', 'jr', 'sr'}))})(bc|c)"
)
"""NP-C, PMHNP-BC: a degree and its certificate."""
_INITIAL = re.compile(r"[^\W\d_]\.")

# A word that is known, or begins one, is taken as typed; only an unknown one is corrected.
ALIKE = """
with typed as (
  select * from unnest(%s::text[], %s::int[]) as t(word, typos)
), begun as (
  select t.word, w.word as known from typed t
  join clinics_searchword w
    on w.word = t.word or (length(t.word) > 3 and w.word like t.word || '%%')
), alike as (
  select t.word, w.word as known from typed t
  join clinics_searchword w on t.typos > 0
    and (w.word %% t.word or w.word like left(t.word, 3) || '%%')
    and levenshtein_less_equal(w.word, t.word, t.typos) <= t.typos
  union
  select t.word, w.word from unnest(%s::text[], %s::text[]) as t(word, swapped)
  join clinics_searchword w on w.word = t.swapped
)
select word, known from begun
union all
select word, known from alike where word not in (select word from begun)
"""

# Materialized: a mere "exists" would scan all rows for words that are common one by one.
CALLED_SO = """
with holding as materialized (
  select from clinics_searchrow where %s and words @> %s::varchar[]
)
select exists (select from clinics_searchrow where name_key = %s)
  or exists (select from holding)
"""


def name_words(text: str) -> list[str]:
    """The words of a name without titles in front and degrees behind; all, if no other is left."""
    parts = [(part, "".join(words(part))) for part in _BETWEEN.split(text)]
    while parts and parts[0][1] in TITLES:
        del parts[0]
    while parts and (parts[-1][1] in DEGREES | {""} or _CERTIFIED.fullmatch(parts[-1][1])):
        del parts[-1]
    # A middle name is seldom stated: "Wren A. Field", but not "Vitamin D Clinic".
    parts[1:] = [part for part in parts[1:] if not _INITIAL.fullmatch(part[0])]
    typed = words(" ".join(part for part, _folded in parts)) or words(text)
    return [word[:LONGEST_WORD] for word in typed]


def typos_forgiven(word: str) -> int:
    """How many typing errors a typed word may have: none below 5 letters, two from 8 on."""
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2


def with_letters_swapped(word: str) -> list[str]:
    """The spellings of a word with two neighbouring letters swapped: that is one error, too."""
    return [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]


def alike(text: str) -> dict[str, list[str]]:
    """The words of names that are like each word of a text. One query.

    A word of four letters and more may be the beginning of one; "" and punctuation have no word.
    """
    typed = sorted(set(name_words(text)))
    swaps = [(w, s) for w in typed if typos_forgiven(w) for s in with_letters_swapped(w)]
    found: dict[str, list[str]] = {word: [] for word in typed}
    with connection.cursor() as cursor:
        cursor.execute(
            ALIKE,
            [
                typed,
                [typos_forgiven(w) for w in typed],
                [w for w, _ in swaps],
                [s for _, s in swaps],
            ],
        )
        for word, known in cursor.fetchall():
            found[word].append(known)
    return found


def clinics_named(text: str) -> list[int]:
    """Keys of the clinics in whose names every typed word occurs, or one like it. Two queries."""
    words_like = list(alike(text).values())
    tests = " and ".join(["words && %s::varchar[]"] * len(words_like)) or "false"
    with connection.cursor() as cursor:
        cursor.execute(f"select clinic_id from clinics_searchrow where {tests}", words_like)
        return [clinic_id for (clinic_id,) in cursor.fetchall()]


def is_a_name(text: str, *, in_part: bool) -> bool:
    """Whether a published clinic is called so; `in_part`: or has all these words. One query."""
    typed = name_words(text)
    with connection.cursor() as cursor:
        cursor.execute(CALLED_SO, [in_part and bool(typed), typed, sort_key(text)[:400]])
        return cursor.fetchone()[0]


def is_within_a_name(text: str) -> bool:
    """Whether the name of a published clinic or its organization has these words in a row.

    One query.
    """
    named = Q(name_key__contains=sort_key(text)[:400])
    named |= Q(clinic__organization__name__icontains=text)
    return SearchRow.objects.filter(named, words__contains=name_words(text)).exists()


def begins_a_name(text: str) -> bool:
    """Whether the name of a published clinic is this, or begins with these words. One query."""
    begin = sort_key(text)[:390]
    named = Q(name_key=begin) | Q(name_key__gte=f"{begin} ", name_key__lt=f"{begin}!")
    return SearchRow.objects.filter(named).exists()
