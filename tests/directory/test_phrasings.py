"""What people type, phrase by phrase: each ends in what was meant, or in an honest sentence."""

from pathlib import Path

import pytest

from directory.search.text.understand import Meaning, understand
from tests import make

ROWS = [
    [part.strip() for part in line.split("=>")]
    for line in Path(__file__).with_name("phrasings.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def told(meaning: Meaning) -> str:
    """A meaning in the words of the table."""
    place = meaning.place.area if meaning.place else None
    parts = [
        *meaning.codes,
        *(f"not:{code}" for code in meaning.excluded),
        *["here"] * meaning.is_here,
        *[f"price:{meaning.max_course_price}"] * (meaning.max_course_price is not None),
        *[f"radius:{meaning.radius}{meaning.unit}"] * (meaning.radius is not None),
        *[f"sort:{meaning.sort}"] * bool(meaning.sort),
        *[f"near:{place.label if place else '?'}"] * bool(meaning.near),
        *[f"name:{meaning.words}"] * bool(meaning.words),
        *(f"choose:{choice.text}" for choice in meaning.choices),
        *(f"no filter:{text}" for text in meaning.no_filter),
        *(f"unknown:{text}" for text in meaning.not_understood),
    ]
    return "; ".join(parts)


@pytest.mark.django_db
def test_every_phrase_of_the_table_means_what_it_says():
    make.clinic(name="Pelican Key Ketamine")
    make.clinic(name="Copper Cactus Drip & Ketamine")
    assert len(ROWS) > 600
    found = [[typed, told(understand(typed))] for typed, _meaning in ROWS]
    assert found == [[typed, meaning] for typed, meaning in ROWS]
