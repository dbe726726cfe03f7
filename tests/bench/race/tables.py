"""The figures as tables of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.bench.race.clock import spread

Figures = Mapping[str, Mapping[str, Any]]
"""What the sections of one size found, by their names."""

BARE, CPU = "nearest 20, Django's cursor", "cpu"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; all columns but the first one are numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float) -> str:
    """Three digits that say something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def pair(took: Sequence[Sequence[float]]) -> str:
    """Median and 95th percentile."""
    return " / ".join(map(number, spread(took)))


def ratio(took: Sequence[Sequence[float]], to: Sequence[Sequence[float]]) -> str:
    """The same, divided by those of something else."""
    return " / ".join(number(a / b) for a, b in zip(spread(took), spread(to), strict=True))


def least(took: Sequence[Sequence[float]]) -> list[list[float]]:
    """Of each circle, the least of its rounds: what others did on the machine is not in it."""
    return [[min(some)] for some in took if some]


def peers(figures: Figures) -> str:
    """Who answers the same circles, by Q1."""
    own = figures["peers"]
    first, second = own["took"]["Q1"], own["took"]["Q2"]
    names = [name for name in first if name != CPU]
    floors = [name for name in names if "floor" in name]
    rest = sorted(set(names) - set(floors), key=lambda name: spread(first[name]))
    rows = [
        [name, *(pair(way(some[name])) for some in (first, second) for way in (list, least)),
         own["lacks"][name]]
        for name in (*floors, *rest)
    ]  # fmt: skip
    said = table(["ms, median / p95", "Q1", "least", "Q2", "least", "what it cannot"], rows)
    return "\n\n".join([said, *own["missing"]])


def near(figures: Figures) -> str:
    """The site's questions around a place, in the mixed and in the alternating run."""
    own = figures["near"]
    mixed = own["mixed"]
    runs = [(name, took, mixed[BARE]) for name, took in mixed.items()]
    for name, two in own["alternating"].items():
        runs.append((f"{name}, alternating with it alone", two[name], two[BARE]))
    rows = [
        [name, pair(took), ratio(took, bare), pair(least(took)), ratio(least(took), least(bare))]
        for name, took, bare in runs
    ]
    return table(["ms, median / p95", "", "÷ nearest 20", "least", "÷ nearest 20"], rows)


def anywhere(figures: Figures) -> str:
    """One question each, in yardsticks too."""
    own = figures["anywhere"]
    took, found = own["took"], own["found"]
    rows = [
        [name, f"{found[name]:,}" if name in found else "", pair(some), ratio(some, took[CPU]),
         number(min(some[0]))]
        for name, some in took.items()
    ]  # fmt: skip
    return table(["", "found", "ms, median / p95", "÷ cpu", "least, ms"], rows)


def page(figures: Figures) -> str:
    """The whole page."""
    floor = "search and 20 plain rows"
    rows = []
    for kind, took in figures["page"]["took"].items():
        for words, way in ((kind, list), (f"{kind}, least", least)):
            bare, now, before = (way(took[name]) for name in (floor, "page", "page before"))
            rows.append([words, pair(bare), pair(now), ratio(now, bare), pair(before),
                         ratio(before, now)])  # fmt: skip
    heads = ["ms, median / p95", floor, "page", "÷ these", "page before", "before ÷ now"]
    return table(heads, rows)


def http(figures: Figures) -> str:
    """Requests a second: the median of the rounds."""
    own = figures["http"]
    if "missing" in own:
        return str(own["missing"])
    rows = []
    for case, sites in own["http"].items():
        now, before = (_middle(sites[name]) for name in ("now", "before"))
        rates = [number(now[0]), number(before[0]), number(now[0] / before[0])]
        rows.append([case, *rates, *(f"{number(b)} / {number(c)}" for _a, b, c in (now, before))])
    heads = ["", "a second now", "before", "now ÷ before", "ms now, median / p99", "before"]
    return table(heads, rows)


def _middle(rounds: Sequence[tuple[float, float, float]]) -> Sequence[float]:
    return sorted(rounds)[len(rounds) // 2]


def memory(sizes: Mapping[int, Figures]) -> str:
    """Loading and memory at each size."""
    rows = []
    for size, figures in sizes.items():
        if own := figures.get("memory"):
            worker = own["worker"]
            rows.append([
                f"{size:,}", number(own["seconds"]),
                *(number(own[name]) for name in ("at_first", "loaded", "most")),
                *(number(mebibytes) for _done, mebibytes in (worker[1], worker[-1])),
            ])  # fmt: skip
    last = f"{worker[-1][0]:,}"
    heads = ["clinics", "loading, s", "MiB before", "loaded", "at most",
             f"a worker's own after {worker[1][0]:,} searches", f"after {last}"]  # fmt: skip
    return table(heads, rows)


def edits(figures: Figures) -> str:
    """The writing of one search row."""
    took = figures["edits"]["took"]
    rows = [
        [name, *(cell for way in (list, least) for cell in
                 (pair(way(took[name])), ratio(way(took[name]), way(took["without"]))))]
        for name in ("with stamps", "without")
    ]  # fmt: skip
    return table(["ms, median / p95", "", "÷ without", "least", "÷ without"], rows)
