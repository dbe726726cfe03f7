"""Parameters written plainly mean without a form what they mean with one."""

import random
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Item
from directory.search.plainly import plain
from directory.search.question import QuestionRefused, ask, bound_form
from directory.search.refusals import not_ours, not_whole_dollars
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db

CODES = [item.qualified for item in CHECKLIST.items]
PLAIN = {
    "near": ["33444", "Delray Beach, FL", "Orange County, CA", "Florida", "Nowhere At All"],
    "lat": ["26.46", "0", "-89.999", "90"],
    "lon": ["-80.07", "0", "-180", "179.5"],
    "radius": ["5", "25", "250"],
    "unit": ["mi", "km"],
    "q": ["nerve pain", "within 10 miles", "under $3000", "not spravato", "Pelican"],
    "verified": ["1"],
    "confirmed": list(CHECKLIST.confirmable[:4]),
    "not": CODES[:3] + [code for code in CODES if code.startswith("route.")],
    "nice": CODES[:6],
    "offers": ["ketamine", "any"],
    "checked_within": ["1", "90", "3650"],
    "max_course_price": ["1", "3000", "1000000"],
    "sort": ["distance", "match", "course_price", "name"],
    "page": ["1", "7", "1000000"],
    "page_size": ["1", "20", "100"],
    **{group.code: [item.code for item in group.items] for group in CHECKLIST.groups},
}
"""Every parameter with values as this site writes them."""

ODD = [
    *("", " ", "0", "-1", "+5", "05", "1.0", "1e3", "1_0", "５", "nan", "3,000", "$3000"),
    *("3000.50", "26.", ".5", "+26", "91", "-181", "10000000000", "crsp", "CRPS", "yes", "25 "),
    *("\x00", "a\x00b", "33444\u200b", "\u00a033444", "Zürich", "x" * 121, "x" * 201),
    *("route.at-home", "condition"),
]  # fmt: skip


def read(query: str) -> Mapping[str, Any]:
    asked = plain(QueryDict(query))
    assert asked is not None
    return asked


def drawn(draw: random.Random) -> list[tuple[str, str]]:
    """A few parameters, most of them plain; in one of three, something odd."""
    asked = []
    for name in draw.sample(list(PLAIN), draw.randint(0, 4)):
        many = draw.choice([1, 1, 1, 2])
        asked += [(name, draw.choice(PLAIN[name])) for _again in range(many)]
    if draw.random() < 0.2:
        asked += [("lat", draw.choice(PLAIN["lat"])), ("lon", draw.choice(PLAIN["lon"]))]
    if asked and draw.random() < 0.33:
        name, value = draw.choice(asked)
        asked.append(draw.choice([
            (name, draw.choice(ODD)), (name, value + " "), (name, value[:-1]), (f"{name}s", value),
            (draw.choice(list(PLAIN)), draw.choice(ODD)), ("", value), (name, value.upper()),
        ]))  # fmt: skip
        draw.shuffle(asked)
    return asked


def outcome(query: str, *, by_a_program: bool) -> tuple:
    """Everything that `ask` says to a query."""
    try:
        question = ask(QueryDict(query), by_a_program=by_a_program)
    except QuestionRefused as no:
        typed = dict(cast(QueryDict, no.form.data).lists())
        said = (no.errors, no.meaning, no.is_about_the_place, no.is_here, no.candidates)
        return (*said, no.suggestions, typed)
    return question, question.said


def test_what_is_plain_is_what_the_form_cleans_of_it():
    draw, plainly = random.Random(13), 0
    for _again in range(700):
        query = urlencode(drawn(draw))
        params = QueryDict(query)
        asked = plain(params)
        if asked is None:
            continue
        plainly += 1
        form = bound_form(params)
        assert form.is_valid(), query
        assert not_ours(form) | not_whole_dollars(form) == {}, query
        assert dict(asked) == form.cleaned_data, query
        assert {n: type(v) for n, v in asked.items()} == {
            n: type(v) for n, v in form.cleaned_data.items()
        }, query
    assert 250 < plainly < 600


def test_a_question_is_answered_or_refused_as_by_the_form():
    draw, answered = random.Random(31), 0
    for _again in range(300):
        asked, by_a_program = drawn(draw), draw.random() < 0.5
        # A blank parameter asks for nothing, and is not plain.
        with_form = urlencode([*asked, ("page_size", "")])
        assert plain(QueryDict(with_form)) is None
        said = outcome(urlencode(asked), by_a_program=by_a_program)
        assert said == outcome(with_form, by_a_program=by_a_program), asked
        answered += len(said) == 2
    assert 60 < answered < 240


@pytest.mark.parametrize("name", PLAIN)
def test_every_parameter_that_this_site_writes_is_plain(name):
    beside = {"lat": [("lon", "0")], "lon": [("lat", "0")]}.get(name, [])
    for value in PLAIN[name]:
        assert plain(QueryDict(urlencode([(name, value), *beside]))) is not None, value


@pytest.mark.parametrize(
    "query",
    ["colour=red", "near=33444&near=33444", "near=", "near=+33444", "q=a%00b", "radius=7",
     "radius=25+", "lat=26.4", "lat=26.4&lon=-80&near=33444", "lat=26.4&lon=-180.5",
     "lat=1e1&lon=0", "page=0", "page=01", "page=1000001", "page_size=101", "checked_within=3651",
     "max_course_price=3%2C000", "max_course_price=1000001", "verified=yes", "condition=crsp",
     "condition=crps&condition=", "confirmed=condition.crps", "not=crps", "sort=nearest",
     "near=" + "x" * 121, "q=" + "x" * 201],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_form(query):
    assert plain(QueryDict(query)) is None


def test_an_item_added_at_run_time_is_plain_while_it_is_there():
    query = QueryDict("condition=gulf-war-illness")
    assert plain(query) is None
    with one_more_item("condition", Item(bit=190, code="gulf-war-illness", label="Gulf War")):
        assert read("condition=gulf-war-illness")["condition"] == ["gulf-war-illness"]
    assert plain(query) is None


def test_one_question_leaves_nothing_for_the_next():
    first = read("near=33444&condition=crps&page=3")
    assert (first["near"], first["condition"], first["page"]) == ("33444", ["crps"], 3)
    second = read("")
    assert (second["near"], second["condition"], second["page"]) == ("", [], None)
