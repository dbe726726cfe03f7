"""Checks a resource against a profile's snapshot, and against the types under it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.fhir_checker import codes, invariants, primitives
from tests.fhir_checker.definitions import R4, Definitions, Element
from tests.fhir_checker.slices import belongs, is_about

Item = tuple[str, object, object]
"""(path, value, what JSON says of a primitive under `_name`)."""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: `Organization.address[0].state`, and what is wrong there."""

    path: str
    says: str

    def __str__(self) -> str:
        return f"{self.path}: {self.says}"


committed = cache(Definitions)


def check(resource: dict, profile: str = "", known: Definitions | None = None) -> list[Finding]:
    """All faults of a resource, sorted, each once.

    Without `profile` those profiles that the resource itself claims are checked, or base R4.
    """
    known = known or committed()
    kind = resource.get("resourceType", "")
    claimed = [profile] if profile else resource.get("meta", {}).get("profile", [])
    found = set()
    for url in claimed or [R4 + kind]:
        root = known.root(url)
        if root is None or known.type_of(url) != kind:
            found.add(Finding(kind, f"{url} is no profile of {kind or 'this'} that is known here"))
        else:
            found |= set(Walk(known, resource).value(root, resource, kind, kind))
    return sorted(found)


class Walk:
    """One way through one resource. Its methods yield findings, some of them more than once."""

    def __init__(self, known: Definitions, resource: dict):
        self.known, self.resource = known, resource

    def value(self, element: Element, value: object, path: str, kind: str) -> Iterator[Finding]:
        """One value of an element; `kind` is the name of its type."""
        yield from self.demands(element, value, path, kind)
        if kind in primitives.PRIMITIVE:
            if says := primitives.fault(kind, value):
                yield Finding(path, says)
        elif not isinstance(value, dict) or not value:
            yield Finding(path, f"{value!r} is no {kind}")
        elif kind == "Resource":
            for inner in check(value, known=self.known):
                yield Finding(f"{path}/{inner.path}", inner.says)
        else:
            yield from self.whole(element, value, path, kind)

    def demands(self, element: Element, value: object, path: str, kind: str) -> Iterator[Finding]:
        """What is demanded of a value itself: fixed or like a pattern, bound, invariants."""
        if demanded := element.fixed:
            how, wanted = demanded
            same = belongs(value, wanted) and (how == "pattern" or value == wanted)
            if not same:
                yield Finding(path, f"is not {wanted!r}")
        bound = "binding" in element.said and kind in ("code", "Coding", "CodeableConcept")
        if bound and (says := codes.outside(self.known, element.said["binding"], kind, value)):
            yield Finding(path, says)
        for says in invariants.broken(element, value, self.resource):
            yield Finding(path, says)

    def whole(self, element: Element, value: dict, path: str, kind: str) -> Iterator[Finding]:
        """A value that has parts: those that the profile names, then those of its type."""
        if kind == "Coding" and (says := codes.unknown(self.known, value)):
            yield Finding(path, says)
        if kind == "Reference" and (says := self.reference(element, value)):
            yield Finding(path, says)
        if element.children:
            yield from self.parts(element, value, path, kind)
        if "contentReference" in element.said:
            yield from self.parts(self.referred(element), value, path, kind)
        elif kind not in ("BackboneElement", "Element"):  # these have their parts in the profile
            general = self.known.root(R4 + kind)
            if general is None:
                yield Finding(path, f"the type {kind} is not known here")
            elif general is not element:
                yield from self.demands(general, value, path, kind)
                yield from self.parts(general, value, path, kind)
        if kind == "Extension":
            yield from self.extension(value, path)

    def referred(self, element: Element) -> Element:
        """`#Bundle.link`: an element that is like another of its resource."""
        first, *names = element.said["contentReference"].lstrip("#").split(".")
        node = self.known.root(R4 + first)
        for name in names:
            assert node is not None
            node = node.children[name]
        assert node is not None
        return node

    def reference(self, element: Element, value: dict) -> str:
        """Whether a reference is to a type that the profile allows; an address tells its type."""
        targets = {self.known.type_of(url) for given in element.types
                   for url in given.get("targetProfile", [])} - {"Resource"}  # fmt: skip
        found = re.fullmatch(r"(?:https?://.+/)?([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}",
                             value.get("reference", ""))  # fmt: skip
        if "reference" in value and not found:
            return f"{value['reference']!r} is not Type/id"
        if found and targets and found[1] not in targets:
            return f"is a reference to {found[1]}, not to {' or '.join(sorted(targets))}"
        return ""

    def extension(self, value: dict, path: str) -> Iterator[Finding]:
        """An extension, which says a value or has parts, against its own definition."""
        if any(key.lstrip("_").startswith("value") for key in value) == ("extension" in value):
            yield Finding(path, "breaks ext-1")
        url = str(value.get("url", ""))
        if ":" not in url:  # a part of another extension, which has told about it
            return
        own = self.known.root(url)
        if own is None or self.known.type_of(url) != "Extension":
            yield Finding(path, f"{url} is no extension that is known here")
        else:
            yield from self.demands(own, value, path, "Extension")
            yield from self.parts(own, value, path, "Extension")

    def parts(self, whole: Element, value: dict, path: str, kind: str) -> Iterator[Finding]:
        """The parts of a value: how many, of which type, in which slices; and no others."""
        there: dict[str, set[str]] = {}
        for key in value:
            if key.removeprefix("_") in whole.by_key:
                child, _ = whole.by_key[key.removeprefix("_")]
                there.setdefault(child.name, set()).add(key.removeprefix("_"))
            elif key != "resourceType" or value is not self.resource:
                yield Finding(f"{path}.{key}", "is no element of this")
        for name in whole.needed - there.keys():
            yield Finding(f"{path}.{name}", "is missing")
        for name, keys in there.items():
            if len(keys) > 1:
                yield Finding(f"{path}.{name}", "is said in two types")
            for key in keys:
                child, code = whole.by_key[key]
                yield from self.named_part(child, value, key, path, code)
        for i, extension in enumerate(value.get("extension", [])):
            if says := self.misplaced(extension, path, kind):
                yield Finding(f"{path}.extension[{i}]", says)

    def misplaced(self, extension: Any, path: str, kind: str) -> str:
        """Whether an extension stands where its definition does not allow it."""
        url = extension.get("url", "") if isinstance(extension, dict) else ""
        allowed = set(self.known.structures.get(url, {}).get("context", []))
        here = {"*", "Element", kind, re.sub(r"\[\d+\]", "", path)}
        here |= {"Resource", "DomainResource"} if "." not in path else set()
        wrong = allowed and not allowed & here
        return f"goes only on {' or '.join(sorted(allowed))}" if wrong else ""

    def named_part(
        self, child: Element, value: dict, key: str, path: str, kind: str
    ) -> Iterator[Finding]:
        """What stands under one name: one value, or a list of them."""
        where, given, beside = f"{path}.{key}", value.get(key), value.get(f"_{key}")
        many = bool(child.said.get("many"))
        if any(thing is not None and isinstance(thing, list) != many for thing in (given, beside)):
            yield Finding(where, "is no list" if many else "is a list")
            return
        items = listed(where, given, beside) if many else [(where, given, beside)]
        if not child.said["min"] <= len(items) <= child.most:
            says = f"comes {len(items)} times, not {child.said['min']} to {child.said['max']}"
            yield Finding(where, says)
        if many and not items:
            yield Finding(where, "is an empty list")
        beside_a_value = self.known.root(R4 + "Element")
        assert beside_a_value is not None
        for there, item, aside in items:
            if aside is not None:
                yield from self.value(beside_a_value, aside, there, "Element")
            if item is not None:
                yield from self.value(child, item, there, kind)
            elif aside is None:
                yield Finding(there, "is null")
            elif child.said.get("binding", [""])[0] == "required":
                yield Finding(there, "must be a code; there is none for a reason why it is absent")
        yield from self.cut(child, items, where, kind)

    def cut(self, child: Element, items: list[Item], where: str, kind: str) -> Iterator[Finding]:
        """The slices of a list: how many items each has, and what it demands of them."""
        of_no_slice = {there for there, *_ in items}
        for name, slice_ in child.slices.items():
            mine = [(there, item) for there, item, _ in items
                    if is_about(self.known, child, slice_, item, kind)]  # fmt: skip
            if not slice_.said["min"] <= len(mine) <= slice_.most:
                says = f"comes {len(mine)} times, not {slice_.said['min']} to {slice_.said['max']}"
                yield Finding(f"{where}:{name}", says)
            for there, item in mine:
                of_no_slice.discard(there)
                yield from self.value(slice_, item, there, kind)
        if kind == "Extension" and child.slices:
            for there, item, _ in items:
                url = item.get("url") if isinstance(item, dict) else None
                if there in of_no_slice and ":" not in str(url):
                    yield Finding(there, f"{url!r} is no part of this extension")


def listed(where: str, given: object, beside: object) -> list[Item]:
    """The items of a list, with what is said beside each."""
    values, asides = list(given or []), list(beside or [])  # type: ignore[call-overload]
    longest = max(len(values), len(asides))
    values += [None] * (longest - len(values))
    asides += [None] * (longest - len(asides))
    return [(f"{where}[{i}]", values[i], asides[i]) for i in range(longest)]
