"""Keeps the names of lists: one list has one spelling."""

from __future__ import annotations

from clinics.files.refusals import FileRefused
from clinics.listing.models import SourceList


class Lists:
    """The names that lists have, read once. One query."""

    def __init__(self) -> None:
        names = SourceList.objects.values_list("name", flat=True)
        self._names = {name.casefold(): name for name in names}
        self._new: list[str] = []

    def spelled(self, name: str) -> str:
        """The spelling under which the list is known; a new list keeps this one."""
        known = self._names.get(name.casefold())
        if known is None:
            self._new.append(name)
            known = self._names[name.casefold()] = name
        return known

    def keep(self) -> None:
        """Store the new names. Two queries; none without a new name.

        Raises FileRefused when another import gave one of them another spelling just now.
        """
        if not self._new:
            return
        names = [SourceList(name=name) for name in self._new]
        SourceList.objects.bulk_create(names, ignore_conflicts=True)
        if SourceList.objects.filter(name__in=self._new).count() < len(self._new):
            raise FileRefused("Another import spells the name of the list otherwise. Run it again.")
        self._new = []


def note_list(name: str, *, asks_prices: bool) -> None:
    """Note whether the list asks about prices: once it did, it does. One query."""
    told = SourceList.objects.filter(name=name)
    if asks_prices:
        told.exclude(asks_prices=True).update(asks_prices=True)
    else:
        told.filter(asks_prices=None).update(asks_prices=False)
