"""Side by side: rows from the checklist, cells with their sources, and every bad way of asking."""

import csv
import io
import json

import pytest
from django.http import QueryDict
from django.utils.formats import date_format

from clinics.checklist import CHECKLIST
from clinics.models import Clinic, Credential
from clinics.vocabulary import Item
from directory.compare.choice import choose
from directory.presenting.wording import day
from tests import make
from tests.directory.compared import folded, heads, marked, rows
from tests.directory.seen import seen
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two clinics in one town, alike but for what they say of safety and price."""
    make.clinic(slug="heron", name="Heron", yes="safety.vital-signs access.parking",
                prices={"price.consultation": 250, "price.session": 450},
                facts=[make.fact("number.sessions_in_course", 6)])  # fmt: skip
    make.clinic(slug="ibis", name="Ibis", yes="access.parking", no="safety.vital-signs")
    make.clinic(slug="rival", name="Rival")
    return "/compare/?clinic=heron&clinic=ibis"


def test_each_cell_says_who_says_so_and_since_when(client, two):
    answer = client.get(two)
    since = day(make.days_ago(10))
    assert heads(answer) == ["Heron", "Ibis"]
    assert rows(answer)["Blood pressure, heart rate and oxygen monitored"] == [
        f"Yes stated by the clinic · since {since}", f"No stated by the clinic · since {since}",
    ]  # fmt: skip
    assert "Reports bad reactions (adverse events)" in folded(answer)["safety"]


def test_each_table_names_the_clinics_at_the_head_of_its_columns(client, two):
    tables = seen(client.get(two)).all("table.compare")
    assert {tuple(table.one("thead").texts("th")) for table in tables} == {("Heron", "Ibis")}
    roles = {(e.tag, e.attrs.get("role")) for table in tables for e in table.walk()
             if e.tag in ("table", "thead", "tbody", "tr", "th", "td")}  # fmt: skip
    assert roles == {
        ("table", "table"), ("thead", "rowgroup"), ("tbody", "rowgroup"), ("tr", "row"),
        ("th", "columnheader"), ("th", "rowheader"), ("td", "cell"),
    }  # fmt: skip


def test_rows_that_differ_are_marked_and_can_stand_alone(client, two):
    everything, differing = client.get(two), client.get(f"{two}&differences=1")
    sessions = "Sessions in the first course"
    safety, monitored = "Safety questions answered with yes", (
        "Blood pressure, heart rate and oxygen monitored")  # fmt: skip
    silent = ["Whole first course", "First consultation", "One session", sessions,
              "Publishes prices"]  # fmt: skip
    assert marked(everything, "differs") == [safety, monitored]
    assert marked(everything, "silent") == silent
    assert sorted(rows(differing)) == sorted([safety, monitored, *silent])
    assert "Parking" in rows(everything)


def test_the_course_price_shows_its_sum(client, two):
    said = f"stated by the clinic · since {day(make.days_ago(10))}"
    assert rows(client.get(two))["Whole first course"] == [
        f"$2,950 $250 consultation + 6 sessions × $450 = $2,950 {said}", "Not stated",
    ]  # fmt: skip


def test_the_order_is_the_readers(client, two):
    answer = client.get("/compare/?clinic=ibis&clinic=heron")
    assert heads(answer) == ["Ibis", "Heron"]


def test_every_item_number_and_price_has_a_row(client, two):
    with one_more_item("safety", Item(bit=190, code="lamp", label="A calm lamp")):
        page = client.get(two)
        labels = {*rows(page), *(label for labels in folded(page).values() for label in labels)}
        assert {str(item.label) for item in CHECKLIST.items} <= labels
        assert {str(number.label) for number in CHECKLIST.numbers} <= labels
        assert {str(kind.label) for kind in CHECKLIST.prices} <= labels


def test_a_route_that_is_not_offered_has_no_price_to_state(client):
    make.clinic(slug="heron", yes="route.lozenge", prices={"price.session.lozenge": 90})
    make.clinic(slug="ibis", no="route.lozenge", yes="route.iv-infusion")
    cells = rows(client.get("/compare/?clinic=heron&clinic=ibis"))
    assert cells["One session: Lozenge, troche or tablet"][1].startswith("Not offered")
    said = f"stated by the clinic · since {day(make.days_ago(10))}"
    assert cells["One session"] == [f"By route, below {said}", "Not stated"]


def test_an_overdue_check_says_so_in_its_cell(client):
    acls = make.fact("safety.acls-on-site", confirmed="document", due_in=-1, confirmed_days=9)
    make.clinic(slug="heron", facts=[acls])
    make.clinic(slug="ibis", facts=[make.fact("safety.acls-on-site", confirmed="document")])
    cells = rows(client.get("/compare/?clinic=heron&clinic=ibis"))
    since, seen_on = day(make.days_ago(10)), day(make.days_ago(5))
    month, due = date_format(make.days_ago(5), "M Y"), day(make.days_ago(-100))
    assert cells["Someone trained in advanced life support (ACLS) at every session"] == [
        f"Yes check overdue stated by the clinic · since {since} "
        f"check overdue was confirmed: document seen by a moderator, {day(make.days_ago(9))} · "
        f"was due {day(make.days_ago(1))}",
        f"Yes confirmed {month} stated by the clinic · since {since} "
        f"confirmed: document seen by a moderator, {seen_on} · next check due {due}",
    ]


@pytest.mark.parametrize("count", [2, 3, 6])
def test_seven_queries_for_two_clinics_or_six(client, count, django_assert_num_queries):
    for number in range(count):
        one = make.clinic(
            slug=f"c{number}", prices={"price.session": 400}, organization=f"Org {number}"
        )
        make.credential(one, "licence", clinician=make.clinician(one), confirmed_until=9)
    query = "&".join(f"clinic=c{number}" for number in range(count))
    for path, queries in (
        ("/compare/", 7), ("/compare.csv", 7), ("/compare.json", 7), ("/questions/", 5),
    ):  # fmt: skip
        with django_assert_num_queries(queries):
            assert client.get(f"{path}?{query}").status_code == 200


def test_csv_has_value_source_day_and_check_of_each_clinic(client, two):
    answer = client.get(two.replace("/compare/", "/compare.csv"))
    table = list(csv.reader(io.StringIO(answer.content.decode())))
    head, body = table[0], {line[1]: line for line in table[1:]}
    since = make.days_ago(10).isoformat()
    assert head[3:8] == ["Heron", "Heron: source", "Heron: since", "Heron: confirmed",
                         "Heron: reports"]  # fmt: skip
    assert body["safety.vital-signs"][3:] == [
        "Yes", "stated by the clinic", since, "", "", "No", "stated by the clinic", since, "", "",
    ]  # fmt: skip
    assert body["safety.infusion-pump"][3:] == ["Not stated", "", "", "", ""] * 2
    assert {len(line) for line in table} == {len(head)}


def test_no_cell_of_the_csv_is_a_formula(client):
    make.clinic(slug="heron", name="=HYPERLINK(1)", phone="+15615550101", town="austin")
    make.clinic(slug="ibis", name="@ibis", facts=[make.fact("access.parking", detail="-1+1")])
    answer = client.get("/compare.csv?clinic=heron&clinic=ibis")
    cells = [c for line in csv.reader(io.StringIO(answer.content.decode())) for c in line]
    assert "'=HYPERLINK(1)" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_json_keeps_null_apart_from_no(client, two):
    answer = client.get(two.replace("/compare/", "/compare.json"))
    said = json.loads(answer.content)
    cells = {row["code"]: row for section in said["sections"] for row in section["rows"]}
    assert [c["slug"] for c in said["clinics"]] == ["heron", "ibis"]
    assert [cell["state"] for cell in cells["safety.vital-signs"]["cells"]] == ["yes", "no"]
    assert cells["safety.infusion-pump"]["cells"] == [None, None]
    assert cells["safety.vital-signs"]["differs"] is True
    assert cells["access.parking"]["differs"] is False


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "No clinic is chosen yet."),
        ("clinic=heron", "One clinic is chosen: choose at least 1 more to compare."),
        ("clinic=heron&clinic=nobody", "There is no clinic “nobody” here."),
        ("clinic=heron&clinic=heron", "“heron” was given twice; it is shown once."),
        ("clinic=heron&clinic=%00", "There is no clinic “\ufffd” here."),
        ("clinic=heron&" + "clinic=" + "x" * 5000, "There is no clinic “" + "x" * 90),
        ("&".join(f"clinic=c{n}" for n in range(50)),
         "You chose 50 clinics; at most 6 fit side by side. Untick some."),
    ],
)  # fmt: skip
def test_a_bad_choice_is_refused_in_words_and_keeps_what_was_chosen(client, two, query, words):
    for path in ("/compare/", "/compare.csv", "/compare.json"):
        assert client.get(f"{path}?{query}").status_code == 400
    page = seen(client.get(f"/compare/?{query}"))
    assert words in page.one("div.summary").text
    kept = [i["value"] for i in page.one("main").all("input") if i.attrs.get("name") == "clinic"]
    assert kept == (["heron"] if "heron" in query else [])
    assert page.one("main").all("a")[-1]["href"].startswith("/search/")
    assert words in client.get(f"/compare.csv?{query}").content.decode()
    problem = client.get(f"/compare.json?{query}")
    assert problem["Content-Type"] == "application/problem+json"
    assert words in problem.json()["detail"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("clinic=nobody", "There is no clinic “nobody” here."),
        ("foo=1", "“foo” is not a parameter of this page."),
        ("differences=yes", "“differences” can only be 1."),
        ("differences=1&differences=1", "“differences” was given more than once."),
    ],
)
def test_with_two_known_clinics_nothing_is_lost_by_a_mistake(client, two, more, words):
    answer = client.get(f"{two}&{more}")
    assert answer.status_code == 400
    assert words in seen(answer).one("div.summary").text
    assert heads(answer) == ["Heron", "Ibis"]


def test_a_draft_is_as_unknown_as_nobody(client, two):
    make.clinic(slug="draft", name="Secret", published=False)
    answer = client.get(f"{two}&clinic=draft")
    assert answer.status_code == 400
    assert "Secret" not in seen(answer).text


def test_checks_of_people_side_by_side(client, two):
    heron = Clinic.objects.get(slug="heron")
    ada = make.clinician(heron)
    for kind in ("licence", "npi", "board-certification", "not-excluded"):
        make.credential(heron, kind, clinician=ada, confirmed_until=30)
    ben = make.clinician(heron, given_name="Ben", profession="registered-nurse")
    make.credential(heron, "acls", clinician=ben, confirmed_until=-1)
    answer = client.get(two)
    told, unstated = rows(answer)["People whose checks are all confirmed"]
    value, *checks = told.split(" Ada Marsh: ")
    *hers, last = checks
    not_excluded, bens = last.split(" Ben Marsh: ")
    since, seen_on = f"since {day(make.days_ago(10))}", day(make.days_ago(5))
    until, was = day(make.days_ago(-30)), day(make.days_ago(1))
    assert (value, unstated) == (
        "1 of 2 people Ada Marsh, Psychiatrist; Ben Marsh, Registered nurse check overdue",
        "Not stated",
    )
    assert hers == [
        f"NPI number: stated by the clinic · {since} confirmed: compared with a public register, "
        f"{seen_on} · next check due {until}",
        "State license;",
        f"Board certification: stated by the clinic · {since} confirmed: looked up at the board "
        f"that issues it, {seen_on} · next check due {until}",
    ]
    assert not_excluded == (
        f"Not on the federal exclusion list: a source · since {seen_on} confirmed: compared with "
        f"a public register, {seen_on} · next check due {until}"
    )
    assert bens.endswith(f"{seen_on} · was due {was}")
    label = "IV infusion (into a vein): A licensed physician or nurse anesthetist (CRNA)"
    assert rows(answer)[label] == [
        f"Met Ada Marsh confirmed {date_format(make.days_ago(5), 'M Y')} stated by the clinic · "
        f"{since} confirmed: looked up at the board that issues it, {seen_on} · next check due "
        f"{until}",
        "Not stated",
    ]  # fmt: skip
    acls = "IV infusion (into a vein): Someone with a current advanced life support (ACLS) card"
    card = rows(answer)[acls]
    assert card == [
        f"Check overdue Ben Marsh check overdue stated by the clinic · {since} check overdue was "
        f"confirmed: document seen by a moderator, {seen_on} · was due {was}",
        "Not stated",
    ]
    assert label in marked(answer, "silent")
    assert "People on the federal exclusion list" not in rows(answer)


def test_an_exclusion_stands_beside_not_known_and_never_beside_a_no(client, two):
    for slug, outcome in (("heron", "excluded"), ("ibis", "possible")):
        clinic = Clinic.objects.get(slug=slug)
        ada = make.clinician(clinic)
        make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
        line = make.credential(clinic, "not-excluded", clinician=ada)
        check = make.check(line, outcome)
        if outcome == "excluded":
            Credential.objects.filter(pk=line.pk).update(current=check)
    answer = client.get(f"{two}&clinic=rival")
    looked = f"looked up in a source on {day(make.days_ago(5))}"
    assert rows(answer)["People on the federal exclusion list"] == [
        f"Ada Marsh {looked}", "Not known", "Not known",
    ]  # fmt: skip
    said = client.get(two.replace("/compare/", "/compare.json")).json()
    cells = {row["code"]: row["cells"] for part in said["sections"] for row in part["rows"]}
    assert [cell and cell["value"] for cell in cells["people.excluded"]] == ["Ada Marsh", None]


def test_nobody_named_is_on_the_list_and_by_what_it_was_searched(client, two):
    for slug, states in (("heron", "FL"), ("ibis", "GA")):
        clinic = Clinic.objects.get(slug=slug)
        ada = make.clinician(clinic)
        make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
        line = make.credential(clinic, "not-excluded", clinician=ada)
        row = {"what": "searched", "claimed": states, "found": "", "agrees": None,
               "npi": slug == "heron", "everywhere": slug == "ibis"}  # fmt: skip
        line.current = make.check(line, "confirmed", compared=[row], valid_until=make.today())
        line.save()
    cy = make.clinician(make.clinic(slug="egret"), given_name="Cy")
    make.credential(cy.clinic, "licence", clinician=cy, confirmed_until=30)
    listed = make.credential(cy.clinic, "not-excluded", clinician=cy)
    Credential.objects.filter(pk=listed.pk).update(current=make.check(listed, "excluded"))
    looked = f"looked up in a source on {day(make.days_ago(5))}"
    assert rows(client.get(f"{two}&clinic=egret"))["People on the federal exclusion list"] == [
        f"None of those named by NPI, and by name in FL only {looked}",
        f"None of those named by name in GA and all other states; no NPI known {looked}",
        f"Cy Marsh {looked}",
    ]  # fmt: skip


def test_a_route_that_is_not_offered_asks_for_nothing(client):
    make.clinic(slug="heron", yes="route.lozenge", no="route.iv-infusion")
    make.clinic(slug="ibis", yes="route.iv-infusion")
    answer = client.get("/compare/?clinic=heron&clinic=ibis")
    cells = rows(answer)
    card = "IV infusion (into a vein): Someone with a current advanced life support (ACLS) card"
    said = f"stated by the clinic · since {day(make.days_ago(10))}"
    assert cells[card] == [f"Not offered {said}", "Not stated"]
    blank = folded(answer)["people"]
    assert "Lozenge, troche or tablet: A licensed prescriber" in blank
    assert not any(label.startswith("Injection") and ":" in label for label in [*cells, *blank])


def test_what_was_asked_for_comes_along_and_nonsense_is_refused(client):
    for name in ("Ada", "Bea"):
        make.clinic(name=name, slug=name.lower())
    query = "clinic=ada&clinic=bea&near=33444&condition=crps"
    choice = choose(QueryDict(query))
    assert (choice.problems, choice.question.codes) == ([], ("condition.crps",))
    assert choice.carry == query
    assert [one.distance_miles is not None for one in choice.clinics] == [True, True]
    assert [one.distance_miles for one in choose(QueryDict("clinic=ada&near=Florida")).clinics] == [
        None]  # fmt: skip
    answer = client.get("/compare/?clinic=ada&clinic=bea&condition=boredom")
    assert answer.status_code == 400
    assert "“boredom” is not a known choice here." in answer.content.decode()
