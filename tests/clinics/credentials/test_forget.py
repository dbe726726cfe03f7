"""Evidence is deleted by rule and on time, and nothing else is; the trail says so."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from clinics.claims.actions.decide import evidence as documents_of
from clinics.claims.actions.forget import forget_documents
from clinics.credentials.actions import state
from clinics.credentials.actions.forget import forget_evidence
from clinics.documents.check import Checked
from clinics.models import Claim, ClaimDocument, CredentialCase, Event, Evidence
from tests import make
from tests.clinics.credentials.cast import in_days, settle

pytestmark = pytest.mark.django_db
CARD = Checked(content=b"%PDF-1.4 a card", content_type="application/pdf")


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def card(clinic, ann):
    """A decided card with a document, and a rival that waits."""
    ada, until = make.clinician(clinic), in_days(900)
    rival = {"kind": "bls", "expires_on": until, "documents": [CARD]}
    state.claim(clinic, by=ann, clinician=ada, **rival)
    card = state.claim(clinic, by=ann, clinician=ada, **(rival | {"kind": "acls"}))
    settle(card, by=make.moderator())
    return card


def kept(kind: str = "acls") -> bool:
    """Whether the one file of that kind of credential is there, as its row says."""
    row = Evidence.objects.get(credential__kind=kind)
    assert bool(row.file) == (row.deleted_at is None)
    return bool(row.file) and default_storage.exists(row.file.name)


def files() -> list[str]:
    return sorted(default_storage.listdir("evidence")[1])


def run(days: int, django_capture_on_commit_callbacks) -> int:
    """What is forgotten in that many days, committed."""
    with django_capture_on_commit_callbacks(execute=True):
        return forget_evidence(on=in_days(days))


def test_evidence_goes_90_days_after_the_decision_and_not_a_day_before(
    card, django_capture_on_commit_callbacks
):
    capture = django_capture_on_commit_callbacks
    assert (run(89, capture), kept("acls")) == (0, True)
    assert (run(90, capture), kept("acls"), kept("bls"), len(files())) == (1, False, True, 1)
    row = Evidence.objects.get(credential=card)
    assert (row.sha256, row.size) == (CARD.sha256, len(CARD.content))
    event = Event.objects.get(verb="file deleted")
    assert (event.target, event.target_id, event.before["sha256"]) == (
        "evidence", row.pk, CARD.sha256,
    )  # fmt: skip
    assert list(Event.objects.public().filter(verb="file deleted")) == []
    assert run(90, capture) == 0


def test_evidence_of_a_case_that_was_opened_again_stays(
    card, ann, django_capture_on_commit_callbacks
):
    state.renew(card, by=ann, expires_on=in_days(800))
    assert run(400, django_capture_on_commit_callbacks) == 0


@pytest.mark.parametrize("how", ["withdrawn", "left"])
def test_evidence_of_what_is_gone_goes_30_days_later(
    card, ann, how, django_capture_on_commit_callbacks
):
    capture = django_capture_on_commit_callbacks
    if how == "left":
        state.leave(card.clinician, by=ann)
    else:
        state.withdraw(card, by=ann)
    assert (run(29, capture), run(30, capture)) == (0, 2 if how == "left" else 1)
    assert (kept("acls"), kept("bls")) == (False, how == "withdrawn")


def test_a_file_that_is_missing_is_no_error(card, django_capture_on_commit_callbacks):
    Path(Evidence.objects.get(credential=card).file.path).unlink()
    assert run(90, django_capture_on_commit_callbacks) == 1


def test_what_a_crash_left_behind_the_next_run_deletes(card, django_capture_on_commit_callbacks):
    assert forget_evidence(on=in_days(90)) == 1  # committed never: its callbacks do not run
    assert len(files()) == 2
    assert run(90, django_capture_on_commit_callbacks) == 0
    assert (len(files()), kept("bls")) == (1, True)


def claimed(clinic, *, days: int, decision: str = "rejected", **fields) -> ClaimDocument:
    """A document of a claim that was decided that many days ago."""
    at = timezone.now() - dt.timedelta(days=days)
    claim = make.claim(clinic, decision=decision, decided_at=at if decision else None, **fields)
    row = ClaimDocument(claim=claim, content_type="application/pdf", sha256="0", size=1)
    row.file.save(f"{claim.pk}.pdf", ContentFile(b"x"), save=False)
    row.save()
    return row


def test_documents_of_claims_go_90_days_after_their_decision(
    clinic, django_capture_on_commit_callbacks
):
    old = claimed(clinic, days=90)
    young = claimed(make.clinic(), days=89)
    waiting = claimed(make.clinic(), days=0, decision="")
    asked = claimed(make.clinic(), days=100, decision="asked-back")
    make.claim(asked.claim.clinic, answers=asked.claim)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_documents(on=make.today()) == 1
    kept = {row.pk: bool(row.file) for row in ClaimDocument.objects.all()}
    assert kept == {old.pk: False, young.pk: True, waiting.pk: True, asked.pk: True}
    assert len(default_storage.listdir("claims")[1]) == 3
    person = make.signed_in(old.claim.user)
    assert person.get(f"/my/claims/{old.claim_id}/documents/{old.pk}/").status_code == 404
    page = person.get(f"/my/claims/{old.claim_id}/").content.decode()
    assert "Document 1: deleted 90 days after the decision" in page
    assert documents_of(Claim.objects.get(pk=old.claim_id)).count() == 1


def test_the_command_says_what_it_forgot(card, capsys):
    CredentialCase.objects.update(decided_at=timezone.now() - dt.timedelta(days=91))
    call_command("forget")
    assert capsys.readouterr().out.splitlines()[:2] == [
        "2 files of evidence deleted.",
        "0 documents of claims deleted.",
    ]
