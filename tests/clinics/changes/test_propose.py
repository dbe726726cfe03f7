"""Proposing: what differs waits for a moderator, and nothing of it is public."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinics.changes.actions.confirm import confirm_all
from clinics.changes.actions.decide import Decision
from clinics.changes.actions.drafts import save_draft
from clinics.changes.actions.propose import propose, withdraw
from clinics.changes.actions.publish import publish_at_once
from clinics.changes.values import ChangeRefused
from clinics.models import EditDraft, Event, Membership, ProposedChange
from tests import make
from tests.clinics.changes.cast import NO, YES, decide, facts, said

pytestmark = pytest.mark.django_db


def items(change: ProposedChange) -> dict:
    return {item.code: item.after for item in change.items.all()}


def test_only_what_differs_is_proposed_with_what_it_was():
    clinic = make.clinic(yes="condition.crps", no="insurance.medicare")
    ann = make.ann(clinic)
    change = propose(
        clinic, {"condition.crps": YES, "insurance.medicare": YES, "condition.ocd": None}, by=ann
    )
    item = change.items.get()
    assert (item.code, item.after, item.decision) == ("insurance.medicare", YES, "")
    assert (item.before["value"], item.before["source"]) == (False, "clinic")
    assert facts(clinic)["insurance.medicare"] is False


def test_a_proposal_that_changes_nothing_is_refused_in_words():
    clinic = make.clinic(yes="condition.crps", phone="+1 561-555-0123")
    ann = make.ann(clinic)
    same = {"condition.crps": YES, "phone": "(561) 555-0123", "condition.ocd": None}
    with pytest.raises(ChangeRefused, match="changes nothing"):
        propose(clinic, same, by=ann)
    assert not ProposedChange.objects.exists()


def test_a_newer_proposal_replaces_the_waiting_one_and_carries_it_on():
    clinic, rival = make.clinic(), make.clinic()
    ann, ben = make.ann(clinic), make.member("ben@example.org", clinic)
    other = propose(rival, {"condition.ocd": YES}, by=make.member("sam@example.org", rival))
    first = propose(clinic, {"condition.crps": YES, "condition.ocd": NO}, by=ann, note="A")
    second = propose(clinic, {"condition.ocd": YES}, by=ben)
    first.refresh_from_db()
    assert (first.closed_as, second.closed_as) == ("superseded", "")
    assert items(second) == {"condition.crps": YES, "condition.ocd": YES}
    assert second.note == "A"
    assert list(ProposedChange.objects.pending()) == [other, second]


def test_sending_the_same_twice_keeps_the_place_in_the_queue():
    clinic = make.clinic()
    ann = make.ann(clinic)
    first = propose(clinic, {"condition.crps": YES}, by=ann)
    with pytest.raises(ChangeRefused, match="waits for a moderator already"):
        propose(clinic, {"condition.crps": YES}, by=ann)
    assert list(ProposedChange.objects.pending()) == [first]


def test_who_does_not_speak_for_the_clinic_any_more_proposes_nothing():
    clinic, rival = make.clinic(), make.clinic()
    ann, sam = make.ann(clinic), make.member("sam@example.org", rival)
    change = propose(clinic, {"condition.crps": YES}, by=ann)
    Membership.objects.filter(user=ann).delete()
    for person in (ann, sam):
        with pytest.raises(ChangeRefused, match="do not speak for this clinic"):
            propose(clinic, {"condition.ocd": YES}, by=person)
        with pytest.raises(ChangeRefused, match="do not speak for this clinic"):
            withdraw(change, by=person)
        with pytest.raises(ChangeRefused, match="do not speak for this clinic"):
            confirm_all(clinic, by=person)
    assert items(ProposedChange.objects.pending().get()) == {"condition.crps": YES}


def test_a_withdrawn_proposal_cannot_be_decided_or_withdrawn_again():
    clinic = make.clinic()
    ann, mo = make.ann(clinic), make.moderator()
    change = propose(clinic, {"condition.crps": YES}, by=ann)
    withdraw(change, by=ann)
    with pytest.raises(ChangeRefused, match="withdrawn by the clinic"):
        withdraw(change, by=ann)
    with pytest.raises(ChangeRefused, match="withdrawn by the clinic"):
        decide(change, by=mo)
    assert "condition.crps" not in facts(clinic)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"name": None}, "Name: A clinic needs a name"),
        ({"phone": "12"}, "not a phone number"),
        ({"email": "nobody"}, "not an e-mail address"),
        ({"website": "javascript:alert(1)"}, "not a web address"),
        ({"description": "x" * 1_000_000}, "1,000,000 characters; at most 4,000"),
        ({"how_to_find": "a\0b"}, "cannot be shown"),
        ({"condition.none": YES}, "no “condition.none”"),
        ({"condition.crps": {"value": 1}}, "Choose yes or no"),
        ({"condition.crps": {"value": True, "detail": "x" * 301}}, "at most 300"),
        ({"condition.crps": True}, "not in the expected format"),
        ({"payment.publishes-prices": YES}, "follows from the prices"),
        ({"number.wait_days": {"number": 1001}}, "from 0 to 1000"),
        ({"number.wait_days": {"number": True}}, "whole number"),
        ({"price.session": {"amount": "-1"}}, "an amount in dollars"),
        *[
            ({"price.session": {"amount": amount}}, "an amount in dollars")
            for amount in ("12,50", "1,25", "1,2500", "1.250", "1.250,00", "٤٥٠")
        ],
        ({"price.session": {"amount": "1" * 9}}, "too high"),
        ({"price.session": {"amount": "400", "valid_from": "1999-01-01"}}, "too long ago"),
        ({"price.consultation.iv-infusion": {"amount": "4"}}, "no “price.consultation"),
        (
            {"hours": [[0, "17:00", "09:00"]]},
            "Monday: the closing time must be later than the opening time",
        ),
        (
            {"hours": [[0, "09:00", "12:00"], [0, "11:00", "13:00"]]},
            "Monday: the time spans overlap",
        ),
        (
            {"hours": [[0, "09:00", "10:00"], [0, "11:00", "12:00"], [0, "13:00", "14:00"]]},
            "Monday: at most two time spans",
        ),
        ({"name": "\u202e \u3164"}, "Name: A clinic needs a name"),
        ({"phone": "561-555-0100 or 561-555-0101"}, "one phone number alone, such as"),
        ({"website": "https://rival.example\\@luma.example/"}, "not a web address"),
        ({"website": "info@luma.example"}, "not a web address"),
        ({"address": {"city": "Austin", "state": "ZZ"}}, "“ZZ” is not a state"),
        ({"hours": [[7, "09:00", "12:00"]]}, "give times"),
        ({"address": {"street": "1 A St"}}, "needs a town"),
        ({"address": {"city": "Austin", "state": "TX", "postal_code": "7870"}}, "ZIP code"),
        ({"contact": {"source": "register"}}, "Only the clinic itself"),
    ],
)
def test_a_value_that_cannot_be_stored_is_refused_at_its_name(after, words):
    clinic = make.clinic()
    ann = make.ann(clinic)
    with pytest.raises(ChangeRefused, match=words.replace("(", r"\(")):
        propose(clinic, {"condition.ocd": YES} | after, by=ann)
    assert not ProposedChange.objects.exists()


def test_the_database_keeps_one_waiting_proposal_a_clinic():
    clinic = make.clinic()
    propose(clinic, {"condition.crps": YES}, by=make.ann(clinic))
    with pytest.raises(IntegrityError, match="clinics_change_one_pending"), transaction.atomic():
        ProposedChange.objects.create(clinic=clinic)


def test_the_trail_of_a_proposal_is_not_public():
    clinic = make.clinic()
    change = propose(clinic, {"condition.crps": YES}, by=make.ann(clinic))
    event = Event.objects.latest("pk")
    assert (event.verb, event.target, event.target_id) == ("proposed", "proposedchange", change.pk)
    assert event.after == {"condition.crps": YES}
    verbs = Event.objects.about_clinic(clinic.pk).public().values_list("verb", flat=True)
    assert list(verbs) == ["listed"]


# Harmless fields


def test_phone_hours_and_the_way_to_the_door_are_published_at_once():
    clinic, rival = make.clinic(phone="+1 561-555-0123"), make.clinic(phone="+1 561-555-0123")
    ann = make.ann(clinic)
    after = {"phone": "561-555-0199", "how_to_find": "Blue door", "hours": [[0, "09:00", "17:00"]]}
    publish_at_once(clinic, after, by=ann)
    now = said(clinic)
    assert (now.phone, now.how_to_find) == ("+1 561-555-0199", "Blue door")
    assert [str(row) for row in now.hours.all()] == ["0 09:00–17:00"]
    assert now.affirmed_on == make.today()
    assert said(rival).phone == "+1 561-555-0123"
    event = Event.objects.latest("pk")
    assert (event.verb, event.actor, event.by_id) == ("changed", "clinic", ann.pk)
    assert event.before["phone"] == "+1 561-555-0123"


@pytest.mark.parametrize(
    "after",
    [
        {"condition.crps": YES},
        {"email": "desk@clinic.example"},
        {"website": "https://other.example/"},
        {"name": "Another name"},
        {"phone": "561-555-0199", "price.session": {"amount": "400"}},
    ],
)
def test_what_patients_decide_by_and_what_proves_a_claim_waits(after):
    clinic = make.clinic(website="https://www.clinic.example/")
    with pytest.raises(ChangeRefused, match="A moderator must look"):
        publish_at_once(clinic, after, by=make.ann(clinic))
    assert Event.objects.count() == 1


def test_a_website_changes_at_once_within_its_host_only():
    clinic = make.clinic(website="https://www.clinic.example/")
    publish_at_once(clinic, {"website": "https://clinic.example/ketamine"}, by=make.ann(clinic))
    assert said(clinic).website == "https://clinic.example/ketamine"


@pytest.mark.parametrize(
    "page",
    [
        "https://www.facebook.com/{}",
        "https://m.facebook.com/{}",
        "https://linktr.ee/{}",
        "https://sites.google.com/view/{}",
        "https://FACEBOOK.com./{}",
    ],
)
def test_a_page_on_a_host_that_many_share_never_changes_at_once(page):
    clinic = make.clinic(website=page.format("pelican-key"))
    ann = make.member("ann@example.org", clinic)
    with pytest.raises(ChangeRefused, match="A moderator must look"):
        publish_at_once(clinic, {"website": page.format("somebody-else")}, by=ann)
    assert said(clinic).website == page.format("pelican-key")


def test_a_new_admin_and_one_with_a_rejected_item_publish_nothing_at_once():
    clinic = make.clinic()
    ann, new = make.ann(clinic), make.member("new@example.org", clinic, days=0)
    change = propose(clinic, {"condition.crps": YES}, by=ann)
    decide(change, by=make.moderator(), crps=Decision("rejected", "evidence"))
    for person in (ann, new):
        with pytest.raises(ChangeRefused, match="A moderator must look"):
            publish_at_once(clinic, {"phone": "561-555-0199"}, by=person)
    change.items.update(decided_at=timezone.now() - dt.timedelta(days=91))
    publish_at_once(clinic, {"phone": "561-555-0199"}, by=ann)
    assert said(clinic).phone == "+1 561-555-0199"


def test_what_is_published_at_once_leaves_the_waiting_proposal():
    clinic = make.clinic()
    ann, new = make.ann(clinic), make.member("new@example.org", clinic, days=0)
    old = propose(clinic, {"phone": "561-555-0111", "condition.crps": YES}, by=new, note="Please")
    publish_at_once(clinic, {"phone": "561-555-0199"}, by=ann)
    change = ProposedChange.objects.pending().get()
    assert items(change) == {"condition.crps": YES}
    assert (change.proposed_by, change.note) == (new, "Please")
    assert change.proposed_at == old.proposed_at
    assert said(clinic).phone == "+1 561-555-0199"


def test_an_imported_listing_becomes_the_clinics_own_with_its_first_contact_detail():
    clinic = make.clinic(source="import", source_name="SAMHSA", phone="+1 561-555-0123")
    publish_at_once(clinic, {"phone": "561-555-0199"}, by=make.ann(clinic))
    now = said(clinic)
    assert (now.source, now.source_name, now.since) == ("clinic", "", make.today())


# Everything is still right


def test_confirming_moves_the_clinics_own_statements_only():
    clinic = make.clinic(
        facts=[
            make.fact("condition.crps", days=100, confirmed="document"),
            make.fact("insurance.medicare", False, days=50),
            make.fact("access.parking", source="import", source_name="SAMHSA", days=70),
        ],
        prices=[make.price("price.session", 400, days=60)],
    )
    ann = make.ann(clinic)
    assert confirm_all(clinic, by=ann) == 6
    now = said(clinic)
    affirmed = {fact.code: fact.affirmed_on for fact in now.facts.all()}
    assert affirmed == {
        "condition.crps": make.today(),
        "insurance.medicare": make.today(),
        "access.parking": make.days_ago(70),
        "route.iv-infusion": make.today(),
        "payment.publishes-prices": make.today(),
    }
    crps = now.facts.get(code="condition.crps")
    assert (crps.since, crps.confirmed_on) == (make.days_ago(100), make.days_ago(5))
    assert (now.affirmed_on, now.prices.get().affirmed_on) == (make.today(), make.today())
    assert now.search_row.last_confirmed == make.today()
    event = Event.objects.latest("pk")
    assert (event.verb, event.target) == ("confirmed", "clinic")
    assert event.before["affirmed"]["insurance.medicare"] == make.days_ago(50).isoformat()
    with pytest.raises(ChangeRefused, match="today already"):
        confirm_all(clinic, by=ann)
    assert Event.objects.count() == 2


def test_the_database_refuses_half_a_decision_and_a_second_draft():
    clinic = make.clinic()
    ann = make.ann(clinic)
    change = propose(clinic, {"condition.crps": YES}, by=ann)
    save_draft(clinic, {}, by=ann)
    now = timezone.now()
    for name, write in (
        ("clinics_change_closed_whole", lambda: ProposedChange.objects.update(closed_at=now)),
        ("clinics_changeitem_decided_whole", lambda: change.items.update(decided_at=now)),
        ("clinics_changeitem_once_a_code", lambda: change.items.create(code="condition.crps")),
        (
            "clinics_editdraft_one_a_person_and_clinic",
            lambda: EditDraft.objects.create(user=ann, clinic=clinic, data={}),
        ),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            write()
