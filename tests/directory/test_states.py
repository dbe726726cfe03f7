"""Where to complain: a page for each state, its boards with how we know them, and its clinics."""

import csv
import datetime as dt
import re
from urllib.parse import unquote_plus

import pytest

from clinics.listing.actions.status import close, hide, pause, say_closed
from clinics.listing.models.status import HiddenFor
from clinics.states import STATES
from directory.pages.boards import FILE, KINDS, KNOWN, Address, boards, code_of, gathered
from directory.pages.federal import LISTS, OFFICES
from directory.pages.state import PAGES, StatePage
from directory.pages.state_rules import RULES
from directory.places.locate import locate
from directory.search.by_state import Counted, by_state
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

MEMORY = "From memory: check before you rely on it."
LIST = "From somebody else’s list: check before you rely on it."
SECOND_HAND = "Second-hand: check before you rely on it."


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def state(client, letters: str):
    answer = client.get(f"/states/{letters}/")
    assert answer.status_code == 200
    return seen(answer)


def part(page, anchor: str) -> str:
    """The words of a page from the heading with that anchor to the next one."""
    main = page.one("main")
    titles = [h for h in main.all("h2") if "id" in h.attrs]
    at = [h["id"] for h in titles].index(anchor)
    words = main.text.split(titles[at].text, 1)[1]
    return words.split(titles[at + 1].text, 1)[0].strip() if at + 1 < len(titles) else words


# The file


def test_every_row_says_how_its_addresses_are_known_as_its_note_says_it():
    for row in rows():
        note = row["how_known"]
        unknown = "complaint page not known: home page given" in note
        assert (row["complaint_is"] == "home") == (unknown or "name and addresses M" in note)
        if row["complaint_is"] == "page":
            assert ("complaint page M" in note, row["complaint_known"]) == (True, "memory")
        if "Nursys, S2" in note:
            assert (row["lookup_url"], row["lookup_known"]) == (
                "https://www.nursys.com/", "second-hand",
            )  # fmt: skip
        if "look-up M" in note:
            assert row["lookup_known"] == "memory"
        if "look-up in one stored list" in note:
            assert row["lookup_known"] == "list"


def test_every_state_has_its_medical_and_its_nursing_board_and_four_territories_have_none():
    without = {"AS", "GU", "MP", "VI"}
    assert set(boards()) == {one.code for one in STATES if one.licenses}
    assert len(boards()) == 56
    for code, some in boards().items():
        kinds = [board.kind for board in some]
        assert kinds == sorted(kinds, key=list(KINDS).index)
        assert len(kinds) == len(set(kinds))
        assert ({"medical", "nursing"} <= set(kinds)) == (code not in without)
    assert {code for code, some in boards().items() if not some} == without
    assert sum(len(some) for some in boards().values()) == len(rows()) == 116


WHOLE = {"state": "FL", "kind": "medical", "body": "A board", "complaint_url": "https://b.example/",
         "complaint_is": "page", "complaint_known": "memory", "lookup_url": "https://b.example/l",
         "lookup_is": "search", "lookup_known": "list", "checked": ""}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"),
    [("state", "ZZ"), ("state", "AE"), ("kind", "dental"), ("body", ""),
     ("complaint_url", "http://b.example/"), ("lookup_url", "b.example"),
     ("complaint_is", "search"), ("lookup_is", "page"), ("complaint_known", "read"),
     ("lookup_known", ""), ("checked", "3 March 2026")],
)  # fmt: skip
def test_a_row_that_says_what_no_row_may_say_is_refused_with_its_line(column, value):
    assert [board.body for board in gathered([WHOLE])["FL"]] == ["A board"]
    with pytest.raises(ValueError, match=re.escape(f"boards.csv, line 3: {column} {value!r}")):
        gathered([WHOLE, WHOLE | {column: value}])


def test_an_address_that_a_person_opened_says_when_and_is_no_longer_doubted():
    (board,) = gathered([WHOLE | {"checked": "2026-03-03"}])["FL"]
    (rival,) = gathered([WHOLE])["FL"]
    assert (board.lookup.sureness, board.lookup.is_sure) == ("We opened it on 3 March 2026.", True)
    assert (rival.lookup.sureness, rival.lookup.is_sure) == (LIST, False)
    assert (rival.complaint.sureness, rival.complaint.is_sure) == (MEMORY, False)
    assert board.complaint.checked == dt.date(2026, 3, 3)


def test_what_is_given_for_the_whole_country_is_read_or_doubted():
    """A telephone number that nobody read is not given."""
    for place in (*OFFICES, *LISTS):
        assert place.known in KNOWN
        assert not place.phone or place.known == "read"
        unsure = place.known != "read"
        is_said = bool(place.address and not place.address.is_sure)
        assert not unsure or place.doubt or is_said, place.name
    assert [place.phone for place in OFFICES if place.phone] == [
        "1-800-332-1088", "1-800-985-3059", "1-800-447-8477",
    ]  # fmt: skip
    assert Address(url="https://a.example/b/", known="memory").shown == "a.example/b"


# The pages


@pytest.mark.parametrize("code", PAGES)
def test_each_state_has_a_page_that_names_its_boards_with_both_addresses(client, code):
    page = state(client, code.lower())
    assert page.one("h1").text.startswith("Complain about a ketamine clinic in ")
    assert PAGES[code] in page.one("h1").text
    (said,) = [m["content"] for m in page.all("meta") if m.attrs.get("name") == "description"]
    assert 50 <= len(said) <= 160
    assert PAGES[code] in said
    shown = page.all("section.board")
    assert [(s.one("h3").text, s.one("p.board-name").text) for s in shown] == [
        (str(KINDS[b.kind]), b.body) for b in boards()[code]
    ]
    for section, board in zip(shown, boards()[code], strict=True):
        links = [a["href"] for a in section.all("a")]
        assert links == list(dict.fromkeys([board.complaint.url, board.lookup.url]))
        says = section.texts("span.flag")
        assert says == [board.complaint.sureness, board.lookup.sureness][: len(links)]
    assert page.one("main").all("h2")[0].text == "Is somebody in danger now?"


def test_first_comes_danger_then_three_steps_then_the_boards(client):
    main = state(client, "fl").one("main")
    assert main.texts("h2") == [
        "Is somebody in danger now?", "Three steps", "Who licenses people in Florida",
        "What a board can do, and what it cannot", "What is asked of ketamine clinics in Florida",
        "Clinics in Florida", "Other places, for the whole country", "Lists of all boards",
    ]  # fmt: skip
    assert [a["href"] for a in main.one("section.harm").all("a")] == ["tel:911", "tel:988"]
    assert main.one("ol.in-turn").texts("strong") == [
        "Write it down today.", "Find out who treated you.", "Complain to that board."
    ]  # fmt: skip


def test_a_board_of_which_only_the_home_page_is_known_says_so(client):
    florida = {s.one("h3").text: s for s in state(client, "fl").all("section.board")}
    doctors, osteopathic = florida["Doctors (M.D.)"], florida["Osteopathic doctors (D.O.)"]
    assert [a.text for a in doctors.all("a")] == [
        "Complain Florida Board of Medicine (Department of Health)",
        "Look up a license Florida Board of Medicine (Department of Health)",
    ]
    assert doctors.texts("span.address") == [
        "www.flhealthcomplaint.gov", "mqa-internet.doh.state.fl.us/MQASearchServices"
    ]  # fmt: skip
    assert doctors.texts("span.flag") == [MEMORY, LIST]
    assert osteopathic.texts("span.outside-says") == [
        "floridasosteopathicmedicine.gov We know neither its page for complaints nor its look-up. "
        f"Look there for “complaint” and for “license”. {MEMORY}"
    ]
    texas = {s.one("h3").text: s for s in state(client, "tx").all("section.board")}
    nurses = texas["Nurses, nurse practitioners and nurse anesthetists"]
    assert nurses.texts("span.outside-says") == [
        "www.bon.texas.gov We do not know its page for complaints. Look there for “complaint”. "
        f"{LIST}",
        f"www.nursys.com {SECOND_HAND}",
    ]


def test_a_board_that_we_do_not_know_is_unknown_and_never_said_not_to_exist(client):
    ends = " Lists of all boards"
    pharmacy = "We do not know the address of the pharmacy board. Look in the lists below." + ends
    assert state(client, "fl").texts("p.note") == [pharmacy]
    assert state(client, "tx").texts("p.note") == [
        "We know no board of its own for osteopathic doctors (D.O.). Ask the medical board." + ends,
        pharmacy,
    ]
    assert state(client, "mp").texts("p.note") == [
        "We do not know the boards in the Northern Mariana Islands yet. That does not mean that "
        "there are none: look in the lists of all boards below." + ends
    ]


def test_what_a_state_asks_is_said_with_what_it_rests_on_and_none_found_is_no_proof(client):
    none = "We found no rule of its own for them. That does not prove that there is none."
    everywhere = (
        "Rules for pain clinics and for sedation in an office may hold for them too. "
        "Ask the boards."
    )
    assert part(state(client, "fl"), "rules") == f"{none} {everywhere}"
    texas = part(state(client, "tx"), "rules")
    assert texas.startswith("The Texas Medical Board proposed rules on 2 January 2026: ")
    assert "We did not find out whether the board adopted them. Ask the board." in texas
    assert "Texas Register, 2 January 2026, 22 TAC 173.6–173.15; we read it." in texas
    assert none not in texas
    assert texas.endswith(everywhere)
    assert sorted(RULES) == ["AL", "OH", "PA", "TN", "TX"]


def test_every_link_to_elsewhere_tells_it_nothing_and_shows_its_address(client):
    page = state(client, "tx")
    links = [a for a in page.one("main").all("a") if a["href"].startswith("http")]
    assert len(links) == 14
    assert {a["rel"] for a in links} == {"noopener noreferrer external"}
    assert [a for a in links if not a["href"].startswith("https://")] == []
    assert page.texts("span.address") == [
        a["href"].removeprefix("https://").rstrip("/") for a in links
    ]
    assert [a for a in links if "target" in a.attrs] == []


@pytest.mark.parametrize(
    ("typed", "letters"),
    [("FL", "fl"), ("florida", "fl"), ("New-York", "ny"), ("district-of-columbia", "dc"),
     ("us-virgin-islands", "vi"), ("usvi", "vi")],
)  # fmt: skip
def test_capital_letters_and_names_lead_to_the_one_address(client, typed, letters):
    answer = client.get(f"/states/{typed}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/states/{letters}/")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("typed", ["zz", "ae", "mh", "floridaa", "us"])
def test_a_state_that_we_do_not_know_is_refused_in_words_with_the_way_to_all(client, typed):
    answer = client.get(f"/states/{typed}/")
    page = seen(answer)
    assert (answer.status_code, code_of(typed)) == (404, "")
    assert page.one("main").one("h1").text == f"We know no state “{typed}”"
    assert page.one("main").texts("li") == [
        "Use the two letters that an address has, such as “fl” for Florida."
    ]
    assert [(a.text, a["href"]) for a in page.one("main").all("a")] == [("All states", "/states/")]


def test_all_states_are_listed_by_name_with_their_clinics(client, django_assert_num_queries):
    make.clinic(slug="heron")
    make.clinic(slug="ibis")
    make.clinic(slug="egret", town="austin")
    with django_assert_num_queries(1):
        page = seen(client.get("/states/"))
    items = page.one("ul.states").all("li")
    assert [(li.one("a").text, li.one("a")["href"]) for li in items] == [
        (name, f"/states/{code.lower()}/")
        for code, name in sorted(PAGES.items(), key=lambda p: p[1])
    ]
    counts = {li.one("a").text: li.one("span.hint").text for li in items}
    assert {name: said for name, said in counts.items() if said} == {
        "Florida": "2 clinics", "Texas": "1 clinic",
    }  # fmt: skip


# The clinics


@pytest.fixture
def coast():
    """In Florida two that give ketamine, one that says nothing of it, one that is paused; and
    four that nobody finds there.
    """
    for slug in ("heron", "ibis"):
        make.clinic(slug=slug)
    make.clinic(slug="silent", offers_none=True)
    pause(make.clinic(slug="paused").pk, until=make.days_ago(-30), actor="clinic")
    say_closed(make.clinic(slug="gone").pk, since=make.days_ago(3), by=None)
    close(make.clinic(slug="closed").pk, since=make.today(), actor="moderator", why="Dead line.")
    hide(make.clinic(slug="hidden").pk, reason=HiddenFor.DANGER, actor="moderator", why="Harm.")
    make.clinic(slug="draft", published=False)
    make.clinic(slug="egret", town="austin")


def test_closed_and_hidden_clinics_are_not_counted(client, coast, django_assert_num_queries):
    assert by_state(("FL", "TX", "GA"), on=make.today()) == {
        "FL": Counted(5, 2), "TX": Counted(1, 1), "GA": Counted(0, 0),
    }  # fmt: skip
    assert by_state(("TX",), on=make.today()) == {"TX": Counted(1, 1)}
    with django_assert_num_queries(1):
        page = state(client, "fl")
    assert part(page, "clinics") == (
        "5 clinics in Florida are listed here. 2 say that they give ketamine and take patients."
    )
    assert part(state(client, "tx"), "clinics") == (
        "1 clinic in Texas is listed here. 1 says that it gives ketamine and takes patients."
    )
    assert part(state(client, "ga"), "clinics") == (
        "No clinic in Georgia is listed here yet. There may be some all the same."
    )


def test_the_counts_are_those_of_the_searches_that_they_lead_to(client, coast):
    links = [a["href"] for a in state(client, "fl").one("p.counted").all("a")]
    assert links == ["/search/?near=Florida&offers=any", "/search/?near=Florida"]
    found = [len(seen(client.get(link)).all("h3")) for link in links]
    assert found == [5, 2]


def test_every_state_is_found_by_the_words_of_its_link():
    for code in PAGES:
        words = StatePage(code, Counted(2, 1)).clinics
        (near,) = set(re.findall(r"near=([^&\"]+)", words))
        area = locate(unquote_plus(near)).area
        assert (area and area.kind, area and area.state) == ("state", code)


# The ways there


def test_a_clinic_leads_to_the_boards_of_its_state_at_its_end_and_does_not_shout(client):
    make.clinic(slug="heron")
    make.clinic(slug="abroad", state="MH", latitude=None, longitude=None)
    page = seen(client.get("/clinics/heron/"))
    (link,) = [a for a in page.one("main").all("a") if a["href"].startswith("/states/")]
    assert (link.text, link["href"]) == ("Complain about a clinic in Florida", "/states/fl/")
    assert "class" not in link.attrs
    assert page.one("div.clinic-facts").texts("p.hint")[-1] == (
        "Were you treated badly here? We cannot look into that. A state board may. "
        "Complain about a clinic in Florida"
    )
    abroad = seen(client.get("/clinics/abroad/")).one("main").all("a")
    assert [(a.text, a["href"]) for a in abroad if a["href"].startswith("/states/")] == [
        ("Where to complain about a clinic", "/states/")
    ]


def test_whoever_reports_a_listing_and_every_foot_of_a_page_lead_there_too(client):
    make.clinic(slug="heron")
    page = seen(client.get("/clinics/heron/problem/"))
    links = [
        (a.text, a["href"]) for a in page.all("a") if a.attrs.get("href", "").startswith("/states/")
    ]
    assert links == [
        ("Complain about a clinic in Florida", "/states/fl/"), ("Where to complain", "/states/"),
    ]  # fmt: skip
