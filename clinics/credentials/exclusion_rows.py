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
    kindless_form,
    organization_forms,
    whole_form,
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
    middle_name: str
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
        self._named_after: dict[str, list[Listed]] = {}
        self._cut: list[tuple[str, Listed]] = []
        for row in rows:
            self._written.setdefault(row.business_name or row.last_name, []).append(row)
            if row.npi is not None:
                self._npis.setdefault(str(row.npi), []).append(row)
            if row.last_name:
                self._add_person(row)
            if row.business_name:
                self._add_business(row)

    def _add_person(self, row: Listed) -> None:
        self.people += 1
        former = runs(bare_words(row.middle_name))
        for name in surnames(row.last_name).union(surname_spellings(row.last_name), former) - {""}:
            self._names.setdefault(name, []).append(row)

    def _add_business(self, row: Listed) -> None:
        name = row.business_name
        forms = {*organization_forms(name), kindless_form(name)}
        if is_cut(name):
            forms.add(whole_form(name))
            if len(sure := cut_form(name)) >= LEAST_LETTERS:
                self._cut.append((sure, row))
        for form in forms - {""}:
            self._businesses.setdefault(form, []).append(row)
        for run in set(runs(bare_words(name))):
            self._named_after.setdefault(run, []).append(row)

    def about(self, holder: Holder, ruled_on: Iterable[str]) -> Iterator[int]:
        """The keys of the rows that may mean a holder: more than may mean it, never less."""
        yield from (row.pk for name in ruled_on for row in self._written.get(name, ()))
        yield from (row.pk for row in self._npis.get(holder.npi, ()))
        rows = self._about_person(holder) if holder.is_person else self._about_clinic(holder)
        yield from (row.pk for row in rows)

    def _about_person(self, holder: Holder) -> Iterator[Listed]:
        for name in _near_names(holder):
            yield from (row for row in self._names.get(name, ()) if row.state in holder.states)
        if is_rare(holder, self.people):
            yield from self._names.get(surname(holder.family), ())
        yield from self._named_after.get(surname(holder.family), ())

    def _about_clinic(self, holder: Holder) -> Iterator[Listed]:
        forms = {form for name in holder.names for form in organization_forms(name)}
        kindless = {kindless_form(name) for name in holder.names}
        for form in forms.union(kindless, *map(one_letter_off, forms)) - {""}:
            yield from self._businesses.get(form, ())
        for sure, row in self._cut:
            if any(form.startswith(sure) for form in forms):
                yield row
        for run in {run for name in holder.names for run in runs(bare_words(name))}:
            yield from self._names.get(run, ())


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
