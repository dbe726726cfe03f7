"""Two listings become one: answers, people, reviews and what waits go on at the survivor."""

import pytest

from clinics.listing.actions.search_rows import rebuild_search
from clinics.merging.rows import OWN_WAY, STAY, tables
from clinics.models import (
    Clinic,
    Clinician,
    Credential,
    DuplicatePair,
    Event,
    Fact,
    Membership,
    Merge,
    Notice,
    Price,
    Review,
    SearchRow,
    SourceRecord,
    UpcomingMove,
)
from tests import make
from tests.clinics.merging.cast import merged, refusal, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return make.moderator()


@pytest.fixture
def heron():
    """The older listing; Pelican Key beside it must never change."""
    make.clinic(name="Pelican Key", yes="condition.crps")
    return make.clinic(name="Heron Marsh", phone="+1 561-555-0101")


def search_rows() -> list[dict]:
    return list(SearchRow.objects.order_by("clinic").values())


def answers(clinic: Clinic) -> dict[str, tuple]:
    rows = [*Fact.objects.filter(clinic=clinic), *Price.objects.filter(clinic=clinic)]
    return {row.code: (getattr(row, "amount", None) or row.answer, row.source) for row in rows}


def test_the_word_that_counts_is_taken_answer_by_answer(mo):
    today = {"days": 1}
    one = make.clinic(name="Heron", offers_none=True, source="import", source_name="List", facts=[
        make.fact("condition.crps", False, source="import", days=1),  # older than nothing: a rank
        make.fact("insurance.medicare", source="import", days=90),
        make.fact("safety.pulse-oximetry", source="clinic", days=300),
        make.fact("access.wheelchair", False, source="import", days=2),
    ], prices=[make.price("price.session.iv-infusion", 400, days=200)])  # fmt: skip
    other = make.clinic(name="Heron Two", offers_none=True, phone="+1 561-555-0102", facts=[
        make.fact("condition.crps", source="clinic", days=400),
        make.fact("insurance.medicare", False, source="import", **today),
        make.fact("safety.pulse-oximetry", False, source="document", **today),
        make.fact("condition.depression", source="import", days=900),
    ], prices=[make.price("price.session.iv-infusion", 500, days=20),
               make.price("price.consultation", 90)])  # fmt: skip
    merged(one, other, by=mo)
    assert answers(one) == {
        "condition.crps": (True, "clinic"),
        "insurance.medicare": (False, "import"),
        "safety.pulse-oximetry": (True, "clinic"),
        "access.wheelchair": (False, "import"),
        "condition.depression": (True, "import"),
        "payment.publishes-prices": (True, "clinic"),
        "price.session.iv-infusion": (500, "clinic"),
        "price.consultation": (90, "clinic"),
    }
    assert (one.name, one.phone, one.source, one.slug != other.slug) == (
        "Heron Two", "+1 561-555-0102", "clinic", True
    )  # fmt: skip


def test_what_an_insurer_pays_for_goes_along_with_its_yes(heron, mo):
    spray = {"covers": ["esketamine-nasal"], "prior_authorization": True}
    aetna, cigna = "insurance.aetna", "insurance.cigna"
    make.saved(heron, make.draft(facts=[make.fact(aetna, covers=["visits"], days=9)]))
    other = make.clinic(facts=[make.fact(aetna, **spray, days=1), make.fact(cigna, **spray)])
    rows = Fact.objects.filter(clinic=heron, code__startswith="insurance.").order_by("code")
    merge = merged(heron, other, by=mo)
    columns = ("code", "covers", "prior_authorization")
    assert list(rows.values_list(*columns)) == [
        (aetna, ["esketamine-nasal"], True), (cigna, ["esketamine-nasal"], True)]  # fmt: skip
    undone(merge, by=mo)
    assert list(rows.values_list(*columns)) == [(aetna, ["visits"], None)]


def test_what_a_moderator_corrected_comes_before_a_newer_import_and_goes_along(heron, mo):
    """The website is the newer import's; the phone keeps its moderator, here and at a loser."""
    old, new = ({"source": "import", "source_name": "List", "since": make.days_ago(n),
                 "affirmed_on": make.days_ago(n)} for n in (90, 2))  # fmt: skip
    one = make.clinic(name="One", phone="+1 561-555-0101", website="https://old.example/", **old)
    other = make.clinic(name="One", phone="+1 561-555-0102", website="https://new.example/", **new)
    found = {"source": "document", "source_name": "Their bill", "source_url": "",
             "since": make.days_ago(30).isoformat(),
             "affirmed_on": make.days_ago(30).isoformat(), "answer": one.phone}  # fmt: skip
    Clinic.objects.filter(pk=one.pk).update(corrections={"phone": found})
    merge = merged(one, other, by=mo)
    says = (one.phone, one.website, one.corrections)
    assert says == ("+1 561-555-0101", "https://new.example/", {"phone": found})
    undone(merge, by=mo)
    other.refresh_from_db()
    merge = merged(other, one, by=mo)
    assert (other.phone, other.corrections) == ("+1 561-555-0101", {"phone": found})
    undone(merge, by=mo)
    other.refresh_from_db()
    assert (other.phone, other.corrections) == ("+1 561-555-0102", {})


def test_the_loser_leaves_the_search_and_both_trails_say_so(heron, mo):
    twin = make.clinic(name="Heron Marsh Ketamine", yes="condition.depression")
    merged(heron, twin, by=mo)
    assert (twin.status, twin.merged_into, twin.status_since) == ("merged", heron, make.today())
    before = search_rows()
    rebuild_search()
    assert before == search_rows()
    assert [row["name_key"] for row in before] == ["pelican key", "heron marsh"]
    events = Event.objects.order_by("pk").values_list("verb", "target", "clinic_id")
    assert list(events)[-3:] == [
        ("merged", "clinic", twin.pk), ("changed", "clinic", heron.pk),
        ("merged", "merge", heron.pk),
    ]  # fmt: skip
    said = Event.objects.get(verb="merged", target="clinic")
    assert (said.after, said.why) == (
        {"status": "merged", "merged_into": "Heron Marsh"}, "One door, one phone."
    )  # fmt: skip
    assert DuplicatePair.objects.get().decision == "same"


def test_a_moderator_may_take_the_other_answer_but_never_a_blank(heron, mo):
    twin = make.clinic(name="Heron Two", yes="condition.depression", no="condition.crps")
    Fact.objects.create(clinic=heron, code="access.wheelchair", value=True, **make.said())
    chosen = {"name": "other", "condition.depression": "one"}
    merged(heron, twin, by=mo, chosen=chosen)
    assert heron.name == "Heron Two"
    assert set(answers(heron)) == {"route.iv-infusion", "condition.crps", "access.wheelchair"}
    third = make.clinic(name="Heron Three")
    for wrong, label in (({"access.wheelchair": "other"}, "Wheelchair accessible"),
                         ({"name": "both"}, "Name")):  # fmt: skip
        said = refusal(lambda wrong=wrong: merged(heron, third, by=mo, chosen=wrong))
        assert said == f"This answer cannot be taken from there: {label}."


def test_reviews_go_along_once_with_the_name_they_were_written_under(heron, mo):
    twin = make.clinic(name="Heron Marsh Ketamine")
    for clinic, overall in ((heron, 5), (heron, 4), (twin, 3), (twin, 2)):
        make.review(clinic, overall=overall)
    make.review(heron, overall=1, email="wren@mail.example", days=90)
    newer = make.review(twin, overall=4, email="wren@mail.example", days=20)
    waits = make.review(twin, status="waiting")
    merge = merged(heron, twin, by=mo)
    assert (heron.marks_count, heron.marks_sum) == (5, 5 + 4 + 3 + 2 + 4)
    under = Review.objects.filter(clinic=heron).exclude(written_under="")
    assert set(under.values_list("written_under", flat=True)) == {"Heron Marsh Ketamine"}
    assert (under.count(), newer in under, waits in under) == (4, True, True)
    assert (twin.marks_count, Review.objects.filter(clinic=twin).count()) == (1, 1)
    undone(merge, by=mo)
    heron.refresh_from_db()
    assert (heron.marks_count, heron.marks_sum) == (3, 10)
    twin.refresh_from_db()
    merged(heron, twin, by=mo, chosen={"name": "other"})
    under = Review.objects.filter(clinic=heron).values_list("written_under", flat=True)
    assert sorted(under) == [""] * 4 + ["Heron Marsh"] * 2
    undone(Merge.objects.standing().get(), by=mo)
    assert Review.objects.exclude(written_under="").count() == 0


def test_people_go_along_and_who_is_at_both_is_shown_once(heron, mo):
    twin = make.clinic(name="Heron Marsh Ketamine")
    ada, also_ada = make.clinician(heron), make.clinician(twin)
    iris = make.clinician(twin, given_name="Iris", profession="nurse-anesthetist")
    make.credential(heron, "licence", clinician=ada)
    for kind in ("licence", "board-certification", "npi", "not-excluded"):
        make.credential(twin, kind, clinician=also_ada, confirmed_until=100)
    make.credential(heron, "acls", clinician=ada, confirmed_until=90)
    make.credential(twin, "licence", clinician=iris, number="RN 7")
    make.followed(heron)
    make.followed(twin)
    merge = merged(heron, twin, by=mo)
    assert list(Clinician.objects.filter(clinic=heron)) == [also_ada, iris]
    held = Credential.objects.filter(clinic=heron, clinician=also_ada).order_by("kind")
    assert [(c.kind, bool(c.current)) for c in held] == [
        ("acls", True), ("board-certification", True), ("licence", True), ("not-excluded", True),
        ("npi", True),
    ]  # fmt: skip
    assert heron.clinician_names == ["Ada Marsh", "Iris Marsh"]
    rows = answers(heron)
    assert {"staff.psychiatrist", "staff.nurse-anesthetist"} <= set(rows)
    assert Fact.objects.get(clinic=heron, code="staff.psychiatrist").confirmed_by == "register"
    undone(merge, by=mo)
    assert list(Clinician.objects.filter(clinic=heron)) == [ada]
    heron.refresh_from_db()
    assert heron.clinician_names == ["Ada Marsh"]
    assert Credential.objects.filter(clinic=heron).count() == 3


def test_two_people_of_one_name_with_two_npis_stay_two(heron, mo):
    twin = make.clinic(name="Heron Marsh Ketamine")
    for clinic, number in ((heron, 1), (twin, 2)):
        who = make.clinician(clinic)
        make.credential(clinic, "npi", clinician=who, number=make.npi(number))
    merged(heron, twin, by=mo)
    assert Clinician.objects.filter(clinic=heron).count() == 2


def test_members_and_what_waits_go_along_and_everybody_is_told(heron, mo):
    twin = make.clinic(name="Heron Marsh Ketamine")
    ann, ben = make.ann(heron), make.member("ben@example.org", twin)
    Membership.objects.create(user=ann, clinic=twin)
    claim, report = make.claim(twin), make.report(twin, "route.iv-infusion")
    merged(heron, twin, by=mo)
    members = Membership.objects.filter(clinic=heron).order_by("user")
    assert list(members.values_list("user", flat=True)) == [ann.pk, ben.pk]
    assert list(Membership.objects.of(ann).values_list("clinic", flat=True)) == [heron.pk]
    for row in (claim, report):
        row.refresh_from_db()
        assert row.clinic == heron
    at_twin, at_heron = (f"/my/clinics/{c.slug}/changes/" for c in (twin, heron))
    browser = make.signed_in(ben)
    assert browser.get(at_twin)["Location"] == at_heron
    assert browser.get(at_heron).status_code == 200
    assert make.signed_in(ann).post(f"{at_twin}1/withdraw/").status_code == 403
    told = Notice.objects.order_by("user").values_list("user", "words")
    words = (
        "A moderator merged the listing “Heron Marsh Ketamine” into “Heron Marsh”: they are one "
        "clinic."
    )
    assert list(told) == [(ann.pk, words), (ben.pk, words)]


NEW = {"street": "9 New Rd", "city": "Boca Raton", "state": "FL", "postal_code": "33432"}


def planned(clinic: Clinic, **words) -> UpcomingMove:
    day = make.days_ago(-30)
    return UpcomingMove.objects.create(
        clinic=clinic, holds_from=day, source="clinic", **NEW | words
    )


def moves_of(*clinics: Clinic) -> list[list[str]]:
    return [list(UpcomingMove.objects.filter(clinic=c).values_list("street", flat=True))
            for c in clinics]  # fmt: skip


def test_a_planned_move_goes_along_and_comes_back(heron, mo, client):
    twin = make.clinic(name="Heron Two", street="1 Old Rd")
    planned(twin)
    merge = merged(heron, twin, by=mo)
    assert moves_of(heron, twin) == [["9 New Rd"], []]
    assert "9 New Rd" in client.get(heron.get_absolute_url()).content.decode()
    undone(merge, by=mo)
    assert moves_of(heron, twin) == [[], ["9 New Rd"]]


def test_a_planned_move_stays_where_the_survivor_plans_one_or_is_there_already(heron, mo):
    twin, third = make.clinic(name="Heron Two"), make.clinic(name="Heron Three", **NEW)
    planned(twin)
    merge = merged(third, twin, by=mo)
    assert moves_of(third, twin) == [[], ["9 New Rd"]]
    undone(merge, by=mo)
    planned(heron, street="10 Other Rd")
    merged(heron, twin, by=mo)
    assert moves_of(heron, twin) == [["10 Other Rd"], ["9 New Rd"]]


def test_rows_of_lists_stay_with_the_listing_they_were_made_from(heron, mo):
    twin = make.clinic(name="Heron Marsh Ketamine")
    rows = list(SourceRecord.objects.values_list("external_id", "clinic"))
    merged(heron, twin, by=mo)
    assert list(SourceRecord.objects.values_list("external_id", "clinic")) == rows


def test_every_table_with_a_clinic_goes_along_or_is_known_to_stay():
    assert sorted(set(tables()) - STAY - OWN_WAY) == [
        "claim", "inquiry", "invitation", "membership", "proposedchange", "report", "story",
    ]  # fmt: skip
    assert (STAY | OWN_WAY) - set(tables()) == set()


def test_a_chain_of_merges_is_undone_last_first(heron, mo):
    twin = make.clinic(name="Heron Marsh Ketamine")
    third = make.clinic(name="Heron Infusions")
    make.review(third)
    first = merged(twin, third, by=mo)
    second = merged(heron, twin, by=mo)
    review = Review.objects.get()
    assert (review.clinic, review.written_under) == (heron, "Heron Infusions")
    assert refusal(lambda: undone(first, by=mo)) == (
        "“Heron Marsh Ketamine” was merged into another listing since. Undo that merge first."
    )
    undone(second, by=mo)
    review.refresh_from_db()
    assert (review.clinic, review.written_under) == (twin, "Heron Infusions")
    undone(first, by=mo)
    assert refusal(lambda: undone(first, by=mo)) == "This merge was undone already."
    review.refresh_from_db()
    assert (review.clinic, review.written_under) == (third, "")


def test_what_changed_at_the_survivor_since_the_merge_stays(heron, mo):
    twin = make.clinic(
        name="Heron Two", yes="condition.crps condition.depression", phone="+1 561-555-0102",
        since=make.days_ago(5), affirmed_on=make.days_ago(5),
    )  # fmt: skip
    merge = merged(heron, twin, by=mo)
    assert heron.phone == "+1 561-555-0102"
    now = make.moved(heron, "condition.crps", False)
    now.fields["phone"] = "+1 561-555-0103"
    make.saved(heron, now)
    added = make.review(heron)
    undone(merge, by=mo)
    heron.refresh_from_db()
    assert (heron.name, heron.phone) == ("Heron Marsh", "+1 561-555-0103")
    assert answers(heron) == {
        "condition.crps": (False, "register"), "route.iv-infusion": (True, "clinic")
    }  # fmt: skip
    added.refresh_from_db()
    assert added.clinic == heron
    pair = DuplicatePair.objects.waiting().get()
    assert (pair.clinic, pair.other) == (heron, twin)
