"""A result says in five lines what decides; what is asked to be confirmed is said, too."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from clinics.checklist import CHECKLIST
from clinics.listing.actions.status import pause, say_closed
from clinics.models import Hours
from directory.pages.opening import local_day
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

NEAR = {"near": "33444"}


def results(client, **ask) -> dict:
    """The results by name."""
    page = seen(client.get("/search/", {**NEAR, **ask}))
    return {li.one("h3").text: li for li in page.all("li.result")}


def chips(client, **ask) -> dict[str, str]:
    """The chips: words and address."""
    page = seen(client.get("/search/", ask))
    return {a.text.removeprefix("Remove: "): a["href"] for a in page.all("a.chip")}


def form_boxes(page, name: str) -> dict[str, bool]:
    """The boxes of a parameter, and whether each is ticked."""
    boxes = [box for box in page.one("form.search-form").all("input") if box["name"] == name]
    return {box["value"]: "checked" in box.attrs for box in boxes}


def test_what_is_known_against_a_clinic_comes_first_and_leads_to_its_page(client):
    late = make.fact("safety.acls-on-site", confirmed="document", due_in=-1, confirmed_days=30)
    heron = make.clinic(name="Heron", slug="heron", yes="route.at-home condition.crps",
                        facts=[late])  # fmt: skip
    person = make.clinician(heron)
    make.credential(heron, "npi", clinician=person, confirmed_until=30)
    line = make.credential(heron, "not-excluded", clinician=person)
    line.current = make.check(line, "excluded")
    line.save()
    make.report(heron, "condition.crps")
    make.clinic(name="Rival", yes="condition.crps")
    found = results(client, condition="crps")
    assert found["Rival"].all("ul.warnings") == []
    lines = found["Heron"].one("ul.warnings").all("a")
    carried = "/clinics/heron/?near=33444&condition=crps"
    assert [(a.text, a["href"]) for a in lines] == [
        (f"{person} is on the federal exclusion list", f"{carried}#people"),
        ("FDA warning about what is offered here: At home", f"{carried}#route"),
        ("1 unconfirmed report that something here is wrong: Complex regional pain syndrome (CRPS)",
         f"{carried}#condition"),
        ("1 check is overdue", f"{carried}#safety"),
    ]  # fmt: skip
    assert found["Heron"].text.startswith(f"{person} is on the federal exclusion list")


@pytest.mark.parametrize("code", ["phone", "website", "email", "address"])
def test_a_report_about_how_to_reach_a_clinic_leads_to_where_that_stands(client, code):
    heron = make.clinic(name="Heron", slug="heron")
    make.report(heron, code)
    make.report(make.clinic(name="Rival"), "hours")
    found = results(client)
    (line,) = found["Heron"].one("ul.warnings").all("a")
    assert line["href"] == "/clinics/heron/?near=33444#contact"
    (rival,) = found["Rival"].one("ul.warnings").all("a")
    assert rival["href"].endswith("#hours")
    page = seen(client.get("/clinics/heron/"))
    (place,) = page.all("#contact")
    assert "1 unconfirmed report since" in place.text
    assert [a["href"] for a in page.one("ul.warnings").all("a")] == ["#contact"]


def test_how_it_is_given_and_whether_new_patients_are_taken(client):
    new = "access.accepting-new-patients"
    make.clinic(name="Both", yes=f"route.iv-infusion route.esketamine-nasal {new}",
                no="route.at-home")  # fmt: skip
    make.clinic(name="No", no=new)
    make.clinic(name="Long ago", facts=[make.fact(new, days=91)])
    make.clinic(name="Lately", facts=[make.fact(new, days=90)])
    make.clinic(name="Silent", offers_none=True)
    away = [make.clinic(name=name, yes=f"route.iv-infusion {new}") for name in ("Away", "Gone")]
    pause(away[0].pk, until=None, actor="clinic")
    say_closed(away[1].pk, since=make.days_ago(2), by=None)
    found = results(client, offers="any")
    day = (make.today() - timedelta(days=91)).strftime("%-d %B %Y")
    assert {name: li.one("p.given").text for name, li in found.items()} == {
        "Both": "IV infusion, Spravato nasal spray · Taking new patients",
        "No": "IV infusion · Not taking new patients",
        "Long ago": f"IV infusion · Taking new patients (said {day})",
        "Lately": "IV infusion · Taking new patients",
        "Silent": "How it is given: not stated · New patients: not stated",
        "Away": "IV infusion",
        "Gone": "IV infusion",
    }


def test_only_a_whole_course_price_is_in_large_type(client):
    six = [make.fact("number.sessions_in_course", 6)]
    make.clinic(name="Whole", prices={"price.consultation": 0, "price.session": 450}, facts=six)
    make.clinic(name="Partial", prices={"price.session": 450}, facts=six)
    make.clinic(name="Session", prices={"price.session": 89})
    prices = {name: li.one("span.price-sum") for name, li in results(client).items()}
    assert {name: (price["class"], price.text) for name, price in prices.items()} == {
        "Whole": ("price-sum", "$2,700"),
        "Partial": ("price-sum none",
                    "at least $2,700 for the first course; not stated: first consultation"),
        "Session": ("price-sum none", "$89 a session · whole course not stated; missing: first "
                    "consultation and number of sessions"),
    }  # fmt: skip


def test_an_insurers_yes_stands_with_its_remark_and_its_reports(client):
    half = make.fact("insurance.medicare", detail="Infusions are self-pay", covers=["visits"])
    heron = make.clinic(name="Heron", facts=[half])
    for _number in range(2):
        make.report(heron, "insurance.medicare")
    paid = make.fact("insurance.medicare", covers=["iv-infusion"])
    make.clinic(name="Rival", facts=[paid])
    found = results(client, insurance="medicare")
    (tick,) = found["Heron"].one("ul.ticks").all("li")
    assert tick.one("span.half").text == "Medicare : only in part"
    assert "pays for visits only · Infusions are self-pay · 2 unconfirmed reports" in tick.text
    assert found["Heron"].one("p.meets").text == (
        "Does not fully match what you chose; only in part: Medicare"
    )
    assert found["Rival"].one("p.meets").text == "Matches what you chose"


def test_phone_and_comparison_carry_what_was_asked_for(client):
    make.clinic(name="Heron", slug="heron", phone="+1 561-555-0101", yes="condition.crps")
    make.clinic(name="Rival", yes="condition.crps")
    page = seen(client.get("/search/", {**NEAR, "condition": "crps", "q": "", "radius": "10"}))
    heron, rival = page.all("li.result")
    assert heron.one("a.button")["href"] == "tel:+1-561-555-0101"
    assert heron.one("a.button").text == "Call (561) 555-0101"
    assert rival.all("a.button") == []
    assert heron.one("h3").one("a")["href"] == "/clinics/heron/?near=33444&condition=crps"
    sent = [(i["name"], i["value"]) for i in page.one("form.picks").all("input")]
    assert sent == [("near", "33444"), ("condition", "crps"), ("clinic", "heron"),
                    ("clinic", rival.one("input")["value"])]  # fmt: skip


def test_when_a_clinic_is_open_today_stands_beside_its_phone(client):
    def week(until: int) -> list[Hours]:
        return [Hours(weekday=n, opens=time(8), closes=time(until)) for n in range(7)]

    make.clinic(name="Open", town="austin", hours=week(17))
    make.clinic(name="Silent", town="austin")
    paused = make.clinic(name="Paused", town="austin", hours=week(16))
    pause(paused.pk, until=make.days_ago(-30), actor="clinic", why="We move.")
    found = results(client, near="Austin, TX", offers="any")
    day = local_day(paused, timezone.now()).strftime("%A")
    beside = {name: li.one("div.result-do").texts("span.hint")[:-1] for name, li in found.items()}
    assert beside == {
        "Open": [f"Open today, {day}, 8 a.m. – 5 p.m."], "Silent": [], "Paused": [],
    }  # fmt: skip


def test_a_register_is_never_the_clinics_word(client):
    robot = make.fact("staff.psychiatrist", confirmed="register", confirmed_days=0, days=200)
    make.clinic(name="Heron", facts=[robot])
    said = results(client)["Heron"].one("p.checked").text
    today, own = (make.days_ago(n).strftime("%-d %B %Y") for n in (0, 10))
    assert said == (
        f"1 answer confirmed by others, {today} · Clinic last stated or repeated an answer {own}"
    )


def test_the_whole_question_is_one_line(client):
    ask = {"near": "Delray Beach", "condition": "crps", "insurance": "medicare", "verified": "1",
           "max_course_price": "3000"}  # fmt: skip
    for more, line in (
        ({}, "CRPS · Medicare · confirmed · at most $3,000 · near Delray Beach 25 mi"),
        ({"radius": "10", "unit": "km"},
         "CRPS · Medicare · confirmed · at most $3,000 · near Delray Beach 10 km"),
        ({"near": "Florida", "safety": ["acls-on-site", "emergency-plan", "stop-rule"]},
         "CRPS · A goal, a defined course, and when to stop · "),
    ):  # fmt: skip
        shown = seen(client.get("/search/", ask | more)).one("span.asked-line").text
        assert shown.removeprefix("You asked for: ").startswith(line)
    assert shown.endswith(" · 2 more · confirmed · at most $3,000 · in Florida")
    assert seen(client.get("/search/")).one("span.asked-line").text == "Your search"


def test_the_filters_stand_in_the_order_in_which_a_patient_thinks(client):
    page = seen(client.get("/search/", NEAR)).one("details.filters")
    groups = page.all("details.group")
    assert [(g.one("summary").text, "open" in g.attrs) for g in groups] == [
        ("Conditions treated", True), ("How it is given", True), ("Insurance", True),
        ("Price", True), ("Safety before and during", False), ("Staff", False),
        ("Confirmed by others", False), ("Payment", False), ("Aftercare", False),
        ("Access", False), ("Languages spoken", False), ("Accreditation", False),
        ("More", False),
    ]  # fmt: skip
    assert page.all("span.badge") == []
    ask = {**NEAR, "staff": "psychiatrist", "confirmed": "staff.psychiatrist", "unit": "km"}
    chosen = seen(client.get("/search/", ask)).one("details.filters")
    opened = [g.one("summary").text for g in chosen.all("details.group") if "open" in g.attrs]
    assert opened[4:] == ["Staff 1", "Confirmed by others 1", "More"]
    assert chosen.all("summary")[0].one("span.badge").text == "2"


def test_every_tick_that_others_can_confirm_has_a_box_of_its_own_for_it(client):
    page = seen(client.get("/search/", {"condition": "xyz"}))
    assert set(form_boxes(page, "confirmed")) == set(CHECKLIST.confirmable)
    make.clinic(yes="safety.acls-on-site")
    counted = form_boxes(seen(client.get("/search/", NEAR)), "confirmed")
    assert counted == {"safety.acls-on-site": False}


def test_orders_are_links_that_keep_the_question(client):
    make.clinic(yes="condition.crps")
    menu = seen(client.get("/search/", {**NEAR, "condition": "crps"})).one("details.sort")
    links = {a.text: (a["href"], "aria-current" in a.attrs) for a in menu.all("a")}
    assert links["Nearest first"] == ("/search/?near=33444&condition=crps", True)
    assert links["Best match first"] == (
        "/search/?near=33444&condition=crps&sort=match", False)  # fmt: skip
    assert len(links) == 6
    plain = seen(client.get("/search/")).one("details.sort")
    assert [a.text for a in plain.all("a") if "aria-current" in a.attrs] == ["By name"]
    assert {"Nearest first", "Best match first"} & set(plain.texts("a")) == set()


def staffed(name: str, *, confirmed: str):
    """A clinic with an anesthesiologist, confirmed or only stated, that gives infusions."""
    return make.clinic(name=name, facts=[make.fact("staff.anesthesiologist", confirmed=confirmed)])


def test_confirmed_asks_only_what_others_can_confirm_and_says_so(client):
    staffed("Sure", confirmed="register")
    staffed("Word", confirmed="")
    make.clinic(name="Other route", yes="route.lozenge",
                facts=[make.fact("staff.anesthesiologist", confirmed="register")])  # fmt: skip
    ask = {**NEAR, "route": "iv-infusion", "staff": "anesthesiologist", "verified": "1"}
    page = seen(client.get("/search/", ask))
    assert page.texts("h3") == ["Sure"]
    assert page.one("div.question").texts("p") == [
        "IV infusion: nobody else confirms this. It is the clinic’s own word."
    ]
    assert page.one("p.meets").text == "Matches both things you chose"
    without = seen(client.get("/search/", {**ask, "verified": ""}))
    assert sorted(without.texts("h3")) == ["Sure", "Word"]
    assert without.one("div.question").texts("p") == []


def test_one_tick_alone_can_be_wanted_confirmed(client):
    sure = staffed("Sure", confirmed="register")
    staffed("Word", confirmed="")
    ask = {**NEAR, "staff": "anesthesiologist", "confirmed": "staff.anesthesiologist"}
    page = seen(client.get("/search/", ask))
    assert page.texts("h3") == ["Sure"]
    boxes = form_boxes(page, "confirmed")
    assert [code for code, is_ticked in boxes.items() if is_ticked] == ["staff.anesthesiologist"]
    assert chips(client, **ask) == {
        "within 25 miles of 33444 (Delray Beach, FL)":
            "/search/?staff=anesthesiologist&confirmed=staff.anesthesiologist",
        "Anesthesiologist, confirmed": "/search/?near=33444",
    }  # fmt: skip
    assert page.one("h3").one("a")["href"] == (
        f"{sure.get_absolute_url()}?near=33444&staff=anesthesiologist"
        "&confirmed=staff.anesthesiologist"
    )


def test_the_button_that_shows_the_list_knows_how_many_there_are(client):
    def words(**ask) -> str:
        form = seen(client.get("/search/", {**NEAR, **ask})).one("form.search-form")
        return next(b["data-shows"] for b in form.all("button") if "data-shows" in b.attrs)

    assert words() == "No clinic: see what you can try"
    make.clinic(yes="condition.crps")
    assert words() == "Show 1 clinic"
    make.clinic(yes="condition.ptsd")
    assert words() == "Show 2 clinics"
    assert words(condition="ptsd") == "Show 1 clinic"
    refused = seen(client.get("/search/", {"condition": "xyz"})).one("form.search-form")
    assert [b.text for b in refused.all("button")][-1] == "Show the clinics"
