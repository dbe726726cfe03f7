"""Which elements a profile calls must-support, and what some resources say in them."""

from collections.abc import Iterator

from tests.fhir_checker.definitions import Definitions, Element
from tests.fhir_checker.slices import is_about

Value = tuple[object, str]  # (what JSON says, its type)
Found = tuple[str, Element, list[Value]]


def must_support(known: Definitions, profile: str, resources: list[dict]) -> dict[str, bool]:
    """{element: whether some resource has it}, extensions followed into their definitions."""
    return {path: bool(values) for path, _, values in _all(known, profile, resources)}


def references(
    known: Definitions, profile: str, resources: list[dict]
) -> dict[str, tuple[list[str], set[str]]]:
    """{must-support element: (the profiles that it may refer to, what resources refer to)}."""
    found = {}
    for path, element, values in _all(known, profile, resources):
        allowed = [url for given in element.types for url in given.get("targetProfile", [])]
        there = {v["reference"] for v, _ in values if isinstance(v, dict) and "reference" in v}
        if allowed and there:
            found[path] = allowed, there
    return found


def _all(known: Definitions, profile: str, resources: list[dict]) -> Iterator[Found]:
    root = known.root(profile)
    assert root is not None
    kind = known.type_of(profile)
    for path, element, values in _under(known, root, [(one, kind) for one in resources], kind):
        if element.said.get("mustSupport"):
            yield path, element, values


def _under(known: Definitions, element: Element, values: list[Value], path: str) -> Iterator[Found]:
    for child in element.children.values():
        there = [found for value, _ in values if isinstance(value, dict)
                 for found in _values(child, value)]  # fmt: skip
        here = f"{path}.{child.name}"
        yield here, child, there
        yield from _under(known, child, there, here)
        for name, cut in child.slices.items():
            of_it = [(v, kind) for v, kind in there if is_about(known, child, cut, v, kind)]
            yield f"{here}:{name}", cut, of_it
            yield from _under(known, cut, of_it, f"{here}:{name}")
            for url in (cut.types[0] if cut.types else {}).get("profile", []):
                if followed := known.root(url):
                    yield from _under(known, followed, of_it, f"{here}:{name}")


def _values(child: Element, value: dict) -> Iterator[Value]:
    for key, kind in child.keys:
        there = value.get(key)
        yield from ((item, kind) for item in (there if isinstance(there, list) else [there])
                    if item is not None)  # fmt: skip
