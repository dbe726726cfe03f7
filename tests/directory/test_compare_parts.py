"""Answers that a comparison puts together: who says each part, and since when."""

import csv
import io

import pytest

from clinics.listing.actions.status import close, pause
from clinics.listing.corrections import answer
from clinics.listing.draft import Draft
from clinics.models import Clinic
from directory.presenting.wording import day
from tests import make
from tests.directory.compared import rows
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

TWO = "?clinic=heron&clinic=ibis"
SAMHSA = {"source": "import", "source_name": "SAMHSA"}
HOW, COURSE, PAYS = "How it is given", "Whole first course", "What insurance pays for"
SITE = "https://heron.example/"
SAFETY = "Safety questions answered with yes"


@pytest.fixture
def two():
    """Heron's answers have several sources, days and checks; Ibis states all of it at once."""
    make.clinic(slug="heron", name="Heron", facts=[
        make.fact("route.iv-infusion", confirmed="document"),
        make.fact("route.intramuscular", days=70, **SAMHSA),
        make.fact("route.at-home", False, days=90),
        make.fact("insurance.medicare", covers=["visits"], days=20),
        make.fact("insurance.aetna", covers=["iv-infusion"], **SAMHSA),
        make.fact("insurance.tricare", False, days=300),
        make.fact("safety.stop-rule"),
        make.fact("safety.acls-on-site", confirmed="document", due_in=-1),
        make.fact("number.sessions_in_course", 6, days=50, **SAMHSA),
    ], prices=[
        make.price("price.session", 450, days=15),
        make.price("price.consultation", 250, days=15),
        make.price("price.booster", 100, days=400),
    ])  # fmt: skip
    make.clinic(slug="ibis", name="Ibis", yes="route.lozenge route.at-home insurance.cigna",
                prices={"price.consultation": 200, "price.session": 400},
                facts=[make.fact("number.sessions_in_course", 4)])  # fmt: skip
    make.clinic(slug="rival", name="Rival", yes="route.esketamine-nasal")


def cells(client, label: str, query: str = "", place: str = "decides"):
    """The cells of a row."""
    page = seen(client.get(f"/compare/{TWO}{query}"))
    (block,) = [s for s in page.all("section.compare-block") if s.one("h2")["id"] == place]
    trs = block.one("tbody").all("tr")
    (found,) = [tr for tr in trs if tr.one("th").text.startswith(label)]
    return found.all("td")


def said(client, label: str, query: str = "", place: str = "decides") -> list[list[str]]:
    """Who says what of each cell that opens, a line each; a cell that does not open has none."""
    return [
        td.one("details.cell").one("div").texts("span.cell-said") if td.all("details.cell") else []
        for td in cells(client, label, query, place)
    ]


def since(days: int) -> str:
    return f"stated by the clinic · since {day(make.days_ago(days))}"


def listed(days: int) -> str:
    return f"imported from SAMHSA · list as of {day(make.days_ago(days))}"


def test_the_ways_are_told_apart_by_who_says_so_and_one_source_is_said_once(client, two):
    checked = (
        f"confirmed: document seen by a moderator, {day(make.days_ago(5))} · "
        f"next check due {day(make.days_ago(-100))}"
    )
    assert said(client, HOW) == [
        [f"IV infusion: {since(10)}", checked, f"Injection into a muscle: {listed(70)}"],
        [since(10)],
    ]


def test_a_course_price_says_who_states_each_part_of_its_sum(client, two):
    assert said(client, COURSE) == [
        [
            f"First consultation; One session: {since(15)}",
            f"Sessions in the first course: {listed(50)}",
        ],
        [since(10)],
    ]


def test_a_price_that_was_asked_for_says_the_same_as_the_course(client, two):
    asked = "&max_course_price=3000"
    label = "First course at most $3,000"
    assert said(client, label, asked, "asked") == said(client, COURSE)


def test_insurers_are_told_apart_and_a_no_is_none_of_them(client, two):
    assert said(client, PAYS) == [
        [f"Medicare: {since(20)}", f"Aetna: {listed(10)}"],
        [since(10)],
    ]


def test_the_safety_count_says_which_answer_is_overdue(client, two):
    heron, ibis = said(client, SAFETY)
    assert heron == [
        f"A goal, a defined course, and when to stop: {since(10)}",
        f"Advanced life support (ACLS): {since(10)}",
        f"check overdue was confirmed: document seen by a moderator, {day(make.days_ago(5))} · "
        f"was due {day(make.days_ago(1))}",
    ]
    assert ibis == []


def test_what_nobody_states_opens_to_nothing(client, two):
    make.clinic(slug="egret", name="Egret", offers_none=True)
    answer = client.get("/compare/?clinic=egret&clinic=ibis")
    page, shown = seen(answer), rows(answer, "decides")
    first = [tr.all("td")[0] for tr in page.one("section.compare-block").one("tbody").all("tr")]
    assert [td.text for td in first if td.all("details")] == []
    assert [shown[label][0] for label in (HOW, COURSE, PAYS, "Reviews")] == [
        "Not stated", "Not stated", "Not stated", "No reviews yet",
    ]  # fmt: skip


def test_an_answer_is_closed_until_it_is_pressed_and_holds_no_list_and_no_link(client, two):
    for label in (HOW, COURSE, PAYS):
        for td in cells(client, label):
            cell = td.one("details.cell")
            assert "open" not in cell.attrs
            assert cell.one("summary").all("ul") + cell.one("summary").all("a") == []


def test_the_part_that_is_reported_is_named(client, two):
    make.report(Clinic.objects.get(slug="heron"), "route.intramuscular", days=8)
    reported = f"1 unconfirmed report since {day(make.days_ago(8))}"
    heron = said(client, HOW)[0]
    assert heron[2] == f"Injection into a muscle: {listed(70)} · {reported}"
    assert reported not in heron[0]


def test_who_says_how_many_each_watches_is_told_beside_who_says_that_they_watch(client):
    number = make.fact("number.patients_per_observer", 2, days=60, **SAMHSA)
    make.clinic(slug="heron", facts=[make.fact("safety.continuous-observation"), number])
    make.clinic(slug="ibis", facts=[make.fact("number.patients_per_observer", 3)])
    heron, ibis = said(client, "A clinician watches throughout")
    assert [line.partition(": ")[2] for line in heron] == [since(10), listed(60)]
    assert ibis == [since(10)]


def test_reviews_say_whose_they_are_and_of_which_months(client, two):
    heron = Clinic.objects.get(slug="heron")
    for days in (100, 200, 300):
        make.review(heron, overall=4, days=days)
    make.review(heron, overall=1, days=900)
    make.review(heron, overall=1, status="waiting", days=5)
    reviews = heron.reviews.filter(status="published").order_by("visit_month")
    old, first, *_others, last = (one.visit_month for one in reviews)
    assert old < first < last
    heron_said, ibis_said = said(client, "Reviews")
    assert heron_said == [
        "counted from what patients and people close to them wrote here in the last two years · "
        f"visits {first.strftime('%B %Y')} to {last.strftime('%B %Y')}"
    ]
    assert ibis_said == []
    cell = in_json(client)["reviews"][0]
    assert [cell[k] for k in ("source", "source_words", "since", "affirmed_on")] == [
        "reviews", "reviews by patients and people close to them", first.isoformat(),
        last.isoformat(),
    ]  # fmt: skip


def test_a_distance_says_whose_address_it_is_worked_out_from(client, two):
    told = "worked out here from its address:"
    both = [told, since(40)]
    assert said(client, "Distance in a straight line", "&near=33444", "asked") == [both, both]


def test_a_pause_says_who_said_so_and_when(client, two):
    pause(Clinic.objects.get(slug="heron").pk, until=None, actor="clinic")
    close(Clinic.objects.get(slug="ibis").pk, since=make.days_ago(3), actor="moderator")
    heron, ibis = rows(client.get(f"/compare/{TWO}"))["Listing"]
    today = day(make.today())
    assert heron.endswith(f"Paused until further notice said by the clinic on {today}")
    assert ibis.endswith(f"said by a moderator on {today}")


def in_json(client, query: str = "") -> dict[str, list]:
    """The cells of each row by its code."""
    whole = client.get(f"/compare.json{TWO}{query}").json()
    return {row["code"]: row["cells"] for part in whole["sections"] for row in part["rows"]}


def in_csv(client) -> dict[str, list[str]]:
    """What the first clinic says, and who says so, by the code of the row."""
    text = client.get(f"/compare.csv{TWO}").text
    return {line[1]: line[3:8] for line in csv.reader(io.StringIO(text))}


def iso(days: int) -> str:
    return make.days_ago(days).isoformat()


def test_json_is_as_old_as_the_oldest_part_and_confirmed_only_as_a_whole(client, two):
    of = in_json(client)
    heron, ibis = of["how_given"]
    names = ("source", "source_words", "since", "affirmed_on", "confirmed_by", "confirmed_on",
             "due_on", "overdue")  # fmt: skip
    assert [heron[name] for name in names] == [
        None, "stated by the clinic; imported from SAMHSA", iso(70), iso(70), None, None, None,
        False,
    ]  # fmt: skip
    assert [ibis[name] for name in names] == [
        "clinic", "stated by the clinic", iso(10), iso(10), None, None, None, False,
    ]  # fmt: skip
    parts = [(p["code"], p["source"], p["since"], p["confirmed_on"]) for p in heron["parts"]]
    assert parts == [
        ("route.iv-infusion", "clinic", iso(10), iso(5)),
        ("route.intramuscular", "import", iso(70), None),
    ]
    assert of["safety_count"][0]["overdue"] is True
    assert of["safety_count"][1] is None
    assert of["safety.stop-rule"][0]["parts"] == []


def test_what_is_confirmed_as_a_whole_says_the_first_check_that_falls_due(client):
    make.clinic(slug="heron", facts=[
        make.fact("route.iv-infusion", confirmed="document", confirmed_days=9, due_in=100),
        make.fact("route.esketamine-nasal", confirmed="document", confirmed_days=5, due_in=50),
    ])  # fmt: skip
    make.clinic(slug="ibis")
    heron = in_json(client)["how_given"][0]
    assert [heron[name] for name in ("confirmed_by", "confirmed_on", "due_on")] == [
        "document", iso(9), iso(-50),
    ]  # fmt: skip


def test_csv_names_the_source_and_the_day_of_each_part_that_differs(client, two):
    line = in_csv(client)
    check = f"document seen by a moderator, {iso(5)}; due {iso(-100)}"
    assert line["how_given"] == [
        "IV infusion, Injection into a muscle",
        f"IV infusion: stated by the clinic, since {iso(10)} · "
        f"Injection into a muscle: imported from SAMHSA, list as of {iso(70)}",
        iso(70), f"IV infusion: {check}", "",
    ]  # fmt: skip
    assert line["course_price"][1:] == [
        f"First consultation; One session: stated by the clinic, since {iso(15)} · "
        f"Sessions in the first course: imported from SAMHSA, list as of {iso(50)}",
        iso(50), "", "",
    ]  # fmt: skip
    assert line["reviews"] == ["No reviews yet", "", "", "", ""]


WITHOUT = {"warnings", "last_repeated", "last_checked"}
"""The rows whose own words say who and when."""


def test_no_stated_cell_is_without_who_says_so_and_since_when(client, two):
    heron = Clinic.objects.get(slug="heron")
    ada = make.clinician(heron)
    for kind in ("licence", "npi", "board-certification"):
        make.credential(heron, kind, clinician=ada, confirmed_until=30)
    make.review(heron, overall=4)
    make.saved(Clinic.objects.get(slug="ibis"), make.moved(Clinic.objects.get(slug="ibis"),
               "route.iv-infusion", False))  # fmt: skip
    of = in_json(client, "&near=33444&max_course_price=3000&condition=crps")
    nameless = {
        code
        for code, found in of.items()
        for cell in found
        if cell and not (cell["source_words"] and cell["since"])
    }
    assert nameless == WITHOUT
    assert {"people.confirmed", "asked.distance", "safety_count", "reviews"} < set(of)


@pytest.mark.parametrize("count", [2, 3, 6])
def test_reviews_corrections_and_pauses_of_more_clinics_cost_no_more(
    client, count, django_assert_num_queries
):
    found = {"source": "website", "source_name": "", "source_url": SITE,
             "since": iso(7), "affirmed_on": iso(7), "answer": SITE}  # fmt: skip
    for number in range(count):
        one = make.clinic(slug=f"c{number}", website=SITE, prices={"price.session": 400},
                          corrections={"website": found})  # fmt: skip
        make.credential(one, "licence", clinician=make.clinician(one), confirmed_until=9)
        make.review(one, overall=4)
        pause(one.pk, until=None, actor="clinic")
    query = "&".join(f"clinic=c{number}" for number in range(count))
    for path in ("/compare/", "/compare.csv", "/compare.json"):
        with django_assert_num_queries(9):
            assert client.get(f"{path}?{query}").status_code == 200
    told = rows(client.get(f"/compare/?{query}"))["Website"][0]
    assert told.endswith(
        f"a moderator, from the clinic’s own website · since {day(make.days_ago(7))}"
    )


def test_many_parts_that_are_said_alike_are_counted(client):
    codes = ["stop-rule", "vital-signs", "infusion-pump", "emergency-plan", "medical-screening"]
    facts = [make.fact(f"safety.{code}") for code in codes]
    late = make.fact("safety.acls-on-site", days=60, **SAMHSA)
    make.clinic(slug="heron", facts=[*facts, late])
    make.clinic(slug="ibis", facts=facts[:1])
    heron, ibis = said(client, SAFETY)
    assert heron == [
        "Medical screening before the first dose; A goal, a defined course, and when to stop "
        f"and 3 more: {since(10)}",
        f"Advanced life support (ACLS): {listed(60)}",
    ]
    assert ibis == [since(10)]


def test_the_town_is_the_word_of_whoever_corrected_the_address(client, two):
    heron = Clinic.objects.get(slug="heron")
    found = make.said(source="looked-up", days=7) | {"source_url": ""}
    days = {name: found[name].isoformat() for name in ("since", "affirmed_on")}
    address = answer(Draft.of(heron), "address")
    heron.corrections = {"address": {**found, **days, "answer": address}}
    heron.save()
    corrected, own = rows(client.get(f"/compare/{TWO}"))["Town"]
    assert corrected == (
        "Delray Beach, FL a moderator, from a public register "
        f"a moderator, from a public register · since {day(make.days_ago(7))}"
    )
    assert own == f"Delray Beach, FL said {make.days_ago(40).strftime('%-d %b %Y')} {since(40)}"
    told = said(client, "Distance in a straight line", "&near=33444", "asked")
    assert [lines[1] for lines in told] == [
        f"a moderator, from a public register · since {day(make.days_ago(7))}", since(40),
    ]  # fmt: skip
