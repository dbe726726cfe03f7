"""Measures calls in turns, so that whatever else the machine does strikes all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

Call = Callable[[int], object]
"""What is measured, once for each number (of a centre)."""

Took = dict[str, list[list[float]]]
"""Milliseconds by name: for each number, in order, those of each round."""


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def in_turns(
    calls: Mapping[str, Call],
    numbers: Sequence[int],
    *,
    rounds: int,
    once: Collection[str] = (),
    few: Mapping[str, int] = MappingProxyType({}),
) -> Took:
    """For each number, all calls follow one another, each time another one first.

    A round that is not counted goes before. What is slow may be measured `once`, in a round of its
    own at the end, or for every nth number only (`few`). The collector rests meanwhile, or it would
    strike one of them.
    """
    took: Took = {name: [[] for _ in numbers] for name in calls}
    quick, slow = [n for n in calls if n not in once], [n for n in calls if n in once]
    for names, is_counted in [(quick, False), *[(quick, True)] * rounds, (slow, True)]:
        gc.collect()
        gc.disable()
        for place, number in enumerate(numbers):
            for name in names:
                if place % few.get(name, 1):
                    continue
                spent = milliseconds(partial(calls[name], number))
                took[name][place] += [spent] * is_counted
            names = names[1:] + names[:1]
        gc.enable()
    return took


def spread(took: Iterable[Sequence[float]]) -> tuple[float, float]:
    """Median and 95th percentile of all measurements."""
    every = [one for some in took for one in some]
    return statistics.median(every), statistics.quantiles(every, n=20)[-1]


def yardstick(_number: int = 0) -> int:
    """Work for the processor alone: a loop of 20,000 products."""
    total = 0
    for factor in range(20_000):
        total += factor * factor
    return total
