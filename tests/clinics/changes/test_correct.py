"""A moderator corrects an answer and says where they found it."""

import datetime as dt

import pytest

from clinics.changes import values
from clinics.changes.actions.correct import correct
from clinics.changes.actions.decide import Decision, decide, digest
from clinics.changes.actions.propose import propose
from clinics.changes.actions.publish import publish_at_once
from clinics.changes.actions.undo import revert
from clinics.changes.corrections import Found, seen_of
from clinics.changes.values import ChangeRefused
from clinics.listing.corrections import standing
from clinics.models import Clinic, Event, Notice, ProposedChange, SourceKind
from tests import make
from tests.clinics.changes.cast import NO, YES, said

pytestmark = pytest.mark.django_db

WEBSITE = Found(source=SourceKind.WEBSITE, url="https://luma.example/contact",
                on=make.dt.date(2026, 3, 1))  # fmt: skip
PHONE, OLD = "+1 561-555-0103", "+1 561-555-0199"
ADDRESS = {"street": "9 Sea Way", "city": "Boca Raton", "state": "FL", "postal_code": "33432"}
HOURS = [[0, "09:00", "17:00"], [1, "09:00", "23:59"]]


@pytest.fixture
def luma():
    """An imported listing, and a rival that says the same."""
    words = {"phone": OLD, "source": "import", "source_name": "A list", "yes": "condition.crps"}
    make.clinic(slug="rival", **words)
    return make.clinic(slug="luma", name="Luma", **words)


def fix(clinic: Clinic, code: str, value, found: Found = WEBSITE, *, by=None, **more) -> int:
    """Correct one answer as it stands now."""
    by = by or make.User.objects.filter(email="mo@example.org").first() or make.moderator()
    more = {"seen": seen_of(values.public(said(clinic)), code)} | more
    return correct(clinic, code, value, found, by=by, **more)


def test_every_kind_of_answer_is_set_changed_and_withdrawn_with_where_it_was_found(luma):
    wanted = {
        "phone": PHONE, "website": "https://luma.example", "email": "hello@luma.example",
        "name": "Luma of the Sea", "address": ADDRESS | {"country": "US"}, "hours": HOURS,
        "condition.crps": NO | {"detail": "Not any more"}, "condition.migraine": YES,
        "number.session_minutes": {"number": 50},
        "price.session": {"amount": "450.00", "currency": "USD", "valid_from": "2026-01-01"},
    }  # fmt: skip
    for code, value in wanted.items():
        fix(luma, code, value)
    now = values.public(said(luma))
    assert {code: values.content(code, now[code]) for code in wanted} == wanted
    source = {"source": "website", "source_url": "https://luma.example/contact",
              "since": "2026-03-01", "affirmed_on": "2026-03-01"}  # fmt: skip
    stands = standing(said(luma))
    assert sorted(stands) == ["address", "email", "hours", "name", "phone", "website"]
    own = [now[code] for code in wanted if code not in stands]
    assert all(source.items() <= kept.items() for kept in [*own, *stands.values()])
    assert now["contact"]["source"] == "import"  # who states the rest stays as it was
    for code in wanted:
        if code not in ("name", "address"):
            fix(luma, code, None)
    now = values.public(said(luma))
    assert sorted(code for code in wanted if code in now) == ["address", "name"]
    assert len(standing(said(luma))) == 10
    assert values.public(said(Clinic.objects.get(slug="rival")))["phone"] == OLD


def test_the_trail_names_the_moderator_the_source_and_the_address(luma):
    mo = make.moderator()
    fix(luma, "phone", PHONE, by=mo)
    event = Event.objects.about_clinic(luma.pk).first()
    assert (event.verb, event.actor, event.by_id) == ("changed", "moderator", mo.pk)
    assert event.source == "a moderator, from the clinic’s own website"
    assert event.why == "https://luma.example/contact"
    assert sorted(event.after) == ["corrected.phone", "phone"]


def test_a_clinics_own_later_word_goes_before_a_moderators_and_undoing_it_brings_that_back(luma):
    fix(luma, "phone", PHONE)
    ann = make.ann(luma)
    publish_at_once(said(luma), {"phone": "+1 561-555-0155"}, by=ann)
    assert (said(luma).phone, standing(said(luma))) == ("+1 561-555-0155", {})
    mo = make.User.objects.get(email="mo@example.org")
    revert(ProposedChange.objects.get(), by=mo, reason="A slip.", chosen=None or [
        item.pk for item in ProposedChange.objects.get().items.all()], again=False)  # fmt: skip
    assert (said(luma).phone, list(standing(said(luma)))) == (PHONE, ["phone"])


def test_a_clinic_that_adopts_the_contact_details_states_the_corrected_one_too(luma):
    fix(luma, "phone", PHONE)
    ann = make.ann(luma)
    change = propose(said(luma), {"website": "https://luma.example"}, by=ann)
    decide(change, {item.pk: Decision("approved") for item in change.items.all()},
           by=make.moderator("moe@example.org"), seen=digest(change))  # fmt: skip
    now = said(luma)
    assert (now.phone, now.source, standing(now)) == (PHONE, "clinic", {})


def test_a_waiting_proposal_asks_against_the_corrected_answer_or_no_more(luma):
    ann = make.ann(luma)
    wanted = {"condition.crps": NO, "condition.migraine": YES}
    propose(said(luma), wanted, by=ann, note="As of March.")
    fix(luma, "condition.crps", NO)
    change = ProposedChange.objects.pending().get()
    assert [item.code for item in change.items.all()] == ["condition.migraine"]  # the rest is so
    fix(luma, "condition.migraine", NO)
    change = ProposedChange.objects.pending().get()
    assert (change.proposed_by, change.note) == (ann, "As of March.")
    assert change.items.get(code="condition.migraine").before["value"] is False
    decide(change, {item.pk: Decision("approved") for item in change.items.all()},
           by=make.moderator("moe@example.org"), seen=digest(change))  # fmt: skip
    assert values.public(said(luma))["condition.migraine"]["value"] is True
    told = Notice.objects.filter(user=ann).values_list("words", flat=True)
    assert sum("which your edit changes too" in words for words in told) == 2


def test_open_reports_end_in_the_truth_and_what_speaks_of_suicide_waits_on(luma):
    wrong = make.report(luma, "phone")
    make.report(luma, "phone", flags=["distress"])
    other = make.report(luma, "condition.crps")
    assert fix(luma, "phone", PHONE) == 1
    right = make.report(luma, "phone")
    assert fix(luma, "phone", PHONE, Found(source=SourceKind.PHONE, on=make.today())) == 1
    for row in (wrong, right, other):
        row.refresh_from_db()
    assert [row.resolution for row in (wrong, right, other)] == ["corrected", "stands", ""]
    assert wrong.note == "a moderator, from the clinic’s own website"


def test_nothing_is_corrected_that_the_listing_says_or_that_changed_meanwhile(luma):
    fix(luma, "phone", PHONE)
    refused = {
        "The listing says this already, from this source and this day.": ("phone", PHONE, {}),
        "This answer changed meanwhile. Look at it again.": ("phone", OLD, {"seen": "x"}),
        "The listing does not state this, so there is nothing to withdraw.":
            ("condition.migraine", None, {}),
        "Phone: This is not a phone number that can be dialed.": ("phone", "12", {}),
        "Publishes prices: This follows from the prices. It cannot be stated by itself.":
            ("payment.publishes-prices", YES, {}),
    }  # fmt: skip
    for words, (code, value, more) in refused.items():
        with pytest.raises(ChangeRefused) as problem:
            fix(luma, code, value, **more)
        assert str(problem.value) == words
    assert said(luma).phone == PHONE
    own = make.clinic(phone=OLD)
    with pytest.raises(ChangeRefused, match="The clinic itself says this already"):
        fix(own, "phone", OLD)


def test_what_follows_from_credentials_is_not_corrected_by_hand(luma):
    ada = make.clinician(luma)
    for kind in ("npi", "licence", "board-certification"):
        make.credential(luma, kind, clinician=ada, confirmed_until=90)
    make.followed(luma)
    for value in (NO, None):
        with pytest.raises(ChangeRefused, match="This answer follows from the credentials"):
            fix(luma, "staff.psychiatrist", value)
    fix(luma, "staff.anesthesiologist", YES)


def test_nobody_corrects_the_clinic_for_which_they_speak(luma):
    mo = make.moderator()
    make.member("mo@example.org", luma)
    for person in (mo, make.user("sam@example.org")):
        with pytest.raises(ChangeRefused, match="You speak for this clinic"):
            fix(luma, "phone", PHONE, by=person)
    assert said(luma).phone == OLD


def test_a_day_of_an_answer_is_the_day_on_which_it_was_found(luma):
    fix(luma, "phone", PHONE)
    assert standing(said(luma))["phone"]["since"] == dt.date(2026, 3, 1).isoformat()
