"""A bucket that is silent or away: whoever hands in a document reads so, and nothing is kept."""

from __future__ import annotations

import pytest

from clinics.models import Claim, ClaimDocument
from tests.clinics.documents.cast import picture
from tests.faults import proof
from tests.faults.people import Browser
from tests.faults.test_mail import says, silent

pytestmark = pytest.mark.once("what is silent here is a bucket")


@pytest.mark.parametrize("talk", [silent, None], ids=["silent", "away"])
def test_a_claim_whose_documents_cannot_be_kept_is_not_kept_and_the_form_says_so(
    place, people, bucket, talk
):
    cam, reader = people.claimants[7], Browser(place.port)
    path = f"/clinics/{people.clinics[7]}/claim/"
    typed = {"method": "documents", "local_part": "", "statement": "I own it."}
    with says(bucket, talk) as calls:
        assert (reader.ask("/readyz").status, calls) == (200, [])
        assert cam.ask(path, typed, picture()).status == 400
        assert "We could not store your documents just now" in cam.page
        assert reader.ask(f"/clinics/{people.clinics[7]}/").status == 200
    with place.inside():
        kept = Claim.objects.filter(clinic__slug=people.clinics[7])
        assert (kept.count(), ClaimDocument.objects.filter(claim__in=kept).count()) == (0, 0)
        assert proof.half() == []
