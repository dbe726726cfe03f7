"""The forms about a listing that was merged lead to those of its survivor, and lose nothing."""

import pytest

from clinics.models import Claim, EditDraft, ProposedChange, Review, Suggestion
from tests import make
from tests.clinics.merging.cast import merged
from tests.clinics.suggestions.cast import PROBLEM
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

FORMS = ("problem/", "wrong/?code=phone", "review/", "review/link/", "claim/")


@pytest.fixture
def heron():
    """A clinic that another listing, `twin`, was merged into; a third one stands beside."""
    make.clinic(name="Pelican Key", slug="pelican")
    heron = make.clinic(name="Heron Marsh", slug="heron", phone="+1 561-555-0101")
    merged(heron, make.clinic(name="Heron Ketamine", slug="twin"), by=make.moderator())
    return heron


@pytest.mark.usefixtures("heron")
@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_a_merged_listing_leads_to_that_of_its_survivor(client, form):
    answer = client.get(f"/clinics/twin/{form}")
    assert (answer.status_code, answer.url) == (301, f"/clinics/heron/{form}")
    assert {"no-cache", "no-store"} & set(answer["Cache-Control"].split(", "))
    followed = client.get(answer.url)
    assert followed.status_code == 200
    assert "Heron Marsh" in seen(followed).one("main").text


@pytest.mark.usefixtures("heron")
def test_without_a_code_the_way_leads_on_too(client):
    assert client.get("/clinics/twin/wrong/").url == "/clinics/heron/wrong/"
    assert client.get("/clinics/heron/wrong/").url == "/clinics/heron/problem/"


def test_what_was_typed_while_they_merged_arrives_at_the_survivor(client, heron):
    answer = client.post("/clinics/twin/problem/", PROBLEM)
    assert (answer.status_code, answer.url) == (307, "/clinics/heron/problem/")
    client.post("/clinics/twin/problem/", PROBLEM, follow=True)
    assert [made.clinic for made in Suggestion.objects.all()] == [heron]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", ["hidden", "removed"])
def test_a_form_of_what_was_taken_off_says_so_as_the_page_does(client, heron, form, status):
    type(heron).objects.filter(pk=heron.pk).update(
        status=status, hidden_for="danger" if status == "hidden" else ""
    )
    for slug in ("heron", "twin"):
        answer = client.get(f"/clinics/{slug}/{form}")
        assert answer.status_code == 410
        assert seen(answer).one("h1").text == "This clinic is no longer listed"
        assert client.post(f"/clinics/{slug}/{form}", PROBLEM).status_code in (410, 302)
    assert [kind.objects.count() for kind in (Suggestion, Review, Claim)] == [0, 0, 0]


@pytest.mark.parametrize("form", FORMS)
def test_a_candidate_has_no_form(client, form):
    make.clinic(name="Draft", slug="draft", published=False)
    assert client.get(f"/clinics/draft/{form}").status_code == 404


def test_what_a_clinic_sends_to_a_listing_that_was_merged_is_refused_in_words(client, heron):
    client.force_login(make.ann(heron))
    answer = client.post("/my/clinics/twin/edit/", {"name": "Heron Ketamine, once more"})
    assert answer.status_code == 403
    assert seen(answer).one("main").one(".lead").text == (
        "This listing was merged into “Heron Marsh”. Nothing was saved. Open that one."
    )
    assert client.get("/my/clinics/twin/edit/").url == "/my/clinics/heron/edit/"
    assert client.head("/my/clinics/twin/edit/").url == "/my/clinics/heron/edit/"
    assert client.get("/my/clinics/twin/object/").status_code == 200
    assert (EditDraft.objects.count(), ProposedChange.objects.count()) == (0, 0)


def test_a_stranger_is_not_told_what_became_of_a_listing_by_a_page_of_its_clinic(client, heron):
    client.force_login(make.user("pia@example.org"))
    answer = client.post("/my/clinics/twin/edit/", {"name": "Mine"})
    assert answer.status_code == 403
    assert "Heron Marsh" not in answer.content.decode()
