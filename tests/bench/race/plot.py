"""The picture: time against the clinics in the circle, as plain SVG, readable in light and dark."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 980, 560
LEFT, RIGHT, TOP, BOTTOM = 84, 350, 30, 60
POINTS = 8
"""Each line has about so many."""
COLORS = ("#d1242f", "#8c6d00", "#b08800", "#0969da", "#1a7f37", "#8250df", "#bf3989", "#0a7d91",
          "#9a6700", "#57606a", "#953800")  # fmt: skip
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.paper { fill: #ffffff } .rule { stroke: #d1d9e0 } .line { fill: none; stroke-width: 2 }
.ours { stroke-width: 4 } .floor { stroke-dasharray: 6 4 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .paper { fill: #0d1117 } .rule { stroke: #3d444d }
  .line, .dot { filter: brightness(1.6) }
}
"""


class Axis:
    """A logarithmic axis from one pixel to another."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        """Whole powers of ten around the values."""
        self.low = math.floor(math.log10(min(values)))
        self.high = math.ceil(math.log10(max(values)))
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        """Where a value stands."""
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    @property
    def marks(self) -> list[float]:
        """The powers of ten."""
        return [10.0**power for power in range(self.low, self.high + 1)]


def lines_of(
    took: Mapping[str, Sequence[Sequence[float]]], found: Sequence[int]
) -> dict[str, list[tuple[float, float]]]:
    """By name: (clinics, milliseconds), medians of neighboring circles."""
    lines = {}
    for name, some in took.items():
        asked = [i for i in range(len(found)) if some[i]]
        order, together = sorted(asked, key=found.__getitem__), math.ceil(len(asked) / POINTS)
        groups = [order[start : start + together] for start in range(0, len(order), together)]
        lines[name] = [
            (max(1.0, statistics.median(found[i] for i in group)),
             statistics.median(one for i in group for one in some[i]))
            for group in groups
        ]  # fmt: skip
    return lines


def svg(title: str, lines: Mapping[str, Sequence[tuple[float, float]]], ours: str) -> str:
    """The picture. Names stand beside it in the order of the lines' ends."""
    points = [point for line in lines.values() for point in line]
    across = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [*_frame(title, across, up)]
    ends = sorted(lines, key=lambda name: -lines[name][-1][1])
    below = TOP - 18.0
    for name in ends:
        color = COLORS[list(lines).index(name) % len(COLORS)]
        path = " ".join(f"{across.at(x):.1f},{up.at(y):.1f}" for x, y in lines[name])
        kind = "line ours" if name == ours else "line floor" if "floor" in name else "line"
        parts.append(f'<polyline class="{kind}" stroke="{color}" points="{path}"/>')
        parts += [_dot(color, 3, across.at(x), up.at(y)) for x, y in lines[name]]
        below = max(below + 18, up.at(lines[name][-1][1]))
        x = WIDTH - RIGHT + 12
        parts.append(_dot(color, 5, x, below))
        words = escape(name.strip("*"))
        parts.append(f'<text x="{x + 12}" y="{below + 4:.1f}">{words}</text>')
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">\n<style>{STYLE}</style>\n'
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>\n{body}\n</svg>\n'
    )


def _dot(color: str, radius: int, x: float, y: float) -> str:
    return f'<circle class="dot" fill="{color}" r="{radius}" cx="{x:.1f}" cy="{y:.1f}"/>'


def _frame(title: str, across: Axis, up: Axis) -> list[str]:
    """The rules of both axes, with their numbers, and what they are."""
    parts = [f'<text x="{LEFT}" y="18">{escape(title)}</text>']
    for x in across.marks:
        at = f"{across.at(x):.1f}"
        parts.append(f'<path class="rule" d="M{at} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(
            f'<text x="{at}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{x:,.0f}</text>'
        )
    for y in up.marks:
        at = f"{up.at(y):.1f}"
        parts.append(f'<path class="rule" d="M{LEFT} {at}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at}" dy="4" text-anchor="end">{y:,g} ms</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 14}" text-anchor="middle">'
                 "clinics in the circle</text>")  # fmt: skip
    return parts
