"""What stands first in a comparison: the heads, what was asked for, and what decides."""

import csv
import io

import pytest
from django.utils.formats import date_format

from clinics.listing.actions.status import pause
from clinics.models import Credential
from directory.presenting.wording import day
from tests import make
from tests.directory.compared import marked, rows
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

TWO = "/compare/?clinic=heron&clinic=ibis"
ASKED = "&near=33444&condition=crps&insurance=medicare"
NEAR = "worked out here from its address: stated by the clinic · since {}"


@pytest.fixture
def two():
    """Heron's Medicare pays for visits only, and two of its answers are confirmed, one overdue."""
    heron = make.clinic(
        slug="heron", name="Heron", yes="condition.crps access.accepting-new-patients",
        phone="5615550101", prices={"price.consultation": 250, "price.session": 450},
        facts=[
            make.fact("insurance.medicare", covers=["visits"], detail="Infusions are self-pay"),
            make.fact("insurance.aetna", covers=["iv-infusion"], prior_authorization=True),
            make.fact("insurance.cigna", covers=["iv-infusion"], prior_authorization=True),
            make.fact("number.sessions_in_course", 6), make.fact("number.wait_days", 14),
            make.fact("number.patients_per_observer", 2),
            make.fact("safety.continuous-observation"),
            make.fact("safety.clinician-on-site", confirmed="document"),
            make.fact("safety.acls-on-site", confirmed="document", due_in=-1),
            make.fact("safety.stop-rule", False),
        ],
    )  # fmt: skip
    ibis = make.clinic(
        slug="ibis", name="Ibis", no="condition.crps", town="boca", yes="route.lozenge"
    )
    make.clinic(slug="rival", name="Rival", yes="insurance.medicare condition.crps", phone="1")
    return heron, ibis


def test_what_was_asked_for_comes_first_with_its_remarks_and_the_distance(client, two):
    make.report(two[0], "insurance.medicare", days=8)
    answer = client.get(TWO + ASKED)
    reported = f"1 unconfirmed report since {day(make.days_ago(8))}"
    said = f"stated by the clinic · since {day(make.days_ago(10))}"
    near = NEAR.format(day(make.days_ago(40)))
    assert rows(answer, "asked") == {
        "CRPS": [f"Yes {said}", f"No {said}"],
        "Medicare": [
            f"Only in part pays for visits only · Infusions are self-pay · {reported} {said}",
            "Not stated",
        ],
        "Distance in a straight line": [f"0.5 miles {near}", f"6.8 miles {near}"],
    }
    assert [s.one("h2").text for s in seen(answer).all("section.compare-block")] == [
        "What you asked for", "What decides",
    ]  # fmt: skip
    here = rows(client.get(f"{TWO}&lat=26.4615&lon=-80.0728"), "asked")
    assert here == {
        "Distance in a straight line": [f"in Delray Beach, FL {near}", f"7.3 miles {near}"]
    }


def test_without_a_question_nothing_was_asked_for(client, two):
    answer = client.get(TWO)
    assert [s.one("h2").text for s in seen(answer).all("section.compare-block")] == ["What decides"]
    assert "Distance in a straight line" not in rows(client.get(f"{TWO}&near=Florida"))


@pytest.mark.parametrize(
    ("most", "cells"),
    [
        ("2,949", ["No $2,950", "Not stated"]),
        ("$2,950", ["Yes $2,950", "Not stated"]),
    ],
)
def test_a_price_that_was_asked_for_is_judged(client, two, most, cells):
    answer = client.get("/compare/", {"clinic": ["heron", "ibis"], "max_course_price": most})
    (row,) = rows(answer, "asked").values()
    said = f" stated by the clinic · since {day(make.days_ago(10))}"
    assert row == [cells[0] + said, cells[1]]


def test_a_part_of_a_price_decides_only_when_it_alone_is_too_much(client):
    make.clinic(slug="heron", prices={"price.session": 450})
    make.clinic(slug="ibis", prices={"price.session": 350})
    (row,) = rows(client.get(f"{TWO}&max_course_price=400"), "asked").values()
    said = f"stated by the clinic · since {day(make.days_ago(10))}"
    assert row == [f"No $450 a session {said}", f"Not stated $350 a session {said}"]


def test_a_price_is_judged_as_on_the_page_of_the_clinic(client, two):
    two[0].prices.update(currency="CAD")
    [(label, row)] = rows(client.get(f"{TWO}&max_course_price=2000"), "asked").items()
    said = f"stated by the clinic · since {day(make.days_ago(10))}"
    assert (label, row) == (
        "First course at most $2,000", [f"Not stated CAD 2,950 {said}", "Not stated"],
    )  # fmt: skip
    page = seen(client.get(f"/clinics/{two[0].slug}/?max_course_price=2000"))
    assert page.one("ul.ticks").texts("li") == [f"{label} : not stated CAD 2,950"]


def test_what_decides_in_the_order_in_which_it_does(client, two):
    answer = client.get(TWO)
    said = f"stated by the clinic · since {day(make.days_ago(10))}"
    on_site = rows(answer, "decides").pop("A physician or nurse anesthetist on site")
    assert on_site[0].startswith("Yes confirmed ")
    assert on_site[1] == "Not stated"
    decides = rows(answer, "decides")
    assert list(decides) == [
        "Warnings", "How it is given", "Whole first course", "What insurance pays for",
        "A physician or nurse anesthetist on site", "A clinician watches throughout",
        "Safety questions answered with yes", "Wait for a first appointment",
        "Accepting new patients", "Reviews",
    ]  # fmt: skip
    assert decides["How it is given"] == [f"IV infusion {said}", f"Lozenge or tablet {said}"]
    assert decides["Whole first course"] == [
        f"$2,950 $250 consultation + 6 sessions × $450 = $2,950 {said}", "Not stated",
    ]  # fmt: skip
    assert decides["What insurance pays for"] == [
        "Medicare : only in part pays for visits only · Infusions are self-pay "
        f"Aetna, Cigna : yes pays for IV infusion; needs prior authorization {said}",
        "Not stated",
    ]
    assert decides["A clinician watches throughout"] == [
        f"Yes 2 patients per person watching {said}", "Not stated",
    ]  # fmt: skip
    seen_by = f"document seen by a moderator, {day(make.days_ago(5))}"
    assert decides["Safety questions answered with yes"] == [
        "3 of 12 · 1 confirmed · 1 overdue 1 answered with no check overdue "
        f"A goal, a defined course, and when to stop; A clinician watches throughout: {said} "
        f"A physician or nurse anesthetist on site: {said} "
        f"confirmed: {seen_by} · next check due {day(make.days_ago(-100))} "
        f"Advanced life support (ACLS): {said} "
        f"check overdue was confirmed: {seen_by} · was due {day(make.days_ago(1))}",
        "Not stated",
    ]  # fmt: skip
    assert decides["Wait for a first appointment"] == [f"14 days {said}", "Not stated"]
    assert decides["Reviews"] == ["No reviews yet", "No reviews yet"]


def test_an_insurers_yes_looks_full_only_if_it_pays_for_the_route_that_was_asked_for(client, two):
    def shape(query: str) -> list[str]:
        page = seen(client.get(f"/compare/?clinic=heron&clinic=rival{query}"))
        (group,) = page.all("#insurance")
        trs = group.one("tbody").all("tr")
        (row,) = [tr for tr in trs if tr.one("th").text.startswith("Aetna")]
        return [row.all("td")[0].all("span.value")[0]["class"].split()[1]]

    assert shape("") == ["yes"]
    assert shape("&route=iv-infusion") == ["yes"]
    assert shape("&route=lozenge") == ["half"]


def test_insurers_that_pay_for_different_things_differ(client, two):
    assert marked(client.get("/compare/?clinic=heron&clinic=rival"), "differs") == [
        "Warnings", "What insurance pays for", "Medicare",
    ]  # fmt: skip


def test_what_is_known_against_a_clinic_stands_at_its_head_and_among_what_decides(client, two):
    heron, ibis = two
    ada = make.clinician(heron)
    make.credential(heron, "licence", clinician=ada, confirmed_until=30)
    listed = make.credential(heron, "not-excluded", clinician=ada)
    Credential.objects.filter(pk=listed.pk).update(current=make.check(listed, "excluded"))
    until = make.days_ago(-30)
    pause(ibis.pk, until=until, actor="clinic")
    for query in ("", "&differences=1"):
        answer = client.get(TWO + query)
        assert rows(answer, "decides")["Warnings"] == [
            "Ada Marsh is on the federal exclusion list 1 check is overdue",
            f"Paused until {day(until)} FDA warning about what is offered here: Lozenge or tablet",
        ]
        first, second = seen(answer).one("ul.compare-heads").all("li")
        assert first.one("a.head-warnings").text == "2 warnings"
        assert second.one("span.flag").text == f"Paused until {day(until)}"


def test_equal_warnings_are_never_left_out(client):
    for slug in ("heron", "ibis"):
        make.clinic(slug=slug, yes="route.lozenge")
    words = "FDA warning about what is offered here: Lozenge or tablet"
    answer = client.get(f"{TWO}&differences=1")
    assert rows(answer) == {"Warnings": [words, words]}
    assert marked(answer, "differs") == []


def test_a_clinic_without_warnings_is_said_to_have_none_that_are_known(client, two):
    answer = client.get("/compare/?clinic=heron&clinic=rival")
    assert rows(answer, "decides")["Warnings"] == ["1 check is overdue", "None known here"]
    assert len(seen(answer).all("a.head-warnings")) == 1


def test_each_head_leads_to_its_page_its_phone_and_a_comparison_without_it(client, two):
    page = seen(client.get(f"{TWO}&clinic=rival{ASKED}&differences=1"))
    heron, ibis, rival = page.one("ul.compare-heads").all("li")
    carried = "near=33444&condition=crps&insurance=medicare"
    assert heron.one("a.head-name")["href"] == f"/clinics/heron/?{carried}"
    assert heron.one("a.head-call")["href"] == "tel:+1-561-555-0101"
    assert heron.one("a.head-call").text == "Call Heron"
    assert rival.all("a.head-call") == []
    off = ibis.one("a.head-off")
    assert off.text == "✕ Take off Ibis"
    assert off["data-takes-off"] == "ibis"
    assert off["href"] == f"/compare/?clinic=heron&clinic=rival&{carried}&differences=1"
    assert client.get(off["href"]).status_code == 200


def test_a_column_says_once_when_its_clinic_repeated_its_answers(client):
    old = make.fact("access.parking", days=70)
    make.clinic(slug="heron", facts=[old, make.fact("access.wheelchair", source="import",
                                                    source_name="A list")])  # fmt: skip
    make.clinic(slug="ibis", yes="access.parking", no="access.wheelchair")
    answer = client.get(TWO)
    short = make.days_ago(10).strftime("%-d %b %Y")
    assert [li.text for li in seen(answer).one("ul.compare-said").all("li")][1] == (
        f"{seen(answer).one('ul.compare-heads').texts('a.head-name')[1]}: Answers repeated {short}"
    )
    parking, wheelchair = rows(answer)["Parking"][0], rows(answer)["Wheelchair accessible"][0]
    assert parking.startswith(f"Yes said {make.days_ago(70).strftime('%-d %b %Y')} stated by")
    assert wheelchair.startswith("Yes imported from A list imported from A list · ")


def test_how_often_the_price_was_as_quoted_is_counted(client, two):
    for said in ("yes", "yes", "no", "n/a"):
        make.review(two[0], overall=4, answers={"price-matched": said})
    make.review(two[0], days=800, answers={"price-matched": "yes"})
    make.review(two[1], status="withheld", answers={"price-matched": "yes"})
    month = date_format(make.days_ago(10), "F Y")
    assert rows(client.get(TWO), "decides")["Reviews"] == [
        "4 reviews (too few to average) the price matched the quote for 2 of 3 counted from what "
        "patients and people close to them wrote here in the last two years · "
        f"visits in {month}",
        "No reviews yet",
    ]


def test_the_files_hold_warnings_coverage_and_what_was_asked_for(client, two):
    asked = (TWO + ASKED).partition("/compare/")[2]
    said = client.get(f"/compare.json{asked}").json()
    codes = [row["code"] for section in said["sections"] for row in section["rows"]]
    assert codes[:4] == ["asked.condition.crps", "asked.insurance.medicare", "asked.distance",
                         "warnings"]  # fmt: skip
    assert len(codes) == len(set(codes))
    assert [one["warnings"] for one in said["clinics"]] == [
        [{"kind": "overdue", "text": "1 check is overdue", "count": 1,
          "detail": "Nobody has looked again in time: "
          "Someone trained in advanced life support (ACLS) at every session."}],
        [{"kind": "fda", "text": "FDA warning about what is offered here: Lozenge or tablet",
          "count": 1, "detail": "The FDA warned in 2022 and 2023: compounded ketamine is not "
          "FDA-approved for any psychiatric disorder, and taking it at home adds risk."}],
    ]  # fmt: skip
    cells = {row["code"]: row["cells"] for part in said["sections"] for row in part["rows"]}
    assert cells["insurance.medicare"][0]["coverage"] == {
        "covers": ["visits"], "prior_authorization": None, "words": "pays for visits only",
        "note": "Infusions are self-pay",
    }  # fmt: skip
    assert cells["insurance.medicare"][0]["state"] == "yes"
    assert cells["asked.insurance.medicare"][0]["state"] == "half"
    lines = list(csv.reader(io.StringIO(client.get(f"/compare.csv{asked}").text)))
    by_code = {line[1]: line for line in lines}
    assert by_code["insurance.medicare"][3] == "Yes (pays for visits only; Infusions are self-pay)"
    assert by_code["warnings"][3] == "1 check is overdue"
    assert [line[1] for line in lines[1:]] == codes


def test_one_clinic_is_told_how_to_get_a_second_and_loses_nothing(client, two):
    page = seen(client.get(f"/compare/?clinic=heron{ASKED}"))
    (form,) = page.one("main").all("form")
    assert [(i["name"], i["value"]) for i in form.all("input")] == [
        ("clinic", "heron"), ("near", "33444"), ("condition", "crps"), ("insurance", "medicare"),
    ]  # fmt: skip
    link = page.one("main").all("a")[-1]
    assert link["href"] == "/search/?near=33444&condition=crps&insurance=medicare"
    assert "Tick “Compare” at another clinic" in page.one("main").text
