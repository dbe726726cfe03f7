"""Replies, stories and reports are decided anew at the desk; what a clinic closed waits there."""

import pytest

from clinics.models import Event, Notice, Reply, Report, Story
from clinics.reviews.actions.report import resolve
from clinics.reviews.actions.texts import (
    decide_text,
    digest,
    reopen_text,
    reply,
    withdraw_text,
    write_story,
)
from clinics.reviews.reply_sentences import SENTENCES
from tests import make
from tests.clinics.moderation.cast import seen as version
from tests.clinics.reviews.cast import refusal
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
MEDICARE = "insurance.medicare"
MISTAKE = {"reason": "mistake"}


@pytest.fixture
def heron():
    return make.clinic(name="Heron", slug="heron", yes=MEDICARE)


@pytest.fixture
def ann(heron):
    return make.ann(heron)


@pytest.fixture
def desk(mo):
    return make.signed_in(mo)


def story(clinic, ann, title: str = "A good year") -> Story:
    return write_story(clinic, by=ann, title=title, words="We moved.")


def decide(text, mo, outcome: str, reason: str = ""):
    return decide_text(text, by=mo, outcome=outcome, reason=reason, seen=digest(text))


def public(client) -> str:
    return client.get("/clinics/heron/").content.decode()


def test_a_published_story_is_withdrawn_and_a_refused_one_published(client, heron, ann, mo, desk):
    made, rival = story(heron, ann), story(heron, ann, "Another year")
    decide(made, mo, "published")
    decide(rival, mo, "published")
    url = f"/moderation/story/{made.pk}/"
    assert desk.post(f"{url}again/", {"reason": ""}).status_code == 400
    waiting = desk.post(f"{url}again/", MISTAKE, follow=True)
    assert ("A good year" in public(client), "Another year" in public(client)) == (False, True)
    desk.post(url, {"seen": version(waiting), "outcome": "refused", "reason": "promise"})
    made.refresh_from_db()
    assert (made.decision, made.reason) == ("refused", "promise")
    waiting = desk.post(f"{url}again/", MISTAKE, follow=True)
    desk.post(url, {"seen": version(waiting), "outcome": "published", "reason": ""})
    assert "A good year" in public(client)
    assert list(Event.objects.filter(verb="story reopened").values_list("why", "by_id")) == [
        ("The decision was a mistake", mo.pk)] * 2  # fmt: skip
    assert [one.words for one in Notice.objects.filter(user=ann).order_by("pk")][-2:] == [
        "A moderator is looking again at a story of Heron: The decision was a mistake. "
        "It is not public now.",
        "A story of Heron is now public.",
    ]


def test_a_published_reply_is_withdrawn(client, heron, ann, mo, desk):
    review = make.review(heron)
    made = reply(review, by=ann, sentences=[next(iter(SENTENCES))], words="You were our patient.")
    decide(made, mo, "published")
    assert "You were our patient." in public(client)
    url = f"/moderation/reply/{made.pk}/"
    assert f'action="{url}again/"' in desk.get(url).content.decode()
    waiting = desk.post(f"{url}again/", {"reason": "person"}, follow=True)
    assert waiting.redirect_chain == [(url, 302)]
    assert "You were our patient." not in public(client)
    desk.post(url, {"seen": version(waiting), "outcome": "refused", "reason": "patient"})
    assert Reply.objects.get().reason == "patient"


def test_an_old_page_does_not_decide_what_waits_again(heron, ann, mo):
    made = story(heron, ann)
    old = digest(made)
    decide_text(made, by=mo, outcome="published", seen=old)
    reopen_text(made, by=mo, reason="mistake")
    words = refusal(lambda: decide_text(made, by=mo, outcome="published", seen=old))
    assert words == "This changed while you were reading it. Please read it again."


def test_what_cannot_be_decided_again_is_refused_in_words(heron, ann, mo):
    review = make.review(heron)
    first = reply(review, by=ann, sentences=[next(iter(SENTENCES))])
    again = lambda **words: reopen_text(first, **{"by": mo, "reason": "mistake"} | words)  # noqa: E731
    assert refusal(again) == "Only what was published or refused can be decided again."
    decide(first, mo, "refused", "insult")
    assert refusal(lambda: again(reason="because")) == "Choose a reason from the list."
    assert refusal(lambda: again(by=ann)) == (
        "Only a moderator with a second factor can decide this."
    )
    second = reply(review, by=ann, sentences=[next(iter(SENTENCES))])
    assert refusal(again) == "The clinic has written another reply since. Decide that one."
    withdraw_text(second, by=ann)
    assert refusal(again) == ""
    assert refusal(lambda: reopen_text(second, by=mo, reason="mistake")) == (
        "Only what was published or refused can be decided again."
    )


def test_what_the_clinic_closed_waits_on_the_desk_and_says_so(client, heron, ann, mo, desk):
    made = make.report(heron, MEDICARE)
    rival = make.report(heron, MEDICARE, words="Mine as well.")
    resolve(made, by=ann, resolution="stands", note="We asked.")
    rows = seen(desk.get("/moderation/?kind=report")).all("tr")[1:]
    assert ["closed by the clinic" in row.text for row in rows] == [True, False]
    page = seen(desk.get(f"/moderation/report/{made.pk}/")).one("p.info").text
    for words in ("This report is closed: the answer is right.", "ann@example.org (speaks for the "
                  "clinic)", "We asked.", "Only the clinic says so."):  # fmt: skip
        assert words in page
    typed = {"resolution": "stands", "note": "The insurer says so."}
    desk.post(f"/moderation/report/{made.pk}/", typed)
    assert [one.pk for one in Report.objects.counted()] == [rival.pk]
    rows = seen(desk.get("/moderation/decided/?kind=report")).all("tr")[1:]
    assert ["closed by the clinic" in row.text for row in rows] == [False]


def test_a_report_is_opened_again_at_the_desk(client, heron, ann, mo, desk):
    made, rival = make.report(heron, MEDICARE), make.report(heron, MEDICARE)
    for one in (made, rival):
        resolve(one, by=mo, resolution="stands", note="I called.")
    url = f"/moderation/report/{made.pk}/"
    assert "1 unconfirmed report since" not in public(client)
    assert desk.post(f"{url}again/", {"reason": "same-answer"}).status_code == 302
    assert "1 unconfirmed report since" in public(client)
    assert desk.post(f"{url}again/", {"reason": "same-answer"}).status_code == 409
    assert desk.get(f"/moderation/distress-report/{made.pk}/").status_code == 404


def test_a_report_in_distress_is_opened_again_and_the_clinic_is_not_told(heron, ann, mo, desk):
    made = make.report(heron, MEDICARE, flags=["distress"])
    make.report(heron, MEDICARE)
    resolve(made, by=mo, resolution="stands", note="I called.")
    url = f"/moderation/distress-report/{made.pk}/"
    assert desk.post(f"{url}again/", {"reason": "news"}, follow=True).redirect_chain == [(url, 302)]
    assert [one.pk for one in Report.objects.in_distress()] == [made.pk]
    assert not Notice.objects.filter(user=ann).exists()


def test_the_clinic_reads_what_its_word_does_and_does_not(client, heron, ann):
    made = make.report(heron, MEDICARE)
    make.report(heron, MEDICARE)
    browser, url = make.signed_in(ann), f"/my/clinics/heron/reports/{made.pk}/"
    refused = browser.post(url, {"resolution": "corrected", "note": "We fixed it."})
    assert refused.status_code == 400
    assert "Your listing still says what was reported." in refused.content.decode()
    assert seen(refused).one("#id_note").text == "We fixed it."
    done = browser.post(url, {"resolution": "stands"}, follow=True).content.decode()
    assert done.count("Your page shows it until a moderator has looked at it, at most until") == 2
    assert "2 unconfirmed reports since" in public(client)
