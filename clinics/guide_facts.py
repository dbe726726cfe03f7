"""The guide's facts, how each is known, and the texts that they rest on, from fixtures/guide.

The pages of the guide cite them, and so does `clinics/advertising.py`. Knows no database.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from clinics.languages import prefixes
from clinics.spoken import Spoken, spoken

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words

FILES = Path(__file__).resolve().parents[1] / "fixtures" / "guide"

HOW_KNOWN: dict[str, Words] = {
    "S": _("Read in the text itself or a copy of it."),
    "F": _("Read in the text itself for an earlier study of ours."),
    "D": _("Worked out by us from the texts named."),
    "S2": _("Read second-hand, not in the text itself."),
    "M": _("Written down from memory."),
}
"""How a fact is known, by the letters that facts.csv uses; the surest first."""

TO_CHECK = {"S2", "M"}
"""A person must still check these against the text, and every page that uses them says so."""


class UnknownFact(Exception):
    """A fact is cited that facts.csv lacks, or it cites a text that sources.csv lacks."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A published text that facts rest on. `year` is as printed, '' when the text has none."""

    code: str
    title: str
    by: str
    year: str
    url: str
    kind: str

    @property
    def brief(self) -> str:
        """Who wrote it, and when: what stands beside a claim."""
        return f"{self.by or self.title} {self.year}".strip()


@dataclass(frozen=True, kw_only=True)
class KnownFact:
    """One thing that is known, in a plain sentence, and the texts it rests on."""

    code: str
    known: str
    texts: tuple[Text, ...]
    spoken: Spoken

    @property
    def says(self) -> str:
        """The sentence in the language of now."""
        return str(self.spoken)

    @property
    def is_to_check(self) -> bool:
        """Whether a person must still look into the text itself."""
        return self.known in TO_CHECK

    @property
    def how_known(self) -> Words:
        """How it is known, as a sentence."""
        return HOW_KNOWN[self.known]


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a file in fixtures/guide, each cell without blanks around it."""
    with (FILES / name).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {column: (cell or "").strip() for column, cell in row.items()}


def translated(name: str, key: str, column: str) -> dict[str, dict[str, str]]:
    """What a file says in other languages: by key, by language. {} where none is translated."""
    found: dict[str, dict[str, str]] = {}
    for code in sorted(prefixes()):
        if (FILES / code / name).exists():
            for row in rows(f"{code}/{name}"):
                found.setdefault(row[key], {})[code] = row[column]
    return found


@cache
def texts() -> dict[str, Text]:
    """Every text by its code, read once."""
    return {row["code"]: Text(**row) for row in rows("sources.csv")}


@cache
def known_facts() -> dict[str, KnownFact]:
    """Every fact by its code, read once. Raises `UnknownFact` for a text that nobody listed."""
    said = translated("facts.csv", "fact", "says")
    return {row["fact"]: _fact(row, said.get(row["fact"], {})) for row in rows("facts.csv")}


def known_fact(code: str, *, cited_in: str) -> KnownFact:
    """The fact of a code. Raises `UnknownFact` with the place that cites it."""
    try:
        return known_facts()[code]
    except KeyError:
        raise UnknownFact(f"{cited_in} cites {code!r}, which facts.csv lacks") from None


def _fact(row: dict[str, str], said: dict[str, str]) -> KnownFact:
    cited = row["sources"].split()
    if missing := [code for code in cited if code not in texts()]:
        raise UnknownFact(f"{row['fact']} rests on {missing}, which sources.csv lacks")
    if row["known"] not in HOW_KNOWN:
        raise UnknownFact(f"{row['fact']} is known as {row['known']!r}, which means nothing")
    return KnownFact(
        code=row["fact"],
        known=row["known"],
        texts=tuple(texts()[code] for code in cited),
        spoken=spoken(row["says"], said),
    )
