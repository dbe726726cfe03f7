"""Writing a review: what can be one, who cannot write one, and what a mail gives away."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from clinics.models import Address, Link, Mark, Review, Trace
from clinics.reviews import sealing
from clinics.reviews.actions import write as actions
from clinics.reviews.actions.mail import send_keep
from tests import make
from tests.at_once import settled
from tests.clinics.reviews.cast import ADDRESS, WORDS, handed_in, refusal, token, write
from tests.post import letters, speak_smtp

pytestmark = pytest.mark.django_db
OWN_PEOPLE = (
    "This address belongs to a clinic in the directory, or to somebody who speaks for one. "
    "Only patients and the people who went with them can write reviews."
)

SENDERS = [
    ("ann@private.example", OWN_PEOPLE),
    ("ANN+again@Private.Example", OWN_PEOPLE),
    ("second@private.example", OWN_PEOPLE),
    ("rival@private.example", OWN_PEOPLE),
    ("desk@heron.example", OWN_PEOPLE),
    ("desk@mail.HERON.example", OWN_PEOPLE),
    ("desk@gulf.example", OWN_PEOPLE),
    ("h@mail.example", OWN_PEOPLE),
    ("desk@notheron.example", ""),
    ("desk@unlisted.example", ""),
    ("stranger@private.example", ""),
    ("somebody@charter.net", ""),
    ("somebody@med.va.gov", ""),
    ("unverified@private.example", ""),
]
"""Who writes of Heron, and what they are told."""


@pytest.fixture
def heron():
    return make.clinic(name="Heron", website="https://www.heron.example/", email="h@mail.example")


def test_a_review_is_kept_apart_from_its_mark_and_its_address(heron):
    other = make.review(make.clinic())
    review = write(heron)
    review.refresh_from_db()
    assert (review.status, review.words, review.flags) == ("unconfirmed", WORDS, [])
    assert (review.relation, review.visit_month.day) == ("patient", 1)
    assert review.written_on == make.today()
    mark = Mark.objects.get(review=review)
    assert (mark.overall, mark.answers) == (2, {"screened": "yes", "followed-up": "no"})
    address = Address.objects.get(review=review)
    assert sealing.unseal(address.sealed) == ADDRESS
    assert b"wren" not in bytes(address.sealed)
    assert Review.objects.exclude(pk=review.pk).get() == other


def test_the_mail_names_neither_clinic_nor_condition_and_leads_to_the_site(heron, settings):
    settings.SITE_URL = "https://directory.example"
    write(heron)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([ADDRESS], "Confirm what you wrote")
    for word in ("heron", "ketamine", "patient", "clinics/"):
        assert word not in (letter.subject + letter.body).lower()
    assert "https://directory.example/reviews/confirm/" in letter.body
    assert Link.objects.filter(purpose="confirm", used_at=None).count() == 1
    assert token() not in str(Link.objects.values_list())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "wren at mail"}, "This is not an e-mail address."),
        ({"relation": "owner"},
         "Say whether you are the patient, a companion, or a family member."),
        ({"overall": 0}, "Choose a rating from 1 to 5."),
        ({"overall": 6}, "Choose a rating from 1 to 5."),
        ({"overall": True}, "Choose a rating from 1 to 5."),
        ({"answers": {"was-cured": "yes"}},
         "One of these questions is not part of the review form."),
        ({"answers": {"screened": "maybe"}},
         "Answer each question with “yes”, “no” or “does not apply”."),
        ({"words": "x" * 3001}, "Your text is longer than 3,000 characters."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_review_is_refused_in_words(heron, changes, words):
    assert refusal(lambda: write(heron, **changes)) == words
    assert not Review.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("month", "words"),
    [
        ((2026, 4), "The month of the visit has not come yet."),
        ((2026, 3), ""),
        ((2024, 3), ""),
        ((2024, 2), "The visit was more than two years ago. Clinics change, so it is too old."),
    ],
)
def test_a_visit_was_within_two_years(heron, month, words):
    at = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
    day = dt.date(*month, 28)
    assert refusal(lambda: write(heron, visit_month=day, at=at)) == words
    assert [r.visit_month for r in Review.objects.all()] == ([] if words else [day.replace(day=1)])


def test_a_clinic_that_is_not_listed_has_no_reviews():
    assert refusal(lambda: write(make.clinic(published=False))) == "This clinic is not listed."


def test_the_clinics_own_people_and_its_rivals_write_none(heron):
    gulf = make.clinic(name="Gulf", website="HTTP://gulf.example/ketamine")
    make.clinic(published=False, website="https://unlisted.example")
    make.clinic(name="Plover", website="https://www.charter.net/~plover")
    make.clinic(name="Veterans", website="https://www.va.gov/boston")
    for address in ("ann@private.example", "rival@private.example", "stranger@private.example"):
        make.user(address, password=None)
    ann = make.member("ann@private.example", heron)
    EmailAddress.objects.create(user=ann, email="second@private.example", verified=True)
    EmailAddress.objects.create(user=ann, email="unverified@private.example", verified=False)
    make.member("rival@private.example", gulf)
    said = {address: refusal(lambda email=address: write(heron, email=email)) for address, _said
            in SENDERS}  # fmt: skip
    assert said == dict(SENDERS)
    assert Review.objects.count() == 6


def test_writing_tells_nobody_whether_an_address_has_a_review(heron):
    """Whoever types somebody's address must not learn that they went to such a clinic."""
    handed_in(heron)
    assert refusal(lambda: write(heron)) == ""
    assert [letter.subject for letter in mail.outbox] == [
        "Confirm what you wrote", "Your link to what you wrote", "Confirm what you wrote",
    ]  # fmt: skip


def test_one_network_has_five_mails_a_day_sent_to_an_address(heron, monkeypatch):
    now = timezone.now()
    other = make.clinic()
    for number in range(5):
        write(other if number % 2 else heron, email=f"Wren+{number}@mail.example")
    words = "We already sent too many e-mails to this address today. Try again tomorrow."
    assert refusal(lambda: write(heron)) == words
    assert refusal(lambda: write(heron, email="other@mail.example")) == ""
    assert refusal(lambda: write(heron, network="192.0.2.11")) == ""
    monkeypatch.setattr("time.time", lambda: now.timestamp() + 86_500)
    assert refusal(lambda: write(heron)) == ""


def test_a_hospital_shares_one_network_and_is_told_when_to_come_back(heron):
    noon = timezone.now()
    for number in range(60):
        write(heron, email=f"p{number}@mail.example", at=noon + dt.timedelta(seconds=number))
    again = noon + dt.timedelta(minutes=5)
    words = refusal(lambda: write(heron, email="p60@mail.example", at=again))
    assert words.startswith(
        "Too many reviews and reports were sent from your network in the last hour. After "
    )
    assert refusal(lambda: write(heron, email="p60@mail.example", at=again,
                                 network="192.0.2.11")) == ""  # fmt: skip
    later = noon + dt.timedelta(minutes=62)
    assert refusal(lambda: write(heron, email="p61@mail.example", at=later)) == ""


def test_a_mail_that_cannot_be_sent_leaves_nothing(heron, settings, post_office, caplog):
    speak_smtp(settings, post_office)
    post_office.handler.refuses = ADDRESS
    assert refusal(lambda: write(heron)) == (
        "The e-mail could not be sent just now. Try again in a few minutes."
    )
    for model in (Review, Mark, Address, Link, Trace):
        assert not model.objects.exists()
    said = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert said == ["A mail (review_confirm) could not be sent: SMTPRecipientsRefused."]
    write(heron, email="other@mail.example")
    assert [letter["to"] for letter in letters(post_office)] == ["other@mail.example"]


def test_asking_for_the_link_costs_the_answer_the_same_whether_there_is_a_review_or_not(
    heron, django_assert_num_queries
):
    handed_in(heron)
    for email in ("WREN+x@mail.example", "nobody@mail.example"):
        with django_assert_num_queries(18):  # what counts the mail
            actions.send_keep_link(email, heron)
    settled()


@pytest.mark.django_db(transaction=True)
def test_a_link_to_what_was_written_is_mailed_again_and_only_to_its_address(heron):
    handed_in(heron)
    first = token()
    write(make.clinic(), email="rival@mail.example")
    mail.outbox.clear()
    actions.send_keep_link("WREN+x@mail.example", heron)
    actions.send_keep_link("rival@mail.example", heron)
    actions.send_keep_link("nobody@mail.example", heron)
    settled()
    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]
    assert [actions.own(known).clinic for known in (token(), first)] == [heron, heron]
    assert refusal(lambda: actions.send_keep_link("wren", heron)) == (
        "This is not an e-mail address."
    )


@pytest.mark.django_db(transaction=True)
def test_the_sixth_keep_link_of_a_day_is_not_sent(heron):
    make.review(heron, email=ADDRESS)
    rival = make.clinic()
    make.review(rival, email=ADDRESS)
    for _ in range(7):
        actions.send_keep_link(ADDRESS, heron)
        settled()
    assert len(mail.outbox) == 5
    actions.send_keep_link(ADDRESS, rival)
    settled()
    assert len(mail.outbox) == 5
    make.review(rival, email="other@mail.example")
    actions.send_keep_link("other@mail.example", rival)
    settled()
    assert len(mail.outbox) == 6


@pytest.mark.django_db(transaction=True)
def test_asking_for_links_tells_nobody_that_there_is_a_review(heron, rf):
    """The budget of an address shrinks by the same, whether or not something was mailed."""
    make.review(heron, email=ADDRESS)
    here = rf.get("/", REMOTE_ADDR="192.0.2.10")
    for email in (ADDRESS, "nobody@mail.example"):
        for _ in range(4):
            actions.send_keep_link(email, heron, request=here)
    settled()
    said = [[refusal(lambda email=email: write(make.clinic(), email=email)) for _ in range(2)]
            for email in (ADDRESS, "nobody@mail.example")]  # fmt: skip
    assert said[0] == said[1]
    assert said[0][0] == ""
    assert said[0][1].startswith("We already sent too many e-mails to this address today.")


def test_of_six_keep_links_the_oldest_leads_nowhere(heron):
    review, rival = make.review(heron, email=ADDRESS), make.review(heron)
    kept = make.keep_token(rival)
    for _ in range(6):
        send_keep(review)
    dead = "This link no longer works. It has expired, or the review was erased."
    said = [refusal(lambda number=number: actions.own(token(number))) for number in range(6)]
    assert said == [dead, *[""] * 5]
    assert actions.own(kept) == rival


@pytest.mark.django_db(transaction=True)
def test_the_keep_link_is_of_the_newest_review_and_never_of_one_that_was_not_confirmed(heron):
    make.review(heron, email=ADDRESS, status="withdrawn")
    newest = make.review(heron, email=ADDRESS)
    make.review(heron, email=ADDRESS, status="unconfirmed")
    actions.send_keep_link(ADDRESS, heron)
    assert actions.own(token()) == newest


def test_what_was_written_is_marked_where_it_came_from_and_whom_it_worries(heron):
    first = write(heron, words="I want to die.")
    second = write(heron, email="other@mail.example")
    assert (first.is_distress, first.flags) == (True, [])
    assert (second.is_distress, second.flags) == (False, ["same-network"])
    assert list(Trace.objects.order_by("pk").values_list("about", "clinic")) == [
        (f"review {first.pk}", heron.pk), (f"review {second.pk}", heron.pk),
    ]  # fmt: skip


def test_an_erased_review_takes_its_trace_with_it_and_no_other(heron, caplog):
    review = handed_in(heron)
    write(heron, email="rival@mail.example")
    with caplog.at_level("INFO", logger="clinics.reviews.actions.write"):
        actions.erase(review)
    assert [message for message in caplog.messages if "erased" in message] == [
        f"Review {review.pk} was erased by its writer."
    ]
    assert Trace.objects.count() == 1
    assert [m.review.status for m in Mark.objects.all()] == ["unconfirmed"]
