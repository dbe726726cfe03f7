"""Writes what the sections found into docs/performance.md, and the picture beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.bench.race import plot, tables
from tests.bench.race.data import KEPT, PROJECT

PAGE = PROJECT / "docs" / "performance.md"
PICTURE = PROJECT / "docs" / "pictures" / "search-times.svg"
BEGIN, END = "<!-- `make bench` writes from here -->", "<!-- to here -->"
OURS = "**this site: columns in memory**"


def write() -> None:
    """Write both, from everything that is kept."""
    sizes = {int(folder.name): _kept(folder) for folder in KEPT.iterdir() if folder.name.isdigit()}
    sizes = {size: sizes[size] for size in sorted(sizes) if sizes[size]}
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{_said(sizes)}\n\n{END}{after}")
    largest = max(size for size, own in sizes.items() if "peers" in own)
    peers = sizes[largest]["peers"]
    took = {name: some for name, some in peers["took"]["Q1"].items() if name != tables.CPU}
    title = f"Q1 among {largest:,} clinics: milliseconds, median of neighboring circles"
    PICTURE.write_text(plot.svg(title, plot.lines_of(took, peers["found"]["Q1"]), OURS))


def _kept(folder: Path) -> dict[str, Any]:
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def _said(sizes: dict[int, dict[str, Any]]) -> str:
    """All tables, each with the card of its run."""
    parts = [f"![Time against clinics in the circle]({PICTURE.relative_to(PAGE.parent)})"]
    for words, name, make in (
        ("Everybody on the same circles", "peers", tables.peers),
        ("Around a place", "near", tables.near),
        ("Without a circle, and from far away", "anywhere", tables.anywhere),
        ("The whole page", "page", tables.page),
        ("Through gunicorn, two workers", "http", tables.http),
        ("Writing a search row", "edits", tables.edits),
    ):
        parts.append(f"### {words}")
        for size, figures in sorted(sizes.items(), reverse=True):
            if name in figures:
                parts += [f"**{size:,} clinics.** {_card(figures[name]['card'])}", make(figures)]
    if any("memory" in figures for figures in sizes.values()):
        parts += ["### Memory", tables.memory(sizes)]
    return "\n\n".join(parts)


def _card(card: dict[str, str]) -> str:
    return (
        f"{card['processor']}, {card['memory']}; Python {card['python']}; commit {card['commit']}, "
        f"{card['day']}; load {card['load']} at the start, {card['load_after']} at the end."
    )


if __name__ == "__main__":
    write()
