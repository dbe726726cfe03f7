"""The pages on which a clinic keeps its people and what they hold."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clinics.credentials.actions import state
from clinics.credentials.actions.decide import decide, digest
from clinics.credentials.clinician_page import overview_of, todo
from clinics.documents.check import checked
from clinics.models import Clinician, Credential, Evidence
from tests import make
from tests.clinics.documents.cast import pdf, picture

pytestmark = pytest.mark.django_db
NEXT_YEAR = f"{make.today().year + 1}-01-31"


@pytest.fixture
def clinic():
    rival = make.clinic(name="Rival", slug="rival")
    make.credential(rival, "licence", clinician=make.clinician(rival, family_name="Rival"))
    return make.clinic(name="Pelican Key", slug="pelican", yes="route.iv-infusion")


@pytest.fixture
def page(client, ann):
    """`page(name, *args, data=None, **query)`: an answer, and its words."""
    make.signed_in(ann, client=client)

    def asked(name, *args, data=None, **query):
        address = reverse(name, args=["pelican", *args], query=query or None)
        return client.post(address, data) if data is not None else client.get(address)

    return asked


def say(answer) -> str:
    """The words of a page."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def errors(answer) -> dict[str, list[str]]:
    """What is refused, by field."""
    return {name: list(words) for name, words in answer.context["form"].errors.items()}


def asked_back(held: Credential, words: str) -> None:
    """A moderator has a question about what waits."""
    case = held.cases.get(decided_at=None)
    decide(case, by=make.moderator(), seen=digest(case), outcome="asked-back", words=words)


ADA = {"given_name": "Ada", "family_name": "Marsh", "profession": "psychiatrist",
       "role": "prescribes", "is_on_site": "yes", "supervises": ["iv-infusion"]}  # fmt: skip


def test_a_person_is_added_and_what_they_hold_is_asked_next(page, clinic):
    answer = page("clinician_add", data=ADA)
    ada = Clinician.objects.get(clinic=clinic)
    assert answer.url == reverse("clinician_credential", args=["pelican", ada.pk])
    assert (str(ada), ada.is_on_site, ada.supervises) == ("Ada Marsh", True, ["iv-infusion"])
    shown = say(page("clinician_credential", ada.pk))
    assert "What does Ada Marsh hold?" in shown
    assert "REMS" not in shown


def test_nothing_typed_of_a_person_is_lost(page, clinic):
    answer = page("clinician_add", data=ADA | {"family_name": "", "profession": "wizard"})
    assert answer.status_code == 400
    assert sorted(errors(answer)) == ["family_name", "profession"]
    kept = answer.content.decode()
    assert 'value="Ada"' in kept
    assert kept.count("checked") == 3
    assert not Clinician.objects.filter(clinic=clinic).exists()


def test_what_the_action_refuses_stands_on_top(page, clinic):
    page("clinician_add", data=ADA)
    answer = page("clinician_add", data=ADA | {"given_name": "ADA"})
    assert errors(answer) == {
        "__all__": ["This person is on your list already, with that profession."]
    }


def test_a_licence_with_its_evidence_waits_for_a_moderator(page, clinic):
    ada = make.clinician(clinic)
    upload = SimpleUploadedFile("../../license.html", picture(), content_type="text/html")
    data = {"state": "FL", "number": "ME 12345", "name": "Physician", "expires_on": NEXT_YEAR,
            "documents": [upload]}  # fmt: skip
    assert page("clinician_credential", ada.pk, data=data, kind="licence").status_code == 302
    held = Credential.objects.get(clinic=clinic, kind="licence")
    assert (held.standing, held.cases.get().why) == ("claimed", "claimed")
    document = held.evidence.get()
    assert (document.content_type, document.uploaded_by.email) == ("image/png", "ann@example.org")
    assert document.file.name.startswith(f"evidence/{held.pk}-")
    shown = say(page("clinicians"))
    assert f"State license FL ME 12345, Physician, expires 31 January {NEXT_YEAR[:4]}" in shown
    assert "Not public yet Waiting for a moderator since" in shown
    assert "Rival" not in shown


FIELDS = {
    "npi": ["number", "documents"],
    "licence": ["name", "state", "number", "expires_on", "documents"],
    "board-certification": ["name", "number", "expires_on", "documents"],
    "acls": ["name", "number", "expires_on", "documents"],
    "dea": ["expires_on", "documents"],
    "malpractice": ["name", "expires_on", "documents"],
}


@pytest.mark.parametrize("kind", FIELDS)
def test_each_kind_asks_for_its_own(page, clinic, kind):
    answer = page("clinician_credential", make.clinician(clinic).pk, kind=kind)
    assert list(answer.context["form"].fields) == FIELDS[kind]


def test_a_dea_number_is_not_asked_for_and_the_page_says_why(page, clinic):
    ada = make.clinician(clinic)
    shown = page("clinician_credential", ada.pk, kind="dea")
    assert "could forge a prescription" in say(shown)
    assert 'name="number"' not in shown.content.decode()
    page("clinician_credential", ada.pk, kind="dea", data={"number": "AM1234563"})
    assert Credential.objects.get(kind="dea").number == ""


def test_what_cannot_be_stated_there_is_no_page(page, clinic):
    ada = make.clinician(clinic)
    nowhere = [("rems", ada.pk), ("not-excluded", ada.pk), ("wizard", ada.pk)]
    assert [page("clinician_credential", pk, kind=kind).status_code for kind, pk in nowhere] == [
        404
    ] * 3
    assert page("clinic_credential", kind="licence").status_code == 404
    assert page("clinic_credential", kind="accreditation").status_code == 200


WRONG = [
    ("npi", {"number": "123"}, "number", "An NPI has ten digits."),
    ("npi", {"number": "2000000000"}, "number",
     "This is not a valid NPI: its last digit does not match. Look for a typo."),
    ("licence", {"number": "ME 1"}, "state", "This field is required."),
    ("licence", {"number": "ME 1", "state": "ZZ"}, "state",
     "Select a valid choice. ZZ is not one of the available choices."),
    ("licence", {"number": "ME 1", "state": "FL", "expires_on": "2001-01-01"}, "expires_on",
     "This day has passed. State what is valid now."),
    ("licence", {"number": "ME 1", "state": "FL", "expires_on": "9999-12-31"}, "expires_on",
     "This day is more than 10 years ahead. Look for a typo."),
    ("acls", {"name": "A course", "expires_on": "soon"}, "expires_on",
     "Type a date, such as 2027-03-31."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "data", "field", "words"), WRONG, ids=range(len(WRONG)))
def test_an_error_stands_at_its_field_and_what_was_typed_stays(
    page, clinic, kind, data, field, words
):
    answer = page("clinician_credential", make.clinician(clinic).pk, kind=kind, data=data)
    assert (answer.status_code, errors(answer)) == (400, {field: [words]})
    kept = answer.content.decode()
    assert [
        value for value in data.values() if f'value="{value}"' not in kept and value != "ZZ"
    ] == []
    assert words in html.unescape(kept.partition('role="alert"')[2])
    assert list(Credential.objects.filter(clinic=clinic, kind=kind)) == []


BAD_FILES = {
    "empty.pdf": (b"", "“empty.pdf” is empty."),
    "card.pdf": (b"MZ\x90", "“card.pdf” is not a PDF, PNG or JPEG file that we can read."),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_document_is_named_and_the_rest_must_be_chosen_again(page, clinic, name):
    content, words = BAD_FILES[name]
    files = [SimpleUploadedFile("good.png", picture()), SimpleUploadedFile(name, content)]
    data = {"expires_on": NEXT_YEAR, "documents": files}
    answer = page("clinician_credential", make.clinician(clinic).pk, kind="acls", data=data)
    assert errors(answer) == {"documents": [words]}
    assert "Choose your documents again" in say(answer)
    assert not Evidence.objects.exists()


def test_where_each_credential_stands_is_said_in_words(clinic, ann):
    ada = make.clinician(clinic)
    make.credential(clinic, "npi", clinician=ada, confirmed_until=300)
    make.credential(clinic, "licence", clinician=ada, confirmed_until=-1)
    make.credential(clinic, "acls", clinician=ada, confirmed_until=3)
    make.credential(clinic, "bls", clinician=ada)
    make.credential(clinic, "dea", clinician=ada, standing="withdrawn")
    state.claim(clinic, by=ann, kind="rems")
    gone = make.clinician(clinic, given_name="Gone", left_on=make.today())
    make.credential(clinic, "acls", clinician=gone, confirmed_until=-9)
    found = overview_of(clinic, on=make.today())
    (person,) = found.people
    said = {line.credential.kind: (line.flag, line.words.partition(" until")[0])
            for line in person.lines}  # fmt: skip
    assert said == {
        "not-excluded": ("stale", "Not checked yet"),
        "npi": ("good", "Shown, confirmed"),
        "licence": ("late", "Shown as overdue: it was confirmed"),
        "acls": ("good", "Shown, confirmed"),
        "bls": ("stale", "Shown as your word"),
    }
    assert [line.state for line in found.own if line.credential.kind == "rems"] == ["claimed"]
    assert todo([clinic.pk], on=make.today()) == {clinic.pk: found.todo}
    assert found.todo == [
        "Ada Marsh: State license is overdue. Renew it.",
        "Ada Marsh: ACLS card (advanced life support) will be overdue in 4 days. Renew it.",
    ]


def test_what_a_route_asks_for_is_met_overdue_stated_or_missing(clinic):
    def states() -> list[tuple[str, list[str]]]:
        routes = overview_of(clinic, on=make.today()).routes
        return [(label, [need.state for need in needs]) for label, needs in routes]

    assert states() == [("IV infusion (into a vein)", ["unstated", "unstated"])]
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada, confirmed_until=10)
    make.credential(clinic, "acls", clinician=ada, standing="claimed")
    assert states() == [("IV infusion (into a vein)", ["met", "unstated"])]


def test_a_question_is_shown_and_answered(page, clinic, ann):
    held = state.claim(clinic, by=ann, kind="rems")
    asked_back(held, "Which address is certified?")
    shown = say(page("clinicians"))
    assert "Which address is certified?" in shown
    assert "The clinic: REMS-certified setting (Spravato): a moderator has a question." in shown
    assert page("credential_renew", held.pk, data={}).status_code == 400
    answer = {"documents": [SimpleUploadedFile("letter.pdf", pdf())]}
    assert page("credential_renew", held.pk, data=answer).status_code == 302
    assert held.cases.get(decided_at=None).why == "renewed"
    assert overview_of(clinic, on=make.today()).todo == []


def test_a_refusal_is_shown_until_the_same_is_stated_again(page, clinic, ann):
    held = state.claim(clinic, by=ann, kind="malpractice", name="Old Mutual")
    case = held.cases.get()
    decide(case, by=make.moderator(), seen=digest(case), outcome="refused",
           words="Another clinic’s name stands on it.")  # fmt: skip
    assert "Another clinic’s name stands on it." in say(page("clinicians"))
    state.claim(clinic, by=ann, kind="malpractice", name="New Mutual")
    shown = say(page("clinicians"))
    assert "New Mutual" in shown
    assert "Old Mutual" not in shown


def test_what_is_taken_back_and_who_left_is_said_first_and_then_gone(page, clinic):
    ada = make.clinician(clinic)
    held = make.credential(clinic, "licence", clinician=ada)
    assert "Patients will no longer see it" in say(page("credential_withdraw", held.pk))
    assert Credential.objects.get(pk=held.pk).standing == "shown"
    assert page("credential_withdraw", held.pk, data={}).status_code == 302
    assert Credential.objects.get(pk=held.pk).standing == "withdrawn"
    assert page("credential_withdraw", held.pk).status_code == 404
    assert "disappear from your page at once" in say(page("clinician_left", ada.pk))
    assert page("clinician_left", ada.pk, data={}).status_code == 302
    assert "Ada" not in say(page("clinicians")).replace("Ada Marsh is no longer on your list.", "")
    assert page("clinician_credential", ada.pk).status_code == 404


def test_nobody_reaches_another_clinics_people(page, clinic):
    rival = Clinician.objects.get(family_name="Rival")
    held = rival.credentials.get(kind="licence")
    assert page("clinician_credential", rival.pk, kind="acls").status_code == 404
    assert page("clinician_left", rival.pk, data={}).status_code == 404
    assert page("credential_renew", held.pk).status_code == 404
    assert page("credential_withdraw", held.pk, data={}).status_code == 404
    assert Credential.objects.get(pk=held.pk).standing == "shown"


@pytest.fixture
def document(clinic, ann):
    kept = [checked(picture(), called="a.png")]
    return state.claim(clinic, by=ann, kind="rems", documents=kept).evidence.get()


def test_evidence_goes_to_the_clinic_and_to_moderators_who_may_decide(
    client, clinic, ann, document
):
    address = reverse("evidence", args=["pelican", document.pk])
    partial = make.moderator("own@example.org")
    partial.memberships.create(clinic=clinic)
    cast = {
        "ann": ann, "mo": make.moderator(), "partial": partial, "sam": make.user("sam@example.org"),
        "rival": make.member("ben@example.org", make.clinic()),
        "lacking": make.user("no2fa@example.org", is_moderator=True),
    }  # fmt: skip
    got = {}
    for name, who in cast.items():
        answer = make.signed_in(who, client=client).get(address)
        got[name] = (
            answer.status_code,
            answer.headers.get("Content-Disposition", "").split(";")[0],
        )
        if answer.streaming:
            assert answer.getvalue().startswith(b"\x89PNG")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"] == (
                "default-src 'none'; frame-ancestors 'none'; sandbox"
            )
            assert answer["Cache-Control"] == "private, no-store"
    nothing = (404, "")
    assert got == {
        "ann": (200, "attachment"), "mo": (200, "inline"), "partial": (200, "attachment"),
        "sam": nothing, "rival": nothing, "lacking": nothing,
    }  # fmt: skip


def test_evidence_is_found_under_its_own_clinic_alone(client, ann, document):
    make.signed_in(ann, client=client)
    assert client.get(reverse("evidence", args=["rival", document.pk])).status_code == 404
    Evidence.objects.filter(pk=document.pk).update(file="", deleted_at=document.uploaded_at)
    assert client.get(reverse("evidence", args=["pelican", document.pk])).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_as_often_for_three_people_as_for_one(
    page, clinic, people, django_assert_num_queries
):
    for number in range(people):
        who = make.clinician(clinic, given_name=f"Ada{number}")
        make.credential(clinic, "licence", clinician=who, confirmed_until=5)
    with django_assert_num_queries(10):
        page("clinicians")


def test_a_sixth_document_is_refused_in_words(page, clinic):
    files = [SimpleUploadedFile(f"{number}.png", picture()) for number in range(6)]
    data = {"expires_on": NEXT_YEAR, "documents": files}
    answer = page("clinician_credential", make.clinician(clinic).pk, kind="acls", data=data)
    assert errors(answer) == {"documents": ["Hand in at most five documents."]}
    assert f'value="{NEXT_YEAR}"' in answer.content.decode()
