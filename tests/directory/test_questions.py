"""The question sheet: ten questions, what is known of each, what is settled, and all the rest."""

import pytest

from clinics.models import Credential
from directory.presenting.wording import day
from tests import make
from tests.directory.seen import Element, seen

pytestmark = pytest.mark.django_db

SINCE = "since " + day(make.days_ago(10))
SETTLED = [make.fact(f"safety.{code}", confirmed="document")
           for code in ("acls-on-site", "resuscitation-equipment", "emergency-plan")]  # fmt: skip


def sheet(client, query: str = "", slug: str = "heron") -> Element:
    """The sheet of one clinic."""
    return seen(client.get(f"/questions/?clinic={slug}{query}")).one("section.sheet-clinic")


def asked(page: Element) -> dict[str, list[str]]:
    """What is known of each question of the call."""
    return {
        line.one("label").text: [
            li.text for known in line.all("ul.known") for li in known.all("li")
        ]
        for line in page.one("ol.asks").all("li.ask-line")
    }


@pytest.fixture
def silent():
    """A clinic that states hardly anything, beside a rival that states much."""
    make.clinic(slug="rival", yes="insurance.aetna condition.ocd", facts=[*SETTLED])
    return make.clinic(slug="heron", name="Heron", yes="access.parking")


def test_ten_questions_in_the_order_of_a_call(client, silent):
    assert asked(sheet(client)) == {
        "Are you taking new patients, and how soon can I come?": [],
        "Do you treat what I have, and how many people with it in a year?": [],
        "How is it given, and how many sessions are in the first course?": [
            f"They say: IV infusion: yes; {SINCE}."],
        "What does all of it cost, and what is included? When do I pay, and what do I get back if "
        "I stop early?": [],
        "What does my insurance pay for: the visit, the session, in which form? Must it agree "
        "first (prior authorization)?": [],
        "Who examines me before the first dose, and which doctor or nurse is in the building?": [],
        "Who watches me, and how many patients does that person watch at once?": [],
        "What if something goes wrong: is there oxygen, a plan, and to which hospital would I go?":
            [],
        "Who must take me home, and whom do I call that night?": [],
        "How do we know whether it helps, and when would we stop?": [],
    }  # fmt: skip


def test_what_was_asked_for_fills_the_questions_and_stands_on_top(client, silent):
    page = sheet(client, "&condition=crps&condition=back-pain&insurance=medicare&route=lozenge")
    questions = list(asked(page))
    assert questions[1] == (
        "Do you treat CRPS and low back pain, sciatica, and how many people with it in a year?"
    )
    assert questions[4].startswith("What does Medicare pay for: the visit, the session")
    assert page.one("ul.ticks").texts("li") == [
        "CRPS : not stated", "Low back pain, sciatica : not stated",
        "Lozenge or tablet : not stated", "Medicare : not stated",
    ]  # fmt: skip
    link = page.one("h2").one("a")["href"]
    assert link == (
        "/clinics/heron/?condition=crps&condition=back-pain&route=lozenge&insurance=medicare"
    )
    assert sheet(client).all("ul.ticks") == []


def test_whatever_else_was_asked_for_and_is_not_sure_makes_one_more_question(client, silent):
    query = "&access=wheelchair&access=parking&language=es&route=iv-infusion"
    last = list(asked(sheet(client, query)).items())[-1]
    assert last == (
        "And what about: Wheelchair accessible, Parking and Spanish?",
        [f"They say: Parking: yes; {SINCE}."],
    )


def test_what_they_say_is_said_with_its_remark_source_and_day(client):
    reported = make.clinic(
        slug="heron",
        facts=[
            make.fact("insurance.medicare", covers=["visits"], prior_authorization=True),
            make.fact("number.wait_days", 14, days=3),
            make.fact("access.accepting-new-patients", days=200),
            make.fact("aftercare.escort-required", False, source="import", source_name="SAMHSA"),
            make.fact("safety.clinician-on-site", confirmed="document", due_in=-1),
        ],
        prices={"price.consultation": 250, "price.session": 450},
    )
    make.report(reported, code="insurance.medicare")
    known = list(asked(sheet(client, "&insurance=medicare")).values())
    assert known[0] == [
        f"They say: Accepting new patients: yes (not recently confirmed); since "
        f"{day(make.days_ago(200))}.",
        f"They say: Wait for a first appointment: 14 days; since {day(make.days_ago(3))}.",
    ]
    assert known[3] == [
        f"They say: First consultation: $250; One session: $450; {SINCE}.",
    ]
    assert known[4][0] == (
        f"They say: Medicare: yes (pays for visits only; needs prior authorization); {SINCE}."
    )
    assert known[4][1].startswith("Medicare: 1 unconfirmed report since ")
    assert known[5] == [
        f"They say: A physician or nurse anesthetist on site: yes (check overdue); {SINCE}."
    ]
    assert known[8] == [
        f"Imported from SAMHSA: You leave with someone: no; list as of {day(make.days_ago(10))}."
    ]


def test_the_sum_of_a_course_says_what_is_missing_and_which_price_it_takes(client):
    six = make.fact("number.sessions_in_course", 6)
    make.clinic(slug="heron", facts=[six], prices={"price.session.iv-infusion": 400,
                                                   "price.session.lozenge": 100})  # fmt: skip
    make.clinic(slug="ibis", facts=[six],
                prices={"price.consultation": 250, "price.session": 450})  # fmt: skip
    sums = [list(asked(sheet(client, slug=slug)).values())[3][-1] for slug in ("heron", "ibis")]
    assert sums == [
        "In sum, at the lowest price: 6 sessions × $100 = $600 (not stated: first consultation).",
        "In sum: $250 consultation + 6 sessions × $450 = $2,950.",
    ]


def test_a_question_is_left_out_once_others_confirmed_all_of_it(client):
    heron = make.clinic(slug="heron", facts=[*SETTLED])
    late = make.fact("safety.acls-on-site", confirmed="document", due_in=-1)
    make.clinic(slug="late", facts=[late, *SETTLED[1:]])
    make.clinic(slug="stated", yes=" ".join(fact.code for fact in SETTLED))
    asks_it = [any("something goes wrong" in q for q in asked(sheet(client, slug=slug)))
               for slug in ("heron", "late", "stated")]  # fmt: skip
    assert asks_it == [False, True, True]
    seen_on = f"(document seen on {day(make.days_ago(5))})"
    assert sheet(client).one("p.sheet-settled").text == (
        "1 question is left out, because others confirmed its answer: Advanced life "
        f"support (ACLS) {seen_on}; Oxygen, airway equipment and AED on site {seen_on}; Written "
        f"emergency plan and transfer hospital {seen_on}."
    )
    make.report(heron, code="safety.emergency-plan")
    assert any("something goes wrong" in question for question in asked(sheet(client)))
    assert sheet(client).all("p.sheet-settled") == []


def test_what_speaks_against_the_clinic_stands_on_top(client, silent):
    ada = make.clinician(silent, given_name="Ada")
    make.credential(silent, "npi", clinician=ada)
    line = make.credential(silent, "not-excluded", clinician=ada)
    Credential.objects.filter(pk=line.pk).update(current=make.check(line, "excluded"))
    assert sheet(client).one("ul.warnings").texts("li") == [
        f"{ada} is on the federal exclusion list"
    ]
    assert sheet(client, slug="rival").all("ul.warnings") == []


def titles(details: Element) -> list[str]:
    """The groups of a fold, without those of the fold in it."""
    inner = [h3 for fold in details.all("details") for h3 in fold.all("h3")]
    return [h3.text for h3 in details.all("h3") if h3 not in inner]


def test_everything_else_that_is_not_stated_is_folded_what_was_asked_for_first(client, silent):
    page = sheet(client, "&access=wheelchair&condition=crps")
    more, others = page.all("details.sheet-more")
    assert [fold for fold in (more, others) if "open" in fold.attrs] == []
    assert titles(more) == [
        "Access", "Safety before and during", "Aftercare", "Staff", "Payment", "Accreditation",
        "Prices", "Times and numbers",
    ]  # fmt: skip
    assert titles(others) == [
        "Conditions treated", "How it is given", "Insurance", "Languages spoken"]  # fmt: skip
    assert titles(sheet(client).all("details.sheet-more")[0])[0] == "Safety before and during"


def test_nothing_that_is_not_stated_is_lost_and_nothing_stated_is_asked(client, silent):
    page = sheet(client)
    folded = page.all("details.sheet-more")[0].text
    assert "Programmed pump, dose by weight" in folded
    assert "Hmong" in folded
    assert "Parking" not in folded
    assert "Written emergency plan" not in folded


def test_each_box_has_a_name_and_what_describes_it(client, silent):
    page = seen(client.get("/questions/?clinic=heron&clinic=rival&condition=crps"))
    boxes = page.all("textarea")
    ids = [element["id"] for element in page.all("") if "id" in element.attrs]
    assert len(ids) == len(set(ids))
    labels = {label.attrs.get("for") for label in page.all("label")}
    assert [box["id"] for box in boxes if box["id"] not in labels] == []
    described = [box["aria-describedby"] for box in boxes if "aria-describedby" in box.attrs]
    assert [one for one in described if not page.all(f"#{one}")] == []
    assert len(described) == 3
    assert [box.attrs.get("name") for box in boxes if "name" in box.attrs] == []


def test_the_sheet_takes_one_clinic_and_refuses_none_or_a_stranger(client, silent):
    assert client.get("/questions/?clinic=heron").status_code == 200
    assert client.get("/questions/").status_code == 400
    answer = client.get("/questions/?clinic=heron&clinic=nobody&differences=1")
    assert answer.status_code == 400
    assert seen(answer).one("div.summary").texts("li") == [
        "“differences” is not a parameter of this page.", "There is no clinic “nobody” here.",
    ]  # fmt: skip
    assert len(seen(answer).all("section.sheet-clinic")) == 1


def test_what_was_asked_for_is_handed_on_to_the_list_of_this_device(client, silent):
    page = seen(client.get("/questions/?clinic=heron&condition=crps"))
    assert page.one("aside.shortlist")["data-carry"] == "condition=crps"
    assert seen(client.get("/guide/")).one("aside.shortlist")["data-carry"] == ""
