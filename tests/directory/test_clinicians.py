"""Who treats you, and what was checked: each check with its source and day, unknown never no."""

import pytest

from clinics.models import Clinic
from directory.presenting.clinicians import clinicians_of
from directory.presenting.wording import day
from tests import make
from tests.directory.seen import Element, seen

pytestmark = pytest.mark.django_db


def section_of(client, clinic) -> Element:
    """The clinicians on a clinic’s page, and what was checked of them."""
    return people_of(client, clinic).one("div.named")


def people_of(client, clinic) -> Element:
    """The whole part of a clinic’s page about people."""
    return seen(client.get(clinic.get_absolute_url())).one("#people")


def held(section: Element, label: str) -> Element:
    """The line of a credential whose label begins so."""
    (found,) = [
        li for li in section.all("li.held") if li.one("span.fact-label").text.startswith(label)
    ]
    return found


@pytest.fixture
def clinic():
    """A clinic that gives infusions and Spravato; nobody is named yet."""
    return make.clinic(
        slug="pelican", name="Pelican", yes="route.iv-infusion route.esketamine-nasal"
    )


def test_a_person_says_profession_role_site_and_routes(client, clinic):
    ada = make.clinician(clinic, is_on_site=False, supervises=["iv-infusion"])
    ben = make.clinician(clinic, given_name="Ben", role="watches", profession="registered-nurse")
    for person in (ada, ben):
        make.credential(clinic, "licence", clinician=person, confirmed_until=30)
    section = section_of(client, clinic)
    assert section.texts("h3") == ["Ada Marsh", "Ben Marsh"]
    first, second = section.all("article.person")
    assert first.one("p.person-is").text == "Psychiatrist · prescribes and supervises treatment"
    assert first.texts("dd") == ["No", "IV infusion (into a vein)"]
    assert second.one("p.person-is").text == "Registered nurse · watches over patients"
    assert second.texts("dd") == ["Not stated"]


def test_each_check_stands_on_its_own_line_with_how_where_when_and_when_next(client, clinic):
    ada = make.clinician(clinic)
    board = make.credential(clinic, "licence", clinician=ada, expires_on=make.days_ago(-300))
    board.current = make.check(board, "confirmed", valid_until=make.days_ago(-200), days=9,
                               source="Board of Medicine",
                               source_url="https://board.example/1")  # fmt: skip
    board.save()
    make.credential(clinic, "npi", clinician=ada)
    section = section_of(client, clinic)
    licence = held(section, "State license")
    assert licence.one("span.fact-label").text == "State license FL ME 12345"
    assert licence.one("span.value").text == "Confirmed"
    assert licence.texts("p.said") == [
        "confirmed: looked up at the board that issues it · Board of Medicine"
        f" · {day(make.days_ago(9))} · next check due {day(make.days_ago(-200))}",
        f"expires {day(make.days_ago(-300))}",
    ]
    assert licence.one("a").attrs == {
        "href": "https://board.example/1", "rel": "nofollow noopener external",
    }  # fmt: skip
    npi = held(section, "NPI number")
    assert npi.one("span.value").text == "Stated, not confirmed"
    assert npi.texts("p.said") == [f"stated by the clinic · since {day(make.days_ago(10))}"]
    assert held(section, "Not on the federal").one("span.value").text == "Not checked yet"


def test_a_check_reads_overdue_the_day_after_its_last_day(client, clinic):
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada, confirmed_until=0)
    make.credential(clinic, "acls", clinician=ada, confirmed_until=-1)
    section = section_of(client, clinic)
    assert held(section, "State license").one("span.value").text == "Confirmed"
    card = held(section, "ACLS")
    assert card.one("span.value").text == "Check overdue"
    assert f"was due {day(make.days_ago(1))}" in card.one("p.check").text


def test_what_a_register_says_shows_only_after_a_moderator_decided(client, clinic):
    mo = make.moderator()
    ada, ben, cy = (make.clinician(clinic, given_name=name) for name in ("Ada", "Ben", "Cy"))
    lists = {}
    for person in (ada, ben, cy):
        make.credential(clinic, "licence", clinician=person, confirmed_until=30)
        lists[person] = make.credential(clinic, "not-excluded", clinician=person)
    make.check(lists[ada], "possible")
    make.check(lists[ben], "match")
    lists[cy].current = make.check(lists[cy], "excluded", by=mo)
    lists[cy].save()
    npi = make.credential(clinic, "npi", clinician=ada, confirmed_until=20)
    make.check(npi, "differs", days=1)
    make.check(npi, "not-found", days=0)
    section = section_of(client, clinic)
    third, first, second = section.all("article.person")
    for waiting in (first, second):
        assert held(waiting, "Not on the federal").one("span.value").text == "Not checked yet"
        assert "match" not in waiting.text
        assert waiting.all("p.warning") == []
    assert "otherwise" not in first.text
    assert held(first, "NPI").one("span.value").text == "Confirmed"
    assert held(third, "Federal exclusion").one("span.value").text == "On the exclusion list"
    assert len(third.all("p.warning")) == 1
    assert [a.one("h3").text for a in (third, first, second)] == [
        "Cy Marsh", "Ada Marsh", "Ben Marsh",
    ]  # fmt: skip
    assert ["open" in a.all("details")[0].attrs for a in (third, first)] == [True, False]
    assert "open" in people_of(client, clinic).attrs
    warnings = seen(client.get(clinic.get_absolute_url())).one("ul.warnings")
    assert warnings.texts("summary") == ["Cy Marsh is on the federal exclusion list"]
    assert warnings.one("a")["href"] == "#people"


def test_who_is_clean_again_shows_nothing_of_the_former_exclusion(client, clinic):
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
    former = make.credential(clinic, "not-excluded", clinician=ada)
    make.check(former, "excluded", days=90, by=make.moderator())
    make.credential(clinic, "not-excluded", clinician=ada, confirmed_until=30)
    row = held(section_of(client, clinic), "Not on the federal")
    assert row.one("span.value").text == "Confirmed"
    assert "on the exclusion list" not in row.text


@pytest.mark.parametrize(
    ("npi", "everywhere", "words"),
    [
        (True, True, "by NPI, and by name in FL, GA and all other states"),
        (True, False, "by NPI, and by name in FL, GA only"),
        (False, True, "by name in FL, GA and all other states; no NPI known"),
        (False, False, "by name in FL, GA only; no NPI known"),
    ],
)
def test_who_is_not_on_the_list_reads_by_what_it_was_searched(
    client, clinic, npi, everywhere, words
):
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
    line = make.credential(clinic, "not-excluded", clinician=ada)
    row = {"what": "searched", "claimed": "FL, GA", "found": "", "agrees": None, "npi": npi,
           "everywhere": everywhere}  # fmt: skip
    line.current = make.check(line, "confirmed", compared=[row], valid_until=make.today())
    line.save()
    make.check(line, "possible", days=1, compared=[{"what": "exclusion", "claimed": "Ada Marsh",
               "found": "ADA MARSH", "agrees": None}])  # fmt: skip
    said = held(section_of(client, clinic), "Not on the federal")
    assert said.texts("p.check") == [
        f"confirmed: compared with a public register, {words} · a source · "
        f"{day(make.days_ago(5))} · next check due {day(make.today())}"
    ]
    assert len(said.texts("p.said")) == 1


def test_who_left_and_what_waits_was_refused_or_withdrawn_never_shows(client, clinic):
    gone = make.clinician(clinic, given_name="Gone", left_on=make.today())
    make.credential(clinic, "licence", clinician=gone, confirmed_until=30)
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
    for standing in ("claimed", "refused", "withdrawn"):
        make.credential(clinic, "board-certification", clinician=ada, name=standing,
                        standing=standing)  # fmt: skip
    only_claimed = make.clinician(clinic, given_name="Claimed")
    make.credential(clinic, "licence", clinician=only_claimed, standing="claimed")
    make.credential(clinic, "accreditation", standing="claimed")
    rival = make.clinic(name="Rival")
    make.credential(rival, "licence", clinician=make.clinician(rival, given_name="Riva"))
    section = section_of(client, clinic)
    assert section.texts("h3") == ["Ada Marsh"]
    assert section.texts("span.fact-label") == [
        "State license FL ME 12345", "Not on the federal exclusion list",
    ]  # fmt: skip


def test_each_route_says_what_it_asks_for_and_who_meets_it(client, clinic):
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
    make.credential(clinic, "acls", clinician=ada, confirmed_until=-3)
    make.credential(clinic, "rems")
    needs = people_of(client, clinic).one("details.needs")
    assert needs.texts("dt") == ["IV infusion (into a vein)", "Esketamine nasal spray (Spravato)"]
    assert needs.texts("dd") == [
        "A licensed physician or nurse anesthetist (CRNA) Met Ada Marsh",
        "Someone with a current advanced life support (ACLS) card Check overdue Ada Marsh",
        "The setting, certified for Spravato (REMS) Stated, not confirmed the clinic",
        "A licensed prescriber Met Ada Marsh",
    ]
    anchors = {a["href"] for a in needs.all("a")}
    assert anchors == {f"#person-{ada.pk}", "#own-checks"}


def test_a_clinic_that_names_nobody_is_not_stated_and_asked(client, clinic):
    section = section_of(client, clinic)
    assert section.one("p.ask-it").text.endswith("what are they licensed to do?")
    assert {v.text for v in section.all("span.value")} == {"Not stated"}
    assert section.all("li.held") == []


def test_the_clinics_own_checks_and_no_number_that_is_nobodys_business(client, clinic):
    make.credential(clinic, "accreditation", confirmed_until=40)
    make.credential(clinic, "malpractice", number="POLICY-77")
    own = section_of(client, clinic).one("#own-checks")
    assert own.texts("span.fact-label") == [
        "Accreditation AAAHC",
        "Malpractice cover Example Mutual",
    ]
    assert "POLICY-77" not in own.text


def test_earlier_checks_are_kept_and_folded(client, clinic):
    ada = make.clinician(clinic)
    licence = make.credential(clinic, "licence", clinician=ada, confirmed_until=-40, days=400)
    make.credential(clinic, "bls", clinician=ada)
    licence.current = make.check(licence, "confirmed", valid_until=make.days_ago(-300))
    licence.save()
    row = held(section_of(client, clinic), "State license")
    assert row.one("summary").text == "1 earlier check"
    assert day(make.days_ago(400)) in row.one("details").text
    assert held(section_of(client, clinic), "BLS").all("details") == []


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_for_the_people_of_clinics_and_one_without_checks(
    count, django_assert_num_queries
):
    for number in range(count):
        clinic = make.clinic(name=f"Clinic {number}")
        for name in ("Ada", "Ben"):
            person = make.clinician(clinic, given_name=name)
            for kind in ("licence", "npi", "acls"):
                make.credential(clinic, kind, clinician=person, confirmed_until=30)
    asked = list(Clinic.objects.values_list("pk", flat=True))
    for with_checks, queries in ((True, 2), (False, 1)):
        with django_assert_num_queries(queries):
            found = clinicians_of(asked, with_checks=with_checks)
            assert [len(one.named) for one in found.values()] == [2] * count
            assert {str(p.clinician) for p in found[asked[0]].named} == {"Ada Marsh", "Ben Marsh"}
