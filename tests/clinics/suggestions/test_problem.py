"""“Something is wrong with this listing”: said by anybody, confirmed by mail, then a case."""

import pytest
from django.core import mail

from clinics.models import Clinic, Suggestion, Trace
from clinics.reviews import sealing
from tests import make
from tests.clinics.claims.cast import confirmed
from tests.clinics.suggestions.cast import PROBLEM, links, options
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
PAGE = "/clinics/heron/problem/"


@pytest.fixture
def heron():
    make.clinic(slug="ibis", name="Ibis Rooms")
    return make.clinic(slug="heron", name="Heron", phone="+1 561-555-0101")


@pytest.mark.usefixtures("heron")
def test_it_waits_only_once_the_mailed_link_is_confirmed_and_shows_nowhere(client):
    before = client.get("/clinics/heron/").content
    answer = client.post(PAGE, PROBLEM | {"since": "2026-03-01", "link": "heron.example/closed"})
    assert seen(answer).one("h1").text == "We sent you a link"
    made = Suggestion.objects.get()
    assert (made.kind, made.clinic.slug, made.words) == ("closed", "heron", PROBLEM["words"])
    assert (made.values, made.link) == ({"since": "2026-03-01"}, "https://heron.example/closed")
    assert sealing.opened(made.sealed) == "wren@mail.example"
    assert (made.confirmed_at, list(Suggestion.objects.waiting())) == (None, [])
    (path,) = links()
    assert seen(client.get(path)).one("main").one("button").text == "Send it"
    assert list(Suggestion.objects.waiting()) == []
    assert seen(client.post(path)).one("h1").text == "Thank you. A moderator looks at it."
    assert list(Suggestion.objects.waiting()) == [made]
    assert client.get("/clinics/heron/").content == before
    used = client.post(path)
    assert used.status_code == 404
    assert "You have already used this link." in used.content.decode()


@pytest.mark.parametrize("status", ["open", "paused", "closed"])
def test_it_works_for_every_listing_that_has_a_page(client, heron, status):
    Clinic.objects.filter(pk=heron.pk).update(status=status)
    kinds = options(client.get(PAGE), "kind")
    closed = [] if status == "closed" else ["closed"]
    assert kinds == [*closed, "moved", "not-a-clinic", "duplicate", "dangerous", "other"]


@pytest.mark.parametrize(("status", "code"), [("candidate", 404), ("removed", 410)])
def test_a_listing_without_a_page_has_none_here(client, heron, status, code):
    Clinic.objects.filter(pk=heron.pk).update(status=status)
    assert client.get(PAGE).status_code == code
    assert client.post(PAGE, PROBLEM).status_code == code
    assert Suggestion.objects.count() == 0
    assert client.get("/clinics/nobody/problem/").status_code == 404


@pytest.mark.usefixtures("heron")
def test_what_is_missing_or_wrong_stands_at_its_field_and_nothing_is_lost(client):
    typed = {"kind": "closed", "words": "", "email": "wren", "since": "2126-01-01",
             "link": "https://heron.example@evil.example/", "new_address": "5 Elm St"}  # fmt: skip
    answer = client.post(PAGE, typed)
    page = seen(answer)
    assert answer.status_code == 400
    assert page.one("div.summary").texts("a") == [
        "Write in a few words what you found.",
        "This is not a web address such as https://clinic.example.",
        "This day is too far ahead.", "Enter a valid e-mail address.",
    ]  # fmt: skip
    assert page.one("#id_new_address")["value"] == "5 Elm St"
    assert page.one("#id_link")["value"] == typed["link"]
    soon = make.days_ago(-3).isoformat()
    late = seen(client.post(PAGE, PROBLEM | {"since": soon}))
    assert late.one("div.summary").texts("a") == ["This day is still to come."]
    assert (Suggestion.objects.count(), mail.outbox) == (0, [])


def test_a_duplicate_is_chosen_among_likely_others_or_its_link_is_pasted(client, heron):
    make.clinic(slug="twin", name="Herons", phone="+1 561-555-0101", town="austin")
    hidden = make.clinic(slug="gone", name="Heron", phone="+1 561-555-0101", published=False)
    assert options(client.get(PAGE), "other") == ["twin"]
    words = PROBLEM | {"kind": "duplicate"}
    told = {
        typed: seen(client.post(PAGE, words | {"other_link": typed})).one("div.summary").texts("a")
        for typed in ("", "https://x.example/", f"/clinics/{hidden.slug}/", "/clinics/heron/")
    }
    assert told == {
        "": ["Say which listing is the same clinic."],
        "https://x.example/": ["This is no link to a listing of this directory."],
        f"/clinics/{hidden.slug}/": ["This is no link to a listing of this directory."],
        "/clinics/heron/": ["This is the listing itself. Give the other one."],
    }
    client.post(PAGE, words | {"other": "twin"})
    client.post(PAGE, words | {"other_link": "https://any.example/es/clinics/ibis/?x=1#top"})
    made = Suggestion.objects.order_by("pk")
    assert [one.other.slug for one in made] == ["twin", "ibis"]
    assert [one.flags for one in made] == [[], ["same-network"]]


def test_the_old_page_without_a_code_leads_here(client, heron):
    answer = client.get("/clinics/heron/wrong/")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert client.get("/clinics/heron/wrong/?code=nothing").status_code == 404
    here = [a.attrs.get("href") for a in seen(client.get("/clinics/heron/")).all("a")]
    assert here.count(PAGE) == 1


@pytest.mark.django_db(transaction=True)
def test_danger_and_distress_are_mailed_to_moderators_once_they_are_confirmed(client, heron):
    mo = confirmed("mo@desk.example", is_moderator=True)
    for words in ({"kind": "dangerous"}, {"words": "I want to die."}, {}):
        answer = client.post(PAGE, PROBLEM | words)
        is_crisis = "words" in words
        assert bool(seen(answer).all("section.crisis-first")) is is_crisis
    for path in links():
        client.post(path)
    links()
    assert sorted(one.subject for one in mail.outbox if one.to == [mo.email]) == [
        "Somebody may be in danger: please look at the desk now",
        "Somebody says that a clinic is dangerous: please look at the desk now",
    ]
    assert [one.kind for one in Suggestion.objects.all().urgent()] == ["dangerous", "closed"]


def test_twenty_an_hour_may_come_from_one_network_and_the_rest_is_refused(client, heron):
    for number in range(22):
        typed = PROBLEM | {"email": f"wren{number}@mail.example"}
        answer = client.post(PAGE, typed, REMOTE_ADDR="192.0.2.77")
    assert answer.status_code == 400
    told = seen(answer).one("div.summary").text
    assert "Too many reviews and reports were sent from your network" in told
    assert (Suggestion.objects.count(), len(mail.outbox)) == (20, 20)
    assert Trace.objects.filter(about="suggestion closed").count() == 20
    assert client.post(PAGE, PROBLEM, REMOTE_ADDR="192.0.2.78").status_code == 200


def test_whoever_is_signed_in_needs_no_mail_and_says_a_thing_ten_times_at_most(heron):
    sam = make.user("sam@example.org")
    client = make.signed_in(sam)
    typed = {"kind": "closed", "words": "Empty."}
    for _time in range(10):
        answer = client.post(PAGE, typed)
        assert seen(answer).one("h1").text == "Thank you. A moderator looks at it."
    refused = seen(client.post(PAGE, typed)).one("div.summary").text
    assert "Ten of your suggestions wait for a moderator." in refused
    waiting = Suggestion.objects.waiting()
    assert {(one.by_id, bytes(one.sealed), one.from_clinic) for one in waiting} == {
        (sam.pk, b"", False)
    }
    ann = make.signed_in(make.ann(heron))
    ann.post(PAGE, typed)
    assert "You have said this already." in ann.post(PAGE, typed).content.decode()
    assert waiting.filter(from_clinic=True).count() == 1
    assert mail.outbox == []
