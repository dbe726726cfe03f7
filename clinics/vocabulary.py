"""What a checklist is made of: groups of items, numbers, prices and the sources they cite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words  # visible text, translated or not

MASK_BYTES = 24
"""Width of a search mask in bytes: 192 positions, one a checklist item."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A published text that the checklist cites."""

    short: str
    citation: str
    year: int
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing a patient checks: answered yes, no or not stated by a fact about a clinic.

    `bit` is its position in the search masks: append-only, never given to another item.
    `confirm` names who besides the clinic can confirm it; `valid_days` for how long that holds.
    `decays_days` is how long the clinic's own word counts as recent; None: no limit.
    """

    bit: int
    code: str
    label: Words
    group: str = ""
    question: Words = ""
    evidence: Words = ""
    warning: Words = ""
    sources: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    patients_can_contradict: bool = False
    synonyms: tuple[str, ...] = ()
    valid_days: int = 365
    decays_days: int | None = None
    derived: bool = False

    @property
    def qualified(self) -> str:
        """The code with its group: `condition.crps`."""
        return f"{self.group}.{self.code}"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Items that answer one question of a patient; `combine` says how several ticks filter."""

    code: str
    title: Words
    question: Words
    combine: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Number:
    """A count or duration a clinic states."""

    code: str
    label: Words
    unit: Words
    question: Words
    highest: int

    @property
    def qualified(self) -> str:
        """The code with its group: `number.session_minutes`."""
        return f"number.{self.code}"


@dataclass(frozen=True, kw_only=True)
class PriceKind:
    """Something a clinic charges for; `per_route`: the price may differ by route."""

    code: str
    label: Words
    question: Words
    per_route: bool = False
    decays_days: int = 180

    @property
    def qualified(self) -> str:
        """The code with its group: `price.session`."""
        return f"price.{self.code}"


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a way of giving ketamine asks for: one credential of `kinds`.

    Held by somebody of one of `professions`; by anybody there, or the clinic itself, when empty.
    """

    code: str
    label: Words
    kinds: tuple[str, ...]
    professions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass
class Checklist:
    """The whole vocabulary, looked up by code; everything that shows or asks derives from it."""

    groups: tuple[Group, ...]
    numbers: tuple[Number, ...]
    prices: tuple[PriceKind, ...]
    sources: tuple[Source, ...]
    version: int = 0
    _items: dict[str, Item] = field(default_factory=dict, repr=False)
    _groups: dict[str, Group] = field(default_factory=dict, repr=False)
    _numbers: dict[str, Number] = field(default_factory=dict, repr=False)
    _columns: dict[str, tuple[PriceKind, str]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Fill the look-ups. Raises ValueError when a code or a bit is used twice."""
        self._take(self.groups)

    def _take(self, groups: tuple[Group, ...]) -> None:
        named = tuple(
            replace(group, items=tuple(replace(i, group=group.code) for i in group.items))
            for group in groups
        )
        items = [item for group in named for item in group.items]
        bits = {item.bit for item in items}
        if len(bits) != len(items) or not bits <= set(range(MASK_BYTES * 8)):
            raise ValueError("each checklist item needs a bit of its own, below 192")
        by_code = {item.qualified: item for item in items}
        if len(by_code) != len(items):
            raise ValueError("a checklist code is used twice")
        self.groups, self._items = named, by_code
        self._groups = {group.code: group for group in named}
        self._numbers = {number.qualified: number for number in self.numbers}
        self._columns = dict(self._price_columns())
        self.version += 1

    def _price_columns(self) -> Iterator[tuple[str, tuple[PriceKind, str]]]:
        for kind in self.prices:
            yield kind.qualified, (kind, "")
            for route in self.group("route").items if kind.per_route else ():
                yield f"{kind.qualified}.{route.code}", (kind, route.code)

    @contextmanager
    def adding(self, group_code: str, item: Item) -> Iterator[Item]:
        """The checklist with one more item, inside a `with` block only."""
        before = self.groups
        self._take(
            tuple(
                replace(group, items=(*group.items, item)) if group.code == group_code else group
                for group in before
            )
        )
        try:
            yield self._items[f"{group_code}.{item.code}"]
        finally:
            self._take(before)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of the groups."""
        return tuple(self._items.values())

    def get(self, qualified: str) -> Item | None:
        """The item of a group-qualified code, or None."""
        return self._items.get(qualified)

    def item(self, qualified: str) -> Item:
        """The item of a group-qualified code. Raises KeyError."""
        return self._items[qualified]

    def group(self, code: str) -> Group:
        """The group of that code. Raises KeyError."""
        return self._groups[code]

    def number(self, qualified: str) -> Number | None:
        """The number of `number.…`, or None."""
        return self._numbers.get(qualified)

    def source(self, short: str) -> Source:
        """The cited source of that short name. Raises KeyError."""
        return {source.short: source for source in self.sources}[short]

    def price_columns(self) -> dict[str, tuple[PriceKind, str]]:
        """`price.session.iv-infusion` → (kind, route code), and `price.session` → (kind, "").

        Not to be changed by the caller: a page asks for it some 500 times.
        """
        return self._columns

    def label(self, qualified: str) -> Words:
        """What a code is called on a page: an item's, a number's or a price's label."""
        if item := self.get(qualified):
            return item.label
        if number := self.number(qualified):
            return number.label
        kind, route = self.price_columns()[qualified]
        return f"{kind.label}: {self.item(f'route.{route}').label}" if route else kind.label
