"""Documents are kept when all of it comes to be; when not, no file of them is left."""

import pytest
from django.db import IntegrityError, transaction

from clinics.documents.actions.keep import keeping
from clinics.documents.check import Checked
from clinics.models import Claim, ClaimDocument
from tests import make

pytestmark = pytest.mark.django_db
CARD = Checked(content=b"%PDF-1.4 a card", content_type="application/pdf")


class Refused(Exception):
    """The exception of a feature."""


@pytest.fixture
def claim(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return make.claim(make.clinic())


def keep_cards(claim: Claim, number: int = 2, *, decision: str = "") -> None:
    """Keep that many documents of a claim; the database refuses a decision without a moment."""
    with keeping(refused=Refused) as keep, transaction.atomic():
        keep([CARD] * number, lambda: ClaimDocument(claim=claim), lambda n: f"of-{claim.pk}-{n}")
        Claim.objects.filter(pk=claim.pk).update(decision=decision)


def test_documents_stay_when_the_block_ends_well(claim, tmp_path):
    keep_cards(claim)
    files = sorted(path.name for path in tmp_path.rglob("*.pdf"))
    assert files == [f"of-{claim.pk}-1.pdf", f"of-{claim.pk}-2.pdf"]
    rows = ClaimDocument.objects.order_by("pk")
    assert [(row.sha256, row.size, row.content_type) for row in rows] == [
        (CARD.sha256, 15, "application/pdf")
    ] * 2


def test_what_fails_after_the_documents_takes_them_away_again(claim, tmp_path):
    rival = tmp_path / "claims" / "rival.pdf"
    rival.parent.mkdir()
    rival.write_bytes(b"of another claim")
    with pytest.raises(IntegrityError, match="clinics_claim_decided_whole"):
        keep_cards(claim, decision="approved")
    assert list(tmp_path.rglob("*.pdf")) == [rival]
    assert not ClaimDocument.objects.exists()


def test_more_than_five_are_refused_before_any_is_kept(claim, tmp_path):
    with pytest.raises(Refused, match="Hand in at most five documents"):
        keep_cards(claim, 6)
    assert list(tmp_path.rglob("*.pdf")) == []


def test_a_folder_that_takes_nothing_is_said_in_words(claim, settings, tmp_path, caplog):
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file where the folder should be")
    settings.MEDIA_ROOT = str(blocked)
    with pytest.raises(Refused, match="We could not store your documents just now"):
        keep_cards(claim)
    assert not ClaimDocument.objects.exists()
    assert [record.getMessage() for record in caplog.records] == [
        "A document could not be stored: Not a directory."
    ]
