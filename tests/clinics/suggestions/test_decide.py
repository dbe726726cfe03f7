"""What a moderator does with a suggestion, what comes of it, and deciding it again."""

import threading

import pytest
from django.core import mail
from django.db import connection

from clinics.listing.actions import status
from clinics.models import Clinic, Event, Notice, SourceRecord, Suggestion, UpcomingMove
from clinics.suggestions.actions.decide import decide, digest, reopen
from clinics.suggestions.actions.life import take_step
from clinics.suggestions.actions.moves import PARTS
from clinics.suggestions.actions.send import suggest
from tests import make
from tests.clinics.merging.cast import merged
from tests.clinics.suggestions.cast import VALUES, decided, refusal, said

pytestmark = pytest.mark.django_db
TYPED = VALUES | {"routes": ["route.iv-infusion", "route.gone"]}


@pytest.fixture
def heron():
    make.clinic(slug="ibis", name="Ibis")
    return make.clinic(slug="heron", name="Heron")


def stands(clinic) -> str:
    return Clinic.objects.get(pk=clinic.pk).status


def test_an_approved_clinic_is_listed_with_who_suggested_it_and_the_day(mo, client):
    one = said(kind="add", values=TYPED, words="I drove past.")
    made = decided(one, mo, answer="Thank you.").clinic
    assert (made.slug, made.status, made.listed_by) == (
        "sandhill-ketamine-delray-beach", "open", "suggestion")  # fmt: skip
    assert (made.street, made.postal_code, made.phone) == (
        "12 Gulfstream Way", "33444", "+1 561-555-0144")  # fmt: skip
    assert (made.county, made.is_approximate, made.country) == ("Palm Beach County", True, "US")
    assert (made.source, made.source_name, made.since) == ("visitor", "", make.today())
    (fact,) = made.facts.all()
    assert (fact.code, fact.value, fact.source, fact.since) == (
        "route.iv-infusion", True, "visitor", make.today())  # fmt: skip
    assert SourceRecord.objects.get(clinic=made).external_id == str(one.pk)
    assert "12 Gulfstream Way" in client.get(made.get_absolute_url()).content.decode()
    found = client.get("/search/?near=33444").content.decode()
    assert "Sandhill Ketamine" in found
    assert "suggested by a visitor" in client.get(made.get_absolute_url()).content.decode()


def test_who_has_no_account_is_mailed_what_came_of_it_and_their_address_goes(mo, heron):
    refused = said(heron, words="Empty.")
    done = said(kind="add", values=VALUES, email="ada@mail.example")
    mail.outbox.clear()
    decided(refused, mo, "refused", reason="otherwise", answer="They answered the phone.")
    decided(done, mo)
    first, second = mail.outbox
    assert (first.to, second.to) == (["wren@mail.example"], ["ada@mail.example"])
    assert first.subject == "What came of what you told us"
    why = "The reason: We found that it is otherwise. They answered the phone."
    assert f"We changed nothing about Heron. {why}" in first.body
    assert "/clinics/heron/" in first.body
    assert "We published the clinic “Sandhill Ketamine” that you suggested." in second.body
    assert "/clinics/sandhill-ketamine-delray-beach/" in second.body
    assert list(Suggestion.objects.values_list("sealed", flat=True)) == [b"", b""]
    assert stands(heron) == "open"


def test_each_kind_leads_where_it_says(mo, heron):
    day = make.days_ago(20)
    steps = [
        ("closed", {"since": day}, "closed"),
        ("not-a-clinic", {}, "hidden"),
        ("dangerous", {"hidden_for": "fraud"}, "hidden"),
        ("removal", {}, "removed"),
        ("duplicate", {}, "open"),
        ("other", {}, "open"),
    ]
    for kind, details, led_to in steps:
        other = Clinic.objects.get(slug="ibis") if kind == "duplicate" else None
        email = f"{kind}@mail.example"
        one = decided(said(heron, kind, other=other, email=email), mo, **details)
        assert (kind, stands(heron), one.outcome) == (kind, led_to, "done")
        assert reopen(one, by=mo, reason="mistake").outcome == ""
        assert (kind, stands(heron)) == (kind, "open")
        decided(one, mo, "refused", reason="not-found")
        assert (kind, stands(heron)) == (kind, "open")
    assert stands(Clinic.objects.get(slug="ibis")) == "open"
    public = Event.objects.about_clinic(heron.pk).public().values_list("verb", "after")
    assert ("closed", {"status": "closed", "status_since": day.isoformat()}) in public
    assert {verb for verb, _after in public} <= {"listed", "closed", "opened"}


FIELDS = ("status", "status_since", "paused_until", "says_closed_since", "hidden_for")
AGAIN = [
    ("dangerous", {"hidden_for": "fraud"}),
    ("not-a-clinic", {}),
    ("removal", {}),
    ("closed", {"since": make.days_ago(2)}),
]


def stood_before(heron, how, mo) -> tuple:
    """Put the listing somewhere, and say where it stands."""
    by, day = {"actor": "moderator", "by": mo}, make.days_ago(200)
    if how == "closed":
        status.close(heron.pk, since=day, **by)
    if "paused" in how:
        status.pause(heron.pk, until=make.days_ago(-9), **by)
    if "says it closed" in how:
        status.say_closed(heron.pk, since=day, by=make.ann(heron))
    return Clinic.objects.filter(pk=heron.pk).values_list(*FIELDS).get()


HOW = ["open", "closed", "paused", "says it closed", "paused, says it closed"]


@pytest.mark.parametrize(
    ("how", "kind", "details"),
    [(how, *one) for how in HOW for one in AGAIN if (how, one[0]) != ("closed", "closed")],
)
def test_a_decision_taken_back_leaves_the_listing_as_it_stood(mo, heron, how, kind, details):
    before = stood_before(heron, how, mo)
    one = decided(said(heron, kind), mo, **details)
    assert stands(heron) != before[0]
    reopen(one, by=mo, reason="mistake")
    assert Clinic.objects.filter(pk=heron.pk).values_list(*FIELDS).get() == before


def test_a_pause_outlives_the_refused_word_that_the_clinic_closed(mo, heron, client):
    ann = make.ann(heron)
    until = make.days_ago(-9)
    status.pause(heron.pk, until=until, actor="clinic", by=ann)
    take_step(heron, "closed", by=ann, since=make.today(), words="")
    one = Suggestion.objects.get()
    decided(one, mo, "refused", reason="otherwise")
    row = Clinic.objects.get(pk=heron.pk)
    assert (row.status, row.paused_until, row.says_closed_since) == ("paused", until, None)
    assert "Changed" in client.get("/clinics/heron/history/").content.decode()


def test_a_clinic_kept_as_a_candidate_is_not_public_and_a_published_one_can_be_taken_back(mo):
    kept = decided(said(kind="add", values=VALUES), mo, "candidate")
    assert kept.clinic.status == "candidate"
    reopen(kept, by=mo, reason="news")
    published = decided(kept, mo)
    assert (published.clinic.pk, published.clinic.status) == (kept.clinic.pk, "open")
    reopen(kept, by=mo, reason="mistake")
    assert stands(kept.clinic) == "candidate"
    decided(kept, mo, "refused", reason="no-practice")
    assert stands(kept.clinic) == "hidden"
    assert Clinic.objects.count() == 1


def test_what_stands_elsewhere_by_now_is_left_alone(mo, heron):
    one = decided(said(heron), mo, since=make.days_ago(9))
    status.open_listing(heron.pk, actor="moderator", by=mo)
    status.pause(heron.pk, until=None, actor="moderator", by=mo)
    reopen(one, by=mo, reason="mistake")
    assert stands(heron) == "paused"
    closed_by_others = said(heron, email="ada@mail.example")
    status.close(heron.pk, since=make.days_ago(3), actor="moderator", by=mo)
    decided(closed_by_others, mo, since=make.days_ago(2))
    assert Clinic.objects.get(pk=heron.pk).status_since == make.days_ago(3)


def test_what_cannot_be_decided_is_refused_in_words_and_changes_nothing(mo, heron):
    one = said(heron)
    now = Suggestion.objects.select_related("clinic", "other").get(pk=one.pk)
    seen = digest(now)
    mia = make.moderator("mia@example.org")
    make.member("mia@example.org", heron)
    sam, own = make.user("sam@example.org"), make.moderator("own@example.org")
    theirs = suggest(kind="other", clinic=heron, values={}, words="Hm.", by=own, network="")
    told = {
        "no moderator": refusal(lambda: decide(now, by=sam, outcome="done", seen=seen)),
        "partial": refusal(lambda: decide(now, by=mia, outcome="done", seen=seen)),
        "own": refusal(lambda: decided(theirs, own)),
        "stale": refusal(lambda: decide(now, by=mo, outcome="done", seen="old")),
        "no day": refusal(lambda: decided(one, mo)),
        "future": refusal(lambda: decided(one, mo, since=make.days_ago(-1))),
        "no reason": refusal(lambda: decided(one, mo, "refused")),
        "unknown": refusal(lambda: decided(one, mo, "burned")),
        "candidate": refusal(lambda: decided(one, mo, "candidate")),
        "danger": refusal(lambda: decided(said(heron, "dangerous"), mo, hidden_for="")),
        "move": refusal(lambda: decided(said(heron, "moved"), mo)),
        "not decided": refusal(lambda: reopen(one, by=mo, reason="news")),
    }
    impartial = "A moderator who does not speak for this clinic must decide this."
    assert told == {
        "no moderator": impartial,
        "partial": impartial,
        "own": "You sent this, so another moderator must decide it.",
        "stale": "It changed while you were reading it. Please read it again.",
        "no day": "Give the day since which it is closed.",
        "future": "That day is still to come.",
        "no reason": "Choose a reason. Who asked is told.",
        "unknown": "Choose what becomes of it.",
        "candidate": "Choose what becomes of it.",
        "danger": "Choose why it is hidden.",
        "move": "Give the new address, and the day from which it holds.",
        "not decided": "This was not decided by a moderator.",
    }
    assert (stands(heron), Suggestion.objects.exclude(outcome="").count()) == ("open", 0)
    done = decided(one, mo, since=make.today())
    assert refusal(lambda: decided(done, mo)) == (
        "This is no longer waiting. Somebody decided it already."
    )
    assert refusal(lambda: reopen(done, by=mo, reason="whim")) == "Choose a reason from the list."
    assert refusal(lambda: reopen(done, by=mia, reason="news")) == (
        "Another moderator must decide this again."
    )


def test_an_account_is_told_by_a_notice_that_leads_to_the_claim(mo):
    cam = make.user("cam@example.org")
    one = suggest(kind="add", values=VALUES, words="Mine.", is_mine=True, by=cam, network="")
    listing = decided(one, mo).clinic
    notice = Notice.objects.get(user=cam)
    assert notice.words == "We published the clinic “Sandhill Ketamine” that you suggested."
    assert notice.path == f"/clinics/{listing.slug}/claim/"
    assert (listing.source_name, mail.outbox) == ("who says that they work there", [])


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_make_one_listing():
    mo, moe = make.moderator(), make.moderator("moe@example.org")
    one = said(kind="add", values=VALUES)
    seen = digest(Suggestion.objects.get(pk=one.pk))
    start, told = threading.Barrier(2), []

    def run(by) -> None:
        mine = Suggestion.objects.get(pk=one.pk)
        start.wait(timeout=60)
        told.append(refusal(lambda: decide(mine, by=by, outcome="done", seen=seen)))
        connection.close()

    threads = [threading.Thread(target=run, args=(by,)) for by in (mo, moe)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([words for words in told if not words]) == 1
    assert Clinic.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "details", "path"),
    [
        ("closed", {"since": make.days_ago(2)}, "/clinics/heron/"),
        ("dangerous", {"hidden_for": "fraud"}, "/my/"),
        ("not-a-clinic", {}, "/my/"),
        ("other", {}, "/clinics/heron/"),
    ],
)
def test_who_asked_with_an_account_is_led_to_no_page_that_is_gone(mo, heron, kind, details, path):
    sam = make.user("sam@example.org")
    one = suggest(kind=kind, clinic=heron, values={}, words="Look.", by=sam, network="")
    decided(one, mo, **details)
    assert Notice.objects.get(user=sam).path == path


def test_who_works_at_a_clinic_that_waits_is_led_to_its_claim(mo):
    sam = make.user("sam@example.org")
    one = suggest(kind="add", values=VALUES, words="Mine.", by=sam, is_mine=True, network="")
    refused = suggest(kind="add", values=VALUES | {"name": "Egret"}, words="Mine.", by=sam,
                      is_mine=True, network="")  # fmt: skip
    decided(one, mo)
    decided(refused, mo, "refused", reason="no-practice")
    paths = Notice.objects.filter(user=sam).order_by("pk").values_list("path", flat=True)
    assert list(paths) == [f"/clinics/{one.clinic.slug}/claim/", "/my/"]


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("moved", {"address": {n: VALUES.get(n, "") for n in PARTS}, "since": make.days_ago(-9)}),
        ("closed", {"since": make.days_ago(2)}),
        ("dangerous", {"hidden_for": "fraud"}),
    ],
)
def test_nothing_is_done_at_a_listing_that_was_merged_since(mo, heron, kind, details):
    one = said(heron, kind)
    kept = Clinic.objects.get(slug="ibis")
    merged(kept, heron, by=mo)
    assert refusal(lambda: decided(one, mo, **details)) == (
        f"“Heron” was merged into “{kept.name}”. Do this there."
    )
    assert (stands(heron), stands(kept), UpcomingMove.objects.count()) == ("merged", "open", 0)
    assert decided(one, mo, "refused", reason="other", answer="Done there.").outcome == "refused"
