"""An edit of a listing neither loses nor forges what credentials confirm."""

import pytest

from clinics.changes.actions import propose as changes
from clinics.credentials.actions import state
from clinics.listing.actions import save as listing
from clinics.listing.draft import Draft
from clinics.models import Clinic, Fact
from tests import make
from tests.clinics.changes.cast import NO, YES, decide
from tests.clinics.credentials.cast import fact, in_days, of, whole

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
    listing.save(draft, clinic=clinic, actor="import")


def test_a_confirmation_of_credentials_cannot_be_written_by_anybody_else(clinic):
    right = (True, "register", make.days_ago(5), in_days(60))
    assert fact(clinic, PSYCHIATRIST) == right
    resaved(clinic, confirmed_by="document", due_on=in_days(3000))
    assert fact(clinic, PSYCHIATRIST) == right
    resaved(clinic, confirmed_by="", confirmed_on=None, due_on=None)
    assert fact(clinic, PSYCHIATRIST) == right
    assert fact(clinic, "staff.psychologist")[1:] == ("register", make.days_ago(5), in_days(30))


def test_an_answer_taken_back_and_stated_again_is_confirmed_again(clinic, ann, mo):
    decide(changes.propose(clinic, {PSYCHIATRIST: NO, RULE: NO}, by=ann), by=mo)
    assert fact(clinic, PSYCHIATRIST) == (False, "", None, None)
    decide(changes.propose(clinic, {PSYCHIATRIST: YES}, by=ann), by=mo)
    assert fact(clinic, PSYCHIATRIST) == (True, "register", make.days_ago(5), in_days(60))


def test_an_undone_edit_does_not_bring_back_a_confirmation_that_ended_since(clinic, ann, mo):
    Fact.objects.filter(code=PSYCHIATRIST).update(source="import", source_name="a list")
    change = changes.propose(clinic, {PSYCHIATRIST: YES | {"detail": "every day"}}, by=ann)
    decide(change, by=mo)
    state.withdraw(of(clinic.clinicians.get(), "licence"), by=ann)
    assert fact(clinic, PSYCHIATRIST) == NOTHING
    changes.revert(change, by=mo, reason="A mistake.")
    assert fact(clinic, PSYCHIATRIST) == NOTHING
    assert Fact.objects.get(clinic=clinic, code=PSYCHIATRIST).source == "import"
