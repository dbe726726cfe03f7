"""The questionnaires of the self-check as data, and who leads to them."""

import re

import pytest

from directory.pages.scales import GAD_7, PC_PTSD_5, PEG, PHQ_9, SCALE_OF, SCALES
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

QUESTIONS = {"phq-9": 9, "gad-7": 7, "pc-ptsd-5": 5, "peg": 3}


def test_each_scale_has_its_questions_and_its_highest_sum():
    assert {scale.code: len(scale.items) for scale in SCALES} == QUESTIONS
    assert [scale.most for scale in SCALES] == [27, 21, 5, 30]


@pytest.mark.parametrize("scale", [PHQ_9, GAD_7, PC_PTSD_5], ids=lambda scale: scale.code)
def test_the_limits_hold_every_sum_once(scale):
    held = [n for band in scale.bands for n in range(band.low, band.high + 1)]
    assert held == list(range(scale.most + 1))


def test_the_pain_scale_has_no_limits_because_none_were_published():
    assert PEG.bands == ()


def test_only_the_ninth_item_of_the_phq_9_leads_to_the_crisis_line():
    leading = [(s.code, n) for s in SCALES for n, i in enumerate(s.items, start=1) if i.helps]
    assert leading == [("phq-9", 9)]


def test_the_page_cites_each_scale_with_its_year_and_says_what_is_not_checked(client):
    page = seen(client.get("/guide/self-check/"))
    papers = [block.one(".check-sources").text for block in page.all("details.check")]
    assert [re.findall(r", (\d{4})\. https", text) for text in papers] == [
        ["2001"], ["2006"], ["2016", "2021"], ["2009"]]  # fmt: skip
    assert page.texts(".flag") == ["to be checked"]
    assert "Free to use. to be checked" in page.one("#peg").one(".check-sources").text


def test_988_stands_before_every_question_where_it_can_be_tapped(client):
    main = seen(client.get("/guide/self-check/")).one("#main")
    assert main.one("p.check-danger").text == (
        "If you think of suicide or of hurting yourself, call or text 988 . In immediate "
        "danger, call 911 ."
    )
    order = [e.attrs.get("href", e.tag) for e in main.walk() if e.tag in ("a", "details")]
    assert order[:4] == ["/guide/", "tel:988", "tel:911", "details"]


def test_no_answer_can_be_sent_from_the_page(client):
    page = seen(client.get("/guide/self-check/"))
    assert page.all("form") == []
    assert {box["autocomplete"] for box in page.one("#main").all("input")} == {"off"}
    assert len({box["name"] for box in page.one("#main").all("input") if "name" in box.attrs}) == 27


def test_the_page_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/guide/self-check/")


@pytest.mark.parametrize(("code", "name"), [("depression", "PHQ-9"), ("anxiety", "GAD-7"),
                                            ("ptsd", "PC-PTSD-5"), ("crps", "PEG")])  # fmt: skip
def test_the_page_of_a_condition_leads_to_its_scale(client, code, name):
    leads = [link for link in seen(client.get(f"/guide/{code}/")).one("#main").all("a")
             if link["href"] == "/guide/self-check/"]  # fmt: skip
    assert [link.text for link in leads] == [
        f"How bad is it now? A self-check to take to a doctor: {name}"
    ]


def test_a_condition_without_a_scale_of_its_own_leads_to_none(client):
    assert "ocd" not in SCALE_OF
    page = seen(client.get("/guide/ocd/"))
    assert [a for a in page.one("#main").all("a") if "self-check" in a["href"]] == []
