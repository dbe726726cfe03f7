"""What the codes mean: the checklist as programs get it."""

import pytest
from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Item
from tests import make
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db

URL = "/api/v1/checklist"


def get(client, **asked):
    answer = client.get(URL, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_every_group_item_number_and_price_is_told_in_order(client):
    said = get(client)
    assert list(said) == ["groups", "numbers", "prices"]
    assert [g["code"] for g in said["groups"]] == [g.code for g in CHECKLIST.groups]
    items = [item for group in said["groups"] for item in group["items"]]
    assert [i["qualified"] for i in items] == [i.qualified for i in CHECKLIST.items]
    assert [n["qualified"] for n in said["numbers"]] == [n.qualified for n in CHECKLIST.numbers]
    assert [p["qualified"] for p in said["prices"]] == [p.qualified for p in CHECKLIST.prices]


def test_an_item_says_what_is_asked_who_can_confirm_it_and_where_that_is_said(client):
    new = Item(bit=190, code="sound-bath", label="Sound bath", question="Is there a gong?",
               confirm=("document", "register"), sources=(CHECKLIST.sources[0].short,))  # fmt: skip
    bare = next(item for item in CHECKLIST.items if not item.confirm)
    with one_more_item("aftercare", new):
        said = get(client)
    items = {item["qualified"]: item for group in said["groups"] for item in group["items"]}
    source = CHECKLIST.sources[0]
    assert items["aftercare.sound-bath"] == {
        "code": "sound-bath", "qualified": "aftercare.sound-bath", "label": "Sound bath",
        "question": "Is there a gong?", "confirmable": True,
        "confirmed_by": ["document", "register"], "evidence": None, "warning": None,
        "sources": [{"name": str(source.name), "citation": source.citation, "year": source.year,
                     "url": source.url or None}],
    }  # fmt: skip
    assert (items[bare.qualified]["confirmable"], items[bare.qualified]["confirmed_by"]) == (
        False, [])  # fmt: skip


def test_its_codes_are_those_that_a_search_takes_and_a_clinic_states(client):
    make.clinic(yes="condition.crps staff.psychiatrist")
    said = get(client)
    for group in said["groups"]:
        assert group["combine"] in ("all", "any")
        asked = {group["code"]: group["items"][-1]["code"]}
        assert client.get("/api/v1/clinics", asked).status_code == 200
    known = {item["qualified"] for group in said["groups"] for item in group["items"]}
    [clinic] = client.get("/api/v1/clinics").json()["results"]
    assert {"condition.crps", "staff.psychiatrist"} <= set(clinic["facts"]) <= known


def test_it_is_in_the_languages_that_there_are_and_in_no_other(client, settings):
    answer = client.get(URL, {"lang": "en"})
    assert (answer.status_code, answer["Content-Language"]) == (200, "en")
    assert answer.json() == get(client)
    known = ", ".join(code for code, _name in settings.LANGUAGES)
    for code in ("xx", "EN", "../en", "e" * 10_000):
        answer = client.get(URL, {"lang": code})
        assert answer.status_code == 400
        [error] = answer.json()["errors"]
        assert error["parameter"] == "lang"
        assert error["detail"].endswith(f"It is in: {known}.")
        assert len(error["detail"]) < 200
    assert client.get(f"{URL}?lang=en&lang=en").status_code == 400
    assert client.get(f"{URL}?language=en").json()["errors"][0]["did_you_mean"] == "lang"


def test_it_is_told_in_the_language_that_was_asked_for(client, settings):
    assert settings.LANGUAGES
    words = gettext_lazy("January")  # Django itself has this word in Spanish
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish")]
    with one_more_item("aftercare", Item(bit=190, code="new-year", label=words)):
        for code, label in (("en", "January"), ("es", "enero")):
            answer = client.get(URL, {"lang": code})
            [item] = [i for g in answer.json()["groups"] for i in g["items"]
                      if i["code"] == "new-year"]  # fmt: skip
            assert (item["label"].lower(), answer["Content-Language"]) == (label.lower(), code)


def test_it_asks_no_database_and_says_the_same_each_time(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        first, again = client.get(URL), client.get(URL)
    assert (first.content, first["ETag"]) == (again.content, again["ETag"])
    assert client.get(URL, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert first["Cache-Control"] == "public, max-age=60"
