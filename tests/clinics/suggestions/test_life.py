"""A clinic pauses, opens and closes its own listing, and asks for what a moderator decides."""

import pytest
from django.core import mail

from clinics.models import Clinic, Event, Notice, Suggestion
from clinics.suggestions.steps import STEPS, steps_of
from tests import make
from tests.clinics.suggestions.cast import VALUES, decided
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
LIFE = "/my/clinics/heron/life/"
ADDRESS = {name: VALUES[name] for name in ("street", "street2", "city", "state", "postal_code")}


@pytest.fixture
def heron():
    make.clinic(slug="ibis", name="Ibis", town="austin")
    return make.clinic(slug="heron", name="Heron")


@pytest.fixture
def ann(heron):
    return make.signed_in(make.ann(heron))


def now(slug: str = "heron") -> Clinic:
    return Clinic.objects.get(slug=slug)


def titles(client) -> list[str]:
    """The steps that the page offers."""
    return [link.text for link in seen(client.get(LIFE)).all("a.more")]


ALL = ["Pause the listing", "We have closed for good", "We move, or have moved",
       "We are listed twice", "Remove the listing", "Something else about the listing"]  # fmt: skip


def test_a_pause_shows_at_once_and_ends_by_the_same_page(ann, client):
    assert titles(ann) == ALL
    page = seen(ann.get(f"{LIFE}pause/"))
    assert page.one("h1").text == "Pause the listing"
    until = make.days_ago(-30)
    assert ann.post(f"{LIFE}pause/", {"until": until.isoformat()})["Location"] == LIFE
    assert (now().status, now().paused_until) == ("paused", until)
    assert titles(ann) == ["Open the listing again", *ALL]
    ann.post(f"{LIFE}pause/", {"until": ""})
    assert now().paused_until is None
    again = ann.post(f"{LIFE}pause/", {"until": ""})
    assert again.status_code == 400
    assert "It is paused until then already." in again.content.decode()
    ann.post(f"{LIFE}open/")
    assert (now().status, now("ibis").status) == ("open", "open")
    verbs = Event.objects.filter(clinic_id=now().pk, actor="clinic").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["paused", "paused", "opened"]
    assert "Heron" in client.get("/search/?near=33444").content.decode()


def test_a_bad_day_is_refused_at_its_field(ann):
    told = {
        typed: seen(ann.post(f"{LIFE}pause/", {"until": typed})).one("div.summary").texts("a")
        for typed in ("yesterday", make.days_ago(1).isoformat(), "2199-01-01")
    }
    assert [*told.values()] == [
        ["Give a day such as 2026-03-31."], ["This day is too long ago."],
        ["This day is too far ahead."],
    ]  # fmt: skip
    assert ann.post(f"{LIFE}closed/", {"since": make.days_ago(-1).isoformat()}).status_code == 400
    assert (now().status, now().says_closed_since) == ("open", None)


def test_saying_that_it_closed_shows_at_once_and_a_moderator_decides_it(ann, mo):
    day = make.days_ago(3)
    ann.post(f"{LIFE}closed/", {"since": day.isoformat(), "words": "Records: Ibis."})
    assert (now().status, now().says_closed_since) == ("open", day)
    case = Suggestion.objects.waiting().get()
    assert (case.kind, case.values, case.from_clinic) == (
        "closed", {"since": day.isoformat()}, True)  # fmt: skip
    assert titles(ann) == ["Open the listing again", "Something else about the listing"]
    assert ann.post(f"{LIFE}closed/", {"since": day.isoformat()}).status_code == 400
    assert ann.post(f"{LIFE}pause/", {}).status_code == 400
    decided(case, mo, "refused", reason="otherwise")
    assert (now().status, now().says_closed_since) == ("open", None)
    ann.post(f"{LIFE}closed/", {"since": day.isoformat()})
    decided(Suggestion.objects.waiting().get(), mo, since=day)
    assert (now().status, now().says_closed_since, now().status_since) == ("closed", None, day)
    assert ann.post(f"{LIFE}open/").status_code == 400
    assert titles(ann) == ["Remove the listing", "Something else about the listing"]
    assert Notice.objects.filter(path=LIFE).count() == 2


def test_a_clinic_takes_its_word_back_and_the_case_goes(ann):
    ann.post(f"{LIFE}closed/", {"since": make.today().isoformat()})
    ann.post(f"{LIFE}open/")
    assert now().says_closed_since is None
    assert Suggestion.objects.get().outcome == "withdrawn"
    assert list(Suggestion.objects.waiting()) == []
    assert list(Suggestion.objects.all().decided()) == []
    assert "withdrawn by who asked" in ann.get(LIFE).content.decode()


def test_what_a_moderator_decides_is_asked_once_and_stands_in_the_trail(ann):
    asked = {
        "move": ADDRESS | {"holds_from": make.days_ago(-20).isoformat()},
        "duplicate": {"other_link": "http://testserver/clinics/ibis/"},
        "remove": {"words": "We do not want to be listed."},
        "other": {"words": "Our name was sold."},
    }
    for step, typed in asked.items():
        assert ann.post(f"{LIFE}{step}/", typed)["Location"] == LIFE
        again = ann.post(f"{LIFE}{step}/", typed)
        assert "You have said this already." in again.content.decode()
    waiting = Suggestion.objects.waiting()
    assert [(one.kind, one.from_clinic) for one in waiting] == [
        ("moved", True), ("duplicate", True), ("removal", True), ("other", True)]  # fmt: skip
    assert waiting[0].values == ADDRESS | {"holds_from": asked["move"]["holds_from"]}
    assert waiting[1].other.slug == "ibis"
    trail = Event.objects.filter(verb="asked", clinic_id=now().pk)
    assert {event.by_id for event in trail} == {now().memberships.get().user_id}
    assert (trail.count(), trail.public().count(), mail.outbox) == (4, 0, [])
    assert now().status == "open"


def test_only_who_speaks_for_the_clinic_takes_a_step(heron, mo):
    ben = make.signed_in(make.member("ben@example.org", now("ibis")))
    desk = make.signed_in(mo)
    for step in STEPS:
        for person in (ben, desk):
            assert person.get(f"{LIFE}{step}/").status_code == 403
            assert person.post(f"{LIFE}{step}/", {"words": "x"}).status_code == 403
    assert (now().status, Suggestion.objects.count()) == ("open", 0)


def test_an_unknown_step_is_no_page(ann):
    assert ann.get(f"{LIFE}explode/").status_code == 404


@pytest.mark.parametrize("status", ["merged", "hidden", "removed"])
def test_what_was_taken_off_can_only_be_spoken_about(status):
    assert [step.code for step in steps_of(Clinic(status=status))] == ["other"]
