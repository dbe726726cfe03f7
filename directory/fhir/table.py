"""What the table of types is written with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, TypeVar

from directory.fhir.kind import Key, Kind, Load
from directory.fhir.parameters import references
from directory.fhir.parameters.dates import LastUpdated
from directory.fhir.parameters.ids import Id
from directory.fhir.parameters.parameter import BASE_R4, PLAN_NET, Parameter
from directory.fhir.parameters.references import Reference

P = TypeVar("P", bound=Parameter)
Keys = Mapping[str, Mapping[str, references.Key]]


def kind(type: str, *parameters: Parameter, profiles: tuple[str, ...], **words: Any) -> Kind:
    """A type with these parameters, and those that every type has."""
    every = (
        Id(code="_id", definition=f"{BASE_R4}Resource-id"),
        LastUpdated(code="_lastUpdated", definition=f"{BASE_R4}Resource-lastUpdated"),
    )
    known = {one.code: one for one in (*every, *parameters)}
    return Kind(type=type, parameters=known, profiles=profiles, **words)


def plan(make: Callable[..., P], name: str, code: str = "", **words: Any) -> P:
    """A parameter of Plan-Net. `name` ends its SearchParameter's address, and in its code."""
    return make(code=code or name.partition("-")[2], definition=f"{PLAN_NET}{name}", **words)


def base(make: Callable[..., P], name: str, code: str = "", **words: Any) -> P:
    """A parameter of FHIR R4 itself that Plan-Net does not ask for."""
    return make(code=code or name.partition("-")[2], definition=f"{BASE_R4}{name}", **words)


def points(name: str, targets: str, element: str = "", keys: Keys | None = None) -> Reference:
    """A reference parameter of Plan-Net. Without keys, nobody points at anybody by it."""
    known = tuple(targets.split())
    return plan(Reference, name, targets=known, element=element, keys=keys or {})


def by_key(prefix: str, load: Callable[..., dict[int, dict]]) -> Load:
    """What loads the resources of a type whose ids all have that prefix."""

    def loaded(keys: Collection[Key], on: date) -> dict[Key, dict]:
        found = load([key for own, key in keys if own == prefix], on=on)
        return {(prefix, key): resource for key, resource in found.items()}

    return loaded
