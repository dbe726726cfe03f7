"""How the fields of a question stand in an address, each a part by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from clinics.geo import plain

Fields = Mapping[str, Any]
"""The fields of a question by name."""

Part = Callable[[Fields], list[tuple[str, str]]]
"""What makes parameters of a field. It looks at no other one."""


def parts_of(usual: Fields) -> dict[str, Part]:
    """The fields that are in an address, in the order in which they stand there.

    `usual`: those of a question that asks for nothing; what is as usual is left out.
    """
    return {
        "area": _place,
        **{name: _unusual(name, usual[name]) for name in ("radius", "unit")},
        "words": lambda question: [("q", question["words"])] * bool(question["words"]),
        "ticks": _ticked,
        "verified": lambda question: [("verified", "1")] * question["verified"],
        "confirmed": _codes("confirmed", "confirmed"),
        "excluded": _codes("excluded", "not"),
        "nice": _codes("nice", "nice"),
        **{name: _unusual(name, usual[name]) for name in _IN_THE_END},
    }


def encoded(pairs: list[tuple[str, str]]) -> str:
    """Parameters as a query; most parts of most questions have none."""
    return urlencode(pairs) if pairs else ""


_IN_THE_END = ("offers", "checked_within", "max_course_price", "sort", "page", "page_size")


def _place(question: Fields) -> list[tuple[str, str]]:
    area = question["area"]
    if area is None:
        return []
    if area.kind == "point":
        return [("lat", plain(area.point.latitude)), ("lon", plain(area.point.longitude))]
    return [("near", area.query)]


def _ticked(question: Fields) -> list[tuple[str, str]]:
    return [(group, code) for group, codes in question["ticks"].items() for code in codes]


def _codes(name: str, parameter: str) -> Part:
    return lambda question: [(parameter, code) for code in question[name]]


def _unusual(name: str, usual: object) -> Part:
    return lambda question: [(name, str(question[name]))] * (question[name] != usual)
