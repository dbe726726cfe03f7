"""Which county a point lies in, and how far from others, by simplified borders. No Django."""

import gzip
import json
import math
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from clinics.geo import EARTH_RADIUS_MILES

Ring = list[tuple[float, float]]

SHAPES_FILE = Path(__file__).resolve().parents[2] / "fixtures" / "places" / "county_shapes.json.gz"


class CountyShapes:
    """Borders of all counties, found by the one-degree squares they touch."""

    def __init__(self, rings: dict[int, list[Ring]]) -> None:
        """Take closed rings of (longitude, latitude) in degrees for each county's FIPS number."""
        self._rings = rings
        self._lines: dict[tuple[int, ...], np.ndarray] = {}
        self._squares: dict[tuple[int, int], list[tuple[int, list[Ring]]]] = defaultdict(list)
        for county, shape in rings.items():
            touched = {square for ring in shape for square in _squares_of(ring)}
            for square in touched:
                self._squares[square].append((county, shape))

    def county_at(self, latitude: float, longitude: float) -> int:
        """FIPS number of the county that holds the point; 0 when none is known to."""
        for county, shape in self._squares.get((math.floor(longitude), math.floor(latitude)), ()):
            if sum(_crossings(ring, longitude, latitude) for ring in shape) % 2:
                return county
        return 0

    def has(self, county: int) -> bool:
        """Whether the county's border is known."""
        return county in self._rings

    def miles_to(self, counties: tuple[int, ...], latitude: float, longitude: float) -> float:
        """How far a point is from the nearest border of these counties; 0 without any border."""
        if counties not in self._lines:
            rings = [ring for county in counties for ring in self._rings.get(county, ())]
            pairs = [(*a, *b) for ring in rings for a, b in pairwise(ring)]
            self._lines[counties] = np.array(pairs, dtype=float).reshape(-1, 2, 2)
        lines = self._lines[counties]
        if not len(lines):
            return 0.0
        # On a map around the point, flat: right enough to find the nearest spot of each line …
        east = math.cos(math.radians(latitude))
        x = ((lines[:, :, 0] - longitude + 180) % 360 - 180) * east
        y = lines[:, :, 1] - latitude
        ahead_x, ahead_y = x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]
        length = np.maximum(ahead_x**2 + ahead_y**2, 1e-12)
        along = np.clip(-(x[:, 0] * ahead_x + y[:, 0] * ahead_y) / length, 0, 1)
        spots = lines[:, 0] + along[:, None] * (lines[:, 1] - lines[:, 0])
        # … whose distance is measured on the globe.
        up, over = np.radians(spots[:, 1]), np.radians(spots[:, 0] - longitude)
        here = math.radians(latitude)
        chord = np.sin((up - here) / 2) ** 2 + np.cos(up) * math.cos(here) * np.sin(over / 2) ** 2
        return float(2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(min(chord.min(), 1.0))))


def _squares_of(ring: Ring) -> list[tuple[int, int]]:
    """The one-degree squares of the box around a ring."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return [
        (x, y)
        for x in range(math.floor(min(xs)), math.floor(max(xs)) + 1)
        for y in range(math.floor(min(ys)), math.floor(max(ys)) + 1)
    ]


def _crossings(ring: Ring, x: float, y: float) -> int:
    """How often a ray from the point to the east crosses the ring: odd when the point is inside."""
    count = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            count += 1
    return count


def read_shapes(packed: dict) -> dict[int, list[Ring]]:
    """Rings in degrees from the file's form: integer steps from point to point, times a scale."""
    (scale_x, scale_y), (move_x, move_y) = packed["scale"], packed["translate"]
    rings: dict[int, list[Ring]] = {}
    for county, shape in packed["counties"].items():
        rings[int(county)] = []
        for steps in shape:
            x = y = 0
            ring = []
            for step_x, step_y in zip(steps[::2], steps[1::2], strict=True):
                x, y = x + step_x, y + step_y
                ring.append((x * scale_x + move_x, y * scale_y + move_y))
            rings[int(county)].append(ring)
    return rings


@cache
def county_shapes() -> CountyShapes:
    """The borders the project ships, read once in the life of a process."""
    return CountyShapes(read_shapes(json.loads(gzip.decompress(SHAPES_FILE.read_bytes()))))
