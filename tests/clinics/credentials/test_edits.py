"""An edit of a listing neither loses nor forges what credentials confirm."""

import json

import pytest

from clinics.changes.actions.propose import propose
from clinics.changes.actions.undo import revert
from clinics.credentials.actions import state
from clinics.listing.draft import Draft
from clinics.models import Clinic, Fact
from tests import make
from tests.clinics.changes.cast import NO, YES, decide
from tests.clinics.credentials.cast import fact, in_days, of, whole
from tests.clinics.listfile import counts, write

pytestmark = pytest.mark.django_db
PSYCHIATRIST, RULE = "staff.psychiatrist", "safety.stop-rule"
NOTHING = (True, "", None, None)


@pytest.fixture
def clinic():
    other = make.fact("staff.psychologist", confirmed="register", due_in=30)
    clinic = make.clinic(facts=[make.fact(PSYCHIATRIST), make.fact(RULE), other])
    whole(clinic)
    resaved(clinic)
    return clinic


def resaved(clinic, **forged):
    """The listing, written anew with a change, as an import would."""
    draft = Draft.of(Clinic.objects.with_answers().get(pk=clinic.pk))
    draft.fields["description"] += "More."
    for name, value in forged.items():
        setattr(draft.facts[PSYCHIATRIST], name, value)
    make.saved(clinic, draft, actor="import")


def test_a_confirmation_of_credentials_cannot_be_written_by_anybody_else(clinic):
    right = (True, "register", make.days_ago(5), in_days(60))
    assert fact(clinic, PSYCHIATRIST) == right
    resaved(clinic, confirmed_by="document", due_on=in_days(3000))
    assert fact(clinic, PSYCHIATRIST) == right
    resaved(clinic, confirmed_by="", confirmed_on=None, due_on=None)
    assert fact(clinic, PSYCHIATRIST) == right
    assert fact(clinic, "staff.psychologist")[1:] == ("register", make.days_ago(5), in_days(30))


def test_an_imported_file_can_neither_forge_nor_lose_a_confirmation(clinic, ann, tmp_path):
    Fact.objects.filter(code=PSYCHIATRIST).update(source="import", source_name="A list")
    said = ["import", "A list", "2026-01-01", "2026-01-01"]
    forged = [*said, "", "document", "2026-01-01", "2099-01-01"]
    right = fact(clinic, PSYCHIATRIST)
    assert right == (True, "register", make.days_ago(5), in_days(60))
    clinic.source_records.update(source="A list")
    assert imported(clinic, tmp_path, said, days="1") == (0, 1, 0, 0)
    assert fact(clinic, PSYCHIATRIST) == right
    state.withdraw(of(clinic.clinicians.get(), "licence"), by=ann)
    assert fact(clinic, PSYCHIATRIST) == NOTHING
    assert imported(clinic, tmp_path, forged, days="2") == (0, 1, 0, 0)
    assert fact(clinic, PSYCHIATRIST) == NOTHING


def imported(clinic, folder, said, *, days) -> tuple[int, int, int, int]:
    """A file of the clinic's own list: what it says of psychiatrists, and something that is new."""
    row = {
        "external_id": clinic.external_id, "name": clinic.name, "state": "FL",
        PSYCHIATRIST: "yes", "number.wait_days": days,
        "provenance": json.dumps({PSYCHIATRIST: said}),
    }  # fmt: skip
    return counts(write(folder, row))


def test_an_answer_taken_back_and_stated_again_is_confirmed_again(clinic, ann, mo):
    decide(propose(clinic, {PSYCHIATRIST: NO, RULE: NO}, by=ann), by=mo)
    assert fact(clinic, PSYCHIATRIST) == (False, "", None, None)
    decide(propose(clinic, {PSYCHIATRIST: YES}, by=ann), by=mo)
    assert fact(clinic, PSYCHIATRIST) == (True, "register", make.days_ago(5), in_days(60))


def test_an_undone_edit_does_not_bring_back_a_confirmation_that_ended_since(clinic, ann, mo):
    Fact.objects.filter(code=PSYCHIATRIST).update(source="import", source_name="a list")
    change = propose(clinic, {PSYCHIATRIST: YES | {"detail": "every day"}}, by=ann)
    decide(change, by=mo)
    state.withdraw(of(clinic.clinicians.get(), "licence"), by=ann)
    assert fact(clinic, PSYCHIATRIST) == NOTHING
    revert(change, by=mo, reason="A mistake.")
    assert fact(clinic, PSYCHIATRIST) == NOTHING
    assert Fact.objects.get(clinic=clinic, code=PSYCHIATRIST).source == "import"
