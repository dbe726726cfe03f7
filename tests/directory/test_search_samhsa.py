"""A search over the real SAMHSA file finds what brute force over the file finds.

An extra: skipped where the file is not beside the project.
"""

import csv
import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import QueryDict

from clinics.models import Clinic
from directory.search.question import ask
from directory.search.search import search
from tests.directory.oracle import haversine_miles

FILE = (
    Path(__file__).resolve().parents[2].parent
    / "shared/data/facilities/samhsa_mental_health_dev.csv"
)
NEARBY = re.compile(",(NY|NJ|CT),")
"""Rows of New York and its neighbors: some within 25 miles of 10001, most beyond."""


@pytest.mark.django_db
@pytest.mark.once("what a real list asks of the server, the small lists ask too")
@pytest.mark.skipif(not FILE.exists(), reason="the SAMHSA file is not beside the project")
def test_every_facility_around_10001_and_none_beyond(tmp_path):
    out = io.StringIO()
    file = tmp_path / "nearby.csv"
    lines = FILE.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    file.write_text("".join([lines[0], *(one for one in lines if NEARBY.search(one))]))
    call_command(
        "import_clinics", file, format="samhsa", source="SAMHSA", publish_all=True, stdout=out
    )
    question = ask(QueryDict("offers=any&near=10001&radius=25&page_size=100"))
    centre = (question.area.point.latitude, question.area.point.longitude)
    with file.open() as text:
        rows = [(float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(text)]
    expected = sorted(miles for row in rows if (miles := haversine_miles(centre, row)) <= 25)
    read, created, updated, unchanged, rejected = map(int, re.findall(r"\d+", out.getvalue())[:5])
    assert (read, updated) == (len(rows), 0)
    assert created + unchanged + rejected == read
    assert Clinic.objects.published().count() == created
    found = []
    for page in range(1, search(question).count // 100 + 2):
        found += search(
            ask(QueryDict(f"offers=any&near=10001&radius=25&page_size=100&page={page}"))
        ).page
    assert len(found) == search(question).count > 100
    distances = [one.distance_miles for one in found]
    assert distances == sorted(distances)
    assert {round(d, 6) for d in distances} == {round(d, 6) for d in expected}
