"""How long a request usually waits: by the last 90 days, or that nobody knows."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.claims.usual_time import usual_time
from tests import make

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def decided(hours: float, *, days: int = 1, decision: str = "approved"):
    """A claim that waited so many hours, decided that many days ago."""
    end = timezone.now() - dt.timedelta(days=days)
    who = f"cam{hours}{days}{decision}@example.org"
    return make.claim(make.clinic(), who, asked_at=end - hours * HOUR, decided_at=end,
                      decision=decision)  # fmt: skip


def said() -> str:
    return usual_time(at=timezone.now())


def test_the_usual_time_is_that_of_half_of_the_last_90_days():
    decided(500, days=91)
    decided(1, decision="withdrawn")
    make.claim(make.clinic(), "waiting@example.org")
    nobody = "Nothing was decided in the last 90 days, so we cannot say how long it takes."
    assert said() == nobody
    decided(4.5)
    assert said() == "The one request that was decided in the last 90 days took 5 hours at most."
    decided(50, decision="rejected")
    decided(90, days=89)
    assert said() == (
        "Of the 3 requests that were decided in the last 90 days, half took 3 days at most."
    )


def test_who_has_asked_reads_it_until_the_decision(client):
    waits, done = make.claim(make.clinic()), decided(0.2)
    sentence = "The one request that was decided in the last 90 days took 1 hour at most."
    for claim, is_said in ((waits, True), (done, False)):
        client.force_login(claim.user)
        page = client.get(reverse("my_claim", args=[claim.pk])).content.decode()
        assert (sentence in page) is is_said
