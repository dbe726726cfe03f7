"""The committed definitions, and the tree of elements that a snapshot's flat list describes."""

import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

HERE = Path(__file__).parent
R4 = "http://hl7.org/fhir/StructureDefinition/"
PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/"


@dataclass
class Element:
    """One ElementDefinition with what is under it. `said` has its keys as `trim.py` leaves them."""

    name: str
    said: dict
    children: dict[str, "Element"] = field(default_factory=dict)
    slices: dict[str, "Element"] = field(default_factory=dict)

    @property
    def types(self) -> list[dict]:
        return self.said.get("type", [])

    @property
    def codes(self) -> list[str]:
        return [given["code"] for given in self.types]

    @cached_property
    def keys(self) -> list[tuple[str, str]]:
        """Its names in JSON with the type of each: `value[x]` has one a type."""
        if not self.name.endswith("[x]"):
            return [(self.name, self.codes[0] if self.types else "BackboneElement")]
        stem = self.name.removesuffix("[x]")
        return [(stem + code[0].upper() + code[1:], code) for code in self.codes]

    @cached_property
    def by_key(self) -> dict[str, tuple["Element", str]]:
        """What is under it, by each name in JSON: the element, and the type under that name."""
        return {key: (child, code) for child in self.children.values() for key, code in child.keys}

    @cached_property
    def needed(self) -> set[str]:
        """The names of what must be under it."""
        return {child.name for child in self.children.values() if child.said["min"]}

    @property
    def most(self) -> float:
        return float("inf") if self.said["max"] == "*" else int(self.said["max"])

    @cached_property
    def fixed(self) -> tuple[str, object] | None:
        """("fixed" or "pattern", the value), when the profile demands one."""
        for key, value in self.said.items():
            for kind in ("fixed", "pattern"):
                if key.startswith(kind):
                    return kind, value
        return None


def tree(elements: list[dict]) -> Element:
    """`a`, `a.b`, `a.b:slice`, `a.b:slice.c` as a tree; the ids say all of it."""
    root = Element(elements[0]["id"], elements[0])
    for said in elements[1:]:
        node, parts = root, said["id"].split(".")[1:]
        for number, part in enumerate(parts):
            name, _, cut = part.partition(":")
            last = number == len(parts) - 1
            if last and not cut:
                node.children[name] = Element(name, said)
            elif last:
                node.children[name].slices[cut] = Element(name, said)
            else:
                node = node.children[name].slices[cut] if cut else node.children[name]
    return root


@cache
def read(name: str) -> dict[str, dict]:
    """`structures`, `value_sets` or `code_systems` of R4 and Plan-Net: {url: definition}."""
    both = (HERE / "r4" / f"{name}.json", HERE / "plan_net" / f"{name}.json")
    return {url: thing for path in both for url, thing in json.loads(path.read_text()).items()}


class Definitions:
    """The committed definitions, with `more` StructureDefinitions (whole ones) beside them."""

    def __init__(self, more: dict[str, dict] | None = None, systems: dict[str, dict] | None = None):
        self.structures = read("structures") | (more or {})
        self.code_systems = read("code_systems") | (systems or {})
        self.value_sets = read("value_sets")
        self._roots: dict[str, Element] = {}

    def root(self, url: str) -> Element | None:
        """The tree of a structure; None when its URL is not known here."""
        if url not in self._roots and url in self.structures:
            self._roots[url] = tree(self.structures[url]["element"])
        return self._roots.get(url)

    def type_of(self, url: str) -> str:
        """The type that a profile constrains, `Organization`."""
        known = self.structures.get(url)
        return known["type"] if known else url.rsplit("/", 1)[-1]
