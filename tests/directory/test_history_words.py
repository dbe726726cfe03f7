"""What changed in a listing, in a few words; what was only looked at again is folded away."""

import pytest

from clinics.listing.draft import Draft
from directory.pages.changed import change_words, is_checked_again
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

YES = {"value": True, "source": "clinic", "since": "2026-03-03"}
BY_REGISTER = YES | {"confirmed_by": "register", "confirmed_on": "2026-05-01",
                     "due_on": "2026-08-01"}  # fmt: skip
LATER = BY_REGISTER | {"confirmed_on": "2026-06-01", "due_on": "2026-09-01"}
BY_DOCUMENT = BY_REGISTER | {"confirmed_by": "document"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, YES, "now Yes"),
        (YES, None, "no longer stated"),
        (YES | {"value": False}, YES, "changed from No to Yes"),
        (YES, YES | {"detail": "x" * 61}, "changed"),
        (None, YES | {"detail": "x" * 61}, "new"),
        (YES, BY_REGISTER, "now confirmed in a public register"),
        (YES, BY_DOCUMENT, "now confirmed by a document"),
        (YES, BY_REGISTER | {"confirmed_by": "public-list"}, "now confirmed on a public list"),
        (BY_REGISTER, YES, "no longer confirmed"),
        (BY_REGISTER, BY_DOCUMENT, "now confirmed by a document"),
        (BY_REGISTER, LATER, "checked again, with the same result"),
        (YES, YES | {"affirmed_on": "2026-05-01"}, "said again"),
        (YES, YES | {"source": "import", "source_name": "A list"}, "imported from A list"),
        (YES, YES | {"since": "2026-04-01"}, "changed in detail"),
        (YES | {"value": False}, BY_REGISTER, "changed from No to Yes"),
    ],
)
def test_a_change_is_told_in_a_few_words(before, after, words):
    assert change_words("access.parking", "Parking", before, after) == f"Parking: {words}"


@pytest.mark.parametrize(
    ("before", "after", "again"),
    [
        (BY_REGISTER, LATER, True), (BY_REGISTER, BY_DOCUMENT, False), (YES, BY_REGISTER, False),
        (BY_REGISTER, LATER | {"value": False}, False), (None, LATER, False),
        (BY_REGISTER, None, False), ("A", "B", False), (YES, YES, False),
    ],
)  # fmt: skip
def test_checked_again_is_what_changed_nothing_but_its_days(before, after, again):
    assert is_checked_again(before, after) is again


def test_what_a_register_found_again_is_folded_and_what_a_clinic_changed_is_not(client):
    clinic = make.clinic(slug="heron", facts=[
        make.fact("safety.emergency-plan", confirmed="document"),
        make.fact("access.parking"),
    ])  # fmt: skip
    draft = Draft.of(clinic)
    draft.facts["safety.emergency-plan"] = make.fact("safety.emergency-plan", due_in=300,
                                                     confirmed="document")  # fmt: skip
    make.saved(clinic, draft, actor="register", why="Compared.")
    draft = Draft.of(clinic)
    draft.facts.pop("access.parking")
    make.saved(clinic, draft)
    parking, again, _listed = seen(client.get("/clinics/heron/history/")).all("li.event")
    assert parking.one("ul.news").texts("li") == ["Parking: no longer stated"]
    assert again.all("ul.news") == []
    folded = again.one("details")
    assert "open" not in folded.attrs
    assert folded.one("summary").text == "1 answer was checked again, with the same result"
    assert folded.one("ul.changes").texts("strong") == [
        "Written emergency plan and transfer hospital"
    ]
