"""Finds the rows of the exclusion list that may be about the holders of a batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
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


class FoundRows(NamedTuple):
    """The rows that may be about each holder, and how many people the whole list names."""

    by_holder: dict[HolderKey, list[Exclusion]]
    listed: int


def rows_about(
    holders: Mapping[HolderKey, Holder], ruled_on: Mapping[str, Collection[HolderKey]]
) -> FoundRows:
    """The rows in force that may be about each holder. Two queries.

    `ruled_on`: the holders about whom a moderator ruled on a row, by the name in that row. The
    whole list is read once, 80,000 short rows: no index knows the names that are only similar.
    """
    listed = [Listed(*row) for row in Exclusion.objects.in_force().values_list(*Listed._fields)]
    people = sum(bool(row.last_name) for row in listed)
    wanted = _Wanted(holders, ruled_on, people)
    keys = {row.pk: found for row in listed if (found := wanted.by(row))}
    by_holder: dict[HolderKey, list[Exclusion]] = {}
    for pk, row in sorted(Exclusion.objects.in_bulk(keys).items()):
        for key in keys[pk]:
            by_holder.setdefault(key, []).append(row)
    return FoundRows(by_holder, people)


class _Wanted:
    """The names and numbers of the holders, by which a row is looked up."""

    def __init__(
        self,
        holders: Mapping[HolderKey, Holder],
        ruled_on: Mapping[str, Collection[HolderKey]],
        listed: int,
    ) -> None:
        self._holders, self._ruled_on = holders, ruled_on
        self._npis: dict[str, list[HolderKey]] = {}
        self._near: dict[str, list[HolderKey]] = {}
        self._anywhere: dict[str, list[HolderKey]] = {}
        self._clinics: dict[str, list[HolderKey]] = {}
        self._nearly_clinics: dict[str, list[HolderKey]] = {}
        self._people: dict[str, list[HolderKey]] = {}
        self._kindless: dict[str, list[HolderKey]] = {}
        self._named_after: dict[str, list[HolderKey]] = {}
        for key, holder in holders.items():
            self._npis.setdefault(holder.npi, []).append(key)
            for run in {run for name in holder.names for run in runs(bare_words(name))}:
                self._named_after.setdefault(run, []).append(key)
            for form in {kindless_form(name) for name in holder.names} - {""}:
                self._kindless.setdefault(form, []).append(key)
            for form in {form for name in holder.names for form in organization_forms(name)}:
                self._clinics.setdefault(form, []).append(key)
                for near in less_a_letter(form):
                    self._nearly_clinics.setdefault(near, []).append(key)
            if holder.is_person:
                self._people.setdefault(surname(holder.family), []).append(key)
                for name in _near_names(holder):
                    self._near.setdefault(name, []).append(key)
                if is_rare(holder, listed):
                    self._anywhere.setdefault(surname(holder.family), []).append(key)

    def by(self, row: Listed) -> set[HolderKey]:
        """The holders whom a row may mean: more than it may mean, never less."""
        found = {*self._ruled_on.get(row.business_name or row.last_name, ())}
        if row.npi is not None:
            found.update(self._npis.get(str(row.npi), ()))
        if row.last_name:
            found.update(self._named_after.get(surname(row.last_name), ()))
        for name in _listed_names(row.last_name, row.middle_name):
            found.update(self._anywhere.get(name, ()))
            for key in self._near.get(name, ()):
                if row.state in self._holders[key].states:
                    found.add(key)
        if row.business_name and self._people:
            for name in set(runs(bare_words(row.business_name))):
                found.update(self._people.get(name, ()))
        if row.business_name and self._clinics:
            for form in organization_forms(row.business_name):
                for near in less_a_letter(form):
                    found.update(self._nearly_clinics.get(near, ()))
            found.update(self._kindless.get(kindless_form(row.business_name), ()))
            if is_cut(row.business_name):
                found.update(self._clinics.get(whole_form(row.business_name), ()))
                found.update(self._by_beginning(cut_form(row.business_name)))
        return found

    def _by_beginning(self, sure: str) -> Iterator[HolderKey]:
        if len(sure) >= LEAST_LETTERS:
            for form, keys in self._clinics.items():
                if form.startswith(sure):
                    yield from keys


@lru_cache(maxsize=100_000)
def _listed_names(last_name: str, middle_name: str) -> tuple[str, ...]:
    """The names by which a row of a person is looked up; none for a business."""
    near = map(less_a_letter, surname_spellings(last_name))
    former = runs(bare_words(middle_name))
    return tuple(surnames(last_name).union(former, *near) - {""})


def _near_names(holder: Holder) -> Iterable[str]:
    """The surname with its parts and typing errors, and the given names: they may be swapped."""
    names = {*surnames(holder.family), *runs(bare_words(holder.given))}
    return names.union(*map(less_a_letter, surname_spellings(holder.family)))


def less_a_letter(word: str) -> set[str]:
    """The word, and the word without each of its letters.

    Two words that differ by one letter, or by two that are swapped, have one of these in common.
    """
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
