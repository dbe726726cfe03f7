"""Which elements a profile calls must-support, and which of them some resources show."""

from collections.abc import Iterator

from tests.fhir_checker.check import keys
from tests.fhir_checker.definitions import Definitions, Element
from tests.fhir_checker.slices import is_about

Value = tuple[object, str]  # (what JSON says, its type)


def must_support(known: Definitions, profile: str, resources: list[dict]) -> dict[str, bool]:
    """{element: whether some resource has it}, extensions followed into their definitions."""
    root = known.root(profile)
    assert root is not None
    kind = known.type_of(profile)
    return dict(_under(known, root, [(resource, kind) for resource in resources], kind))


def _under(
    known: Definitions, element: Element, values: list[Value], path: str
) -> Iterator[tuple[str, bool]]:
    for child in element.children.values():
        mine = [value for value, _ in values if isinstance(value, dict)]
        there = [found for value in mine for found in _values(child, value)]
        here = f"{path}.{child.name}"
        if child.said.get("mustSupport"):
            yield here, bool(there)
        yield from _under(known, child, there, here)
        for name, cut in child.slices.items():
            of_it = [(v, kind) for v, kind in there if is_about(known, child, cut, v, kind)]
            if cut.said.get("mustSupport"):
                yield f"{here}:{name}", bool(of_it)
            yield from _under(known, cut, of_it, f"{here}:{name}")
            for url in (cut.types[0] if cut.types else {}).get("profile", []):
                if followed := known.root(url):
                    yield from _under(known, followed, of_it, f"{here}:{name}")


def _values(child: Element, value: dict) -> Iterator[Value]:
    for key, kind in keys(child):
        there = value.get(key)
        yield from ((item, kind) for item in (there if isinstance(there, list) else [there])
                    if item is not None)  # fmt: skip
