"""What cannot all be so stands on the case, whatever kind it is: names, replies, dates."""

import pytest

from clinics.credentials.actions import state
from clinics.models import CredentialCase, Reply
from clinics.reviews.actions import texts
from clinics.reviews.reply_claims import CLAIMS
from clinics.reviews.reply_sentences import SENTENCES
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
CURED = (
    "It says: “{}” What is known: To feel better is not to be cured. In one study, 70 of 100 "
    "people who got well with it were ill again within a year. (Ekstrand et al. 2022)"
)
RATE = (
    "It says: “{}” What is known: Ask: of how many people, and against "
    "what? In a trial of the nose spray, about 23 of 100 people were almost free of symptoms after "
    "four weeks. With a spray without the drug it was about 8. (Medical news services 2025)"
)
GUARANTEE = (
    "It says: “{}” What is known: A guarantee is a warning sign. In a trial of the nose spray, "
    "about 23 of 100 people were almost free of symptoms after four weeks. (American Society of "
    "Anesthesiologists 2025; STAT 2018; Medical news services 2025)"
)
PROMISE = "It may promise an outcome."
WATCHING = "A trained person stays within reach during every session."


@pytest.fixture
def mo():
    return make.signed_in(make.moderator())


def said(page) -> list[str]:
    """What speaks against approving it, as a case shows it."""
    shown = [box for box in seen(page).all("div") if "data-eyes" in box.attrs]
    sentences = page.context["case"].needs_eyes
    assert [li for box in shown for li in box.texts("li")] == sentences
    return sentences


def reply(clinic, *sentences: str) -> Reply:
    """A reply of the clinic with these sentences, which waits."""
    ann = clinic.memberships.first()
    by = ann.user if ann else make.member(f"ann-{clinic.pk}@example.org", clinic)
    return texts.reply(make.review(clinic), by=by, sentences=sentences)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ({"no": "safety.continuous-observation"}, "No"),
        ({}, "Not stated"),
        ({"yes": "safety.continuous-observation"}, "Yes"),
    ],
)
def test_a_reply_stands_beside_what_the_listing_says(mo, words, answer):
    made = reply(make.clinic(**words), "watching", "thanks")
    page = mo.get(f"/moderation/reply/{made.pk}/")
    assert f"A clinician watches throughout {answer}" in seen(page).text
    assert said(page) == [
        f"The reply says “{WATCHING}” The listing says “A clinician watches throughout”: {answer}."
    ] * (answer != "Yes")


def test_a_reply_that_claims_nothing_asks_nothing_and_a_story_neither(mo):
    made = reply(make.clinic(no="safety.continuous-observation"), "thanks", "call-us")
    page = mo.get(f"/moderation/reply/{made.pk}/")
    assert said(page) == []
    assert "What the listing says about it" not in seen(page).text


@pytest.mark.parametrize(
    ("title", "words", "wanted"),
    [
        ("Pain gone in a day!", "Come and see.", [PROMISE, CURED.format("Pain gone in a day!")]),
        (
            "A year",
            "Nine of ten are cured.",
            [PROMISE, *(claim.format("Nine of ten are cured.") for claim in (CURED, RATE))],
        ),
        (
            "A year",
            "95% of people feel better.",
            [PROMISE, RATE.format("95% of people feel better.")],
        ),
        (
            "A year",
            "Resultados garantizados.",
            [PROMISE, GUARANTEE.format("Resultados garantizados.")],
        ),
        ("A year", "Book at www.heron.example.", ["It contains a web address."]),
        ("A year", "Ann Marsh, RN leads our nurses.", ["It may name a person."]),
        ("A year", "One of them wanted to die.", ["It speaks of suicide or self-harm."]),
        ("A year", "We moved to Ocala and bought chairs for two rooms.", []),
    ],
)
def test_the_words_of_a_story_are_looked_at(mo, title, words, wanted):
    clinic = make.clinic()
    story = texts.write_story(clinic, by=make.ann(clinic), title=title, words=words)
    assert said(mo.get(f"/moderation/story/{story.pk}/")) == wanted


def test_a_reply_may_not_promise_by_a_reflex(mo):
    clinic = make.clinic()
    words = {"by": make.ann(clinic), "sentences": ["thanks"]}
    plain = texts.reply(make.review(clinic), words="We answer calls sooner now.", **words)
    promise = texts.reply(make.review(clinic), words="Our cure is guaranteed.", **words)
    assert said(mo.get(f"/moderation/reply/{plain.pk}/")) == []
    assert said(mo.get(f"/moderation/reply/{promise.pk}/")) == [
        PROMISE, CURED.format("Our cure is guaranteed.")
    ]  # fmt: skip


def test_every_sentence_that_claims_something_names_an_item():
    assert set(CLAIMS) <= set(SENTENCES)
    assert [item for item in CLAIMS.values() if make.CHECKLIST.get(item) is None] == []


def test_the_clinic_reads_which_sentences_its_listing_does_not_back():
    clinic = make.clinic(yes=" ".join(set(CLAIMS.values()) - {CLAIMS["watching"]}))
    review = make.review(clinic)
    browser = make.signed_in(make.ann(clinic))
    page = seen(browser.get(f"/my/clinics/{clinic.slug}/reviews/{review.pk}/reply/"))
    (section,) = [s for s in page.all("section") if "more than your listing" in s.text]
    assert section.texts("li") == [f"“{WATCHING}” A clinician watches throughout: Not stated"]


def test_odd_letters_in_a_persons_name_stand_on_the_credential(mo):
    clinic = make.clinic()
    ann = make.ann(clinic)
    for given in ("\u0410da", "Ada"):
        ada = make.clinician(clinic, given_name=given)
        state.claim(clinic, by=ann, clinician=ada, kind="licence", state="FL", number=given)
    odd, plain = CredentialCase.objects.order_by("pk")
    assert said(mo.get(f"/moderation/credential/{odd.pk}/")) == [
        "“\u0410da Marsh” has odd letters: \u0410 (Cyrillic capital letter a)."
    ]
    assert said(mo.get(f"/moderation/credential/{plain.pk}/")) == []


def test_odd_letters_in_a_clinics_name_stand_on_the_claim(mo):
    odd = make.claim(make.clinic(name="P\u0430lm"))
    assert said(mo.get(f"/moderation/claim/{odd.pk}/")) == [
        "The code is not typed yet.",
        "“P\u0430lm” has odd letters: \u0430 (Cyrillic small letter a).",
    ]
    plain = make.claim(make.clinic(name="Palm"), email="cal@example.org")
    assert said(mo.get(f"/moderation/claim/{plain.pk}/")) == ["The code is not typed yet."]
