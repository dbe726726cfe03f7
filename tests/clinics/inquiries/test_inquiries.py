"""A moderator asks a clinic something, with a day to answer by."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from clinics.inquiries.actions.inquire import InquiryRefused, answer, ask, close
from clinics.models import Event, Inquiry, User
from clinics.moderation import desk
from tests import make

pytestmark = pytest.mark.django_db

SOON = {"words": "Is the phone right?", "answer_by": make.days_ago(-14).isoformat()}


@pytest.fixture
def luma():
    """A clinic for which ann and a blocked colleague speak; ben speaks for a rival."""
    make.member("ben@example.org", make.clinic(slug="rival"))
    clinic = make.clinic(name="Luma", slug="luma", email="front@luma.example")
    make.ann(clinic)
    blocked = make.member("blocked@example.org", clinic)
    User.objects.filter(pk=blocked.pk).update(is_active=False)
    return clinic


def waiting() -> list[tuple[str, str]]:
    """The questions that wait at the desk, each with its note."""
    rows = desk.listed(desk.waiting("inquiry"), by=User.objects.get(email="mo@example.org"))
    return [(row.clinic, row.about) for row in rows]


def late(inquiry: Inquiry) -> None:
    """Let the day to answer by be yesterday."""
    Inquiry.objects.filter(pk=inquiry.pk).update(answer_by=make.days_ago(1))


def test_a_question_is_mailed_shown_answered_and_closed(luma):
    browser = make.signed_in(make.moderator())
    done = browser.post("/moderation/clinics/luma/ask/", SOON, follow=True)
    assert "The clinic is asked: 1 mail went out." in done.content.decode()
    assert [one.to for one in mail.outbox] == [["ann@example.org"]]
    made = Inquiry.objects.get()
    url = f"/my/clinics/luma/questions/{made.pk}/"
    assert url in mail.outbox[0].body
    assert "Is the phone right?" in mail.outbox[0].body
    assert (made.mails, waiting()) == (1, [])
    ann, ben = (make.signed_in(User.objects.get(email=f"{n}@example.org")) for n in ("ann", "ben"))
    assert url in ann.get("/my/").content.decode()
    assert url not in ben.get("/my/").content.decode()
    assert ben.post(url, {"words": "No."}).status_code == 403
    assert ann.post(url, {"words": " "}).status_code == 400
    assert ann.post(url, {"words": "Yes, since May."}).status_code == 302
    assert ann.post(url, {"words": "Twice."}).status_code == 409
    assert list(ann.get("/my/").context["inquiries"]) == []
    assert waiting() == [("Luma", "the clinic has answered")]
    case = f"/moderation/inquiry/{made.pk}/"
    assert "Yes, since May." in browser.get(case).content.decode()
    assert browser.post(case).status_code == 302
    assert waiting() == []
    assert browser.post(case).status_code == 409
    verbs = Event.objects.filter(target="inquiry").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["asked", "answered", "closed"]


def test_without_an_answer_it_is_a_line_at_the_desk_on_the_day_after_and_may_still_be_answered(
    luma,
):
    made = ask(luma, by=make.moderator(), words="Open?", answer_by=make.days_ago(-1))
    Inquiry.objects.filter(pk=made.pk).update(answer_by=make.today())
    assert waiting() == []
    late(made)
    assert waiting() == [("Luma", "no answer by its day")]
    answer(made, by=User.objects.get(email="ann@example.org"), words="Late, but yes.")
    assert waiting() == [("Luma", "the clinic has answered")]


def test_a_clinic_for_which_nobody_speaks_is_mailed_at_the_address_of_its_listing(luma, settings):
    settings.CONTACT_EMAIL = "desk@directory.example"
    luma.memberships.all().delete()
    mo = make.moderator()
    assert ask(luma, by=mo, words="Open?", answer_by=make.days_ago(-1)).mails == 1
    assert mail.outbox[0].to == ["front@luma.example"]
    assert "To answer, write to desk@directory.example." in mail.outbox[0].body
    assert "/my/" not in mail.outbox[0].body
    silent = make.clinic()
    assert ask(silent, by=mo, words="Open?", answer_by=make.days_ago(-1)).mails == 0


def test_a_question_that_cannot_be_asked_says_why(luma):
    mo = make.moderator()
    browser, url = make.signed_in(mo), "/moderation/clinics/luma/ask/"
    for wrong in ({"words": " "}, {"words": "x" * 2001}, {"words": "nul \x00"},
                  {"answer_by": make.today().isoformat()}, {"answer_by": "soon"},
                  {"answer_by": make.days_ago(-91).isoformat()}):  # fmt: skip
        assert browser.post(url, SOON | wrong).status_code == 400
    assert browser.post(url, SOON).status_code == 302
    assert browser.post(url, SOON).status_code == 409  # sent twice
    for by in (User.objects.get(email="ann@example.org"), make.user("sam@example.org")):
        with pytest.raises(InquiryRefused):
            ask(luma, by=by, words="Open?", answer_by=make.days_ago(-1))
        with pytest.raises(InquiryRefused):
            close(Inquiry.objects.get(), by=by)
    close(Inquiry.objects.get(), by=mo)
    with pytest.raises(InquiryRefused, match="A moderator has closed this question"):
        answer(Inquiry.objects.get(), by=User.objects.get(email="ann@example.org"), words="Late.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.update(answer="Without a day.")
