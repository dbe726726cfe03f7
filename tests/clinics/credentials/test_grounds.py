"""What a decision rests on: the register where it agrees, a document where there is one."""

import pytest

from clinics.credentials.actions import state
from clinics.credentials.actions.check import check
from clinics.credentials.actions.decide import CredentialRefused, decide, digest, reopen
from clinics.documents.check import checked
from clinics.models import Check, Credential, Event
from directory.pages.clinicians import shown_check
from tests import make
from tests.clinics.credentials.cast import case_of, fact, in_days, of, settle, whole
from tests.clinics.documents.cast import picture

pytestmark = pytest.mark.django_db
PSYCHIATRIST = "staff.psychiatrist"
DENIED = "The register does not confirm it. Choose how else you checked it."
UNASKED = "No register was compared. Choose how else you checked it."
NO_NOTE = "Note: say why you confirm what the register denies."


@pytest.fixture
def ada(clinic):
    whole(make.clinic(name="Rival"), given_name="Ben", family_name="Rival")
    return make.clinician(clinic)


def stated(clinic, ann, ada, kind="npi", **fields) -> Credential:
    return state.claim(clinic, by=ann, kind=kind, clinician=ada,
                       **make.CREDENTIALS.get(kind, {}) | fields)  # fmt: skip


def current(credential: Credential) -> tuple[str, str] | None:
    """The outcome and the method of the check that counts."""
    credential.refresh_from_db()
    return credential.current and (credential.current.outcome, credential.current.method)


SAYS = {
    "another name": {"last_name": "MARCH"},
    "another kind of number": {"entity_type": 2, "organization_name": "MARSH LLC"},
    "another state": {"state": "GA", "licences": []},
    "another profession": {"taxonomies": ["163W00000X"]},
    "no longer in use": {"deactivated_on": make.days_ago(9)},
}


@pytest.mark.parametrize("says", SAYS)
def test_an_npi_that_the_register_denies_is_not_confirmed_by_the_register(
    clinic, ann, ada, mo, says
):
    make.nppes(**SAYS[says])
    npi = stated(clinic, ann, ada)
    for note in ("", "I am sure."):
        with pytest.raises(CredentialRefused, match=DENIED):
            settle(npi, by=mo, method="register", note=note)
    assert current(npi) is None


def test_a_number_that_no_register_has_or_was_asked_about_is_not_confirmed_by_it(
    clinic, ann, ada, mo
):
    npi = stated(clinic, ann, ada)
    for outcome in ("confirmed", "unconfirmed", "refused"):
        with pytest.raises(CredentialRefused, match=UNASKED):
            settle(npi, by=mo, method="register", outcome=outcome)
    make.nppes(make.npi(7))
    check(npi, on=make.today())
    with pytest.raises(CredentialRefused, match=DENIED):
        settle(npi, by=mo, method="register")
    settle(npi, by=mo, method="register", outcome="unconfirmed")
    assert current(npi) is None


def test_where_the_register_agrees_its_answer_counts_as_long_as_its_file(clinic, ann, ada, mo):
    make.nppes()
    npi = stated(clinic, ann, ada)
    with pytest.raises(CredentialRefused, match="Valid until: the register’s answer counts to"):
        settle(npi, by=mo, method="register", valid_until=in_days(88))
    settle(npi, by=mo, method="register", valid_until=in_days(87), note="")
    assert current(npi) == ("confirmed", "register")
    assert (npi.current.source, npi.current.register_as_of) == (
        "NPPES, the national register of NPI numbers, nppes.csv", make.days_ago(3))  # fmt: skip


@pytest.mark.parametrize("method", ["public-list", "document"])
def test_going_against_a_register_needs_words_that_colleagues_and_the_trail_keep(
    clinic, ann, ada, mo, method
):
    make.nppes(last_name="MARCH")
    npi = stated(clinic, ann, ada)
    with pytest.raises(CredentialRefused, match=NO_NOTE):
        settle(npi, by=mo, method=method, note=" ")
    settle(npi, by=mo, method=method, note="She was born March; I saw the certificate.")
    assert current(npi) == ("confirmed", method)
    event = Event.objects.get(verb="credential confirmed")
    assert (event.why, event.target) == (
        "She was born March; I saw the certificate.", "credential")  # fmt: skip
    assert "March" not in str(list(Event.objects.public().values_list("why", "after")))


def test_a_license_that_the_register_denies_needs_words_too(clinic, ann, ada, mo):
    make.nppes(licences=["FL ME54321"])
    make.credential(clinic, "npi", clinician=ada, confirmed_until=60)
    licence = stated(clinic, ann, ada, "licence")
    with pytest.raises(CredentialRefused, match=NO_NOTE):
        settle(licence, by=mo, note="")
    settle(licence, by=mo, note="The board has ME 12345; NPPES is old.")
    assert current(licence) == ("confirmed", "board")


@pytest.mark.parametrize(
    ("said", "method", "confirmed_by"),
    [
        ("ME12345", "board", "register"),
        ("ME54321", "board", ""),
        ("ME54321", "document", "document"),
    ],
    ids=["the register agrees", "it denies", "it denies, but there is a document"],
)
def test_what_goes_against_a_register_is_never_matched_in_a_public_register(
    clinic, ann, mo, said, method, confirmed_by
):
    ada = make.clinician(clinic)
    for kind in ("npi", "board-certification", "not-excluded"):
        make.credential(clinic, kind, clinician=ada, confirmed_until=60)
    make.nppes(licences=[f"FL {said}"])
    licence = stated(clinic, ann, ada, "licence")
    settle(licence, by=mo, method=method, note="She moved.")
    value, by, *_days = fact(clinic, PSYCHIATRIST)
    assert (value, by) == (True, confirmed_by)


@pytest.mark.parametrize(("npi", "said"), [("", "possible"), (make.npi(1), "match")])
def test_who_is_told_apart_from_somebody_on_the_list_was_not_compared_by_the_register(
    clinic, ann, ada, mo, npi, said
):
    make.exclusion(last_name="MARSH", first_name="ADA", npi=int(npi) if npi else None)
    make.credential(clinic, "npi", clinician=ada)
    line = of(ada, "not-excluded")
    assert [one.outcome for one in check(line, on=make.today())] == [said]
    with pytest.raises(CredentialRefused, match=DENIED):
        settle(line, by=mo, method="register")
    settle(line, by=mo, method="public-list")
    assert current(line) == ("confirmed", "public-list")
    assert line.current.goes_against_register is (said == "match")


def test_the_list_excludes_only_somebody_whom_it_names(clinic, ada, mo):
    make.exclusion(last_name="MARSH", first_name="ADA")
    line = of(ada, "not-excluded")
    check(line, on=make.today())
    case = case_of(line)
    settle(line, by=mo, outcome="excluded", method="register")
    assert current(line) == ("excluded", "register")
    make.register_file("leie", days=0)
    make.Exclusion.objects.all().delete()
    check(line, on=make.today())
    reopen(case, by=mo, reason="A newer list.")
    with pytest.raises(CredentialRefused, match="The register has nobody like that"):
        settle(line, by=mo, outcome="excluded", method="register")


@pytest.mark.parametrize("outcome", ["confirmed", "unconfirmed", "refused"])
def test_nobody_saw_a_document_where_there_is_none(clinic, ann, ada, mo, outcome):
    card = stated(clinic, ann, ada, "acls", expires_on=in_days(300))
    gone = make.evidence(card, file="", deleted_at=make.timezone.now())
    case = case_of(card)
    with pytest.raises(CredentialRefused, match="There is no document to see"):
        decided(case, mo, outcome)
    assert (card.evidence.get(), current(card)) == (gone, None)


def decided(case, mo, outcome: str, **words):
    """Decide the case by document, without making one."""
    said = {"method": "document", "valid_until": in_days(60), "words": "No card.", "note": "x"}
    return decide(case, by=mo, seen=digest(case), outcome=outcome, **said | words)


def test_who_refuses_need_not_have_looked_anything_up(clinic, ann, ada, mo):
    card = stated(clinic, ann, ada, "acls", expires_on=in_days(300))
    with pytest.raises(CredentialRefused, match="Choose how you checked it"):
        decided(case_of(card), mo, "unconfirmed", method="")
    decided(case_of(card), mo, "refused", method="")
    made = Check.objects.get(credential=card)
    assert (made.outcome, made.method, made.source) == ("refused", "", "")
    assert Credential.objects.get(pk=card.pk).standing == "refused"


def test_a_document_that_is_there_was_seen(clinic, ann, ada, mo):
    card = stated(clinic, ann, ada, "acls", expires_on=in_days(300),
                  documents=[checked(picture(), called="a.png")])  # fmt: skip
    decided(case_of(card), mo, "confirmed")
    assert current(card) == ("confirmed", "document")


def test_what_could_not_be_confirmed_at_a_board_says_at_which(clinic, ann, ada, mo):
    licence = stated(clinic, ann, ada, "licence")
    with pytest.raises(CredentialRefused, match="Source address: say where you looked it up"):
        settle(licence, by=mo, outcome="unconfirmed", source_url="")
    settle(licence, by=mo, outcome="unconfirmed")
    shown = shown_check(Check.objects.get(credential=licence), is_past=False)
    assert (shown.how, shown.source) == (
        "looked up at the board that issues it", "board.example")  # fmt: skip


def test_an_old_decision_over_a_register_that_says_no_does_not_name_the_register(clinic, ada):
    rows = [{"what": "present", "claimed": "2", "found": "", "agrees": False}]
    yes = rows[0] | {"agrees": True}
    npi = make.credential(clinic, "npi", clinician=ada)
    old = make.check(npi, "confirmed", valid_until=in_days(9), compared=rows)
    good = make.check(npi, "confirmed", valid_until=in_days(9), compared=[yes])
    assert [shown_check(one, is_past=False).how for one in (old, good)] == [
        "decided by a moderator, against a register",
        "compared with a public register",
    ]
