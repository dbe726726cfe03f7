"""What comes along with a page: whom its resources point at, and who points at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from directory.fhir.asked import Asked
from directory.fhir.kind import Key
from directory.fhir.kinds import KINDS
from directory.fhir.parameters.ids import key_of
from directory.fhir.parameters.references import Reference

MOST = 1000
"""So many resources come along by one `_revinclude` at most. If there are more, that is said."""

ByType = dict[str, list[Key]]


def included(asked: Asked, matches: dict[Key, dict]) -> tuple[list[tuple[str, dict]], list[str]]:
    """Resources that come along, each once and with its type, and what has to be said of them.

    Queries: one for each source of each `_revinclude`, and those that load each type.
    """
    wanted, said = _pointing(asked, matches)
    for reference, target in asked.includes:
        for type_, key in _pointed_at(reference, matches.values()):
            if target in ("", type_):
                wanted.setdefault(type_, []).append(key)
    found: list[tuple[str, dict]] = []
    for type_, keys in wanted.items():
        own = matches if type_ == asked.kind.type else {}
        if missing := [key for key in dict.fromkeys(keys) if key not in own]:
            loaded = KINDS[type_].load(missing, asked.now.on)
            found += [(type_, loaded[key]) for key in missing if key in loaded]
    return found, said


def _pointing(asked: Asked, matches: dict[Key, dict]) -> tuple[ByType, list[str]]:
    """Who points at the page, in the order of their keys."""
    wanted: ByType = {}
    said = []
    for kind, reference in asked.revincludes if matches else ():
        keys: list[Key] = []
        for source in kind.sources:
            rows = source.rows(on=asked.now.on).filter(
                reference.pointing_at(source.prefix, matches)
            )
            some = rows.order_by("pk").values_list("pk", flat=True)[: MOST + 1]
            keys += [(source.prefix, key) for key in some]
        if len(keys) > MOST:
            words = _("“%(name)s” has more than %(most)d resources; only so many came along.")
            said.append(words % {"name": f"{kind.type}:{reference.code}", "most": MOST})
        wanted.setdefault(kind.type, []).extend(keys[:MOST])
    return wanted, said


def _pointed_at(reference: Reference, matches: Iterable[dict]) -> Iterator[tuple[str, Key]]:
    """Type and key of everything that resources point at by a parameter."""
    for resource in matches:
        found: Any = resource
        for name in reference.element.split("."):
            found = found.get(name, {})
        for one in found if isinstance(found, list) else [found]:
            type_, _slash, id_ = one.get("reference", "").partition("/")
            if type_ in reference.targets and (key := key_of(id_)):
                yield type_, key
