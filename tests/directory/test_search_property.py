"""The search and plain SQL equal brute force over the export, for random questions."""

from random import Random
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict

from clinics.checklist import CHECKLIST
from clinics.listing.actions.insert_many import insert_many
from clinics.models import Clinic
from directory.devserver.synthetic import synthetic_drafts
from directory.search.filters import clinic_filter, clinics_that_answer
from directory.search.parameters import RADII, SORTS
from directory.search.question import Question, ask
from directory.search.search import search
from tests import make
from tests.directory.exported import exported
from tests.directory.oracle import Exported, brute_force

CLINICS, QUESTIONS = 600, 200
"""`make bench` asks ten times as many of 5,000 clinics."""
PLACES = ("New York, NY", "33444", "Los Angeles", "Chicago", "Houston, TX", "Florida", "Wyoming",
          "Phoenix", "Seattle", "Anchorage", "Honolulu", "90210", "Boise",
          "Cook County, IL")  # fmt: skip
NAMES = ("amber", "Kestrel Orchard", "tamarack", "ZEPHYR stone", "infus", "meadow wellness",
         "prai", "psychiatry", "garnet health", "opal infusion center")  # fmt: skip
"""Words of synthetic clinics and organizations, and the beginnings of some."""


def random_words(random: Random) -> str:
    """A name as somebody types it, some with a letter changed, or two swapped, behind the third."""
    typed = random.choice(NAMES)
    if random.random() < 0.5 and len(typed) > 5:
        i = random.randint(3, len(typed) - 2)
        wrong = random.choice(("x", typed[i + 1] + typed[i]))
        typed = typed[:i] + wrong + typed[i + len(wrong) :]
    return typed


def random_parameters(random: Random) -> list[tuple[str, str]]:
    """A question as somebody could ask it, with any of the parameters that there are."""
    asked: list[tuple[str, str]] = []
    if random.random() < 0.8:
        if random.random() < 0.8:
            asked.append(("near", random.choice(PLACES)))
        else:
            asked += [("lat", f"{random.uniform(25, 49):.2f}"),
                      ("lon", f"{random.uniform(-124, -70):.2f}")]  # fmt: skip
        # The export names no county by its code, so a county is only asked for with a circle.
        if random.random() < 0.7 or "County" in asked[0][1]:
            asked.append(("radius", str(random.choice(RADII))))
        if random.random() < 0.3:
            asked.append(("unit", "km"))
    sorts = [code for code, _label in SORTS if asked or code != "distance"]
    for group in CHECKLIST.groups:
        if random.random() < 0.2:
            items = random.sample(group.items, random.randint(1, min(3, len(group.items))))
            asked += [(group.code, item.code) for item in items]
    if random.random() < 0.15:
        asked.append(("confirmed", random.choice(CHECKLIST.confirmable)))
    if random.random() < 0.2:
        nice = random.sample(CHECKLIST.items, 2)
        asked += [("nice", item.qualified) for item in nice]
    if random.random() < 0.15:
        unwanted = random.choice(CHECKLIST.items).qualified
        if unwanted not in {value if "." in value else f"{name}.{value}" for name, value in asked}:
            asked.append(("not", unwanted))
    for name, chance, value in (
        ("q", 0.1, random_words(random)),
        ("verified", 0.2, "1"),
        ("offers", 0.3, random.choice(("any", "ketamine"))),
        ("checked_within", 0.2, str(random.choice((30, 90, 365)))),
        ("max_course_price", 0.2, str(random.choice((500, 2000, 6000)))),
        ("sort", 0.7, random.choice(sorts)),
        ("page", 0.3, str(random.randint(1, 4))),
        ("page_size", 0.5, str(random.choice((1, 7, 20, 100)))),
    ):
        if random.random() < chance:
            asked.append((name, value))
    return asked


def question_of(parameters: list[tuple[str, str]]) -> Question:
    return ask(QueryDict(urlencode(parameters)))


def assert_same(question: Question, clinics: list[Exported], slugs: dict[int, str]) -> int:
    """The answer, plain SQL and what is expected are equal; how many clinics they find."""
    answer, expected = search(question), brute_force(question, clinics, make.today())
    plain = clinics_that_answer(question, Clinic.objects.published())
    assert list(plain.values_list("slug", flat=True)) == expected.slugs
    start = (question.page - 1) * question.page_size
    page = expected.slugs[start : start + question.page_size]
    assert [slugs[found.clinic_id] for found in answer.page] == page
    assert answer.count == len(expected.slugs)
    assert answer.facets == expected.facets
    assert (answer.unpriced, answer.partly_priced) == (expected.unpriced, expected.partly_priced)
    named = [slugs[found.clinic_id] for found in answer.first_may_fit]
    assert (answer.may_fit, named) == (len(expected.may_fit), expected.may_fit[:3])
    for found in answer.page:
        miles = expected.distances[slugs[found.clinic_id]]
        assert found.distance_miles == (None if miles is None else pytest.approx(miles, rel=1e-9))
    return answer.count


def found_as_brute_force_finds(clinics: int, questions: int = QUESTIONS) -> list[int]:
    """Ask so many random questions of so many synthetic clinics; how many each finds."""
    insert_many(synthetic_drafts(clinics, seed=11), actor="operator", publish=True)
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # the plain statement is planned by what earlier tests left
    known = exported(make.today())
    slugs = dict(Clinic.objects.values_list("pk", "slug"))
    assert len(known) == clinics
    random = Random(42)
    asked_for = [random_parameters(random) for _number in range(questions)]
    found = [assert_same(question_of(parameters), known, slugs) for parameters in asked_for]
    for name in clinic_filter()().form.fields:
        asked = [
            n for n, parameters in zip(found, asked_for, strict=True) if name in dict(parameters)
        ]
        assert len(asked) >= 10, name
        assert max(asked) > 0, name
    return found


@pytest.mark.django_db
def test_two_hundred_random_questions_are_answered_as_brute_force_answers_them():
    found = found_as_brute_force_finds(CLINICS)
    assert sum(count > 0 for count in found) >= QUESTIONS // 3
    assert sum(count > CLINICS // 12 for count in found) >= 10


@pytest.mark.django_db
def test_an_insurer_that_pays_for_no_treatment_asked_for_is_half_met():
    insert_many(synthetic_drafts(300, seed=12), actor="operator", publish=True)
    known, random = exported(make.today()), Random(43)
    slugs = dict(Clinic.objects.values_list("pk", "slug"))
    routes, insurers = (CHECKLIST.group(name).items for name in ("route", "insurance"))
    unpaid = set()
    for number in range(20):
        asked = [("sort", "match"), ("page_size", "100"), ("verified", "1")][: 2 + number % 2]
        asked += [("route", item.code) for item in random.sample(routes, random.randint(0, 2))]
        asked += [("insurance", item.code) for item in random.sample(insurers, number % 3 + 1)]
        question = question_of(asked)
        assert_same(question, known, slugs)
        unpaid |= {clinic.unpaid(question) for clinic in known}
    assert unpaid == {0, 1, 2, 3}


@pytest.mark.django_db
@pytest.mark.parametrize("sort", [code for code, _label in SORTS])
def test_paging_visits_every_clinic_exactly_once(sort):
    insert_many(synthetic_drafts(150, seed=13), actor="operator", publish=True)
    asked = [("offers", "any"), ("sort", sort), ("page_size", "20")]
    if sort == "distance":
        asked += [("near", "Los Angeles"), ("radius", "250")]
    first = search(question_of(asked))
    pages = [search(question_of([*asked, ("page", str(n))])).page for n in range(1, 9)]
    seen = [found.clinic_id for page in pages for found in page]
    assert len(seen) == len(set(seen)) == first.count
    assert (first.count == 150) == (sort != "distance")
