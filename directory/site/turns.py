"""Turns: no network takes a process away from all others.

What a request costs is measured, not guessed. Whoever asks the dearest questions waits between
them, if others are there; whoever asks cheap ones, as a hospital behind one address does, never
notices. The memory of the process holds what a network took until it owes nothing any more, and
nothing of what it asked.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from math import inf

SHARE = 0.2
"""Of each second, so much of a thread may one network take while there are others."""
AT_ONCE = 1.0
"""Seconds that a network which was quiet may take before it has to wait."""
BESIDE = 2
"""So many requests of a network run beside each other, while it has taken little. Then one: threads
of one process share one processor, and more of them would only slow down everybody's."""
LITTLE = 0.25
"""Seconds."""
ALONE = 10.0
"""A network is alone when nobody else has asked for so many seconds."""
MOST_TIMES = 4
"""A request takes the time that it holds a thread, but at most so many times what it takes of the
processor: who waits for a mail server keeps nobody else from anything."""


def cost(seconds: float, processor: float) -> float:
    """What a request takes that held a thread so long, and took so much of the processor."""
    return min(seconds, MOST_TIMES * processor)


@dataclass
class Use:
    """What one network took lately. Times in seconds."""

    debt: float = 0.0
    """What it took, less what it may have taken since."""
    usual: float = 0.0
    """What one of its requests took, on average: so much is expected of those that run."""
    at: float = 0.0
    """When `debt` was reckoned."""
    running: int = 0

    def reckon(self, now: float) -> None:
        """Take off what it may have taken since."""
        self.debt = max(0.0, self.debt - SHARE * (now - self.at))
        self.at = now

    @property
    def is_full(self) -> bool:
        """Whether one of its requests must end before the next one begins."""
        expected = self.debt + self.running * self.usual
        return self.running >= (BESIDE if expected < LITTLE else 1)

    @property
    def due(self) -> float:
        """Seconds until it owes no more than AT_ONCE."""
        return max(0.0, (self.debt - AT_ONCE) / SHARE)

    @property
    def is_quits(self) -> bool:
        """Whether it owes nothing, and nothing of it runs."""
        return not self.running and not self.debt


class Turns:
    """Who may begin. Not safe to share between threads: `queue.py` locks it."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Use] = OrderedDict()
        self._last: tuple[str, float] = ("", -inf)
        self._before: tuple[str, float] = ("", -inf)
        """Who asked last, and who before that was somebody else; and when."""

    def ask(self, network: str, now: float) -> None:
        """Note that a network asks."""
        if self._last[0] != network:
            self._before = self._last
        self._last = (network, now)

    def due(self, network: str, now: float) -> float:
        """Seconds until that network may begin, as far as is known now; 0.0: at once."""
        if not (use := self._known.get(network)):
            return 0.0
        use.reckon(now)
        if use.is_full:
            return inf
        return 0.0 if self._is_alone(network, now) else use.due

    def begin(self, network: str, now: float) -> None:
        """Count that a request of that network runs. Forget those that owe nothing any more."""
        use = self._known.setdefault(network, Use(at=now))
        use.running += 1
        self._known.move_to_end(network)
        while self._first(now).is_quits:
            self._known.popitem(last=False)

    def end(self, network: str, took: float, now: float) -> None:
        """Count what a request took."""
        use = self._known[network]
        use.reckon(now)
        use.running -= 1
        use.debt += took
        use.usual += (took - use.usual) / 4

    def running(self, network: str) -> int:
        """How many of its requests run."""
        use = self._known.get(network)
        return use.running if use else 0

    def __len__(self) -> int:
        """How many networks it remembers."""
        return len(self._known)

    def _first(self, now: float) -> Use:
        use = next(iter(self._known.values()))
        use.reckon(now)
        return use

    def _is_alone(self, network: str, now: float) -> bool:
        _other, at = self._before if self._last[0] == network else self._last
        return now - at > ALONE
