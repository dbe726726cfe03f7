"""In what clinics differ: marks, counts, and what none of them states."""

import pytest

from directory.presenting.wording import day
from tests import make
from tests.directory.compared import folded, marked, rows, tallies
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

THREE = "/compare/?clinic=heron&clinic=ibis&clinic=egret"


@pytest.fixture
def three():
    """Heron and Ibis differ in parking; Egret says nothing of it, and alone speaks Spanish."""
    make.clinic(slug="heron", name="Heron", yes="access.parking access.wheelchair")
    make.clinic(slug="ibis", name="Ibis", no="access.parking", yes="access.wheelchair")
    make.clinic(slug="egret", name="Egret", yes="access.wheelchair language.es", town="austin")


def row(client, label: str):
    """The row of a label in its group."""
    tables = seen(client.get(THREE)).all("table.compare")
    trs = [tr for table in tables for tr in table.one("tbody").all("tr")]
    return [tr for tr in trs if tr.one("th").text.startswith(label)][-1]


def test_two_stated_answers_differ_and_a_silence_is_a_lighter_mark(client, three):
    answer = client.get(THREE)
    assert marked(answer, "differs") == ["Parking"]
    assert marked(answer, "silent") == ["Spanish"]
    assert row(client, "Parking").one("th").one("span.all").text == "(differs)"
    assert row(client, "Spanish").one("th").one("span.all").text == "(not all say)"
    assert row(client, "Wheelchair").one("th").all("span") == []


def test_town_phone_and_website_are_no_differences(client, three):
    make.clinic(slug="stork", name="Stork", phone="5615550199", website="https://stork.example")
    answer = client.get("/compare/?clinic=heron&clinic=stork")
    cells = rows(answer)
    said = f"stated by the clinic · since {day(make.days_ago(40))}"
    assert cells["Phone"] == ["Not stated", f"(561) 555-0199 {said}"]
    assert cells["Website"] == ["Not stated", f"stork .example {said}"]
    assert tallies(answer)["contact"] == ""
    assert {"Phone", "Town", "Website"}.isdisjoint(rows(client.get(THREE + "&differences=1")))


def test_marks_and_counts_are_of_the_columns_that_are_shown(client, three):
    parking, spanish = row(client, "Parking"), row(client, "Spanish")
    assert (parking["data-differs"], parking["data-silent"]) == ("1-2", "1-3 2-3")
    assert "data-differs" not in spanish.attrs
    assert spanish["data-silent"] == "1-3 2-3"
    answer = client.get(THREE)
    assert tallies(answer)["access"] == "1 differs"
    assert tallies(answer, "of-1-2")["access"] == "1 differs"
    assert tallies(answer, "of-1-3")["access"] == "in 1 one does not say"
    assert tallies(answer)["language"] == "in 1 not all say"
    assert tallies(answer, "of-1-2")["language"] == "all the same"
    assert tallies(answer)["accreditation"] == "nothing stated"


def test_each_pair_of_columns_can_be_switched_on(client, three):
    page = seen(client.get(THREE))
    pairs = page.one("fieldset.switch").all("input")
    assert [p["id"] for p in pairs] == ["pair-1-2", "pair-1-3", "pair-2-3"]
    assert ["checked" in p.attrs for p in pairs] == [True, False, False]
    assert page.one("fieldset.switch").texts("label")[2] == "2–3 : Ibis and Egret"
    two = seen(client.get("/compare/?clinic=heron&clinic=ibis"))
    assert two.all("fieldset.switch") == []
    assert "data-differs" not in two.all("tr.differs")[0].attrs


def test_what_none_states_is_one_line_a_group(client, three):
    answer = client.get(THREE)
    lines = {g["id"]: g.all(".compare-blank") for g in seen(answer).all("details.compare-group")}
    languages = lines["language"][0]
    assert languages.one("summary").text == "None of the three states: 26 languages"
    assert len(folded(answer)["language"]) == 26
    assert "Hmong" in folded(answer)["language"]
    assert "Spanish" not in folded(answer)["language"]
    assert lines["safety"][0].one("summary").text == "None of the three states: 12 answers"
    assert "Hmong" not in rows(answer)
    assert folded(client.get(f"{THREE}&differences=1")) == {}


def test_a_few_that_none_states_are_named(client):
    for slug in ("heron", "ibis"):
        make.clinic(slug=slug, yes="accreditation.aaahc accreditation.joint-commission "
                    "accreditation.rems-certified")  # fmt: skip
    page = seen(client.get("/compare/?clinic=heron&clinic=ibis"))
    (group,) = page.all("#accreditation")
    assert group.one("p.compare-blank").text == "Neither clinic states: QUAD A."


def test_clinics_that_answer_alike_say_so(client):
    for slug in ("heron", "ibis"):
        make.clinic(slug=slug, offers_none=True)
    page = seen(client.get("/compare/?clinic=heron&clinic=ibis&differences=1"))
    assert "These clinics give the same answer to everything." in page.one("main").text
    assert page.all("table.compare") == []


def test_groups_are_closed_unless_only_differences_were_asked_for(client, three):
    for path, is_open in ((THREE, False), (f"{THREE}&differences=1", True)):
        groups = seen(client.get(path)).all("details.compare-group")
        assert {"open" in group.attrs for group in groups} == {is_open}
