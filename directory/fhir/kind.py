"""A type of resource: where its rows come from, and what it can be searched by."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from directory.fhir.parameters.parameter import Parameter
from directory.fhir.parameters.references import Reference

if TYPE_CHECKING:
    from clinics.vocabulary import Words

Key = tuple[str, int]
"""A resource by the prefix and the key of its id."""
Load = Callable[[Collection[Key], date], dict[Key, dict]]


@dataclass(frozen=True)
class Source:
    """Rows that are resources: `prefix` begins their ids, `rows(on=day)` are the published ones.

    `once()` are those that are or were published.
    """

    prefix: str
    rows: Callable[..., QuerySet]
    once: Callable[[], QuerySet]


def nobody(_keys: Collection[Key], _on: date) -> dict[Key, dict]:
    """The resources of a type of which there are none."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of resource. Without sources there is none of it, and `says` why.

    `alone` are resources of no row: they are read, and no search finds them.
    """

    type: str
    profiles: tuple[str, ...]
    parameters: dict[str, Parameter]
    sources: tuple[Source, ...] = ()
    load: Load = nobody
    alone: tuple[Key, ...] = ()
    says: Words = ""

    @property
    def references(self) -> dict[str, Reference]:
        """The parameters that are references, by code."""
        return {c: p for c, p in self.parameters.items() if isinstance(p, Reference)}

    def source(self, prefix: str) -> Source | None:
        """The source whose ids have that prefix."""
        return next((one for one in self.sources if one.prefix == prefix), None)
