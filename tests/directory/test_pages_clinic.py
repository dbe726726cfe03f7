"""A clinic's page and its history: every fact with its value, its source and its dates."""

import datetime as dt
import json

import pytest

from clinics.changes.actions.confirm import confirm_all
from clinics.changes.actions.propose import propose
from clinics.listing.draft import Draft
from clinics.models import Hours, Price
from clinics.vocabulary import Item
from directory.presenting.wording import day
from tests import make
from tests.directory.seen import seen
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db


def page_of(client, **words):
    """The page of a clinic made with these words."""
    clinic = make.clinic(slug="pelican", **words)
    return seen(client.get(clinic.get_absolute_url()))


def fact(page, label: str):
    """The fact of that label."""
    (found,) = [
        li for li in page.all("li.fact") if li.texts("span.fact-label") == [label]
    ]  # fmt: skip
    return found


def test_yes_no_and_not_stated_are_three_words_and_three_shapes(client):
    page = page_of(client, yes="safety.stop-rule", no="safety.vital-signs")
    said = {
        label: fact(page, label).one("span.value")
        for label in (
            "A goal, a defined course, and when to stop",
            "Blood pressure, heart rate and oxygen monitored",
            "Reports bad reactions (adverse events)",
        )
    }
    assert [value.text for value in said.values()] == ["Yes", "No", "Not stated"]
    assert [value["class"] for value in said.values()] == [
        "value yes", "value no", "value unstated",
    ]  # fmt: skip


def test_a_fact_says_who_says_so_since_when_and_repeated_when(client):
    said = make.fact("safety.stop-rule", source="import", source_name="State list", days=30)
    said.affirmed_on = make.days_ago(3)
    page = page_of(client, facts=[said], yes="route.iv-infusion")
    row = fact(page, "A goal, a defined course, and when to stop")
    assert row.one("p.said").text == (
        f"imported from State list · list as of {day(make.days_ago(30))}"
        f" · still in the list of {day(make.days_ago(3))}"
    )
    assert [t["datetime"] for t in row.all("time")] == [
        make.days_ago(30).isoformat(), make.days_ago(3).isoformat(),
    ]  # fmt: skip


def test_a_check_shows_its_day_and_reads_overdue_the_day_after(client):
    page = page_of(client, facts=[
        make.fact("safety.acls-on-site", confirmed="document", due_in=0),
        make.fact("safety.emergency-plan", confirmed="document", due_in=-1, confirmed_days=9),
    ])  # fmt: skip
    in_date = (
        fact(page, "Someone trained in advanced life support (ACLS) at every session")
        .one("p.check")
        .text
    )
    overdue = fact(page, "Written emergency plan and transfer hospital").one("p.check").text
    assert in_date.startswith("confirmed: document seen by a moderator")
    assert f"next check due {day(make.today())}" in in_date
    assert overdue.startswith("check overdue was confirmed: document seen by a moderator")
    assert f"was due {day(make.days_ago(1))}" in overdue
    warning = page.one("ul.warnings")
    assert warning.one("summary").text == "1 check is overdue"
    assert "Written emergency plan and transfer hospital" in warning.one("p").text
    assert warning.one("a")["href"] == "#safety"
    assert page.one("#safety").one("span.result-line").text == (
        "2 yes, 10 not stated · 1 confirmed, 1 overdue"
    )


def test_a_word_that_decays_reads_not_recently_confirmed(client):
    page = page_of(client, facts=[
        make.fact("access.accepting-new-patients", days=91),
        make.fact("access.parking", days=900),
    ])  # fmt: skip
    assert "not recently confirmed" in fact(page, "Accepting new patients").text
    assert "not recently confirmed" not in fact(page, "Parking").text


def test_a_route_the_authorities_warn_of_says_so_where_it_is_stated(client):
    page = page_of(client, yes="route.lozenge route.iv-infusion", no="route.at-home")
    assert "The FDA warned in 2022 and 2023" in fact(page, "Lozenge, troche or tablet").text
    assert fact(page, "IV infusion (into a vein)").all("p.warning") == []
    assert fact(page, "Taken at home").all("p.warning") == []
    warning = page.one("ul.warnings")
    assert warning.texts("summary") == ["FDA warning about what is offered here: Lozenge or tablet"]
    assert "The FDA warned in 2022 and 2023" in warning.one("p").text
    links = {a.text: a["href"] for a in warning.all("a")}
    assert links.pop("See where") == "#route"
    assert links
    assert [anchor for anchor in links.values() if not page.all(anchor)] == []


def test_beside_a_condition_stands_the_guideline_with_its_year(client):
    page = page_of(client, yes="condition.crps condition.anxiety")
    evidence = fact(page, "Complex regional pain syndrome (CRPS)").one("p.evidence")
    assert evidence.text == (
        "Guidelines Moderate evidence of improvement for up to 12 weeks, after infusions over "
        "several days. A review in 2025 found no clear evidence. One visit of 40 to 60 minutes is "
        "not what was tested. Chronic pain guidelines 2018 Cochrane review 2025 (to be checked)"
    )
    assert [a["href"] for a in evidence.all("a")] == ["#source-g-cp", "#source-coch25"]
    assert page.one("#source-g-cp").one("a")["href"].startswith("https://doi.org/10.1097/AAP")
    assert fact(page, "Anxiety").one("p.evidence").all("a") == []


def test_what_is_not_stated_is_a_question(client):
    page = page_of(client, yes="safety.stop-rule")
    assert fact(page, "Written emergency plan and transfer hospital").one("p.ask-it").text == (
        "Ask: Which hospital?"
    )
    assert fact(page, "A goal, a defined course, and when to stop").all("p.ask-it") == []


def test_prices_by_route_with_the_sum_of_the_course(client):
    page = page_of(
        client,
        prices={"price.consultation": 250, "price.session.iv-infusion": 450},
        facts=[make.fact("number.sessions_in_course", 6)],
    )
    assert page.one("p.sum").text == (
        "Whole first course: $250 consultation + 6 sessions × $450 = $2,950"
    )
    assert fact(page, "One session: IV infusion (into a vein)").one("span.value").text == "$450"
    assert "Booster session" in page.one("#price").all("ul.to-ask")[0].text
    assert [
        li.text for li in page.one("#price").all("li.fact") if "One session Not" in li.text
    ] == []  # fmt: skip


def test_a_price_of_a_route_that_the_list_of_columns_lacks_is_shown_all_the_same(client):
    clinic = make.clinic(slug="pelican")
    Price.objects.create(clinic=clinic, kind="booster", route="iv-infusion", amount=400,
                         valid_from=make.today(), **make.said())  # fmt: skip
    page = seen(client.get(clinic.get_absolute_url()))
    row = fact(page, "Booster session: IV infusion (into a vein)")
    assert row.one("span.value").text == "$400"


def test_a_price_grows_old_after_180_days(client):
    page = page_of(client, prices=[
        make.price("price.consultation", 100, days=181), make.price("price.session", 400, days=180),
    ])  # fmt: skip
    assert "not recently confirmed" in fact(page, "First consultation").text
    assert "not recently confirmed" not in fact(page, "One session").text


def test_a_clinic_that_closes_at_midnight_says_so(client):
    late = Hours(weekday=4, opens=dt.time(18), closes=dt.time(23, 59))
    rows = page_of(client, hours=[late]).one("table.hours").texts("tr")
    assert rows[4] == "Friday 6 p.m. – midnight"


@pytest.mark.parametrize(
    ("website", "links"),
    [
        ("https://luma.example/", ["https://luma.example/"]),
        ("https://bücher.example/", ["https://xn--bcher-kva.example/"]),
        ("https://evil.example\\@luma.example/", []),
    ],
)
def test_a_stored_website_that_a_browser_may_open_elsewhere_is_no_link(client, website, links):
    contact = page_of(client, website=website).one("address.contact")
    external = [a["href"] for a in contact.all("a") if "external" in a.attrs.get("rel", "")]
    [listed] = client.get("/api/v1/clinics?offers=any").json()["results"]
    assert (external, [listed["website"]] if listed["website"] else []) == (links, links)
    sentence = f"Website: {website} (no link: a browser could open another site)"
    assert (sentence in contact.text) == (links == [])


def test_hours_and_days_without_any(client):
    nine = Hours(weekday=0, opens=dt.time(9), closes=dt.time(17, 30))
    page = page_of(client, hours=[nine])
    rows = page.one("table.hours").texts("tr")
    assert rows[:2] == ["Monday 9 a.m. – 5:30 p.m.", "Tuesday no hours stated"]


def test_contact_phone_website_and_an_approximate_location(client):
    page = page_of(client, phone="+15615550101", website="https://pelican.example/",
                   is_approximate=True, how_to_find="Blue awning")  # fmt: skip
    contact = page.one("address.contact")
    links = {a.text: a.attrs for a in contact.all("a")}
    assert links["Call (561) 555-0101"]["href"] == "tel:+1-561-555-0101"
    assert links["Website"]["rel"] == "nofollow noopener external"
    assert "Approximate location" in contact.text
    assert "Blue awning" in page.one("#access").text


def test_a_bare_listing_shows_no_answer_as_a_no(client):
    page = page_of(client, offers_none=True)
    values = page.one("main").all("span.value")
    assert {value["class"] for value in values} == {"value unstated"}
    said = {value.text.partition(":")[0] for value in values}
    assert said == {"Not stated", "No prices stated"}


def test_an_item_added_to_the_checklist_is_on_the_page(client):
    with one_more_item("safety", Item(bit=190, code="lamp", label="A calm lamp")):
        page = page_of(client, yes="safety.lamp")
        assert fact(page, "A calm lamp").one("span.value").text == "Yes"


def test_json_ld_cannot_end_its_own_script(client):
    clinic = make.clinic(name="</script><b>Pelican & Co", slug="pelican", phone="+15615550101")
    answer = client.get(clinic.get_absolute_url())
    head, _start, rest = answer.content.decode().partition('<script type="application/ld+json">')
    said = json.loads(rest.partition("</script>")[0])
    assert said["@type"] == "MedicalClinic"
    assert said["name"] == "</script><b>Pelican & Co"
    assert said["url"] == "http://testserver/clinics/pelican/"
    assert "openingHoursSpecification" not in said
    assert '<link rel="canonical" href="http://testserver/clinics/pelican/">' in head


def test_drafts_and_unknown_clinics_are_not_found_in_the_look_of_the_site(client):
    make.clinic(slug="draft", published=False)
    for slug in ("draft", "nobody"):
        for path in (f"/clinics/{slug}/", f"/clinics/{slug}/history/"):
            answer = client.get(path)
            assert answer.status_code == 404
            assert seen(answer).one("h1").text == "There is no such page"


@pytest.mark.parametrize("facts", [[], ["number.session_minutes", "number.wait_days"]])
def test_ten_queries_for_a_clinic_without_people_and_reviews(
    client, facts, django_assert_num_queries
):
    clinic = make.clinic(facts=[make.fact(code, 3) for code in facts], organization="Tide")
    with django_assert_num_queries(10):
        client.get(clinic.get_absolute_url())


def test_history_tells_before_and_after_and_no_name(client, django_assert_num_queries):
    ann = make.user("ann@example.org", name="Ann Smith")
    clinic = make.clinic(slug="pelican", name="Pelican", no="access.parking")
    draft = Draft.of(clinic)
    draft.facts["access.parking"] = make.fact("access.parking", days=0)
    draft.facts["safety.acls-on-site"] = make.fact("safety.acls-on-site", confirmed="document")
    draft.fields["phone"] = "+15615550101"
    make.saved(clinic, draft, by=ann)
    with django_assert_num_queries(4):
        answer = client.get("/clinics/pelican/history/")
    page = seen(answer)
    newest, first = page.all("li.event")
    assert newest.one("ul.news").texts("li") == [
        "Parking: changed from No to Yes",
        "Phone: now (561) 555-0101",
        "Someone trained in advanced life support (ACLS) at every session: now Yes",
    ]
    details = newest.one("details")
    assert details.one("summary").text == "Before and after, in full"
    changes = {li.one("strong").text: li.text for li in details.all("li")}
    assert set(changes) == {
        "Parking",
        "Someone trained in advanced life support (ACLS) at every session",
        "Phone",
    }
    assert "before: No; stated by the clinic" in changes["Parking"]
    assert f"after: Yes; stated by the clinic; since {day(make.today())}" in changes["Parking"]
    assert (
        "before: Not stated → after: Yes"
        in changes["Someone trained in advanced life support (ACLS) at every session"]
    )
    assert (
        "confirmed on"
        in changes["Someone trained in advanced life support (ACLS) at every session"]
    )
    assert "Changed by the clinic" in newest.text
    assert "Listed by the directory" in first.text
    assert "Ann" not in page.text


@pytest.mark.parametrize("query", ["page=2", "page=0", "page=x", "page=999999999999", "foo=1"])
def test_history_refuses_a_page_it_does_not_have(client, query):
    make.clinic(slug="pelican")
    answer = client.get(f"/clinics/pelican/history/?{query}")
    assert answer.status_code == 400
    assert seen(answer).one("main").all("a")[0]["href"] == "/clinics/pelican/history/"


def test_a_long_history_has_pages(client):
    clinic = make.clinic(slug="pelican")
    for number in range(20):
        draft = Draft.of(clinic)
        draft.fields["name"] = f"Pelican {number}"
        clinic, _changed = make.saved(clinic, draft, actor="operator")
    first, second = (client.get(f"/clinics/pelican/history/?page={n}") for n in (1, 2))
    assert len(seen(first).all("li.event")) == 20
    assert len(seen(second).all("li.event")) == 1


def test_history_tells_what_a_clinic_said_again_and_nothing_of_what_only_waits(client):
    clinic = make.clinic(slug="pelican", yes="access.parking insurance.medicare")
    ann = make.ann(clinic)
    propose(clinic, {"insurance.medicare": {"value": False}}, by=ann)
    confirm_all(clinic, by=ann)
    page = seen(client.get("/clinics/pelican/history/"))
    assert page.texts("li.event")[0].startswith(day(make.today()))
    assert "Repeated by the clinic" in page.texts("li.event")[0]
    parking = next(li.text for li in page.all("li") if li.texts("strong") == ["Parking"])
    assert parking == (f"Parking before: {day(make.days_ago(10))} → after: {day(make.today())}")
    assert "No; stated" not in page.text
