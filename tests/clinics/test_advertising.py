"""Sentences of advertising that say more than is known: found, and what is known beside them."""

import pytest
from django.utils import timezone

from clinics.advertising import claimed_in, claims
from clinics.models import Story
from clinics.reviews.actions import texts
from tests import make
from tests.clinics.moderation.cast import proposal
from tests.directory.seen import seen

CURED = "Ketamine cures depression."
KNOWN = (
    "To feel better is not to be cured. In one study, 70 of 100 people who got well with it were "
    "ill again within a year."
)


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.code)
def test_a_claim_in_its_own_words_is_found_and_rests_on_what_was_read(claim):
    (found,) = claimed_in(claim.words)
    assert found.claim.code == claim.code
    assert [fact.code for fact in claim.facts if fact.is_to_check] == []
    assert claim.known.endswith((".", "?"))
    assert claim.cited


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Our treatment has no potential for addiction!", "no-addiction"),
        ("It is non-addictive.", "no-addiction"),
        ("We treat people with no addiction.", None),
        ("Ketamine resets your brain’s connections.", "rewires"),
        ("You can reset your password online.", None),
        ("95% of our patients feel better.", "success-rate"),
        ("We have an 85% success rate.", "success-rate"),
        ("3 of 5 rooms have a bed.", None),
        ("20% of the price is due on the day.", None),
        ("Ketamine relieves fibromyalgia.", "all-pain"),
        ("We treat fibromyalgia and back pain.", None),
        ("Doctors have used it safely for decades.", "decades-of-safety"),
        ("We have been in Ocala for decades.", None),
        ("Ketamine is FDA-approved.", "approved"),
        ("Esketamine is FDA-approved for depression.", None),
        ("Ketamine is not FDA-approved for depression.", None),
        ("Heal in the comfort of your own home.", "home"),
        ("We arrange a safe ride home.", None),
        ("Most insurance plans pay.", "insurance"),
        ("Most insurance plans pay for esketamine.", None),
        ("We accept most public insurance.", None),
        ("It leaves the airway and the circulation intact.", "breathing"),
        ("We watch your breathing and your blood pressure.", None),
        ("There is no cure for CRPS.", None),
        ("Tratamiento sin efectos secundarios.", "no-side-effects"),
        ("We moved to Ocala and bought chairs.", None),
        ("Ketamine cures depression with no downtime.", "cures"),
        ("It cures depression, no matter how long you had it.", "cures"),
        ("It not only cures pain.", "cures"),
        ("A cure cannot be promised.", None),
        ("We do not promise that ketamine cures your depression.", None),
        ("Now I am finally pain-free.", "cures"),
        ("The needle is pain-free.", None),
        ("Works for 9 in 10 patients.", "success-rate"),
        ("We guarantee fast relief.", "guarantee"),
        ("We cannot guarantee relief.", None),
        ("Tell us if you feel any pain.", None),
        ("We treat all pain patients with respect.", None),
        ("We treat all chronic pain.", "all-pain"),
        ("To prevent suicide, call 988.", None),
        ("Ketamine saves lives.", "prevents-suicide"),
        ("Ketamine is FDA-approved only as an anesthetic.", None),
    ],
)
def test_a_sentence_is_taken_for_what_it_claims(sentence, code):
    assert [found.claim.code for found in claimed_in(sentence)] == ([code] if code else [])


def test_each_sentence_is_told_apart():
    found = claimed_in("We are in Ocala. It cures pain! Ask us.\nIt works in minutes, risk-free.")
    assert [(one.sentence, one.claim.code) for one in found] == [
        ("It cures pain!", "cures"), ("It works in minutes, risk-free.", "instant"),
        ("It works in minutes, risk-free.", "no-side-effects"),
    ]  # fmt: skip


def test_of_a_sentence_without_an_end_only_the_start_is_quoted():
    endless = "It cures pain and has no side effects " + "and heals " * 400
    found = claimed_in(endless)
    assert [one.claim.code for one in found] == ["cures", "no-side-effects"]
    assert {one.sentence for one in found} == {f"{endless[:199]}…"}


@pytest.mark.django_db
def test_markup_in_a_sentence_of_advertising_stays_words(client):
    said = '"Cures pain <script>alert(1)</script> [x](javascript:y)'
    make.clinic(slug="heron", description=said)
    page = seen(client.get("/clinics/heron/")).one("#own-words").one("blockquote")
    assert page.one("q").text == said
    assert [e.tag for e in page.walk() if e.tag in ("script", "a")] == ["a"]
    assert page.one("a")["href"] == "/guide/what-advertising-says/#claim-cures"


@pytest.mark.django_db
def test_on_the_clinics_page_what_is_known_stands_after_the_paragraph_that_says_more(client):
    make.clinic(slug="heron", description=f"We are in Ocala.\n\n{CURED} <b>Call.</b>")
    page = seen(client.get("/clinics/heron/")).one("#own-words").one("blockquote")
    assert page.texts("p") == [
        "We are in Ocala.",
        f"{CURED} <b>Call.</b>",
        f"{CURED} What is known: {KNOWN} Ekstrand et al. 2022",
    ]
    note = page.one("p.known-note")
    assert note.one("a")["href"] == "/guide/what-advertising-says/#claim-cures"
    assert note.one("q").text == CURED


@pytest.mark.django_db
def test_what_is_known_stands_beside_the_title_of_a_story_too(client):
    clinic = make.clinic(slug="heron")
    decided = {"decision": "published", "decided_at": timezone.now()}
    Story.objects.create(clinic=clinic, title=CURED, words="We moved.", **decided)
    shown = seen(client.get("/clinics/heron/")).one("article.story")
    assert shown.one("h4").text == CURED
    assert shown.texts("p") == [f"{CURED} What is known: {KNOWN} Ekstrand et al. 2022", "We moved."]


@pytest.mark.django_db
def test_the_claim_is_found_where_the_clinics_page_leads(client):
    page = seen(client.get("/guide/what-advertising-says/"))
    assert [span["id"] for span in page.one("tbody").all("span") if "id" in span.attrs] == [
        f"claim-{claim.code}" for claim in claims()
    ]
    assert [row.all("td")[0].text for row in page.one("tbody").all("tr")] == [
        f"“{claim.words}”" for claim in claims()
    ]


@pytest.mark.django_db
def test_at_the_desk_the_source_stands_beside_such_a_sentence_of_a_description_or_a_story():
    clinic = make.clinic(slug="egret")
    ann, mo = make.ann(clinic), make.signed_in(make.moderator())
    beside = f"It says: “{CURED}” What is known: {KNOWN} (Ekstrand et al. 2022)"
    story = texts.write_story(clinic, by=ann, title="A year", words=f"We moved. {CURED}")
    case = mo.get(f"/moderation/story/{story.pk}/").context["case"]
    assert beside in case.needs_eyes
    change = proposal(clinic, description=f"We moved. {CURED}", email=ann.email)
    page = mo.get(f"/moderation/change/{change.pk}/")
    assert page.context["case"].lines[0].concerns == [beside]
    assert beside in seen(page).texts("p.flag")
