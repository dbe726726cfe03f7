"""What a clinic states of its people and of itself, and what it cannot."""

import pytest

from clinics.credentials.actions import state
from clinics.credentials.actions.state import CredentialRefused
from clinics.documents.check import Checked
from clinics.models import Clinician, Credential, CredentialCase, Event, Evidence
from directory.presenting.clinicians import Clinicians, clinicians_of
from tests import make

pytestmark = pytest.mark.django_db
ADA = {"given_name": " A\u200bda\u202e ", "family_name": "Marsh", "profession": "psychiatrist",
       "role": "prescribes"}  # fmt: skip
LICENCE = {"kind": "licence", "state": "fl", "number": " ME\0  123\u200b45 "}


@pytest.fixture
def clinic():
    make.clinic(name="Rival")
    return make.clinic(name="Pelican Key")


def kinds(**query) -> list[str]:
    return list(Credential.objects.filter(**query).order_by("pk").values_list("kind", flat=True))


def test_a_person_is_added_with_a_line_about_the_exclusion_list_and_nobody_sees_them(clinic, ann):
    ada = state.add_clinician(clinic, by=ann, **ADA, supervises=["lozenge", "iv-infusion"])
    assert (str(ada), ada.supervises) == ("Ada Marsh", ["iv-infusion", "lozenge"])
    assert kinds(clinician=ada) == ["not-excluded"]
    assert clinicians_of([clinic.pk]) == {clinic.pk: Clinicians()}
    assert list(Event.objects.public().filter(verb="clinician added")) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"given_name": "\u3164"}, "Type the given name and the family name."),
        ({"family_name": "x" * 81}, "A name has at most 80 letters."),
        ({"profession": "wizard"}, "Choose a profession from the list."),
        ({"role": "sings"}, "Choose what the person does at the clinic."),
        ({"supervises": ["by-post"]}, "Choose the routes from the list."),
        ({"given_name": "ADA"}, "This person is on your list already, with that profession."),
    ],
)
def test_a_person_who_cannot_be_is_refused_in_words(clinic, ann, wrong, words):
    state.add_clinician(clinic, by=ann, **ADA)
    with pytest.raises(CredentialRefused, match=words):
        state.add_clinician(clinic, by=ann, **(ADA | wrong))
    assert Clinician.objects.count() == 1


def test_only_who_speaks_for_the_clinic_adds_claims_renews_and_withdraws(clinic, ann):
    ada = state.add_clinician(clinic, by=ann, **ADA)
    licence = state.claim(clinic, by=ann, clinician=ada, **LICENCE)
    other = make.member("rita@example.org", make.clinic(name="Third"))
    for act in (
        lambda: state.add_clinician(clinic, by=other, **ADA),
        lambda: state.claim(clinic, by=other, clinician=ada, kind="npi", number=make.npi(1)),
        lambda: state.renew(licence, by=other, expires_on=make.days_ago(-90)),
        lambda: state.withdraw(licence, by=other),
        lambda: state.leave(ada, by=other),
    ):
        with pytest.raises(CredentialRefused, match="You do not speak for this clinic, or no"):
            act()
    assert (Clinician.objects.count(), CredentialCase.objects.waiting().count()) == (1, 1)


def test_a_claim_waits_for_a_moderator_and_shows_nowhere(clinic, ann):
    ada = state.add_clinician(clinic, by=ann, **ADA)
    licence = state.claim(clinic, by=ann, clinician=ada, **LICENCE)
    assert (licence.state, licence.number, licence.standing) == ("FL", "ME 12345", "claimed")
    assert [(c.credential, c.why) for c in CredentialCase.objects.waiting()] == [
        (licence, "claimed")
    ]
    assert clinicians_of([clinic.pk]) == {clinic.pk: Clinicians()}


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("not-excluded", {}, "This cannot be stated of a person."),
        ("rems", {}, "This cannot be stated of a person."),
        ("dea", {"number": "AB1234567"}, "A DEA number is never kept here"),
        ("acls", {}, "Expires on: this is needed."),
        ("acls", {"expires_on": make.days_ago(1)}, "Expires on: this day has passed"),
        (
            "acls",
            {"expires_on": make.dt.date(9999, 12, 31)},
            "Expires on: this day is more than 10 years ahead. Look for a typo.",
        ),
        (
            "bls",
            {"expires_on": make.days_ago(-1), "state": "FL"},
            "State: this is not asked for here",
        ),
        ("licence", {"state": "FL"}, "Number: this is needed."),
        ("licence", {"state": "FL", "number": "--"}, "Number: this is needed."),
        ("licence", {"state": "ZZ", "number": "1"}, "State: choose a state or territory"),
        ("licence", {"state": "FL", "number": "1" * 41}, "One of the answers is too long."),
        ("board-certification", {"name": "  "}, "Name: this is needed."),
        ("npi", {"number": "123"}, "Number: an NPI has ten digits."),
        ("npi", {"number": "2000000011"}, "The last digit does not match"),
    ],
)
def test_what_nobody_could_hold_is_refused_with_nothing_stored(clinic, ann, kind, fields, words):
    ada = state.add_clinician(clinic, by=ann, **ADA)
    with pytest.raises(CredentialRefused, match=words):
        state.claim(clinic, by=ann, clinician=ada, kind=kind, **fields)
    assert (kinds(), CredentialCase.objects.count()) == (["not-excluded"], 0)


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("licence", {"state": "FL", "number": "1"}, "This cannot be stated of the clinic itself."),
        ("accreditation", {"name": "rems-certified"}, "choose one of the accrediting bodies"),
        ("accreditation", {"name": "nobody"}, "choose one of the accrediting bodies"),
    ],
)
def test_what_no_clinic_could_hold_is_refused(clinic, ann, kind, fields, words):
    with pytest.raises(CredentialRefused, match=words):
        state.claim(clinic, by=ann, kind=kind, **fields)
    assert kinds() == []


def test_the_clinics_first_credential_brings_its_line_about_the_exclusion_list(clinic, ann):
    state.claim(clinic, by=ann, kind="accreditation", name="aaahc")
    state.claim(clinic, by=ann, kind="accreditation", name="quad-a")
    assert kinds(clinician=None) == ["accreditation", "not-excluded", "accreditation"]


def test_a_credential_that_runs_for_ten_years_is_believed_and_no_longer_one(clinic, ann):
    ada = state.add_clinician(clinic, by=ann, **ADA)
    ten = make.today() + make.dt.timedelta(days=3660)
    card = state.claim(clinic, by=ann, clinician=ada, kind="acls", expires_on=ten)
    with pytest.raises(CredentialRefused, match="more than 10 years ahead"):
        state.renew(card, by=ann, expires_on=ten + make.dt.timedelta(days=1))
    assert Credential.objects.get(kind="acls").expires_on == ten


def test_the_same_is_stated_once_and_each_holder_has_one_npi(clinic, ann):
    ada = state.add_clinician(clinic, by=ann, **ADA)
    licence = state.claim(clinic, by=ann, clinician=ada, **LICENCE)
    state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(1))
    with pytest.raises(CredentialRefused, match="This is stated already"):
        state.claim(clinic, by=ann, clinician=ada, **LICENCE)
    with pytest.raises(CredentialRefused, match="There is an NPI already"):
        state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(2))
    state.withdraw(licence, by=ann)
    state.claim(clinic, by=ann, clinician=ada, **LICENCE)
    with pytest.raises(CredentialRefused, match="This credential was closed: withdrawn by the"):
        state.renew(licence, by=ann, expires_on=make.days_ago(-9))


def test_a_person_who_left_holds_nothing_new_and_waits_for_nothing(clinic, ann):
    ada = state.add_clinician(clinic, by=ann, **ADA)
    licence = state.claim(clinic, by=ann, clinician=ada, **LICENCE)
    other = make.clinician(make.clinic(name="Third"))
    state.leave(ada, by=ann)
    assert CredentialCase.objects.waiting().count() == 0
    for act in (
        lambda: state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(1)),
        lambda: state.claim(clinic, by=ann, clinician=other, kind="npi", number=make.npi(1)),
        lambda: state.renew(licence, by=ann, expires_on=make.days_ago(-9)),
        lambda: state.leave(ada, by=ann),
    ):
        with pytest.raises(CredentialRefused, match="not on the clinic’s list any more"):
            act()
    again = state.add_clinician(clinic, by=ann, **ADA)
    assert again.pk != ada.pk


def test_documents_are_kept_under_names_of_our_own_and_none_of_a_refused_claim(
    clinic, ann, settings, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path)
    ada = state.add_clinician(clinic, by=ann, **ADA)
    card = Checked(content=b"%PDF-1.4 a card", content_type="application/pdf")
    with pytest.raises(CredentialRefused, match="Hand in at most five documents"):
        state.claim(clinic, by=ann, clinician=ada, **LICENCE, documents=[card] * 6)
    assert (kinds(), list(tmp_path.rglob("*.pdf"))) == (["not-excluded"], [])
    licence = state.claim(clinic, by=ann, clinician=ada, **LICENCE, documents=[card])
    row = Evidence.objects.get()
    assert (row.credential, row.sha256, row.uploaded_by) == (licence, card.sha256, ann)
    assert [path.name for path in tmp_path.rglob("*.pdf")] == [row.file.name.split("/")[1]]
    assert row.file.name.startswith(f"evidence/{licence.pk}-")
