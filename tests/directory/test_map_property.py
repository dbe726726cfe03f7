"""Random questions in random boxes: what is on the map is what the search finds there."""

import math
from random import Random
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from clinics.geo import Box
from clinics.listing.actions.insert_many import insert_many
from clinics.models import Clinic
from directory.devserver.synthetic import synthetic_drafts
from directory.search import on_map
from directory.search.question import Question, ask
from directory.search.search import searching
from tests.directory.test_search_property import random_parameters

CLINICS, QUESTIONS = 400, 120
BROAD = {"near", "lat", "lon", "radius", "unit", "offers", "sort", "page", "page_size"}


def random_box(random: Random) -> Box | None:
    """A box of any size in or near the states, now and then across 180 degrees; or None."""
    if random.random() < 0.2:
        return None
    if random.random() < 0.1:
        return Box(west=170.0, south=10.0, east=-90.0 - random.random() * 20, north=72.0)
    west, south = -170 + random.random() * 90, 15 + random.random() * 30
    return Box(west=west, south=south, east=min(180.0, west + random.random() * 80),
               north=south + random.random() * 30)  # fmt: skip


def numbers_in_the_list(question: Question, found: list[int]) -> dict[int, int]:
    """The numbers that the page of the list shows, by clinic."""
    first = (question.page - 1) * question.page_size
    return {pk: first + i + 1 for i, pk in enumerate(found[first : first + question.page_size])}


@pytest.mark.django_db
def test_clusters_and_points_together_are_what_the_search_finds_in_the_box(monkeypatch):
    monkeypatch.setattr(on_map, "MOST_POINTS", 12)
    insert_many(synthetic_drafts(CLINICS, seed=21), actor="operator", publish=True)
    Clinic.objects.filter(pk__in=Clinic.objects.values("pk")[:9]).update(name="Renamed")
    points = {clinic.pk: clinic.point for clinic in Clinic.objects.all() if clinic.point}
    random, kinds = Random(77), {"clusters": 0, "points": 0, "beyond 1": 0}
    for _number in range(QUESTIONS):
        asked = random_parameters(random)
        if random.random() < 0.7:  # else hardly any question finds enough
            asked = [pair for pair in asked if pair[0] in BROAD]
        question = ask(QueryDict(urlencode(asked)))
        box = random_box(random)
        with searching(question) as search:
            order = search.first(search.met, CLINICS)
            found = [one.clinic_id for one in search.found_at(order)]
        inside = [pk for pk in found if box is None or box.holds(points[pk])]
        said = on_map.on_map(question, box)
        assert (said.found, said.count) == (len(found), len(inside))
        assert sum(spot.count for spot in said.spots) == len(inside)
        listed = numbers_in_the_list(question, found)
        on_page = sorted(listed[pk] for pk in inside if pk in listed)
        assert sorted(n for spot in said.spots for n in spot.numbers) == on_page
        if len(inside) <= 12:
            assert [spot.found.clinic_id for spot in said.spots if spot.found] == inside
            kinds["points"] += bool(inside)
            continue
        kinds["clusters"] += 1
        kinds["beyond 1"] += any(spot.count > 1 for spot in said.spots)
        assert said.box is not None
        assert len(said.spots) <= most_cells(box or said.box)
        for spot in said.spots:
            assert spot.found is None
            held = len([pk for pk in inside if spot.box.holds(points[pk])])
            assert held >= spot.count
            assert spot.box.holds(spot.point)
    assert min(kinds.values()) >= 10, kinds


def most_cells(box: Box) -> int:
    """How many cells a grid over the box can have, with one cut off at each end."""
    width, height = (box.east - box.west) % 360, box.north - box.south
    side = 360 / 2 ** math.ceil(math.log2(360 * on_map.ACROSS / max(width, height)))
    return (math.ceil(width / side) + 1) * (math.ceil(height / side) + 1)
