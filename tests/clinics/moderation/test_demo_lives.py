"""The demo's listings with a life: one for each status, and what waits about them."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction

from clinics.models import Clinic, DuplicatePair, Event, Suggestion, UpcomingMove
from tests import make

STATUSES = {
    "cimarron-lantern-ketamine": "open", "cimarron-lantern-infusion": "merged",
    "redbud-bench-ketamine": "paused", "osage-hollow-pain": "closed",
    "tallgrass-mercy-ketamine": "open", "prairie-slope-infusion": "open",
    "cross-timbers-ketamine": "open", "cross-timbers-ketamine-center": "open",
    "arkansas-bend-infusion": "hidden", "sand-creek-infusion": "candidate",
    "keystone-lantern-ketamine": "candidate",
}  # fmt: skip


def made() -> str:
    """What the command says of clinics with a life."""
    said = io.StringIO()
    call_command("make_demo", stdout=said)
    return said.getvalue().splitlines()[3]


@pytest.mark.django_db
def test_the_demo_has_a_clinic_for_each_status_and_something_waits_about_them(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with transaction.atomic():
        assert made() == "11 fictitious clinics with a life, 11 made."
        tulsa = Clinic.objects.filter(city="Tulsa")
        assert dict(tulsa.values_list("slug", "status")) == STATUSES
        closed = tulsa.get(status="closed")
        said = [closed.affirmed_on, *closed.facts.values_list("affirmed_on", flat=True)]
        assert closed.status_since == make.days_ago(200)
        assert said == [make.days_ago(230)] * 4
        says_closed = tulsa.get(slug="tallgrass-mercy-ketamine")
        assert says_closed.says_closed_since == make.days_ago(5)
        waiting = Suggestion.objects.waiting().values_list("kind", "clinic__slug")
        assert list(waiting) == [("closed", says_closed.slug), ("add", None)]
        assert DuplicatePair.objects.filter(decision="").count() == 1
        (move,) = UpcomingMove.objects.all()
        assert (move.clinic.slug, move.street) == ("prairie-slope-infusion", "9 Orchard Gate")
        events = Event.objects.count()
        assert made() == "11 fictitious clinics with a life, 0 made."
        assert Event.objects.count() == events
