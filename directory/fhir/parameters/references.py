"""Reference parameters: who points at whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from directory.fhir.parameters.ids import TYPES, key_of
from directory.fhir.parameters.parameter import EVERYTHING, NOTHING, Now, Parameter, any_of
from directory.fhir.parameters.values import plain


@dataclass(frozen=True)
class Key:
    """Where rows of a source have the key of a row that they point at; `only` some of them do."""

    path: str
    only: Q = EVERYTHING


@dataclass(frozen=True, kw_only=True)
class Reference(Parameter):
    """A parameter over references: `keys` by source and by the prefix of whom they point at.

    `element` is the path of the reference in a resource: `attestation.who`. Without `keys`, nobody
    points at anybody.
    """

    targets: tuple[str, ...]
    element: str = ""
    keys: Mapping[str, Mapping[str, Key]] = field(default_factory=dict)

    type = "reference"

    def read(self, text: str, modifier: str, now: Now) -> tuple[str, int] | None:
        """`id`, `Type/id` or an address of ours → (prefix, key); None: nobody's."""
        self.known(modifier)
        said = plain(text).strip().removeprefix(f"{now.base}/")
        if "://" in said:
            return None
        type_, slash, id_ = said.rpartition("/")
        if slash and type_ not in self.targets:
            words = _("“%(name)s” points at %(known)s, not at “%(type)s”.")
            said_of = {"name": self.code, "known": ", ".join(self.targets), "type": type_[:60]}
            raise self.wrong(words % said_of)
        key = key_of(id_)
        wanted = (type_ if slash else modifier) or None
        return key if key and wanted in (None, TYPES.get(key[0])) else None

    def known(self, modifier: str) -> None:
        """Raise Refused for a modifier that is not a type it points at."""
        if modifier not in self.targets:
            super().known(modifier)

    def where(self, source: str, value: tuple[str, int] | None, now: Now) -> Q:
        """Rows that point at that one."""
        key = self.keys.get(source, {}).get(value[0]) if value else None
        return Q(**{key.path: value[1]}) & key.only if key and value else NOTHING

    def pointing(self, source: str, prefix: str, rows: QuerySet) -> Q:
        """Rows that point at one of these rows, whose ids have that prefix."""
        key = self.keys.get(source, {}).get(prefix)
        return Q(**{f"{key.path}__in": rows.values("pk")}) & key.only if key else NOTHING

    def pointing_at(self, source: str, keys: Collection[tuple[str, int]]) -> Q:
        """Rows that point at one of those with these prefixes and keys."""
        some = []
        for prefix, key in self.keys.get(source, {}).items():
            if own := [number for other, number in keys if other == prefix]:
                some.append(Q(**{f"{key.path}__in": own}) & key.only)
        return any_of(some)
