"""A stored card says what the listing says, whoever wrote it last."""

import datetime as dt
from decimal import Decimal
from random import Random

import pytest

from clinics.credentials.derived_facts import confirm
from clinics.listing import card
from clinics.listing.actions import status
from clinics.listing.actions.affirm import affirm
from clinics.listing.actions.editing import add, editing
from clinics.listing.actions.insert_many import insert_many
from clinics.listing.actions.search_rows import rebuild_search, refresh_overdue
from clinics.listing.card import LAYOUT, OpenHours, read_card, said_of
from clinics.listing.course import CoursePrice
from clinics.listing.records import FactRecord
from clinics.models import Clinic, Hours, SearchRow, StoredCard
from clinics.reviews.actions.figures import refresh
from directory.devserver.synthetic import synthetic_drafts
from tests import make
from tests.clinics.merging.cast import merged, undone

pytestmark = pytest.mark.django_db

ACLS = "safety.acls-on-site"


def made_anew() -> dict[int, dict]:
    """What the cards of all published clinics should say, from their listings."""
    return {
        clinic.pk: said_of(
            clinic, list(clinic.facts.all()), list(clinic.prices.all()), clinic.hours.all()
        )
        for clinic in Clinic.objects.published().with_answers()
    }


def stored() -> dict[int, dict]:
    """What the cards say that count."""
    return dict(StoredCard.objects.filter(layout=LAYOUT).values_list("clinic", "said"))


def a_clinic() -> Clinic:
    facts = [
        make.fact(ACLS, confirmed="document", confirmed_days=5, due_in=100),
        make.fact("number.sessions_in_course", 6),
    ]
    return make.clinic(
        name="Heron", slug="heron", phone="+1 561-555-0101", facts=facts,
        yes=f"route.iv-infusion route.at-home condition.crps {card.NEW_PATIENTS}",
        no="route.intramuscular",
        prices={"price.session": "450.50", "price.session.at-home": 99},
        hours=[Hours(weekday=4, opens=dt.time(9), closes=dt.time(17, 30)),
               Hours(weekday=0, opens=dt.time(8), closes=dt.time(23, 59))],
    )  # fmt: skip


def test_what_a_card_says():
    """Whoever changes this changes what stored cards say: raise `VERSION`."""
    clinic = a_clinic()
    make.clinic(name="Rival", offers_none=True)
    assert card.VERSION == 1
    assert stored()[clinic.pk] == {
        "slug": "heron", "name": "Heron", "city": "Delray Beach", "state": "FL",
        "phone": "+1 561-555-0101", "latitude": 26.4615, "longitude": -80.0728,
        "is_approximate": False, "status": "open", "marks_count": 0, "marks_sum": 0,
        "status_since": make.today().isoformat(), "repeated_on": make.days_ago(10).isoformat(),
        "new_patients": [True, make.days_ago(10).isoformat()],
        "course": {"amount": 270300, "currency": "USD", "partial": True, "consultation": None,
                   "session": 45050, "sessions": 6, "extras": 0, "varies": False},
        "hours": [[0, "08:00", "23:59"], [4, "09:00", "17:30"]],
        "yes": ["route.at-home", "route.iv-infusion"],
        "confirmed": {ACLS: ["document", make.days_ago(5).isoformat(),
                             make.days_ago(-100).isoformat()]},
    }  # fmt: skip


def test_a_card_is_read_as_it_was_meant():
    clinic = a_clinic()
    read = read_card(clinic.pk, stored()[clinic.pk])
    assert (read.pk, read.get_absolute_url(), read.point) == (
        clinic.pk, "/clinics/heron/", clinic.point,
    )  # fmt: skip
    assert read.new_patients == (True, make.days_ago(10))
    assert read.hours == [
        OpenHours(0, dt.time(8), dt.time(23, 59)), OpenHours(4, dt.time(9), dt.time(17, 30)),
    ]  # fmt: skip
    assert read.course == CoursePrice(
        amount=Decimal("2703.00"), currency="USD", partial=True, consultation=None,
        session=Decimal("450.50"), sessions=6, extras=Decimal(0), varies=False,
    )  # fmt: skip
    assert read.facts == {
        "route.at-home": FactRecord("route.at-home", True),
        "route.iv-infusion": FactRecord("route.iv-infusion", True),
        ACLS: FactRecord(ACLS, True, confirmed_by="document", confirmed_on=make.days_ago(5),
                         due_on=make.days_ago(-100)),
    }  # fmt: skip
    status.pause(clinic.pk, until=make.days_ago(-3), actor="clinic")
    read = read_card(clinic.pk, stored()[clinic.pk])
    assert [read.is_paused(on=make.days_ago(day)) for day in (-3, -4)] == [True, False]


def test_many_new_listings_get_the_cards_that_one_would_get():
    drafts = list(synthetic_drafts(12, seed=3))
    insert_many(drafts, actor="operator", publish=True)
    by_copy = {said["slug"]: said for said in stored().values()}
    assert stored() == made_anew()
    Clinic.objects.all().delete()
    assert stored() == {}
    for draft in synthetic_drafts(12, seed=3):
        add(draft, actor="operator", publish=True)
    assert {said["slug"]: said for said in stored().values()} == by_copy
    insert_many(synthetic_drafts(3, seed=4), actor="operator", publish=False)
    assert len(stored()) == 12


def test_a_rebuild_makes_what_lacks_renews_what_is_of_another_layout_and_takes_the_rest_away():
    lacks, other, hidden, rival = (make.clinic(name=name) for name in ("A", "B", "C", "D"))
    wanted = {key: said for key, said in stored().items() if key != hidden.pk}
    StoredCard.objects.filter(clinic=lacks).delete()
    StoredCard.objects.filter(clinic=other).update(layout=LAYOUT + 1, said={"name": "B"})
    Clinic.objects.filter(pk=hidden.pk).update(status="candidate")
    SearchRow.objects.filter(clinic=hidden).delete()
    assert sorted(stored()) == [hidden.pk, rival.pk]
    rebuild_search()
    assert stored() == wanted
    assert StoredCard.objects.count() == 3


def edit(random: Random, clinic: Clinic) -> None:
    """Another listing's answers, and some other fields, become this one's."""
    (draft,) = synthetic_drafts(1, seed=random.randrange(10_000))
    with editing(clinic.pk) as listing:
        listing.draft.facts, listing.draft.prices = draft.facts, draft.prices
        listing.draft.hours = draft.hours
        name = random.choice(("name", "phone", "city", "is_approximate", "source"))
        draft.fields["is_approximate"] = random.random() < 0.5
        draft.fields["source"] = random.choice(("clinic", "import"))
        listing.draft.fields |= {name: draft.fields[name], "source_name": "List"}
        listing.save(confirm=confirm, actor="clinic")


def look_away(random: Random, clinic: Clinic) -> None:
    """One of the decisions about where a listing stands; some do not fit where it stands."""
    until = random.choice((None, make.days_ago(-random.randint(0, 9))))
    since = make.days_ago(random.randint(0, 9))
    decide = random.choice((
        lambda: status.open_listing(clinic.pk, actor="moderator"),
        lambda: status.pause(clinic.pk, until=until, actor="clinic"),
        lambda: status.say_closed(clinic.pk, since=since, by=None),
        lambda: status.deny_closed(clinic.pk, actor="moderator"),
        lambda: status.close(clinic.pk, since=since, actor="moderator"),
        lambda: status.stand_again(clinic.pk, actor="moderator"),
        lambda: status.hide(clinic.pk, reason="fraud", actor="moderator", why="A test."),
        lambda: status.take_back(clinic.pk, actor="moderator"),
    ))  # fmt: skip
    try:
        decide()
    except status.StatusRefused:
        return


def repeat(random: Random, clinic: Clinic) -> None:
    """The clinic says that all of it still holds; or a pause is over and the daily run passes."""
    affirm(Clinic.objects.get(pk=clinic.pk))
    refresh_overdue()


def write(random: Random, clinic: Clinic) -> None:
    """Reviews come, and count."""
    make.review(clinic, email=f"r{random.random()}@mail.example", status="published", days=3,
                overall=random.randint(1, 5))  # fmt: skip
    refresh(clinic.pk)


def show_credentials(random: Random, clinic: Clinic) -> None:
    """Somebody with checked credentials comes, and facts follow."""
    person = make.clinician(clinic, given_name=random.choice(("Ada", "Iris")))
    for kind in ("npi", "licence"):
        make.credential(clinic, kind, clinician=person, confirmed_until=random.choice((None, 90)))
    make.followed(clinic)


STEPS = (edit, edit, look_away, look_away, repeat, write, show_credentials)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_step_every_card_says_what_its_listing_says(seed):
    random = Random(seed)
    clinics = [add(d, actor="operator", publish=True) for d in synthetic_drafts(3, seed=seed)]
    seen = set()
    for _ in range(20):
        step, clinic = random.choice(STEPS), random.choice(clinics)
        before = stored().get(clinic.pk)
        step(random, clinic)
        assert stored() == made_anew(), step.__name__
        if stored().get(clinic.pk) != before:
            seen.add(step)
    assert len(seen) >= 3


def test_a_merge_and_its_undoing_leave_right_cards():
    mo = make.moderator()
    survivor, loser, rival = [
        add(d, actor="operator", publish=True) for d in synthetic_drafts(3, seed=9)
    ]
    before = stored()
    merge = merged(survivor, loser, by=mo)
    assert stored() == made_anew()
    assert sorted(stored()) == [survivor.pk, rival.pk]
    undone(merge, by=mo)
    assert stored() == before == made_anew()
