"""What decides stands first on a clinic's page; each answer still says who says so, since when."""

import datetime as dt
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest

from clinics.checklist import CHECKLIST
from clinics.models import Clinic, Fact, Hours
from directory.pages import opening
from directory.pages.parts import PARTS
from directory.presenting.wording import day
from tests import make
from tests.directory.seen import Element, seen

pytestmark = pytest.mark.django_db

HERE = {"lat": "26.4615", "lon": "-80.0728"}
OFTEN = "safety.stop-rule safety.vital-signs safety.infusion-pump"


def page_of(client, clinic: Clinic, **asked) -> Element:
    """A clinic's page, with what was asked for in its address."""
    return seen(client.get(clinic.get_absolute_url(), asked))


def row(page: Element, label: str) -> Element:
    """The answer of that label."""
    (found,) = [li for li in page.all("li.fact") if li.texts("span.fact-label") == [label]]
    return found


def short(page: Element) -> dict[str, str]:
    """The first answers by title."""
    return {line.one("dt").text: line.one("dd").text for line in page.one("dl.five").all("div")}


def said_by_the_clinic(days: int, *codes: str) -> list[Fact]:
    """Answers that the clinic gave 400 days ago, and repeated so many days ago."""
    facts = [make.fact(code, days=400) for code in codes]
    for fact in facts:
        fact.affirmed_on = make.days_ago(days)
    return facts


def test_what_most_answers_share_is_said_once_and_only_what_differs_says_so_itself(client):
    plan = make.fact("safety.emergency-plan", days=400, confirmed="document", confirmed_days=9)
    plan.affirmed_on = make.days_ago(10)
    clinic = make.clinic(facts=[
        *said_by_the_clinic(10, *OFTEN.split()), plan,
        *said_by_the_clinic(40, "safety.medical-screening"),
        make.fact("safety.informed-consent", source="import", source_name="State list", days=30),
    ])  # fmt: skip
    part = page_of(client, clinic).one("#safety")
    assert part.texts("p.usual") == [
        f"Stated by the clinic, repeated {day(make.days_ago(10))}, unless marked."
    ]
    assert {li.one("span.fact-label").text: li.texts("p.own") for li in part.all("li.fact")
            if li.all("p.own")} == {
        "Medical screening before the first dose": [
            f"stated by the clinic · since {day(make.days_ago(400))} · repeated "
            f"{day(make.days_ago(40))}"
        ],
        "Written consent: off-label use, risks, alternatives, cost": [
            f"imported from State list · list as of {day(make.days_ago(30))}"
        ],
        "Written emergency plan and transfer hospital": [
            f"confirmed: document seen by a moderator, {day(make.days_ago(9))} · next check due "
            f"{day(make.days_ago(-100))}"
        ],
    }  # fmt: skip


def test_answers_of_one_day_that_nobody_repeated_are_not_called_repeated(client):
    clinic = make.clinic(yes="safety.stop-rule aftercare.follow-up-call", facts=[
        *said_by_the_clinic(10, "safety.vital-signs"),
    ])  # fmt: skip
    page = page_of(client, clinic)
    words = f"Stated or repeated by the clinic on {day(make.days_ago(10))}, unless marked."
    assert page.one("#safety").texts("p.usual") == [words]
    assert page.one("#aftercare").texts("p.usual") == [words]
    assert page.one("#condition").texts("p.usual") == []


def test_every_group_of_the_checklist_stands_in_one_part_and_no_anchor_twice(client):
    shown = [section for _code, _title, sections in PARTS for section in sections]
    assert sorted(shown) == sorted(["price", "number", *(g.code for g in CHECKLIST.groups)])
    page = page_of(client, make.clinic(yes=OFTEN))
    anchors = Counter(e["id"] for e in page.walk() if "id" in e.attrs)
    assert max(anchors.values()) == 1
    assert {*shown, "people", "hours", "reviews", "sources"} <= set(anchors)


def test_the_result_of_a_part_stands_in_its_heading_and_what_decides_is_open(client):
    clinic = make.clinic(
        yes=f"{OFTEN} condition.crps condition.ptsd route.iv-infusion language.es language.ht",
        no="safety.acls-on-site condition.ocd access.parking",
        prices={"price.session": 450, "price.consultation": 250},
        facts=[make.fact("number.sessions_in_course", 6)],
    )
    make.report(clinic, "condition.crps")
    page = page_of(client, clinic)
    parts = {part["id"]: part for part in page.all("details.facts-of")}
    assert list(parts) == ["safety", "price", "insurance", "route", "condition", "people",
                           "aftercare", "access", "reviews", "sources"]  # fmt: skip
    results = {code: " ".join(part.texts("span.result-line")) for code, part in parts.items()}
    assert results == {
        "safety": "3 yes, 1 no, 8 not stated",
        "price": "First course: $2,950",
        "insurance": "12 not stated",
        "route": "IV infusion",
        "condition": "2 yes, 1 no, 14 not stated · 1 reported as wrong",
        "people": "Nobody is named whose credentials were checked",
        "aftercare": "8 not stated",
        "access": "1 no, 14 not stated · Spanish, Haitian Creole",
        "reviews": "No reviews yet",
        "sources": "",
    }
    assert [code for code, part in parts.items() if "open" in part.attrs] == ["safety", "price"]


def test_what_is_not_stated_is_one_line_that_opens_with_its_questions(client):
    every = [item.qualified for item in CHECKLIST.group("safety").items]
    clinic = make.clinic(yes=" ".join(every[1:]) + " condition.crps", no="language.es")
    page = page_of(client, clinic)
    one = page.one("#safety").one("details.unstated")
    assert one.one("summary").text == "Not stated: Medical screening before the first dose"
    assert one.texts("p.ask-it") == [
        "Ask: Who checks my history, blood pressure, medicines and pregnancy?"
    ]
    many = page.one("#condition").one("details.unstated")
    assert many.one("summary").text == "Not stated: 16 conditions"
    assert many.texts("p.ask-it") == ["Ask: Do you treat what I have?"]
    assert len(many.all("li.fact")) == 16
    spoken = page.one("#language")
    assert spoken.texts("span.fact-label") == ["Spanish"]
    assert spoken.one("p.blank-rest").text == "Others not stated."
    nobody = page_of(client, make.clinic()).one("#language")
    assert nobody.one("summary").text == "Not stated: 27 languages"


def test_the_first_answers_are_a_line_each_that_leads_to_its_part(client):
    clinic = make.clinic(
        yes="route.iv-infusion route.lozenge insurance.medicare staff.registered-nurse "
        "safety.stop-rule",
        no="insurance.aetna",
        prices={"price.session": 450},
        facts=[
            make.fact("staff.anesthesiologist", confirmed="register"),
            make.fact("insurance.tricare", covers=["visits"]),
            make.fact("insurance.cigna", covers=["visits"]),
        ],
    )
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
    for n in range(5):
        answer = "yes" if n else "no"
        make.review(clinic, overall=4, answers={"price-matched": answer, "screened": "yes"})
    page = page_of(client, clinic)
    assert short(page) == {
        "How it is given": "IV infusion, Lozenge or tablet",
        "Cost of the first course": (
            "$450 a session whole course not stated; missing: first consultation and number of "
            "sessions"
        ),
        "Insurance": "Medicare: what it pays for is not stated. TRICARE, Cigna: pays for visits "
        "only",
        "Who is there": "Anesthesiologist (confirmed), Registered nurse 1 person named, 0 with "
        "every required check confirmed",
        "Safety": "1 yes, 11 not stated nothing confirmed by anybody but the clinic",
        "Patients": "4.0 of 5 from 5 reviews The price matched the quote: 4 of 5",
    }
    anchors = [a["href"] for a in page.one("dl.five").all("a")]
    assert anchors == ["#route", "#price", "#insurance", "#people", "#safety", "#reviews"]
    refusing = make.clinic(offers_none=True, no="insurance.aetna insurance.medicare route.at-home")
    said = short(page_of(client, refusing))
    assert said["Insurance"] == "No to: Medicare, Aetna"
    assert said["How it is given"] == "Not by: At home"
    bare = short(page_of(client, make.clinic(offers_none=True)))
    assert (bare["Insurance"], bare["How it is given"], bare["Safety"]) == ("Not stated",) * 3


@pytest.mark.parametrize(
    ("covers", "asked", "value"),
    [
        (["iv-infusion"], {}, ("value yes", "Yes")),
        (["iv-infusion"], {"route": "iv-infusion"}, ("value yes", "Yes")),
        (["iv-infusion"], {"route": "lozenge"}, ("value half", "In part")),
        (["visits"], {}, ("value half", "In part")),
        (None, {}, ("value half", "Yes")),
    ],
)
def test_an_insurers_yes_never_looks_like_more_than_it_covers(client, covers, asked, value):
    clinic = make.clinic(facts=[
        make.fact("insurance.medicare", covers=covers, detail="Ask first."),
        make.fact("insurance.aetna", False, detail="Never."),
    ])  # fmt: skip
    page = page_of(client, clinic, **asked)
    shown = row(page, "Medicare").one("span.value")
    assert (shown["class"], shown.text) == value
    assert row(page, "Medicare").one("p.fact-detail").text.endswith("Ask first.")
    assert row(page, "Aetna").one("span.value")["class"] == "value no"
    assert row(page, "Aetna").one("p.fact-detail").text == "Never."


def test_what_came_along_is_answered_first_and_travels_on(client):
    clinic = make.clinic(
        slug="heron",
        yes="condition.crps",
        prices={"price.session": 450, "price.consultation": 250},
        facts=[
            make.fact("number.sessions_in_course", 6),
            make.fact("insurance.medicare", covers=["visits"]),
        ],
    )
    make.report(clinic, "insurance.medicare")
    asked = {"near": "33432", "condition": "crps", "insurance": "medicare",
             "max_course_price": "2,000"}  # fmt: skip
    page = page_of(client, clinic, **asked)
    assert page.one("ul.ticks").texts("li") == [
        "CRPS : yes",
        "Medicare : only in part pays for visits only · 1 unconfirmed report since "
        f"{day(make.days_ago(3))}",
        "First course at most $2,000 : no $2,950",
    ]
    opened = [part["id"] for part in page.all("details.facts-of") if "open" in part.attrs]
    assert opened == ["safety", "price", "insurance", "condition"]
    assert "8.1 miles in a straight line from 33432 (Boca Raton, FL)" in page.one("address").text
    assert "straight line" not in page_of(client, clinic, **HERE).one("address").text
    links = {a.text: a["href"] for a in page.one("main").all("a")}
    carried = parse_qs(urlsplit(links["Questions to ask"]).query)
    assert carried["clinic"] == ["heron"]
    assert (carried["near"], carried["insurance"]) == (["33432"], ["medicare"])
    head = {link["rel"]: link["href"] for link in page.all("link")}
    assert head["canonical"] == "http://testserver/clinics/heron/"
    assert page_of(client, clinic).all("ul.ticks") == []


@pytest.mark.parametrize(
    ("prices", "sentence"),
    [
        ({}, "First course at most $2,000 : not stated No prices stated"),
        ({"price.session": 300}, "First course at most $2,000 : not stated at least $1,800 · not "
                                 "stated: first consultation"),
        ({"price.session": 400}, "First course at most $2,000 : no at least $2,400 · not stated: "
                                 "first consultation"),
        ({"price.session": 300, "price.consultation": 100},
         "First course at most $2,000 : yes $1,900"),
    ],
)  # fmt: skip
def test_a_price_that_is_partly_known_is_neither_a_yes_nor_a_no(client, prices, sentence):
    clinic = make.clinic(prices=prices, facts=[make.fact("number.sessions_in_course", 6)])
    page = page_of(client, clinic, max_course_price="2000")
    assert page.one("ul.ticks").texts("li") == [sentence]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"colour": "red"}, "“colour” is not a parameter of this page."),
        ({"radius": "25"}, "“radius” is not a parameter of this page."),
        ({"condition": "xyz"}, "“xyz” is not a known choice here."),
        ({"near": "Nowhereville"}, "We do not know the place “Nowhereville”."),
    ],
)
def test_what_the_page_cannot_read_is_refused_in_words(client, asked, words):
    clinic = make.clinic(slug="heron", name="Heron")
    answer = client.get(clinic.get_absolute_url(), asked)
    page = seen(answer)
    assert answer.status_code == 400
    assert words in page.one("main").text
    assert {a.text: a["href"] for a in page.one("main").all("a")}["Heron"] == "/clinics/heron/"


def test_ticks_cost_no_query(client, django_assert_num_queries):
    clinic = make.clinic(yes="condition.crps")
    with django_assert_num_queries(10):
        client.get(clinic.get_absolute_url(), {"condition": "crps", "insurance": "medicare"})


def test_directions_lead_to_the_address_and_hold_nothing_of_the_reader(client):
    clinic = make.clinic(street="1 Main St", street2="Suite 9")
    page = page_of(client, clinic, near="33432")
    (link,) = [a for a in page.one("address").all("a") if a.text.startswith("Directions")]
    assert link["rel"] == "nofollow noopener noreferrer external"
    address = urlsplit(link["href"])
    assert (address.hostname, parse_qs(address.query)) == (
        "www.google.com",
        {"api": ["1"], "destination": ["1 Main St, Delray Beach, FL 33444"]},
    )
    without = page_of(client, make.clinic(street="")).one("address")
    assert [a for a in without.all("a") if a.text.startswith("Directions")] == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ([], "not stated"),
        ([{"days": 10}], "yes, said {10}"),
        ([{"value": False, "days": 91}], "no, said {91}; not recently confirmed"),
        ([{"source": "import", "source_name": "A list", "days": 20}],
         "yes, imported from A list, list as of {20}"),
    ],
)  # fmt: skip
def test_whether_new_patients_are_taken_says_who_says_so_and_when(client, facts, words):
    code = "access.accepting-new-patients"
    clinic = make.clinic(facts=[make.fact(code, **given) for given in facts])
    told = words.replace("{10}", day(make.days_ago(10))).replace("{91}", day(make.days_ago(91)))
    told = told.replace("{20}", day(make.days_ago(20)))
    assert page_of(client, clinic).one("p.clinic-now").text.endswith(f"Taking new patients: {told}")
    make.report(clinic, code)
    reported = f"; 1 unconfirmed report since {day(make.days_ago(3))}" if facts else ""
    said = page_of(client, clinic).one("p.clinic-now").text
    assert said.endswith(f"Taking new patients: {told}{reported}")


@pytest.mark.parametrize(
    ("state", "at", "words"),
    [
        ("FL", "2026-11-27T23:00", "Open today, Friday, 9 a.m. – 5:30 p.m."),
        ("HI", "2026-11-28T09:00", "Open today, Friday, 9 a.m. – 5:30 p.m."),
        ("NY", "2026-11-28T09:00", "No hours stated for today, Saturday"),
    ],
)
def test_open_today_is_told_by_the_clinics_own_day(state, at, words):
    nine = Hours(weekday=4, opens=dt.time(9), closes=dt.time(17, 30))
    clinic = make.clinic(hours=[nine], state=state)
    assert opening.today(clinic, dt.datetime.fromisoformat(f"{at}+00:00")) == words
    assert opening.today(make.clinic(), dt.datetime.now(dt.UTC)) == "Hours: not stated"


def test_a_clinic_that_takes_nobody_is_not_called_open_today(client):
    clinic = make.clinic(slug="heron", yes="access.accepting-new-patients")
    assert page_of(client, clinic).all("p.clinic-now")
    Clinic.objects.filter(pk=clinic.pk).update(status="paused", paused_until=make.days_ago(-9))
    page = page_of(client, clinic)
    assert page.all("p.clinic-now") == []
    assert page.all("ul.warnings") == []
    assert page.one("section.status-notice").text.startswith("Paused until")


def test_the_card_of_a_person_counts_the_checks_in_date(client):
    clinic = make.clinic(yes="route.iv-infusion")
    ada, ben = make.clinician(clinic), make.clinician(clinic, given_name="Ben")
    make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
    make.credential(clinic, "acls", clinician=ada, confirmed_until=-1)
    make.credential(clinic, "npi", clinician=ada)
    make.credential(clinic, "npi", clinician=ben, confirmed_until=30)
    cards = {card.one("h3").text: card.one("details.held-checks").all("summary")[0].text
             for card in page_of(client, clinic).all("article.person")}  # fmt: skip
    assert cards == {
        "Ada Marsh": "1 of 4 checks in date, 1 overdue",
        "Ben Marsh": "1 of 2 checks in date",
    }
