"""What waits of one person is one line and one page; each credential has its own decision."""

import pytest
from django.utils import timezone

from clinics.credentials.actions import state
from clinics.models import Credential, CredentialCase, Hold, Skip
from clinics.moderation import desk
from clinics.moderation.actions import hold
from tests import make
from tests.clinics.moderation.cast import of_case
from tests.directory.seen import seen as read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def cases():
    """In this order, after a claim: Ada's license, Bea's license, Ada's board certification, and
    what the clinic itself holds.
    """
    clinic = make.clinic(name="Pelican Key", slug="pelican")
    ann, ada = make.ann(clinic), make.clinician(clinic)
    bea = make.clinician(clinic, given_name="Bea")
    make.clinician(make.clinic(name="Rival"))
    held = [(ada, "licence"), (bea, "licence"), (ada, "board-certification"), (None, "rems")]
    made = [stated(clinic, ann, person, kind) for person, kind in held]
    for number, case in enumerate(made):
        at = timezone.now() - make.dt.timedelta(days=9 - number)
        CredentialCase.objects.filter(pk=case.pk).update(opened_at=at)
    make.claim(make.clinic(name="Claimed"), days=30)
    return made


@pytest.fixture
def mo():
    return make.signed_in(make.moderator())


def stated(clinic, ann, person, kind) -> CredentialCase:
    words = make.CREDENTIALS.get(kind, {})
    return state.claim(clinic, by=ann, clinician=person, kind=kind, **words).cases.get()


def address(case, query="") -> str:
    return f"/moderation/credential/{case.pk}/{query}"


CONFIRMED = {"outcome": "confirmed", "method": "board", "source_url": "https://board.example/",
             "valid_until": make.days_ago(-200).isoformat()}  # fmt: skip
ASKED = {"outcome": "asked-back", "words": "Which year?"}
REFUSED = {"outcome": "refused", "words": "Another name stands on it."}


def sent(browser, said: dict[CredentialCase, dict], query=""):
    """Look at the page of the first of these cases, and send what is said of each."""
    first = next(iter(said))
    page = browser.get(address(first, query), follow=True)
    whole = {name: value for case, words in said.items()
             for name, value in of_case(page, case, **words).items()}  # fmt: skip
    return browser.post(address(first, query), whole)


def outcomes(*cases) -> list[str]:
    """How each case ended: '' for one that waits, "asked" for a question."""
    found = CredentialCase.objects.select_related("decision").in_bulk([case.pk for case in cases])
    return [
        one.decision.outcome if one.decision else "asked" if one.decided_at else ""
        for one in (found[case.pk] for case in cases)
    ]


def test_the_desk_has_one_line_for_a_person_with_the_number_of_credentials(cases, mo):
    ada1, bea, _ada2, own = cases
    page = read(mo.get("/moderation/?kind=credential"))
    rows = [[row.one("th").text, row.all("td")[1].text, row.one("a")["href"]]
            for row in page.one("tbody").all("tr")]  # fmt: skip
    assert rows == [
        ["Pelican Key Ada Marsh", "Credentials 2 credentials", f"{address(ada1)}?only=credential"],
        ["Pelican Key Bea Marsh", "Credentials 1 credential", f"{address(bea)}?only=credential"],
        ["Pelican Key", "Credentials 1 credential", f"{address(own)}?only=credential"],
    ]
    assert desk.counts()["credential"] == 3
    [figure] = [row for row in read(mo.get("/moderation/")).one(".desk-figures").all("tr")
                if row.text.startswith("Credentials")]  # fmt: skip
    assert figure.texts("td")[::2] == ["3", "3"]


def test_every_address_leads_to_the_page_of_the_person(cases, mo):
    ada1, bea, ada2, own = cases
    answer = mo.get(address(ada2, "?only=credential"))
    assert answer.url == f"{address(ada1)}?only=credential#case-{ada2.pk}"
    page = mo.get(address(ada1))
    assert [line.case for line in page.context["case"].lines] == [ada1, ada2]
    assert read(page).one("h1").text == "Ada Marsh"
    links = [(a.text, a.attrs.get("href", "")) for a in read(page).all("a")]
    assert [link for link in links if link[1].startswith("#case")] == [
        ("State license FL ME 12345", f"#case-{ada1.pk}"),
        ("Board certification Board of Psychiatry", f"#case-{ada2.pk}")]  # fmt: skip
    assert [[line.case for line in mo.get(address(case)).context["case"].lines]
            for case in (bea, own)] == [[bea], [own]]  # fmt: skip
    assert mo.get("/moderation/credential/999999999/").status_code == 404


def test_one_sending_decides_each_and_leaves_the_rest(cases, mo):
    ada1, bea, ada2, own = cases
    answer = sent(mo, {ada1: CONFIRMED}, "?only=credential")
    assert answer.url == address(own, "?only=credential")  # the next behind what was left
    assert outcomes(ada1, bea, ada2) == ["confirmed", "", ""]
    page = read(mo.get(answer.url))
    assert page.one(".success").text == (
        "Ada Marsh: State license FL ME 12345: Confirmed. 1 credential still waits.")  # fmt: skip
    assert sent(mo, {bea: CONFIRMED}).status_code == 302
    page = mo.get(address(ada2))
    assert [line.case for line in page.context["case"].lines] == [ada2]
    line = next(one for one in read(page).all("li") if "its last decision" in one.text)
    assert line.one("a")["href"] == address(ada1)
    assert "This is no longer waiting: confirmed." in read(mo.get(address(ada1))).text


def test_confirmed_asked_and_refused_in_one_sending(cases, mo):
    ada1, bea, ada2, _own = cases
    make.nppes()
    clinic = ada1.clinic
    npi = stated(clinic, clinic.memberships.get().user, ada1.credential.clinician, "npi")
    CredentialCase.objects.filter(pk=npi.pk).update(opened_at=timezone.now())
    answer = sent(mo, {npi: REFUSED, ada1: CONFIRMED, ada2: ASKED})
    assert answer.status_code == 302
    assert outcomes(npi, ada1, ada2, bea) == ["refused", "confirmed", "asked", ""]
    words = read(mo.get(answer.url)).one(".success").text
    assert words == (
        "Ada Marsh: State license FL ME 12345: Confirmed. Board certification Board of Psychiatry: "
        f"A question to the clinic first. NPI number {make.npi(1)}: Refused: not shown."
    )


def test_if_one_decision_is_refused_none_is_made_and_nothing_typed_is_lost(cases, mo):
    ada1, bea, ada2, _own = cases
    page = mo.get(address(ada1))
    whole = of_case(page, ada1, **CONFIRMED, note="My note") | of_case(page, ada2, **ASKED)
    assert (
        sent(make.signed_in(make.moderator("moe@example.org")), {ada1: REFUSED}).status_code == 302
    )
    answer = mo.post(address(ada1), whole)
    assert answer.status_code == 409
    assert outcomes(ada1, bea, ada2) == ["refused", "", ""]
    page = read(answer)
    assert "State license FL ME 12345: This is no longer waiting: refused." in page.text
    assert [area.text for area in page.all("textarea")] == ["My note", "", "", "Which year?"]
    rest = {name: value for name, value in whole.items() if name.startswith(f"case-{ada2.pk}-")}
    assert mo.post(address(ada1), rest).status_code == 302
    assert outcomes(ada1, bea, ada2) == ["refused", "", "asked"]
    changed = of_case(mo.get(address(bea)), bea, **ASKED)
    make.check(bea.credential, "differs", method="register")
    assert "Please review it again." in read(mo.post(address(bea), changed)).text
    assert outcomes(bea) == [""]


def test_what_is_missing_is_said_with_the_name_of_the_credential(cases, mo):
    ada1, _bea, ada2, _own = cases
    wrong = CONFIRMED | {"method": "register"}
    answer = sent(mo, {ada1: CONFIRMED | {"valid_until": ""}, ada2: wrong})
    assert answer.status_code == 400
    links = [(a["href"], a.text) for a in read(answer).one(".summary").all("a")]
    assert links == [
        (f"#id_case-{ada1.pk}-valid_until",
         "State license FL ME 12345: Enter the last day on which it is valid."),
        (f"#id_case-{ada2.pk}-method",
         "Board certification Board of Psychiatry: Select a valid choice. "
         "register is not one of the available choices."),
    ]  # fmt: skip
    for nothing in ({}, {"source_url": "https://board.example/"}):
        answer = sent(mo, {ada1: nothing, ada2: {}})
        assert answer.status_code == 400
        [link] = read(answer).one(".summary").all("a")
        assert link["href"] == f"#id_case-{ada1.pk}-outcome"
        assert link.text == "Choose a decision for at least one credential."
    assert outcomes(ada1, ada2) == ["", ""]


def test_nothing_of_another_person_is_decided_on_this_page(cases, mo):
    ada1, bea, ada2, own = cases
    whole = of_case(mo.get(address(bea)), bea, **CONFIRMED)
    assert mo.post(address(ada1), whole).status_code == 400
    odd = {"case-0-outcome": "confirmed", f"case-{'9' * 40}-outcome": "confirmed", "case-x-y": "1"}
    assert mo.post(address(ada1), odd | {"case-999-outcome": "refused"}).status_code == 400
    assert outcomes(ada1, bea, ada2, own) == ["", "", "", ""]


def test_a_person_is_held_and_skipped_as_one(cases, mo):
    ada1, bea, ada2, _own = cases
    moe = make.moderator("moe@example.org")
    hold.take("credential", ada1.pk, by=moe)
    assert mo.post("/moderation/next/", {"kind": "credential"}).url == (
        address(bea, "?only=credential"))  # fmt: skip
    assert mo.post(f"/moderation/credential/{bea.pk}/skip/?only=credential").status_code == 302
    hold.release("credential", ada1.pk, by=moe)
    assert mo.post("/moderation/next/", {"kind": "credential"}).url == (
        address(ada1, "?only=credential"))  # fmt: skip
    assert Hold.objects.get(kind="credential", case_id=ada1.pk).moderator.email == "mo@example.org"
    assert mo.post(f"/moderation/credential/{ada2.pk}/take/").status_code == 404
    assert sent(mo, {ada1: ASKED, ada2: ASKED}).status_code == 302
    assert not Hold.objects.filter(kind="credential", case_id=ada1.pk).exists()
    assert list(Skip.objects.values_list("case_id", flat=True)) == [bea.pk]


def test_one_of_two_is_undone_and_waits_on_the_page_of_the_person(cases, mo):
    ada1, _bea, ada2, _own = cases
    sent(mo, {ada1: CONFIRMED})
    answer = mo.post(f"{address(ada1)}again/", {"reason": "Wrong line."}, follow=True)
    new = CredentialCase.objects.get(credential=ada1.credential, decided_at=None)
    assert answer.redirect_chain[-1] == (f"{address(ada2)}#case-{new.pk}", 302)
    assert [line.case for line in answer.context["case"].lines] == [ada2, new]
    assert Credential.objects.get(pk=ada1.credential_id).current is None
    assert "A moderator decided against it before." not in answer.content.decode()


def test_what_a_moderator_asked_for_is_left_to_others(cases, mo):
    ada1, _bea, ada2, _own = cases
    own = make.moderator("own@example.org")
    CredentialCase.objects.filter(pk=ada2.pk).update(opened_by=own)
    browser = make.signed_in(own)
    page = read(browser.get(address(ada1)))
    assert [box.text for box in page.all(".warning")] == [
        "You asked for this yourself, so another moderator must decide it."]  # fmt: skip
    assert len(page.all("fieldset")) == 1
    both = {f"case-{ada2.pk}-outcome": "refused", f"case-{ada2.pk}-words": "x"}
    answer = browser.post(address(ada1), both | of_case(mo.get(address(ada1)), ada1, **ASKED))
    assert (answer.status_code, outcomes(ada1, ada2)) == (409, ["", ""])
    assert sent(browser, {ada1: ASKED}).status_code == 302
    assert outcomes(ada1, ada2) == ["asked", ""]


def test_the_key_a_leaves_out_what_somebody_must_look_at(cases, mo):
    ada1, bea, ada2, _own = cases
    make.check(ada1.credential, "not-found", method="register")
    words = {case: mo.get(address(case)).context["case"].keys[0].words for case in (ada1, bea)}
    assert words == {
        ada1: "choose “Confirmed”, where nothing is chosen yet and nothing speaks against it",
        bea: "choose “Confirmed”, where nothing is chosen yet"}  # fmt: skip
    make.check(ada2.credential, "not-found", method="register")
    page = mo.get(address(ada1))
    assert page.context["case"].keys[0].words == "does nothing here: something speaks against it"
    assert len([box for box in read(page).all("div") if "data-eyes" in box.attrs]) == 2


def test_a_person_with_many_credentials_asks_as_often_as_one_with_one(
    cases, mo, django_assert_num_queries
):
    ada1, bea, _ada2, _own = cases
    clinic, ada = ada1.clinic, ada1.credential.clinician
    for kind in ("npi", "malpractice", "dea"):
        stated(clinic, clinic.memberships.get().user, ada, kind)
    for case in (bea, ada1):
        with django_assert_num_queries(16):
            mo.get(address(case))
