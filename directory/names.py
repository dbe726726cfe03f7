"""Clinics by the words of their names, typing errors forgiven."""

from __future__ import annotations

from django.db import connection

from clinics.listing.names import words

ALIKE = """
select typed.word, w.word from unnest(%s::text[], %s::int[]) as typed(word, typos)
join clinics_searchword w on w.word = typed.word
  or (typed.typos > 0 and w.word like typed.word || '%%')
  or (typed.typos > 0 and w.word %% typed.word
      and levenshtein_less_equal(w.word, typed.word, typed.typos) <= typed.typos)
"""


def typos_forgiven(word: str) -> int:
    """How many typing errors a typed word may have: none below 4 letters, two from 8 on."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def clinics_named(text: str) -> list[int]:
    """Keys of the clinics in whose names every typed word occurs, or one like it. Two queries."""
    typed = sorted(set(words(text)))
    alike: dict[str, list[str]] = {word: [] for word in typed}
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [typed, [typos_forgiven(word) for word in typed]])
        for word, known in cursor.fetchall():
            alike[word].append(known)
        tests = " and ".join(["words && %s::varchar[]"] * len(typed)) or "false"
        cursor.execute(
            f"select clinic_id from clinics_searchrow where {tests}",
            [alike[word] for word in typed],
        )
        return [clinic_id for (clinic_id,) in cursor.fetchall()]
