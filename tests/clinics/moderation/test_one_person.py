"""What one person holds is decided together: one credential leads to the next."""

import pytest
from django.utils import timezone

from clinics.credentials.actions import state
from clinics.models import CredentialCase, Hold
from clinics.moderation.actions import hold
from tests import make
from tests.clinics.moderation.cast import seen
from tests.directory.seen import seen as read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def cases():
    """In this order, after a claim: Ada's license, Bea's license, Ada's board certification."""
    clinic = make.clinic(name="Pelican Key")
    ann, ada = make.ann(clinic), make.clinician(clinic)
    bea = make.clinician(clinic, given_name="Bea")
    made = [stated(clinic, ann, person, kind) for person, kind in (
        (ada, "licence"), (bea, "licence"), (ada, "board-certification"))]  # fmt: skip
    for number, case in enumerate(made):
        at = timezone.now() - make.dt.timedelta(days=9 - number)
        CredentialCase.objects.filter(pk=case.pk).update(opened_at=at)
    make.claim(make.clinic(name="Claimed"), days=30)
    return made


def stated(clinic, ann, person, kind) -> CredentialCase:
    held = state.claim(clinic, by=ann, clinician=person, kind=kind, **make.CREDENTIALS[kind])
    return held.cases.get()


def decided(browser, case, query="") -> str:
    """Ask back about a case; the address of the next one."""
    url = f"/moderation/credential/{case.pk}/{query}"
    typed = {"seen": seen(browser.get(url)), "outcome": "asked-back", "words": "Which year?"}
    answer = browser.post(url, typed)
    assert answer.status_code == 302, answer.context["case"].form.errors
    return answer.headers["Location"]


def test_after_a_decision_comes_the_next_credential_of_the_same_person(cases):
    ada1, bea, ada2 = cases
    browser = make.signed_in(make.moderator())
    assert decided(browser, ada1) == f"/moderation/credential/{ada2.pk}/"
    assert decided(browser, ada2).startswith("/moderation/claim/")  # the oldest of all that wait
    assert decided(browser, bea).startswith("/moderation/claim/")


def test_the_same_person_goes_first_among_credentials_too(cases):
    ada1, bea, ada2 = cases
    browser = make.signed_in(make.moderator())
    only = "?only=credential"
    assert decided(browser, ada1, only) == f"/moderation/credential/{ada2.pk}/{only}"
    assert decided(browser, ada2, only) == f"/moderation/credential/{bea.pk}/{only}"


def test_what_a_colleague_has_open_or_one_skips_is_not_offered(cases):
    ada1, _bea, ada2 = cases
    moe = make.moderator("moe@example.org")
    hold.take("credential", ada2.pk, by=moe)
    browser = make.signed_in(make.moderator())
    assert decided(browser, ada1).startswith("/moderation/claim/")
    assert Hold.objects.get(kind="credential").moderator == moe


def test_news_of_distress_goes_before_the_same_person(cases):
    ada1, _bea, _ada2 = cases
    sad = make.review(make.clinic(), status="waiting", is_distress=True)
    browser = make.signed_in(make.moderator())
    assert decided(browser, ada1) == f"/moderation/distress/{sad.pk}/"


def test_a_case_links_what_else_waits_of_the_same_person_and_says_how_it_stands(cases):
    ada1, _bea, ada2 = cases
    browser = make.signed_in(make.moderator())
    page = read(browser.get(f"/moderation/credential/{ada1.pk}/"))
    (line,) = [one for one in page.all("li") if "also waiting" in one.text]
    assert line.one("a")["href"] == f"/moderation/credential/{ada2.pk}/"
    assert line.text == "Board certification Board of Psychiatry Not public yet also waiting"
