"""Finds the rows of the exclusion list that may be about the holders of a batch."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from clinics.credentials.exclusion_matching import is_rare
from clinics.credentials.organization_names import (
    LEAST_LETTERS,
    cut_form,
    is_cut,
    organization_forms,
)
from clinics.credentials.person_names import bare_words, runs, surname, surname_spellings, surnames
from clinics.credentials.register_matching import Holder
from clinics.registries.models import Exclusion

LETTERS = string.ascii_lowercase + string.digits
"""What a word is made of after folding."""
HolderKey = tuple[int, int | None]
"""(clinic id, clinician id); None instead of a clinician: the clinic itself."""


class Listed(NamedTuple):
    """What of a row in force decides whether it is looked at."""

    pk: int
    last_name: str
    business_name: str
    npi: int | None
    state: str


class ExclusionIndex:
    """Short rows of everybody in force, by number and by name. `people`: how many name a person."""

    def __init__(self, rows: Iterable[Listed]) -> None:
        self.people = 0
        self._npis: dict[str, list[Listed]] = {}
        self._written: dict[str, list[Listed]] = {}
        self._names: dict[str, list[Listed]] = {}
        self._businesses: dict[str, list[Listed]] = {}
        self._cut: list[tuple[str, Listed]] = []
        for row in rows:
            self.people += bool(row.last_name)
            self._written.setdefault(row.business_name or row.last_name, []).append(row)
            if row.npi is not None:
                self._npis.setdefault(str(row.npi), []).append(row)
            for name in surnames(row.last_name).union(surname_spellings(row.last_name)) - {""}:
                self._names.setdefault(name, []).append(row)
            for form in organization_forms(row.business_name) if row.business_name else ():
                self._businesses.setdefault(form, []).append(row)
            if is_cut(row.business_name) and len(sure := cut_form(row.business_name)) >= (
                LEAST_LETTERS
            ):
                self._cut.append((sure, row))

    def about(self, holder: Holder, ruled_on: Iterable[str]) -> Iterator[int]:
        """The keys of the rows that may mean a holder: more than may mean it, never less."""
        yield from (row.pk for name in ruled_on for row in self._written.get(name, ()))
        yield from (row.pk for row in self._npis.get(holder.npi, ()))
        if not holder.is_person:
            forms = {form for name in holder.names for form in organization_forms(name)}
            near = forms.union(*map(one_letter_off, forms))
            yield from (row.pk for form in near for row in self._businesses.get(form, ()))
            begun = tuple(forms)
            yield from (
                row.pk for sure, row in self._cut if any(each.startswith(sure) for each in begun)
            )
            return
        for name in _near_names(holder):
            for row in self._names.get(name, ()):
                if row.state in holder.states:
                    yield row.pk
        if is_rare(holder, self.people):
            yield from (row.pk for row in self._names.get(surname(holder.family), ()))


class FoundRows(NamedTuple):
    """The rows that may be about each holder, and the whole list that they were found in."""

    by_holder: dict[HolderKey, list[Exclusion]]
    whole: ExclusionIndex


def rows_about(
    holders: Mapping[HolderKey, Holder],
    ruled_on: Mapping[str, Collection[HolderKey]],
    index: ExclusionIndex | None = None,
) -> FoundRows:
    """The rows in force that may be about each holder. Two queries, or one with an `index`.

    `ruled_on`: the holders about whom a moderator ruled on a row, by the name in that row. The
    whole list is read once, 80,000 short rows: no index of the database knows the names that are
    only similar.
    """
    if index is None:
        rows = Exclusion.objects.in_force().values_list(*Listed._fields)
        index = ExclusionIndex(map(Listed._make, rows))
    named: dict[HolderKey, list[str]] = {}
    for name, keys in ruled_on.items():
        for key in keys:
            named.setdefault(key, []).append(name)
    pks = {key: {*index.about(holder, named.get(key, ()))} for key, holder in holders.items()}
    rows_by_pk = Exclusion.objects.in_bulk(set().union(*pks.values()))
    by_holder = {
        key: [rows_by_pk[pk] for pk in sorted(found) if pk in rows_by_pk]
        for key, found in pks.items()
    }
    return FoundRows(by_holder, index)


def _near_names(holder: Holder) -> Iterable[str]:
    """The surname with its parts and typing errors, and the given names: they may be swapped."""
    names = {*surnames(holder.family), *runs(bare_words(holder.given))}
    return names.union(*map(one_letter_off, surname_spellings(holder.family)))


def one_letter_off(word: str) -> set[str]:
    """The word, and all that one letter less, more or else or two swapped letters make of it."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        word,
        *(begin + end[1:] for begin, end in cuts),
        *(begin + end[1] + end[0] + end[2:] for begin, end in cuts if len(end) > 1),
        *(begin + letter + end[1:] for begin, end in cuts for letter in LETTERS),
        *(begin + letter + end for begin, end in cuts for letter in LETTERS),
    } - {""}
