"""Regions and nicknames that everybody knows and no gazetteer holds, from two files. No Django."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clinics.geo import Point
from directory.places.names import key

FILES = Path(__file__).resolve().parents[2] / "fixtures" / "places"


@dataclass(frozen=True, kw_only=True)
class Region:
    """One county or several under a name of their own, in one state or several.

    `label` is the name in a sentence, with its state; `query` are the words that come back to it;
    `counties` are FIPS numbers; the point is where its people live on average.
    """

    key: str
    label: str
    query: str
    states: tuple[str, ...]
    counties: tuple[int, ...]
    point: Point
    population: int


@dataclass(frozen=True)
class Nickname:
    """The town that is meant: the key of its name, and its state."""

    key: str
    state: str


@cache
def regions() -> dict[str, Region]:
    """Regions by the key of every name, read once in the life of a process.

    Raises ValueError for a county that the gazetteer's file does not have.
    """
    found: dict[str, Region] = {}
    known = _counties()
    for row in _rows("regions.csv"):
        name = row["label"].removeprefix("the ")
        region = _region(row, name, known)
        for also in (name, *row["also"].split("|")):
            if spelled := also.removeprefix("the "):
                found[key(spelled)] = found[key(f"the {spelled}")] = region
    return found


@cache
def nicknames() -> dict[str, Nickname]:
    """Towns by the key of every nickname, read once in the life of a process."""
    found = {}
    for row in _rows("nicknames.csv"):
        town, state = row["near"].split(", ")
        for spelled in row["also"].split("|"):
            found[key(spelled)] = found[key(f"the {spelled}")] = Nickname(key(town), state)
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _counties() -> dict[tuple[str, str], dict[str, str]]:
    """The rows of the counties by state and key."""
    return {(row["state"], key(row["name"])): row for row in _rows("counties.csv")}


def _region(row: dict[str, str], name: str, known: dict[tuple[str, str], dict]) -> Region:
    """The region of one row. Its counties are written `MA: Essex, Suffolk; NH: Rockingham`."""
    listed = {
        state.strip(): [one.strip() for one in names.split(",")]
        for state, names in (part.split(":") for part in row["counties"].split(";"))
    }
    counties = [_county(one, state, known) for state, names in listed.items() for one in names]
    people = [int(county["population"] or 0) for county in counties]
    states = tuple(listed)
    is_in_several = len(states) > 1
    return Region(
        key=key(name),
        label=row["label"] if is_in_several else f"{row['label']}, {states[0]}",
        query=f"{name}, {states[0]}",
        states=states,
        counties=tuple(int(county["code"]) for county in counties),
        point=Point(
            latitude=_mean([float(county["latitude"]) for county in counties], people),
            longitude=_mean([float(county["longitude"]) for county in counties], people),
        ),
        population=sum(people),
    )


def _county(name: str, state: str, known: dict[tuple[str, str], dict]) -> dict[str, str]:
    """The row of a county, whose kind need not be said."""
    row = known.get((state, key(name))) or known.get((state, key(f"{name} County")))
    if row is None:
        raise ValueError(f"regions.csv: {state} has no county {name}")
    return row


def _mean(degrees: list[float], people: list[int]) -> float:
    """The mean, each county weighing as much as its people; no region crosses 180 degrees."""
    weighted = sum(degree * weight for degree, weight in zip(degrees, people, strict=True))
    return round(weighted / sum(people), 5)
