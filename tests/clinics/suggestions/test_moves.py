"""A move with its day: announced until then, and done by itself on it."""

import io

import pytest
from django.core.management import call_command

from clinics.models import Clinic, Event, UpcomingMove
from clinics.suggestions.actions.decide import reopen
from clinics.suggestions.actions.moves import apply_moves
from directory.presenting.wording import day
from tests import make
from tests.clinics.suggestions.cast import VALUES, decided, refusal, said
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
NEW = {name: VALUES[name] for name in ("street", "city", "state", "postal_code")}
NEW |= {"city": "Boca Raton", "postal_code": "33432"}


@pytest.fixture
def heron():
    make.clinic(slug="ibis", name="Ibis", street="1 Old Rd")
    return make.clinic(slug="heron", name="Heron", street="1 Old Rd", source="import",
                       source_name="A list")  # fmt: skip


def now(slug: str = "heron") -> Clinic:
    return Clinic.objects.get(slug=slug)


def contact(client) -> str:
    return seen(client.get("/clinics/heron/")).one("address").text


def test_until_the_day_both_addresses_show_and_from_it_the_new_one(heron, mo, client):
    ahead = make.days_ago(-9)
    decided(said(heron, "moved"), mo, address=NEW, since=ahead)
    assert now().street == "1 Old Rd"
    told = f"Until {day(make.days_ago(-8))}. From {day(ahead)} at: 12 Gulfstream Way, Boca Raton"
    assert told in contact(client)
    history = client.get("/clinics/heron/history/").content.decode()
    assert "Will move" in history
    assert "12 Gulfstream Way, Boca Raton, FL 33432" in history
    assert (apply_moves(), now().street) == (0, "1 Old Rd")
    assert [apply_moves(on=ahead), apply_moves(on=ahead)] == [1, 0]
    moved = now()
    assert (moved.street, moved.city, moved.county, moved.is_approximate) == (
        "12 Gulfstream Way", "Boca Raton", "Palm Beach County", True)  # fmt: skip
    assert (moved.source, moved.source_name) == ("import", "A list")
    found = moved.corrections["address"]
    assert (found["source"], found["source_name"], found["since"]) == (
        "moderator", "told by a visitor", make.today().isoformat())  # fmt: skip
    assert (now("ibis").street, UpcomingMove.objects.count()) == ("1 Old Rd", 0)
    changed = Event.objects.filter(clinic_id=heron.pk, verb="changed").get()
    assert (changed.before["street"], changed.actor) == ("1 Old Rd", "operator")
    assert "From" not in contact(client)
    assert "Heron" in client.get("/search/?near=33432&radius=5").content.decode()


def test_a_day_that_has_come_moves_it_at_once_and_late_runs_are_told_truly(heron, mo, client):
    decided(said(heron, "moved"), mo, address=NEW, since=make.today())
    assert (now().street, UpcomingMove.objects.count()) == ("12 Gulfstream Way", 0)
    UpcomingMove.objects.create(clinic=heron, holds_from=make.days_ago(2), source="clinic",
                                **NEW | {"street": "9 Late St"})  # fmt: skip
    told = f"It has moved. Since {day(make.days_ago(2))} at: 9 Late St"
    assert told in contact(client)
    out = io.StringIO()
    call_command("apply_moves", stdout=out)
    assert (out.getvalue(), now().street) == ("1 clinics moved.\n", "9 Late St")


def test_a_clinics_own_move_makes_it_the_source_and_a_newer_one_takes_the_place(heron, mo):
    ann = make.ann(heron)
    for street in ("2 First St", "3 Second St"):
        one = said(heron, "moved", email="", by=ann)
        decided(one, mo, address=NEW | {"street": street}, since=make.days_ago(-5))
    assert UpcomingMove.objects.get().street == "3 Second St"
    apply_moves(on=make.days_ago(-5))
    assert (now().street, now().source, now().source_name) == ("3 Second St", "clinic", "")


def test_a_planned_move_can_be_taken_back_and_no_move_is_refused(heron, mo):
    same = {name: getattr(heron, name) for name in NEW}
    one = said(heron, "moved")
    assert refusal(lambda: decided(one, mo, address=same, since=make.today())) == (
        "The listing has this address already."
    )
    decided(one, mo, address=NEW, since=make.days_ago(-5))
    reopen(one, by=mo, reason="mistake")
    assert (UpcomingMove.objects.count(), now().street) == (0, "1 Old Rd")
    assert apply_moves(on=make.days_ago(-9)) == 0
