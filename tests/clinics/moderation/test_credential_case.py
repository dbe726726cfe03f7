"""A credential at the desk: claim, evidence and register side by side, decided as it was seen."""

import html
import re

import pytest
from django.utils import timezone

from clinics.credentials.actions import state
from clinics.credentials.actions.check import check
from clinics.documents.check import checked
from clinics.listing import wording
from clinics.models import Check, Credential, CredentialCase
from tests import make
from tests.clinics.documents.cast import pdf, picture
from tests.clinics.moderation.cast import of_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def clinic():
    rival = make.clinic(name="Rival")
    make.credential(rival, "licence", number="RIVAL 1", clinician=make.clinician(rival))
    return make.clinic(name="Pelican Key", slug="pelican")


@pytest.fixture
def ada(clinic):
    return make.clinician(clinic, supervises=["iv-infusion"])


@pytest.fixture
def mo():
    return make.signed_in(make.moderator())


def stated(clinic, ann, kind="licence", **fields) -> CredentialCase:
    """What waits once a credential is stated."""
    words = make.CREDENTIALS.get(kind, {}) | fields
    return state.claim(clinic, by=ann, kind=kind, **words).cases.get()


def say(page) -> str:
    """The words of a page."""
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def line(page):
    """The only credential of a person's page."""
    [only] = page.context["case"].lines
    return only


def errors(page) -> dict[str, list[str]]:
    return {name: list(words) for name, words in line(page).form.errors.items()}


GOOD = {"outcome": "confirmed", "method": "board", "source_url": "https://board.example/",
        "valid_until": "2027-01-31"}  # fmt: skip


def until(days: int) -> str:
    return make.days_ago(-days).isoformat()


def decide(browser, case, **typed):
    """Look at a case and decide it as seen."""
    url = f"/moderation/credential/{case.pk}/"
    good = GOOD | {"valid_until": until(200)}
    return browser.post(url, of_case(browser.get(url, follow=True), case, **(good | typed)))


def test_claim_evidence_and_register_stand_side_by_side(mo, clinic, ann, ada):
    make.nppes(last_name="MARCH")
    documents = [checked(picture(), called="a.png"), checked(pdf(), called="a.pdf")]
    case = stated(clinic, ann, "npi", clinician=ada, documents=documents)
    page = mo.get(f"/moderation/credential/{case.pk}/")
    rows = [(row.what, row.claimed, row.found, row.agrees) for row in line(page).compared]
    assert ("Name", "Ada Marsh", "ADA MARCH", False) in rows
    assert ("Kind of number", "a person", "a person", True) in rows
    assert ("Profession", "Psychiatrist", "2084P0800X", True) in rows
    text = page.content.decode()
    assert text.count('class="differs"') == 1
    first, second = (
        f"/my/clinics/pelican/clinicians/evidence/{e.row.pk}/" for e in line(page).evidence
    )
    assert f'<img src="{first}"' in text
    assert f'<img src="{second}pages/1.png" alt="Document 2, 1 page"' in text
    assert f'href="{second}"' in text
    words = say(page)
    assert "Ada Marsh" in words
    assert "NPI number 2" in words
    assert "Supervises IV infusion (into a vein)" in words
    assert "RIVAL 1" not in words


def test_a_decision_is_kept_and_the_next_case_follows(mo, clinic, ann, ada):
    first = stated(clinic, ann, clinician=ada)
    second = stated(clinic, ann, "rems")
    answer = decide(mo, first, note="Seen at the board.")
    assert (answer.status_code, answer.url) == (302, f"/moderation/credential/{second.pk}/")
    held = Credential.objects.get(pk=first.credential_id)
    check = held.current
    assert (held.standing, check.outcome, check.method, check.source_url, check.note) == (
        "shown", "confirmed", "board", "https://board.example/", "Seen at the board.")  # fmt: skip
    assert check.valid_until == make.days_ago(-200)
    assert "Ada Marsh: State license FL ME 12345: Confirmed." in say(mo.get(answer.url))
    assert CredentialCase.objects.waiting().get() == second


def test_the_desk_speaks_of_the_clinics_word_and_the_clinic_of_its_own(mo, clinic, ann, ada):
    case = stated(clinic, ann, clinician=ada)
    decide(mo, case, outcome="unconfirmed", words="The board does not answer.")
    desk, own = "Shown as the clinic’s word", "Shown as your word"
    pages = {
        mo: (f"/moderation/credential/{case.pk}/", "/moderation/clinics/pelican/people/"),
        make.signed_in(ann): ("/my/clinics/pelican/clinicians/",),
    }
    words = [say(who.get(url)) for who, urls in pages.items() for url in urls]
    assert [(desk in said, own in said) for said in words] == [
        (True, False), (True, False), (False, True)]  # fmt: skip


KINDS = ("npi", "licence", "board-certification", "acls", "dea", "malpractice", "rems",
         "accreditation", "not-excluded")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_filled_in_or_chosen_before_somebody_did_it(mo, clinic, ann, ada, kind):
    make.exclusion(last_name="MARSH", first_name="ADA")
    own = kind in ("rems", "accreditation")
    if kind == "not-excluded":
        check(Credential.objects.get(clinician=ada, kind=kind), on=make.today())
        case = CredentialCase.objects.get(credential__clinician=ada)
    else:
        day = {"expires_on": make.days_ago(-300)} if kind == "acls" else {}
        case = stated(clinic, ann, kind, clinician=None if own else ada, **day)
    lines = mo.get(f"/moderation/credential/{case.pk}/", follow=True).context["case"].lines
    [form] = [one.form for one in lines if one.pk == case.pk]
    assert {field.name: field.value() for field in form} == dict.fromkeys(
        ("outcome", "method", "source_url", "valid_until", "note", "words"))  # fmt: skip
    assert form["method"].field.choices[0] == ("", "Not chosen yet")


@pytest.mark.parametrize(
    ("expires", "hint"),
    [(None, "Usually at most "), (100, "The clinic states that it expires on ")],
)
def test_the_usual_last_day_is_a_hint_and_no_answer(mo, clinic, ann, ada, expires, hint):
    day = expires and make.days_ago(-expires)
    case = stated(clinic, ann, clinician=ada, expires_on=day)
    said = line(mo.get(f"/moderation/credential/{case.pk}/")).form["valid_until"]
    assert said.help_text == hint + wording.day(make.days_ago(-(expires or 365))) + "."


WRONG = [
    ({"outcome": ""}, {"outcome": ["Choose an outcome."]}),
    ({"valid_until": ""}, {"valid_until": ["Enter the last day on which it is valid."]}),
    ({"valid_until": "soon"}, {"valid_until": ["Type a date, such as 2027-03-31."]}),
    ({"source_url": ""}, {"source_url": ["Enter the web address where you looked it up."]}),
    ({"source_url": "javascript:alert(1)"},
     {"source_url": ["Enter a web address that starts with https://."]}),
    ({"outcome": "refused"}, {"words": ["Write a message that the clinic understands."]}),
    ({"outcome": "asked-back"}, {"words": ["Write a message that the clinic understands."]}),
    ({"method": "register"},
     {"method": ["Select a valid choice. register is not one of the available choices."]}),
    ({"method": ""}, {"method": ["Choose how you checked it."]}),
    ({"method": "document"},
     {"method": ["There is no document to see. Choose how else you checked it."]}),
    ({"outcome": "unconfirmed", "source_url": ""},
     {"source_url": ["Enter the web address where you looked it up."]}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "refused"), WRONG, ids=range(len(WRONG)))
def test_what_is_missing_stands_at_its_field_and_nothing_typed_is_lost(
    mo, clinic, ann, ada, typed, refused
):
    case = stated(clinic, ann, clinician=ada)
    page = decide(mo, case, note="My own note", **typed)
    assert page.status_code == 400
    assert errors(page) | refused == errors(page)
    assert "My own note" in page.content.decode()
    assert not Check.objects.filter(credential=case.credential, by__isnull=False).exists()


def test_what_the_action_refuses_stands_above_what_was_typed(mo, clinic, ann, ada):
    case = stated(clinic, ann, clinician=ada, expires_on=make.days_ago(-50))
    page = decide(mo, case, note="My own note")
    assert page.status_code == 409
    assert "Nothing was decided" in say(page)
    assert "Valid until: the credential expires on" in say(page)
    assert "My own note" in page.content.decode()


def test_a_stale_screen_decides_nothing(mo, clinic, ann, ada):
    case = stated(clinic, ann, clinician=ada)
    make.check(case.credential, "differs", method="register")
    page = decide(mo, case, seen="0" * 64, note="My own note")
    assert page.status_code == 409
    assert "This case changed while you were deciding. Please review it again." in say(page)
    assert "My own note" in page.content.decode()


def test_the_second_decision_is_refused_in_words(mo, clinic, ann, ada):
    case = stated(clinic, ann, clinician=ada)
    url = f"/moderation/credential/{case.pk}/"
    typed = of_case(mo.get(url), case, outcome="refused", words="My own words")
    decide(make.signed_in(make.moderator("moe@example.org")), case)
    page = mo.post(url, typed)
    assert page.status_code == 409
    assert "This is no longer waiting: confirmed." in say(page)
    assert "My own words" in page.content.decode()
    assert Credential.objects.get(pk=case.credential_id).standing == "shown"


def test_nobody_decides_for_a_clinic_they_speak_for(clinic, ann, ada):
    case = stated(clinic, ann, clinician=ada)
    partial = make.moderator("own@example.org")
    partial.memberships.create(clinic=clinic)
    browser = make.signed_in(partial)
    assert "You speak for this clinic" in say(browser.get(f"/moderation/credential/{case.pk}/"))
    page = browser.post(
        f"/moderation/credential/{case.pk}/", {f"case-{case.pk}-outcome": "refused"}
    )
    assert page.status_code == 403
    assert CredentialCase.objects.waiting().get() == case


def test_what_was_decided_waits_again_for_a_reason(mo, clinic, ann, ada):
    case = stated(clinic, ann, clinician=ada)
    decide(mo, case, outcome="refused", words="Another name stands on it.")
    url = f"/moderation/credential/{case.pk}/again/"
    assert mo.post(url, {"reason": ""}).status_code == 400
    answer = mo.post(url, {"reason": "I looked at the wrong line."})
    new = CredentialCase.objects.waiting().get()
    assert answer.url == f"/moderation/credential/{new.pk}/"
    assert mo.post(url, {"reason": "Once more."}).status_code == 409
    assert "Refused" in say(mo.get(answer.url)).partition("Earlier checks")[2]


@pytest.fixture
def alike(clinic, ada):
    """Ada waits for a moderator: somebody of her name and state is on the exclusion list."""
    make.exclusion(last_name="MARSH", first_name="ADA", specialty="PSYCHIATRY")
    held = Credential.objects.get(clinician=ada, kind="not-excluded")
    check(held, on=make.today())
    return held.cases.get()


def test_a_name_on_the_exclusion_list_is_decided_by_a_second_identifier(mo, alike):
    page = mo.get(f"/moderation/credential/{alike.pk}/")
    words = say(page)
    assert "This may be somebody else." in words
    assert [row.agrees for row in line(page).compared] == [None]
    assert "ADA MARSH, OCALA FL" in words
    typed = {"method": "public-list", "source_url": "https://exclusions.oig.hhs.gov/",
             "valid_until": until(30)}  # fmt: skip
    page = decide(mo, alike, **typed)
    needed = "Write which second identifier shows that it is this person, or another one."
    assert errors(page) == {"note": [needed]}
    assert decide(mo, alike, note="Born in 1950, ours in 1984.", **typed).status_code == 302
    held = Credential.objects.select_related("current").get(pk=alike.credential_id)
    assert held.current.outcome == "confirmed"


@pytest.mark.parametrize(
    ("outcome", "how"),
    [("excluded", "On the exclusion list"), ("confirmed", "Another person, or not on the list"),
     ("asked-back", "A question to the clinic first")],
)  # fmt: skip
def test_what_was_decided_about_the_exclusion_list_is_said_by_its_outcome(mo, alike, outcome, how):
    typed = {"method": "public-list", "source_url": "https://exclusions.oig.hhs.gov/",
             "valid_until": until(30), "note": "By the day of birth.",
             "words": "Read it."}  # fmt: skip
    decide(mo, alike, outcome=outcome, **typed)
    words = say(mo.get("/moderation/decided/"))
    assert f"Ada Marsh: Federal exclusion list: {how}. " in words
    assert "Not on the federal exclusion list" not in words
    page = say(mo.get(f"/moderation/credential/{alike.pk}/"))
    assert "Ada Marsh: Federal exclusion list" in page


def test_the_desk_lists_credentials_with_why_they_wait(mo, clinic, ann, ada, alike):
    stated(clinic, ann, clinician=ada)
    stated(clinic, ann, "rems")
    words = say(mo.get("/moderation/?kind=credential"))
    assert "2 credentials, may be on the exclusion list" in words
    assert "a check of the registers" in words
    assert "1 credential Pelican Key ann@example.org" in words
    assert mo.post(f"/moderation/credential/{alike.pk}/take/").status_code == 302


@pytest.mark.parametrize("documents", [1, 3])
def test_a_case_asks_as_often_for_three_documents_as_for_one(
    mo, clinic, ann, ada, documents, django_assert_num_queries
):
    kept = [checked(picture(), called="a.png")] * documents
    case = stated(clinic, ann, clinician=ada, documents=kept)
    for _number in range(documents):
        make.check(case.credential, "agrees", method="register")
    assert timezone.now() > case.opened_at
    with django_assert_num_queries(16):
        mo.get(f"/moderation/credential/{case.pk}/")


def test_what_the_register_denies_is_said_above_and_refused_at_its_field(mo, clinic, ann, ada):
    make.nppes(last_name="MARCH")
    case = stated(clinic, ann, "npi", clinician=ada)
    page = mo.get(f"/moderation/credential/{case.pk}/")
    assert line(page).needs_eyes == [
        "The register does not confirm it.", "The register says No: Name."]  # fmt: skip
    page = decide(mo, case, method="register")
    assert errors(page) == {
        "note": ["Write why you confirm what the register denies."],
        "method": ["The register does not confirm it. Choose how else you checked it."],
    }
    answer = decide(mo, case, method="public-list", note="Married since; the board has both.")
    assert answer.status_code == 302
    again = say(mo.get(f"/moderation/credential/{case.pk}/"))
    assert "Married since; the board has both." in again.partition("Earlier checks")[2]


def test_what_the_register_leaves_open_needs_eyes_and_what_it_confirms_needs_none(
    mo, clinic, ann, ada
):
    row = make.nppes(state="")
    case = stated(clinic, ann, "npi", clinician=ada)
    url = f"/moderation/credential/{case.pk}/"
    assert line(mo.get(url)).needs_eyes == [
        "You decide what the register leaves open: State."]  # fmt: skip
    row.state = "FL"
    row.save()
    check(case.credential, on=make.today())
    assert line(mo.get(url)).needs_eyes == []


def test_who_is_asked_again_is_not_approved_by_a_key(mo, clinic, ann, ada):
    case = stated(clinic, ann, clinician=ada)
    decide(mo, case, outcome="refused", words="Another name stands on it.")
    mo.post(f"/moderation/credential/{case.pk}/again/", {"reason": "I looked at the wrong line."})
    new = CredentialCase.objects.waiting().get()
    assert line(mo.get(f"/moderation/credential/{new.pk}/")).needs_eyes == [
        "A moderator decided against it before."]  # fmt: skip
