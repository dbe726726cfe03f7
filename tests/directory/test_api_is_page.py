"""The API finds what the page finds: the same clinics, in the same order, with the same counts."""

import re
from random import Random
from urllib.parse import urlencode

import pytest
from django.test import Client

from clinics.checklist import CHECKLIST
from clinics.listing.actions.insert_many import insert_many
from clinics.models import Clinic
from directory.devserver.synthetic import synthetic_drafts
from tests.directory.seen import Element, seen
from tests.directory.test_search_property import random_parameters

CLINICS, QUESTIONS = 400, 30
"""`make bench` asks ten times as many of 5,000 clinics."""


def shown(page: Element) -> tuple[int, list[str], dict[str, dict[str, int]]]:
    """What a page says: the count of its heading, its clinics, and the count of each tick."""
    heading = page.one("h1").text
    number = re.match(r"([\d,]+) clinics?\b", heading)
    cards = [card for form in page.all("form.picks") for card in form.all("li.result")]
    clinics = [card.one("h3").all("a")[0]["href"].split("?")[0].split("/")[2] for card in cards]
    counts: dict[str, dict[str, int]] = {group.code: {} for group in CHECKLIST.groups}
    for tick in page.all("label.tick"):
        box, count = tick.all("input")[0], tick.all("span.count")
        if box["name"] in counts and count and (n := int(count[0].text.replace(",", ""))):
            counts[box["name"]][box["value"]] = n
    return int(number[1].replace(",", "")) if number else 0, clinics, counts


def same_for(query: str) -> int:
    """Ask page and API the same; what they say is equal. How many clinics they find."""
    page, api = (Client().get(f"{path}?{query}") for path in ("/search/", "/api/v1/clinics"))
    assert page.status_code == api.status_code, query
    if api.status_code == 400:
        return 0
    said = api.json()
    count, clinics, counts = shown(seen(page))
    assert (count, clinics) == (said["count"], [one["slug"] for one in said["results"]]), query
    assert counts == said["facets"], query
    return count


def asked_of_both(clinics: int, questions: int) -> list[int]:
    """Ask so many random questions of so many synthetic clinics; how many each finds."""
    insert_many(synthetic_drafts(clinics, seed=21), actor="operator", publish=True)
    assert Clinic.objects.published().count() == clinics
    random = Random(22)
    return [same_for(urlencode(random_parameters(random))) for _number in range(questions)]


@pytest.mark.django_db
def test_thirty_random_questions_are_answered_alike_by_the_api_and_the_page(settings):
    settings.OPEN_DATA_A_MINUTE = {"api-search": 10**6}
    found = asked_of_both(CLINICS, QUESTIONS)
    assert sum(count > 0 for count in found) >= QUESTIONS // 4
    assert max(found) > 20
