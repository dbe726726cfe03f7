"""What a place means for a search: its kind, its label, its point, and the words that find it."""

from collections.abc import Iterable
from dataclasses import dataclass

from clinics.geo import Point, plain
from directory.places.models import Place
from directory.places.regions import Region

STATES_NAMED_AS_THEIR_CITY = {"NY", "WA"}
"""States whose bare name is taken to mean a city (`locate` says when): asked for as "… State"."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """A place for a search; `query` are the words for `near=` that come back to this very one.

    `kind` is zip, town, county, region, state or point; `counties` are the FIPS numbers of a
    county or a region, and none of all else; `state` is the two-letter code of the state it is or
    lies in, of a region the first one.
    """

    kind: str
    label: str
    point: Point
    counties: tuple[int, ...] = ()
    state: str = ""
    query: str = ""


def point_area(point: Point) -> Area:
    """A bare point in degrees as a place."""
    words = f"{plain(point.latitude)}, {plain(point.longitude)}"
    label = f"{point.latitude:g}, {point.longitude:g}"
    return Area(kind="point", label=label, point=point, query=words)


def region_area(region: Region) -> Area:
    """A region as a place."""
    return Area(
        kind="region",
        label=region.label,
        point=region.point,
        counties=region.counties,
        state=region.states[0],
        query=region.query,
    )


def areas(places: Iterable[Place]) -> list[Area]:
    """Areas of gazetteer rows that carry `county_name`; namesakes must come most people first.

    A town that has a bigger namesake in its own state is told from it by its county.
    """
    seen: set[tuple[str, str]] = set()
    found = []
    for place in places:
        again = place.kind == Place.Kind.TOWN and (place.key, place.state) in seen
        seen.add((place.key if place.kind == Place.Kind.TOWN else "", place.state))
        found.append(_area(place, second=again))
    return found


def _area(place: Place, *, second: bool) -> Area:
    """One row as an area; `second` when a bigger town of its state has its name."""
    name = f"{place.name}, {place.state}"
    if second and place.county_name:
        name = f"{place.name}, {place.county_name}, {place.state}"
    label = query = name
    if place.kind == Place.Kind.ZIP:
        label, query = f"{place.code} ({name})", place.code
    elif place.kind == Place.Kind.STATE:
        label = place.name
        query = f"{label} State" if place.code in STATES_NAMED_AS_THEIR_CITY else label
    return Area(
        kind=place.kind,
        label=label,
        point=Point(latitude=place.latitude, longitude=place.longitude),
        counties=(place.county,) if place.kind == Place.Kind.COUNTY else (),
        state=place.state,
        query=query,
    )
