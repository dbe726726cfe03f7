"""What people type into “Where”: each ends in the place meant, or in an honest sentence."""

from pathlib import Path

import pytest

from directory.places.abroad import is_abroad, is_too_large
from directory.places.locate import locate, means_here

ROWS = [
    [part.strip() for part in line.split("=>")]
    for line in Path(__file__).with_name("where.txt").read_text().splitlines()
    if line and not line.startswith("#")
]

MOST_SHOWN = 2
"""Places to choose from, or suggestions, that a row names."""


def told(text: str) -> str:
    """Where a text leads, in the words of the table."""
    located = locate(text)
    if located.area:
        return located.area.label
    for said, is_so in (("here", means_here), ("too large", is_too_large), ("abroad", is_abroad)):
        if is_so(text):
            return said
    for said, areas in (("choose", located.candidates), ("meant", located.suggestions)):
        if areas:
            return f"{said}: {' | '.join(area.label for area in areas[:MOST_SHOWN])}"
    return "unknown"


@pytest.mark.django_db
def test_every_place_of_the_table_is_found_or_told():
    assert len(ROWS) > 250
    found = [[typed, told(typed)] for typed, _place in ROWS]
    assert found == [[typed, place] for typed, place in ROWS]
    unknown = [typed for typed, place in ROWS if place == "unknown"]
    assert 100 * len(unknown) <= 7 * len(ROWS)
