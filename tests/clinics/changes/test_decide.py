"""Deciding: exactly what was on the screen is published, at once, or nothing of it."""

import datetime as dt
from decimal import Decimal as Money

import pytest
from django.test import Client
from django.utils import timezone

from clinics.changes.actions.confirm import confirm_all
from clinics.changes.actions.decide import Decision, digest
from clinics.changes.actions.decide import decide as decide_change
from clinics.changes.actions.propose import propose
from clinics.changes.values import ChangeRefused
from clinics.models import Clinic, Event, Fact, Notice, ProposedChange
from tests import make
from tests.clinics.changes.cast import NO, YES, decide, facts, said

pytestmark = pytest.mark.django_db
APPROVED = Decision("approved")


@pytest.fixture
def clinic():
    return make.clinic(
        facts=[
            make.fact("route.iv-infusion"),
            make.fact("condition.crps", confirmed="document", days=100),
            make.fact("condition.ocd", days=100, source="import", source_name="SAMHSA"),
            make.fact("safety.stop-rule", confirmed="document", days=100),
        ],
        name="Pelican Key",
        prices={"price.session": 400},
    )


def fact(clinic: Clinic, code: str) -> Fact:
    return said(clinic).facts.get(code=code)


def found(**query) -> tuple[int, list[str], int]:
    """What the API finds: the count, the names, and the facet of depression."""
    answer = Client().get("/api/v1/clinics", query).json()
    names = [clinic["name"] for clinic in answer["results"]]
    return answer["count"], names, answer["facets"].get("condition", {}).get("depression", 0)


def test_a_pending_proposal_shows_nowhere_and_an_approved_one_in_the_next_request(clinic, ann, mo):
    make.clinic(name="Rival", yes="condition.anxiety")
    after = {"condition.depression": YES, "name": "Pelican Key Infusions"}
    change = propose(clinic, after, by=ann)
    assert found(condition="depression") == (0, [], 0)
    assert found() == (2, ["Pelican Key", "Rival"], 0)
    page = Client().get(f"/clinics/{clinic.slug}/").content.decode()
    assert "Pelican Key Infusions" not in page
    assert "Infusions" not in Client().get(f"/clinics/{clinic.slug}/history/").content.decode()
    decide(change, by=mo)
    assert found(condition="depression") == (1, ["Pelican Key Infusions"], 1)
    assert found() == (2, ["Pelican Key Infusions", "Rival"], 1)
    assert "Pelican Key Infusions" in Client().get(f"/clinics/{clinic.slug}/").content.decode()
    search = Client().get("/search/", {"condition": "depression"}).content.decode()
    assert "Pelican Key Infusions" in search
    assert "Rival" not in search
    detail = Client().get(f"/api/v1/clinics/{clinic.slug}").json()
    stated = {row["code"]: row["value"] for row in detail["facts"]}
    assert stated["condition.depression"] == "yes"


def test_each_item_has_its_own_decision(clinic, ann, mo):
    after = {"condition.ptsd": YES, "condition.anxiety": YES, "insurance.aetna": NO}
    change = propose(clinic, after, by=ann)
    decide(
        change,
        by=mo,
        anxiety=Decision("rejected", "evidence", "Nothing says so."),
        aetna=Decision("asked-back", "", "For which route?"),
    )
    kept = facts(clinic)
    assert kept["condition.ptsd"] is True
    assert not {"condition.anxiety", "insurance.aetna"} & kept.keys()
    change.refresh_from_db()
    assert change.closed_as == "decided"
    rows = change.items.order_by("code").values_list("code", "decision", "reason", "words")
    assert list(rows) == [
        ("condition.anxiety", "rejected", "evidence", "Nothing says so."),
        ("condition.ptsd", "approved", "", ""),
        ("insurance.aetna", "asked-back", "", "For which route?"),
    ]
    _listed, changed, decided = Event.objects.exclude(verb="proposed").order_by("pk")
    assert (changed.verb, changed.actor, changed.by_id) == ("changed", "moderator", mo.pk)
    assert set(changed.after) == {"condition.ptsd"}
    assert (decided.target, decided.after["insurance.aetna"][0]) == ("proposedchange", "asked-back")
    notice = Notice.objects.get()
    assert (notice.user, notice.words) == (ann, "Your edit of Pelican Key was decided.")
    assert notice.path == f"/my/clinics/{clinic.slug}/changes/"


def test_a_changed_answer_counts_from_the_day_it_was_proposed_and_loses_its_check(clinic, ann, mo):
    after = {"condition.crps": NO, "safety.stop-rule": YES | {"detail": "After two sessions"}}
    change = propose(clinic, after, by=ann)
    ProposedChange.objects.update(proposed_at=timezone.now() - dt.timedelta(days=3))
    change.refresh_from_db()
    decide(change, by=mo)
    crps, stop_rule = fact(clinic, "condition.crps"), fact(clinic, "safety.stop-rule")
    assert (crps.source, crps.since, crps.affirmed_on) == (
        "clinic", make.days_ago(3), make.days_ago(3))  # fmt: skip
    assert (crps.confirmed_by, crps.due_on) == ("", None)
    assert (stop_rule.detail, stop_rule.confirmed_by) == ("After two sessions", "document")
    assert (stop_rule.since, stop_rule.affirmed_on) == (make.days_ago(100), make.days_ago(3))


def test_an_imported_answer_becomes_the_clinics_own_and_a_withdrawn_one_is_not_stated(
    clinic, ann, mo
):
    change = propose(
        clinic, {"condition.ocd": YES | {"source": "clinic"}, "condition.crps": None}, by=ann
    )
    decide(change, by=mo)
    ocd = fact(clinic, "condition.ocd")
    assert (ocd.source, ocd.source_name, ocd.since) == ("clinic", "", make.today())
    assert "condition.crps" not in facts(clinic)


def test_prices_numbers_and_what_follows_from_them_are_published(clinic, ann, mo):
    after = {
        "price.session": None,
        "price.session.iv-infusion": {"amount": "450", "required_for_course": False},
        "price.consultation": {"amount": "0", "includes": "a call"},
        "number.sessions_in_course": {"number": 6},
    }
    decide(propose(clinic, after, by=ann), by=mo)
    now = said(clinic)
    rows = {price.code: (price.amount, price.includes) for price in now.prices.all()}
    assert rows == {
        "price.consultation": (Money(0), "a call"),
        "price.session.iv-infusion": (Money(450), ""),
    }
    assert facts(clinic)["payment.publishes-prices"] is True
    assert (now.search_row.course_cents, now.search_row.course_partial) == (270_000, False)


def test_a_new_address_moves_the_clinic_to_its_zip_code(clinic, ann, mo):
    address = {"street": "500 Congress Ave", "city": "Austin", "state": "tx",
               "postal_code": "78701"}  # fmt: skip
    decide(propose(clinic, {"address": address}, by=ann), by=mo)
    now = said(clinic)
    assert (now.city, now.state, now.county_fips, now.is_approximate) == (
        "Austin",
        "TX",
        48453,
        True,
    )
    assert round(now.latitude, 1) == 30.3
    assert now.search_row.state == "TX"
    assert now.address_key.startswith("500 congress")
    suite = address | {"street2": "Suite 4"}
    change = propose(clinic, {"address": suite}, by=ann)
    decide(change, by=mo)
    assert (said(clinic).street2, said(clinic).latitude) == ("Suite 4", now.latitude)


# Refused


def test_only_a_moderator_who_has_nothing_to_do_with_the_clinic_decides(clinic, ann, mo):
    own = make.moderator("own@example.org")
    make.member("own@example.org", clinic)
    bare = make.user("bare@example.org", is_moderator=True)
    proposer = make.moderator("proposer@example.org")
    membership = make.member("proposer@example.org", clinic).memberships.get()
    change = propose(clinic, {"condition.ptsd": YES}, by=proposer)
    membership.delete()
    with pytest.raises(ChangeRefused, match="your own proposal"):
        decide(change, by=proposer)
    for person in (own, bare, ann):
        with pytest.raises(ChangeRefused, match="does not speak for this clinic"):
            decide(change, by=person)
    assert "condition.ptsd" not in facts(clinic)
    decide(change, by=mo)
    assert facts(clinic)["condition.ptsd"] is True


def test_a_newer_version_makes_the_decision_refused(clinic, ann, mo):
    old = propose(clinic, {"condition.ptsd": YES}, by=ann)
    seen, keys = digest(old), {item.pk: APPROVED for item in old.items.all()}
    new = propose(clinic, {"condition.ptsd": NO}, by=ann)
    with pytest.raises(ChangeRefused, match="replaced by a newer edit"):
        decide_change(old, keys, by=mo, seen=seen)
    keys = {item.pk: APPROVED for item in new.items.all()}
    with pytest.raises(ChangeRefused, match="changed while you were deciding"):
        decide_change(new, keys, by=mo, seen=seen)
    assert "condition.ptsd" not in facts(clinic)


def test_what_moved_on_meanwhile_is_named_and_nothing_is_published(clinic, ann, mo):
    change = propose(clinic, {"condition.ptsd": YES, "condition.crps": NO}, by=ann)
    Fact.objects.filter(code="condition.crps").update(confirmed_by="register")
    with pytest.raises(
        ChangeRefused, match=r"has changed since: Complex regional pain .*\(CRPS\)\.$"
    ):
        decide(change, by=mo)
    assert "condition.ptsd" not in facts(clinic)
    decide(change, by=mo, crps=Decision("rejected", "evidence"))
    assert facts(clinic)["condition.ptsd"] is True


def test_repeating_what_is_public_does_not_move_it(clinic, ann, mo):
    change = propose(clinic, {"condition.crps": NO}, by=ann)
    confirm_all(clinic, by=ann)
    decide(change, by=mo)
    assert facts(clinic)["condition.crps"] is False


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision("rejected"), "say why"),
        (Decision("rejected", "mood"), "say why"),
        (Decision("rejected", "other", "  "), "say why"),
        (Decision("asked-back", "unclear"), "say why"),
        (Decision("perhaps"), "choose one of the decisions"),
        (Decision("approved", "", "x" * 5000), "at most 4,000"),
    ],
)
def test_a_decision_without_its_reason_is_refused(clinic, ann, mo, decision, words):
    change = propose(clinic, {"condition.ptsd": YES, "condition.anxiety": YES}, by=ann)
    with pytest.raises(ChangeRefused, match=words):
        decide(change, by=mo, ptsd=decision)
    assert "condition.anxiety" not in facts(clinic)


def test_every_item_is_decided_and_nothing_else(clinic, ann, mo):
    change = propose(clinic, {"condition.ptsd": YES, "condition.anxiety": YES}, by=ann)
    rival = make.clinic()
    other = propose(rival, {"condition.ptsd": YES}, by=make.member("sam@example.org", rival))
    one, two = change.items.all()
    for keys in ({one.pk}, {one.pk, two.pk, other.items.get().pk}, set()):
        with pytest.raises(ChangeRefused, match="Decide each item"):
            decide_change(change, dict.fromkeys(keys, APPROVED), by=mo, seen=digest(change))
    assert facts(rival).get("condition.ptsd") is None
