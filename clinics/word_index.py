"""Words and numbers as the desk looks them up, in every row of a table and not only in public ones.

Indexes and queries must say the same, so both are made here.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Upper

from clinics.text import words


def indexed_words(*columns: str) -> Func:
    """The words of several columns, folded; a function that a migration made."""
    texts: list[Any] = []
    for column in columns:
        texts += [Value(" "), F(column)] if texts else [F(column)]
    # Not Concat: it casts, and PostgreSQL does not call a cast of that kind immutable.
    return Func(*texts, template="clinics_words(%(expressions)s)", arg_joiner=" || ",
                output_field=SearchVectorField())  # fmt: skip


def beginning_with(typed: str) -> SearchQuery | None:
    """All of the typed words, each whole or as a beginning; None for no word."""
    found = [f"{word}:*" for word in words(typed)]
    return SearchQuery(" & ".join(found), search_type="raw", config="simple") if found else None


def only_letters_and_digits(column: str) -> Upper:
    """A number without the blanks, dots and dashes in which people differ, in capitals."""
    bare = Func(F(column), Value("[^A-Za-z0-9]"), Value(""), Value("g"),
                function="regexp_replace", output_field=CharField())  # fmt: skip
    return Upper(bare)
