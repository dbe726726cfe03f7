"""A clinic's own pages about its reviews: what it may read, reply and advertise."""

import pytest

from clinics.models import Reply, Story
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
PATH = "/my/clinics/heron/reviews/"


@pytest.fixture
def heron():
    return make.clinic(slug="heron", name="Heron")


@pytest.fixture
def ann(heron):
    """A browser in which an admin of the clinic is signed in."""
    return make.signed_in(make.member("ann@mail.example", heron))


def test_a_clinic_reads_what_is_public_and_no_more(ann, heron):
    make.review(heron, words="Nurse Plover stayed.", shown_words="Nurse [name removed] stayed.",
                email="wren@mail.example")  # fmt: skip
    for status in ("waiting", "withheld", "withdrawn", "unconfirmed"):
        make.review(heron, status=status, words=f"This one is {status}.")
    make.review(make.clinic(), words="Of another clinic.")
    page = ann.get(PATH).content.decode()
    assert [li.one("blockquote").text for li in seen(ann.get(PATH)).all("li.review")] == [
        "Nurse [name removed] stayed."
    ]
    assert "wren@mail.example" not in page


def test_a_reply_is_made_of_sentences_and_waits(ann, heron, client):
    review = make.review(heron)
    path = f"{PATH}{review.pk}/reply/"
    page = seen(ann.get(path))
    assert "does not allow a clinic to confirm or deny" in page.text
    assert ann.post(path, {"words": "You were a patient of ours."}).status_code == 400
    done = ann.post(path, {"sentences": ["call-us", "thanks"], "words": "A new clock."})
    assert done.headers["Location"] == PATH
    reply = Reply.objects.get()
    assert (reply.sentences, reply.words) == (["thanks", "call-us"], "A new clock.")
    assert "A new clock." not in client.get("/clinics/heron/").content.decode()
    assert "Waiting for a moderator" in seen(ann.get(PATH)).one("div.reply").text
    again = ann.post(path, {"sentences": ["thanks"]})
    assert "This review already has a reply." in seen(again).one("div.summary").text


def test_a_refused_reply_tells_why_and_makes_room_for_another(ann, heron):
    review = make.review(heron)
    Reply.objects.create(clinic=heron, review=review, sentences=["thanks"], decision="refused",
                         decided_at=review.decided_at, reason="patient")  # fmt: skip
    page = seen(ann.get(PATH))
    assert "It says or denies that somebody was a patient" in page.one("div.reply").text
    assert f"{PATH}{review.pk}/reply/" in [a.attrs.get("href") for a in page.all("a.button")]


def test_nobody_replies_to_what_is_not_public_or_anothers(ann, heron):
    hidden = make.review(heron, status="withheld")
    another = make.review(make.clinic())
    for review in (hidden, another):
        assert ann.get(f"{PATH}{review.pk}/reply/").status_code == 404


def test_a_story_is_written_refused_and_withdrawn(ann, heron, client):
    path = "/my/clinics/heron/stories/"
    empty = seen(ann.post(path, {"title": "", "words": "New lamps."}))
    assert empty.one("textarea").text == "New lamps."
    ann.post(path, {"title": "Quiet rooms", "words": "New lamps."})
    story = Story.objects.get()
    assert "Waiting for a moderator" in seen(ann.get(PATH)).one("ul.plain-points").text
    assert "New lamps." not in client.get("/clinics/heron/").content.decode()
    ann.post(f"{path}{story.pk}/withdraw/")
    assert "Withdrawn" in seen(ann.get(PATH)).one("ul.plain-points").text
    again = ann.post(f"{path}{story.pk}/withdraw/", follow=True)
    assert "already withdrawn or refused" in seen(again).one("p.told").text


def test_a_reply_can_be_withdrawn_from_the_page(ann, heron, client):
    review = make.review(heron)
    reply = Reply.objects.create(clinic=heron, review=review, sentences=["thanks"],
                                 decision="published", decided_at=review.decided_at)  # fmt: skip
    assert len(seen(client.get("/clinics/heron/")).all("div.reply")) == 1
    ann.post(f"/my/clinics/heron/replies/{reply.pk}/withdraw/")
    assert seen(client.get("/clinics/heron/")).all("div.reply") == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_clinics_reviews(ann, heron, count, django_assert_num_queries):
    for _number in range(count):
        review = make.review(heron)
        Reply.objects.create(clinic=heron, review=review, sentences=["thanks"])
    with django_assert_num_queries(8):
        ann.get(PATH)
