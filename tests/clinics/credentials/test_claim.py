"""What a clinic states of its people and of itself, and what it cannot."""

import pytest

from clinics.credentials import actions
from clinics.credentials.actions import CredentialRefused
from clinics.credentials.people import own_credentials, public_people
from clinics.models import Clinician, Credential, CredentialCase, Event
from tests import make

pytestmark = pytest.mark.django_db
ADA = {"given_name": " Ada ", "family_name": "Marsh", "profession": "psychiatrist",
       "role": "prescribes"}  # fmt: skip
LICENCE = {"kind": "licence", "state": "fl", "number": " ME  12345 "}


@pytest.fixture
def clinic():
    make.clinic(name="Rival")
    return make.clinic(name="Pelican Key")


@pytest.fixture
def ann(clinic):
    return make.member("ann@example.org", clinic)


def kinds(**query) -> list[str]:
    return list(Credential.objects.filter(**query).order_by("pk").values_list("kind", flat=True))


def test_a_person_is_added_with_a_line_about_the_exclusion_list_and_nobody_sees_them(clinic, ann):
    ada = actions.add_clinician(clinic, by=ann, **ADA, supervises=["lozenge", "iv-infusion"])
    assert (str(ada), ada.supervises) == ("Ada Marsh", ["iv-infusion", "lozenge"])
    assert kinds(clinician=ada) == ["not-excluded"]
    assert public_people(clinic.pk) == []
    assert list(Event.objects.public().filter(verb="clinician added")) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"given_name": "  "}, "Type the given name and the family name."),
        ({"family_name": "x" * 81}, "A name has at most 80 letters."),
        ({"profession": "wizard"}, "Choose a profession from the list."),
        ({"role": "sings"}, "Choose what the person does at the clinic."),
        ({"supervises": ["by-post"]}, "Choose the routes from the list."),
        ({"given_name": "ADA"}, "This person is on your list already, with that profession."),
    ],
)
def test_a_person_who_cannot_be_is_refused_in_words(clinic, ann, wrong, words):
    actions.add_clinician(clinic, by=ann, **ADA)
    with pytest.raises(CredentialRefused, match=words):
        actions.add_clinician(clinic, by=ann, **(ADA | wrong))
    assert Clinician.objects.count() == 1


def test_only_who_speaks_for_the_clinic_adds_claims_renews_and_withdraws(clinic, ann):
    ada = actions.add_clinician(clinic, by=ann, **ADA)
    licence = actions.claim(clinic, by=ann, clinician=ada, **LICENCE)
    other = make.member("rita@example.org", make.clinic(name="Third"))
    for act in (
        lambda: actions.add_clinician(clinic, by=other, **ADA),
        lambda: actions.claim(clinic, by=other, clinician=ada, kind="npi", number=make.npi(1)),
        lambda: actions.renew(licence, by=other, expires_on=make.days_ago(-90)),
        lambda: actions.withdraw(licence, by=other),
        lambda: actions.leave(ada, by=other),
    ):
        with pytest.raises(CredentialRefused, match="You do not speak for this clinic, or no"):
            act()
    assert (Clinician.objects.count(), CredentialCase.objects.waiting().count()) == (1, 1)


def test_a_claim_waits_for_a_moderator_and_shows_nowhere(clinic, ann):
    ada = actions.add_clinician(clinic, by=ann, **ADA)
    licence = actions.claim(clinic, by=ann, clinician=ada, **LICENCE)
    assert (licence.state, licence.number, licence.standing) == ("FL", "ME 12345", "claimed")
    assert [(c.credential, c.why) for c in CredentialCase.objects.waiting()] == [
        (licence, "claimed")
    ]
    assert public_people(clinic.pk) == []
    assert own_credentials(clinic.pk) == []
