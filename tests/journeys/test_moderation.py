"""From a claim to a listing that its clinic keeps: pending nowhere, approved at once everywhere."""

import pytest

from clinics.models import Claim
from tests import make
from tests.clinics.moderation.cast import proposal, seen

pytestmark = pytest.mark.django_db


def public(client, slug: str) -> tuple[bool, int, int, str | None]:
    """What the public sees: on the page; count found; facet; the API's answer."""
    page = client.get(f"/clinics/{slug}/").content.decode()
    near = {"lat": "26.4615", "lon": "-80.0728"}
    found = client.get("/api/v1/clinics", near | {"condition": "crps"}).json()
    facets = client.get("/api/v1/clinics", near).json()["facets"]
    facts = client.get(f"/api/v1/clinics/{slug}").json()["facts"]
    answer = facts.get("condition.crps") if isinstance(facts, dict) else next(
        (fact["value"] for fact in facts if fact["code"] == "condition.crps"), None)  # fmt: skip
    said = "seen on the public page" in page
    return said, found["count"], facets.get("condition", {}).get("crps", 0), answer


def decide(browser, url: str, **typed) -> None:
    """Look at a case and decide it as seen."""
    answer = browser.post(url, {"seen": seen(browser.get(url))} | typed)
    assert answer.status_code == 302


def test_a_claimed_clinic_edits_and_only_what_is_approved_is_public_at_once(client):
    clinic, rival = make.clinic(), make.clinic(yes="condition.ocd")
    claim = make.claim(clinic, "cam@clinic.example", method=Claim.Method.DOCUMENTS)
    mo = make.signed_in(make.moderator())
    decide(mo, f"/moderation/claim/{claim.pk}/", decision="approved")
    before = public(client, clinic.slug)
    assert before == (False, 0, 0, None)
    crps = {"value": True, "detail": "seen on the public page"}
    change = proposal(clinic, email="cam@clinic.example", condition__crps=crps)
    assert public(client, clinic.slug) == before
    url = f"/moderation/change/{change.pk}/"
    decide(mo, url, approve_all="1")
    assert public(client, clinic.slug) == (True, 1, 1, "yes")
    assert public(client, rival.slug)[0] is False
    mo.post(f"{url}undo/", {"reason": "The clinic phoned: it was a mistake."})
    assert public(client, clinic.slug) == before
    history = client.get(f"/clinics/{clinic.slug}/history/").content.decode()
    assert "cam@clinic.example" not in history
    assert "mo@example.org" not in history
    assert "a moderator" in history
