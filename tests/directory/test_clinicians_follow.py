"""A decision about a person shows everywhere in the next request, and ends the day after."""

import pytest
from django.utils import timezone

from clinics.credentials.actions import state
from clinics.listing.actions.search_rows import rebuild_search
from tests import make
from tests.clinics.credentials.cast import settle
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

TODAY, TOMORROW = "Etc/GMT+12", "Etc/GMT-12"
"""Two clocks that are a whole day apart, at any moment."""
CODE = "staff.psychiatrist"


@pytest.fixture
def claimed():
    """A psychiatrist whose license alone still waits, at a clinic with a rival beside it."""
    with timezone.override(TODAY):
        clinic = make.clinic(slug="pelican", name="Pelican", yes=CODE)
        make.clinic(slug="rival", name="Rival", yes=CODE)
        ada = make.clinician(clinic)
        for kind in ("npi", "board-certification", "not-excluded"):
            make.credential(clinic, kind, clinician=ada, confirmed_until=60)
        ann = make.ann(clinic)
        yield state.claim(clinic, by=ann, kind="licence", clinician=ada, state="FL", number="ME 1")


def told(client) -> dict[str, object]:
    """What search, codes, page, comparison and API say of the psychiatrist's license."""
    found = client.get("/api/v1/clinics", {"staff": "psychiatrist", "verified": "1"}).json()
    html = seen(client.get("/search/", {"staff": "psychiatrist", "verified": "1"}))
    detail = client.get("/api/v1/clinics/pelican").json()
    compared = client.get("/compare.json?clinic=pelican&clinic=rival").json()
    cells = {row["code"]: row["cells"] for part in compared["sections"] for row in part["rows"]}
    cell = cells["people.confirmed"][0]
    page = seen(client.get("/clinics/pelican/"))
    held = [li.text for li in page.all("li.held") if li.text.startswith("State license")]
    return {
        "verified": [one["name"] for one in found["results"]],
        "searched": [h.text for h in html.all("h3") if h.text in ("Pelican", "Rival")],
        "codes": [code for code in detail["confirmed_codes"] if code.startswith("staff.")],
        "status": [
            held["status"] for person in detail["people"] for held in person["credentials"]
            if held["kind"] == "licence"
        ],
        "needs": {need["state"] for need in detail["routes_need"] if need["by"]},
        "compared": cell and cell["value"],
        "page": [words.split("FL ME 1 ")[1].split(" looked")[0] for words in held],
    }  # fmt: skip


def test_a_decision_shows_everywhere_in_the_next_request_and_ends_the_day_after(client, claimed):
    assert told(client) == {
        "verified": [], "searched": [], "codes": [], "status": [], "needs": set(),
        "compared": "0 of 1 person", "page": [],
    }  # fmt: skip
    settle(claimed, by=make.moderator(), valid_until=timezone.localdate())
    assert told(client) == {
        "verified": ["Pelican"], "searched": ["Pelican"], "codes": [CODE],
        "status": ["confirmed"], "needs": {"met"}, "compared": "1 of 1 person",
        "page": ["Confirmed confirmed:"],
    }  # fmt: skip
    with timezone.override(TOMORROW):
        assert told(client) == {
            "verified": [], "searched": [], "codes": [], "status": ["overdue"],
            "needs": {"overdue"}, "compared": "0 of 1 person",
            "page": ["Check overdue was confirmed:"],
        }  # fmt: skip
    state.leave(claimed.clinician, by=make.member("bea@example.org", claimed.clinic))
    assert told(client) == {
        "verified": [], "searched": [], "codes": [], "status": [], "needs": set(),
        "compared": None, "page": [],
    }  # fmt: skip


def test_a_clinician_is_found_by_name_from_the_decision_until_they_leave(client):
    clinic = make.clinic(slug="pelican", name="Pelican Key")
    rival = make.clinic(slug="rival", name="Rival")
    ann, mo = make.ann(clinic), make.moderator()
    ada = make.clinician(clinic, given_name="Ada", family_name="Paperridge")
    make.clinician(rival, given_name="Ida", family_name="Storywell")

    def found(typed):
        answer = client.get("/api/v1/clinics", {"q": typed, "offers": "any"}).json()
        page = seen(client.get("/search/", {"q": typed, "offers": "any"}))
        names = [one["name"] for one in answer["results"]]
        assert [h.text for h in page.all("h3") if h.text in ("Pelican Key", "Rival")] == names
        is_name = answer["question"]["name"] is not None
        assert is_name != ("We did not understand" in page.text)
        return names if is_name else []  # words that name nobody filter nothing

    assert found("Dr. Ada Paperridge, MD") == []
    claimed = state.claim(clinic, by=ann, kind="npi", clinician=ada, number=make.npi(7))
    assert found("Ada Paperridge") == []
    settle(claimed, by=mo, outcome="unconfirmed")
    assert found("Dr. Ada Paperridge, MD") == found("paperidge") == ["Pelican Key"]
    assert found("Ida Storywell") == []
    rebuild_search()
    assert found("Paperridge, Ada") == ["Pelican Key"]
    state.leave(ada, by=ann)
    assert found("Ada Paperridge") == []
