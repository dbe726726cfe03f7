"""Notes on a clinic: for moderators only, with who and when, and never changed."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from clinics.credentials.actions import state as credentials
from clinics.inquiries.actions.inquire import ask
from clinics.listing.actions.duplicates import propose_pair
from clinics.models import Absence, Note, Reply, Story
from clinics.moderation.actions.hold import DeskRefused
from clinics.moderation.actions.note import note
from clinics.moderation.queues import KINDS
from tests import make
from tests.clinics.moderation.cast import proposal
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
ADDRESS = "/moderation/clinics/luma/notes/"
QUOTE = "blockquote.desk-note"


@pytest.fixture
def luma():
    return make.clinic(name="Luma", slug="luma", phone="+1 561-555-0100")


def today() -> str:
    return f"{make.today().day} {make.today():%B %Y}"


def quoted(answer) -> list[str]:
    return seen(answer).texts(QUOTE)


def test_a_note_stands_on_the_page_of_its_clinic_with_who_and_when(luma):
    make.clinic(name="Rival", slug="rival")
    mo, moe = make.signed_in(make.moderator()), make.signed_in(make.moderator("moe@example.org"))
    added = mo.post(ADDRESS, {"words": "The owner asked not to be called\nbefore noon."})
    assert added.headers["Location"] == "/moderation/clinics/luma/"
    moe.post(ADDRESS, {"words": "Called at noon."})
    assert quoted(mo.get("/moderation/clinics/luma/")) == [
        f"Note on the clinic, moe@example.org, {today()} Called at noon.",
        f"Note on the clinic, mo@example.org, {today()} "
        "The owner asked not to be called before noon.",
    ]
    assert quoted(mo.get("/moderation/clinics/rival/")) == []


def test_the_newest_note_stands_on_every_kind_of_case_of_its_clinic(luma):
    mo = make.moderator()
    for words in ("The older note.", "The newest note."):
        note(luma, by=mo, words=words)
    ann, rival = make.ann(luma), make.clinic()
    held = credentials.claim(luma, by=ann, clinician=make.clinician(luma), kind="licence",
                             state="FL", number="ME 12345")  # fmt: skip
    distress = {"status": "waiting", "is_distress": True}
    reply = Reply.objects.create(clinic=luma, review=make.review(luma), sentences=["thanks"],
                                 asked_by=ann)  # fmt: skip
    story = Story.objects.create(clinic=luma, title="A story", words="Words.", asked_by=ann)
    rows = {
        "claim": make.claim(luma), "change": proposal(luma), "credential": held.cases.get(),
        "review": make.review(luma, status="waiting"), "distress": make.review(luma, **distress),
        "reply": reply, "story": story, "report": make.report(luma, "phone"),
        "distress-report": make.report(luma, "phone", flags=["distress"]),
        "inquiry": ask(luma, by=mo, words="Is it so?", answer_by=make.days_ago(-9)),
        "gone": Absence.objects.create(clinic=luma, source="A list", since=make.today()),
        "duplicate": propose_pair(luma, rival, why="said"),
        "suggestion": make.suggestion(luma),
        "urgent-suggestion": make.suggestion(luma, "dangerous"),
        "candidate": make.candidate(luma),
    }  # fmt: skip
    assert rows.keys() == KINDS.keys()
    browser = make.signed_in(mo)
    for kind, row in rows.items():
        answer = browser.get(f"/moderation/{kind}/{row.pk}/")
        notes = [one for one in quoted(answer) if one.startswith("Note on the clinic")]
        assert notes == [f"Note on the clinic, mo@example.org, {today()} The newest note."], kind
    other = browser.get(f"/moderation/claim/{make.claim(rival, 'b@example.org').pk}/")
    assert quoted(other) == []


def test_nobody_who_speaks_for_the_clinic_reads_or_writes_its_notes(luma):
    note(luma, by=make.moderator("moe@example.org"), words="They lie.")
    mo = make.moderator()
    make.member("mo@example.org", luma)
    browser, claim = make.signed_in(mo), make.claim(luma)
    for path in ("clinics/luma/", f"claim/{claim.pk}/"):
        assert "They lie." not in browser.get(f"/moderation/{path}").content.decode()
    assert browser.post(ADDRESS, {"words": "They are fine."}).status_code == 403
    with pytest.raises(DeskRefused, match="You speak for this clinic"):
        note(luma, by=mo, words="They are fine.")
    assert [one.words for one in Note.objects.all()] == ["They lie."]


def test_notes_are_in_no_public_page_export_or_trail(luma):
    mo = make.moderator()
    note(luma, by=mo, words="A secret-of-the-desk.")
    public = ("/clinics/luma/", "/clinics/luma/history/", "/api/v1/clinics/luma", "/api/v1/clinics",
              "/compare.csv?clinics=luma", "/compare.json?clinics=luma")  # fmt: skip
    ann = make.signed_in(make.ann(luma))
    for browser in (Client(), ann):
        for path in public:
            assert "secret-of-the-desk" not in browser.get(path).content.decode()
    trail = make.signed_in(mo).get("/moderation/clinics/luma/trail.csv")
    assert "secret-of-the-desk" not in trail.getvalue().decode()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", "Write the note."),
        ("   ", "Write the note."),
        ("x" * 2001, "A note has at most 2000 characters; this one has 2001."),
        ("\x00 \u202e", "Write the note."),
    ],
)
def test_a_note_that_cannot_be_kept_says_why_and_stays_typed(luma, words, problem):
    answer = make.signed_in(make.moderator()).post(ADDRESS, {"words": words})
    assert (answer.status_code, seen(answer).texts("p.error")) == (400, [problem])
    assert answer.context["form"]["words"].value() == words
    assert Note.objects.count() == 0


def test_a_note_sent_twice_is_kept_once(luma):
    browser = make.signed_in(make.moderator())
    statuses = [browser.post(ADDRESS, {"words": "Called."}).status_code for _ in range(2)]
    assert (statuses, Note.objects.count()) == ([302, 409], 1)


def test_nobody_changes_or_deletes_a_note_and_it_outlives_its_writer(luma):
    mo = make.moderator()
    kept = note(luma, by=mo, words="Called.")
    for change in (lambda: Note.objects.update(words="Never called."), kept.delete):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            change()
    mo.delete()
    moe = make.signed_in(make.moderator("moe@example.org"))
    assert quoted(moe.get("/moderation/clinics/luma/")) == [
        f"Note on the clinic, a deleted account, {today()} Called."
    ]
