"""The classes of a checklist: groups of items, numbers, prices and the sources they cite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words  # visible text, translated or not

MASK_BYTES = 24
"""The size of a search mask in bytes: 192 bits, one for each checklist item and the last."""

AWAY_BIT = MASK_BYTES * 8 - 1
"""The bit of a search mask that says: this clinic takes nobody just now. No item has it."""
PRICE_DECAYS_DAYS = 180
"""For how many days a price counts as recent after the clinic stated or repeated it."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A published text that the checklist cites. `name` is what a patient reads beside a fact.

    `is_to_check`: it was read second-hand only, so a person must still look into the text itself.
    """

    short: str
    name: Words
    citation: str
    year: int
    url: str = ""
    is_to_check: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that a patient checks. A clinic's `Fact` answers it; no fact means not stated.

    `bit` is its position in the search masks; it is never reused for another item. `confirm` names
    the sources that can confirm it, and `valid_days` how many days a confirmation is valid.
    `decays_days` is for how many days the clinic's own word counts as recent; None: no limit.
    `short` is the label where room is scarce; blank: the label is short enough.
    """

    bit: int
    code: str
    label: Words
    short: Words = ""
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

    @cached_property
    def qualified(self) -> str:
        """The code with its group: `condition.crps`."""
        return f"{self.group}.{self.code}"

    @property
    def brief(self) -> Words:
        """The label where room is scarce."""
        return self.short or self.label


@dataclass(frozen=True, kw_only=True)
class Group:
    """Items that answer one question of a patient. `combine`: how several ticks filter."""

    code: str
    title: Words
    question: Words
    combine: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Number:
    """A count or duration that a clinic states."""

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
    """Something a clinic charges for. `per_route`: the price may differ by route."""

    code: str
    label: Words
    question: Words
    per_route: bool = False
    decays_days: int = PRICE_DECAYS_DAYS

    @property
    def qualified(self) -> str:
        """The code with its group: `price.session`."""
        return f"price.{self.code}"


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a route of giving ketamine requires: one credential of `kinds`.

    Somebody with one of `professions` must hold it. If `professions` is empty, anybody at the
    clinic or the clinic itself may hold it.
    """

    code: str
    label: Words
    kinds: tuple[str, ...]
    professions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Checklist:
    """The whole checklist, with look-ups by code. Forms, filters, pages and the API use it.

    It never changes, so it can be the key of a cache.
    """

    groups: tuple[Group, ...]
    numbers: tuple[Number, ...]
    prices: tuple[PriceKind, ...]
    sources: tuple[Source, ...]

    def __post_init__(self) -> None:
        """Set the group of every item. Raises ValueError when a code or a bit is used twice."""
        groups = tuple(
            replace(group, items=tuple(replace(item, group=group.code) for item in group.items))
            for group in self.groups
        )
        object.__setattr__(self, "groups", groups)
        bits = {item.bit for item in self.items}
        if len(bits) != len(self.items) or not bits <= set(range(AWAY_BIT)):
            raise ValueError("each checklist item needs a bit of its own, below 191")
        if len(self._item_of) != len(self.items):
            raise ValueError("a checklist code is used twice")

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of the groups."""
        return tuple(item for group in self.groups for item in group.items)

    @cached_property
    def _item_of(self) -> dict[str, Item]:
        return {item.qualified: item for item in self.items}

    @cached_property
    def _place_of(self) -> dict[str, int]:
        return {item.qualified: place for place, item in enumerate(self.items)}

    @cached_property
    def _group_of(self) -> dict[str, Group]:
        return {group.code: group for group in self.groups}

    @cached_property
    def _number_of(self) -> dict[str, Number]:
        return {number.qualified: number for number in self.numbers}

    @cached_property
    def _source_of(self) -> dict[str, Source]:
        return {source.short: source for source in self.sources}

    @cached_property
    def _price_columns(self) -> dict[str, tuple[PriceKind, str]]:
        routes = [item.code for item in self.group("route").items]
        columns = {}
        for kind in self.prices:
            columns[kind.qualified] = (kind, "")
            if kind.per_route:
                columns |= {f"{kind.qualified}.{route}": (kind, route) for route in routes}
        return columns

    def get(self, qualified: str) -> Item | None:
        """The item of a group-qualified code, or None."""
        return self._item_of.get(qualified)

    def item(self, qualified: str) -> Item:
        """The item of a group-qualified code. Raises KeyError."""
        return self._item_of[qualified]

    def in_order(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Group-qualified codes in the order of the checklist, each once. Raises KeyError."""
        return tuple(sorted(set(codes), key=self._place_of.__getitem__))

    @cached_property
    def confirmable(self) -> tuple[str, ...]:
        """The codes of what somebody other than the clinic can confirm."""
        return tuple(item.qualified for item in self.items if item.confirm)

    @cached_property
    def warned(self) -> tuple[str, ...]:
        """The codes of what an authority warns of."""
        return tuple(item.qualified for item in self.items if item.warning)

    def group(self, code: str) -> Group:
        """The group of that code. Raises KeyError."""
        return self._group_of[code]

    def number(self, qualified: str) -> Number | None:
        """The number of `number.…`, or None."""
        return self._number_of.get(qualified)

    def source(self, short: str) -> Source:
        """The cited source of that short name. Raises KeyError."""
        return self._source_of[short]

    def price_columns(self) -> Mapping[str, tuple[PriceKind, str]]:
        """`price.session.iv-infusion` → (kind, route code), and `price.session` → (kind, "")."""
        return self._price_columns

    def label(self, qualified: str) -> Words:
        """The label of the item, number or price with this code. Raises KeyError."""
        if named := self.get(qualified) or self.number(qualified):
            return named.label
        kind, route = self.price_columns()[qualified]
        return f"{kind.label}: {self.item(f'route.{route}').label}" if route else kind.label
