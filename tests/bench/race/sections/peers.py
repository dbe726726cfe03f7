"""All contestants on the same circles, after their answers were compared with brute force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench.race.asked import Q1, Q2, Circle, centres, near
from tests.bench.race.clock import Call, in_turns, yardstick
from tests.bench.race.data import KEPT
from tests.bench.race.peers import PEERS
from tests.bench.race.peers.duck import Duck
from tests.bench.race.peers.peer import Missing, Peer
from tests.bench.race.peers.rtree import RTree
from tests.bench.race.peers.sphinx import Sphinx
from tests.bench.race.peers.tables import Tables
from tests.bench.race.rows import Found, Rows

ROUNDS = 5
FEW = {Tables.name: 6}
"""Is asked about every sixth circle only: about the largest one, seconds go by."""
SLOW = {Duck.name, RTree.name, Sphinx.name, *FEW}
"""Are measured once a circle, behind the others."""


def measure(size: int) -> dict[str, Any]:
    """Milliseconds by question, contestant and circle; how many each circle finds."""
    rows, towns = Rows(), centres()
    circles = {name: [Circle(near(town, rest)) for town in towns]
               for name, rest in (("Q1", Q1), ("Q2", Q2))}  # fmt: skip
    peers, missing = _built(rows, KEPT / str(size))
    try:
        found = {name: _compared(peers, rows, some) for name, some in circles.items()}
        took = {}
        for name, some in circles.items():
            calls = {"cpu": yardstick} | {peer.name: _asks(peer, some) for peer in peers}
            took[name] = in_turns(calls, range(len(towns)), rounds=ROUNDS, once=SLOW, few=FEW)
    finally:
        for peer in peers:
            peer.close()
    lacks = {peer.name: peer.lacks for peer in peers}
    return {"took": took, "found": found, "lacks": lacks, "missing": missing}


def _asks(peer: Peer, circles: list[Circle]) -> Call:
    return lambda i: peer.ask(circles[i])


def _built(rows: Rows, folder: Path) -> tuple[list[Peer], list[str]]:
    """The contestants that are installed, and a sentence for each that is not."""
    folder.mkdir(parents=True, exist_ok=True)
    peers, missing = list[Peer](), list[str]()
    for kind in PEERS:
        try:
            peers.append(kind(rows, folder))
        except Missing as reason:
            missing.append(str(reason))
        print(f"  {kind.name}", flush=True)
    return peers, missing


def _compared(peers: list[Peer], rows: Rows, circles: list[Circle]) -> list[int]:
    """How many each circle finds. Raises AssertionError where a contestant says something else."""
    found = []
    for number, circle in enumerate(circles):
        by = {exactly: rows.answer(circle, exactly=exactly) for exactly in (True, False)}
        for peer in peers:
            if number % FEW.get(peer.name, 1) == 0:
                _same(peer, peer.ask(circle), by[peer.exact])
        total = by[True].total
        assert total is not None
        found.append(total)
    return found


def _same(peer: Peer, said: Found, right: Found) -> None:
    for part in ("total", "page", "counts"):
        own, due = getattr(said, part), getattr(right, part)
        assert own is None or own == due, f"{peer.name}: {part} {own} instead of {due}"
