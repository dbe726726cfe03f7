"""Replies and stories: the clinic's own words, read by a moderator first."""

import pytest

from clinics.models import Event, Notice, Reply, SearchRow, Story
from clinics.reviews.actions import write
from clinics.reviews.actions.decide import decide, reopen
from clinics.reviews.actions.decide import digest as seen
from clinics.reviews.actions.texts import (
    decide_text,
    digest,
    reply,
    withdraw_text,
    write_story,
)
from clinics.reviews.figures import figures
from clinics.reviews.models import ClinicText
from clinics.reviews.reply_sentences import SENTENCES
from tests import make
from tests.clinics.reviews.cast import ANEW, at_once, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def heron():
    return make.clinic(name="Heron")


@pytest.fixture
def ann(heron):
    return make.member("ann@heron.example", heron)


def answer(review, by, **changes) -> Reply:
    return reply(review, by=by, **{"sentences": ["cannot-say", "thanks"]} | changes)


def publish(text, by, **changes):
    return decide_text(text, by=by, **{"outcome": "published", "seen": digest(text)} | changes)


def test_a_reply_waits_for_a_moderator_and_is_then_shown(heron, ann):
    review = make.review(heron)
    made = answer(review, ann, words="Since April quotes are in writing.")
    assert made.sentences == ["thanks", "cannot-say"]
    assert [r.pk for r in Reply.objects.waiting()] == [made.pk]
    publish(made, make.moderator())
    assert [r.pk for r in Reply.objects.published()] == [made.pk]
    assert Notice.objects.get().words == "Your reply to a review of Heron is now public."
    trail = Event.objects.filter(target="reviews").values_list("verb", "target_id")
    assert sorted(trail) == [("reply published", heron.pk), ("reply written", heron.pk)]
    written = Event.objects.get(verb="reply written")
    assert (written.actor, written.by_id, written.clinic_id) == ("clinic", ann.pk, heron.pk)
    assert made.asked_by == ann


def test_a_reply_waits_while_its_review_is_off_the_page(heron, ann):
    """What a moderator could not read beside it is not decided; the rival's is."""
    review, mo = make.review(heron), make.moderator()
    made, rival = answer(review, ann), answer(make.review(heron), ann)
    write.withdraw(review)
    off = "The review that it answers is not public now. Decide that review first."
    assert refusal(lambda: publish(made, mo)) == off
    assert [r.pk for r in Reply.objects.waiting()] == [rival.pk]
    publish(rival, mo)
    write.rewrite(review, **ANEW)
    assert refusal(lambda: publish(made, mo)) == off
    review.refresh_from_db()
    decide(review.pk, by=mo, outcome="published", shown_words=review.words, seen=seen(review))
    publish(made, mo)


def test_a_review_has_one_reply_until_that_is_taken_back_or_refused(heron, ann):
    review, mo = make.review(heron), make.moderator()
    first = answer(review, ann)
    taken = "This review already has a reply. Withdraw that reply first."
    assert refusal(lambda: answer(review, ann)) == taken
    publish(first, mo)
    assert refusal(lambda: answer(review, ann)) == taken
    withdraw_text(first, by=ann)
    second = answer(review, ann)
    publish(second, mo, outcome="refused", reason="patient")
    assert answer(review, ann).decision == ""
    assert answer(make.review(heron), ann).decision == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sentences": []}, "Choose at least one sentence from the list."),
        ({"sentences": ["he-was-here"]}, "Choose at least one sentence from the list."),
        ({"words": "x" * 2001}, "Your text is longer than 2,000 characters."),
    ],
)
def test_a_reply_is_made_of_the_template(heron, ann, changes, words):
    assert refusal(lambda: answer(make.review(heron), ann, **changes)) == words


def test_only_the_clinic_replies_and_only_to_what_is_on_the_page(heron, ann):
    rival = make.member("rival@gulf.example", make.clinic())
    assert refusal(lambda: answer(make.review(heron), rival)) == (
        "You do not speak for this clinic."
    )
    gone = make.review(heron)
    write.erase(gone)
    for review in (make.review(heron, status="waiting"), make.review(heron, status="withheld"),
                   gone):  # fmt: skip
        assert refusal(lambda review=review: answer(review, ann)) == (
            "This review is no longer public."
        )


def test_no_sentence_says_or_denies_that_anybody_was_a_patient():
    for words in map(str, SENTENCES.values()):
        for said in ("your visit", "your session", "your treatment", "you were", "you came",
                     "your care", "our patient", "as a patient", "no record"):  # fmt: skip
            assert said not in words.lower()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": "withdrawn"}, "Choose whether to publish or refuse it."),
        ({"outcome": "refused"}, "Choose a reason from the list. We tell the clinic."),
        ({"seen": "x"}, "This changed while you were reading it. Please read it again."),
    ],
)
def test_a_decision_about_a_text_that_cannot_be_is_refused(heron, ann, changes, words):
    made = answer(make.review(heron), ann)
    assert refusal(lambda: publish(made, make.moderator(), **changes)) == words


def test_who_speaks_for_a_clinic_decides_no_text(heron, ann):
    made = answer(make.review(heron), ann)
    rival = make.second_factor(make.member("rival@gulf.example", make.clinic()))
    rival.is_moderator = True
    rival.save()
    assert refusal(lambda: publish(made, rival)) == (
        "You speak for a clinic, so another moderator must decide this."
    )
    mo = make.moderator()
    publish(made, mo)
    assert refusal(lambda: publish(made, mo)) == "This is already decided: published."


def test_a_story_is_counted_nowhere(heron, ann):
    rows, before = list(SearchRow.objects.values()), figures(heron.pk, on=make.today())
    story = write_story(heron, by=ann, title=" My  way ", words="It helped me to sleep.")
    assert story.title == "My way"
    publish(story, make.moderator())
    assert [s.pk for s in Story.objects.published()] == [story.pk]
    assert list(SearchRow.objects.values()) == rows
    assert figures(heron.pk, on=make.today()) == before
    withdraw_text(story, by=ann)
    assert not Story.objects.published().exists()
    assert refusal(lambda: withdraw_text(story, by=ann)) == (
        "This was already withdrawn or refused."
    )
    assert "story" in Event.objects.filter(verb="story written").get().target


@pytest.mark.parametrize(
    ("title", "words", "said"),
    [
        ("", "Words", "A story needs a title and a text."),
        ("Title", "  ", "A story needs a title and a text."),
        ("t" * 121, "Words", "Your text is longer than 120 characters."),
        ("Title", "x" * 2001, "Your text is longer than 2,000 characters."),
    ],
)
def test_a_story_has_a_title_and_words(heron, ann, title, words, said):
    assert refusal(lambda: write_story(heron, by=ann, title=title, words=words)) == said


def test_ten_stories_wait_at_most(heron, ann):
    for number in range(10):
        write_story(heron, by=ann, title=f"Story {number}", words="Words")
    assert "Ten of your stories" in refusal(
        lambda: write_story(heron, by=ann, title="X", words="Words")
    )
    assert len(ClinicText.Reason) == 6


@pytest.mark.django_db(transaction=True)
def test_two_admins_replying_at_once_give_one_reply():
    clinic = make.clinic()
    review = make.review(clinic)
    people = [make.member(f"{n}@heron.example", clinic) for n in range(4)]
    words = at_once(*[lambda by=by: answer(review, by) for by in people])
    assert sorted(words)[0] == ""
    assert Reply.objects.count() == 1


def test_a_review_masked_anew_while_its_reply_is_on_the_screen_is_read_again(heron, ann):
    mo = make.moderator()
    review = make.review(heron, words="Dr. Heron was late.", shown_words="Dr. Heron was late.")
    made, rival = answer(review, ann), answer(make.review(heron), ann)
    on_screen, of_rival = digest(made), digest(rival)
    again = reopen(review, mo, "named-person")
    decide(review.pk, by=mo, outcome="published", seen=seen(again),
           shown_words="[name removed] was late.")  # fmt: skip
    assert refusal(lambda: publish(made, mo, seen=on_screen)) == (
        "This changed while you were reading it. Please read it again."
    )
    publish(rival, mo, seen=of_rival)
    publish(made, mo)


@pytest.mark.parametrize(
    "change", [{"words": "Others"}, {"sentences": ["thanks"]}, {"asked_at": make.timezone.now()}]
)
def test_whatever_of_a_reply_a_moderator_read_is_what_is_decided(heron, ann, change):
    made = answer(make.review(heron), ann)
    on_screen = digest(made)
    Reply.objects.filter(pk=made.pk).update(**change)
    assert refusal(lambda: publish(made, make.moderator(), seen=on_screen)) == (
        "This changed while you were reading it. Please read it again."
    )


def test_a_storys_title_is_part_of_what_was_read(heron, ann):
    story = write_story(heron, by=ann, title="My way", words="It helped me.")
    on_screen = digest(story)
    Story.objects.update(title="Another")
    assert refusal(lambda: publish(story, make.moderator(), seen=on_screen)) == (
        "This changed while you were reading it. Please read it again."
    )


@pytest.mark.parametrize("kind", ["story", "reply"])
@pytest.mark.parametrize("outcome", ["published", "refused"])
def test_who_wrote_a_text_is_told_and_the_trail_says_who_decided(heron, ann, kind, outcome):
    mo = make.moderator()
    make.member("ben@heron.example", heron)
    made = (
        write_story(heron, by=ann, title="My way", words="It helped me.") if kind == "story"
        else answer(make.review(heron), ann)
    )  # fmt: skip
    done = publish(made, mo, outcome=outcome, reason="promise")
    done.refresh_from_db()
    promise = "It promises an outcome"
    is_refused = outcome == "refused"
    assert (done.decision, done.reason, done.decided_by, done.decided_at.date()) == (
        outcome, "promise" if is_refused else "", mo, make.timezone.now().date(),
    )  # fmt: skip
    said = {
        ("story", "published"): "A story of Heron is now public.",
        ("story", "refused"): f"A story of Heron was refused: {promise}.",
        ("reply", "published"): "Your reply to a review of Heron is now public.",
        ("reply", "refused"): f"Your reply to a review of Heron was refused: {promise}.",
    }
    notice = Notice.objects.get()
    assert (notice.user, notice.words, notice.path) == (ann, said[kind, outcome], "/my/")
    event = Event.objects.latest("pk")
    target, key = ("story", made.pk) if kind == "story" else ("reviews", heron.pk)
    assert (event.verb, event.actor, event.by_id, event.clinic_id, event.why) == (
        f"{kind} {outcome}", "moderator", mo.pk, heron.pk, promise if is_refused else "",
    )  # fmt: skip
    assert (event.target, event.target_id) == (target, key)


@pytest.mark.parametrize("kind", ["story", "reply"])
def test_what_is_taken_back_is_kept_with_who_did_it(heron, ann, kind):
    review = make.review(heron)
    made = (
        write_story(heron, by=ann, title="My way", words="It helped me.") if kind == "story"
        else answer(review, ann)
    )  # fmt: skip
    rival = make.member("rival@gulf.example", make.clinic())
    assert refusal(lambda: withdraw_text(made, by=rival)) == "You do not speak for this clinic."
    gone = withdraw_text(made, by=ann)
    gone.refresh_from_db()
    assert (gone.decision, gone.reason, gone.decided_by) == ("withdrawn", "", ann)
    event = Event.objects.latest("pk")
    assert (event.verb, event.actor, event.by_id) == (f"{kind} withdrawn", "clinic", ann.pk)
    assert refusal(lambda: publish(made, make.moderator())) == (
        "This is already decided: withdrawn by the clinic."
    )


def test_a_reply_that_went_with_its_review_is_gone(heron, ann):
    made = answer(make.review(heron), ann)
    on_screen = digest(made)
    write.erase(made.review)
    gone = "This no longer exists. The writer of the review erased it."
    known = {"by": make.moderator(), "outcome": "published", "seen": on_screen}
    assert refusal(lambda: decide_text(made, **known)) == gone
    assert refusal(lambda: withdraw_text(made, by=ann)) == gone


def test_a_clinics_ten_waiting_stories_keep_no_other_clinic_from_writing(heron, ann):
    gulf = make.clinic(name="Gulf")
    bob = make.member("bob@gulf.example", gulf)
    stories = [write_story(heron, by=ann, title=f"S {n}", words="Words") for n in range(10)]
    assert write_story(gulf, by=bob, title="Ours", words="Words").clinic == gulf
    assert refusal(lambda: write_story(heron, by=ann, title="X", words="Words")) == (
        "Ten of your stories are waiting for a moderator. Please wait for these first."
    )
    assert refusal(lambda: write_story(heron, by=bob, title="X", words="Words")) == (
        "You do not speak for this clinic."
    )
    withdraw_text(stories[0], by=ann)
    made = write_story(heron, by=ann, title="t" * 120, words="x" * 2000)
    event = Event.objects.latest("pk")
    assert (event.verb, event.actor, event.by_id, event.clinic_id, event.target_id) == (
        "story written", "clinic", ann.pk, heron.pk, made.pk,
    )  # fmt: skip
    assert (made.asked_by, made.words) == (ann, "x" * 2000)
