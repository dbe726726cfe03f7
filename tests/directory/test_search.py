"""The packed search, sentence by sentence; each with a clinic that could wrongly appear."""

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from clinics.checklist import CHECKLIST
from clinics.geo import Point, miles_between
from clinics.listing.actions.status import pause, say_closed
from clinics.listing.draft import Draft
from clinics.models import Clinic
from clinics.vocabulary import Item
from directory.search.answer import Answer
from directory.search.filters import clinics_that_answer
from directory.search.question import ask
from directory.search.search import search
from tests import make
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db


def found(query: str, **on) -> list[str]:
    """The names on the page, in order: of the packed answer, which plain SQL gives too."""
    names = dict(Clinic.objects.values_list("pk", "name"))
    return [names[one.clinic_id] for one in answer(query, **on).page]


def answer(query: str, **on) -> Answer:
    question = ask(QueryDict(query))
    packed = search(question, **on)
    plain = clinics_that_answer(question, Clinic.objects.published(), **on)
    start = (question.page - 1) * question.page_size
    page = plain.values_list("pk", flat=True)[start : start + question.page_size]
    assert [one.clinic_id for one in packed.page] == list(page)
    assert packed.count == plain.count()
    return packed


def test_nearest_first_and_none_too_far_or_unpublished():
    make.clinic(name="Boca", town="boca")
    make.clinic(name="Delray")
    make.clinic(name="Austin", town="austin")
    make.clinic(name="Draft", published=False)
    assert found("near=33444&radius=10") == ["Delray", "Boca"]
    assert found("near=33444&radius=5") == ["Delray"]


def test_kilometres_are_shorter_than_miles():
    make.clinic(name="Delray")
    make.clinic(name="Boca", town="boca")  # about 7.4 miles, 11.9 km away
    assert found("near=33444&radius=10&unit=km") == ["Delray"]
    assert found("near=33444&radius=10&unit=mi") == ["Delray", "Boca"]


@pytest.mark.parametrize(
    ("origin", "clinic", "rival"),
    [
        ((0.0, 179.95), (0.0, -179.95), (0.0, 179.0)),
        ((0.0, -179.99), (0.05, 179.99), (1.0, 179.99)),
        ((10.0, 180.0), (10.0, -180.0), (11.0, -180.0)),
        ((89.95, 0.0), (89.95, 180.0), (89.0, 0.0)),
        ((-90.0, 12.0), (-89.9, -100.0), (-89.0, 12.0)),
    ],
)
def test_the_seam_and_the_poles_are_no_borders(origin, clinic, rival):
    make.clinic(name="Near", latitude=clinic[0], longitude=clinic[1])
    make.clinic(name="Far", latitude=rival[0], longitude=rival[1])
    (one,) = answer(f"lat={origin[0]}&lon={origin[1]}&radius=10").page
    true = miles_between(
        Point(latitude=origin[0], longitude=origin[1]),
        Point(latitude=clinic[0], longitude=clinic[1]),
    )
    assert one.distance_miles == pytest.approx(true, rel=1e-3, abs=1e-9)


def test_a_county_holds_its_own_clinics_and_not_the_nearer_ones_across_the_border():
    make.clinic(name="Inside", latitude=26.9, longitude=-80.6, county_fips=12099)
    make.clinic(name="Across", latitude=26.30, longitude=-80.12, county_fips=12011)
    assert found("near=Palm+Beach+County,+FL") == ["Inside"]
    assert found("near=Palm+Beach+County,+FL&radius=50") == ["Across", "Inside"]


def test_a_state_holds_its_own_clinics():
    make.clinic(name="Florida")
    make.clinic(name="Texas", town="austin")
    assert found("near=Texas") == ["Texas"]


def test_a_clinic_without_a_point_is_found_without_a_place_and_in_its_state():
    make.clinic(name="Somewhere", latitude=None, longitude=None)
    make.clinic(name="Delray")
    assert found("near=33444&radius=250") == ["Delray"]
    assert found("") == ["Delray", "Somewhere"]
    assert [one.distance_miles for one in answer("near=Florida").page][1] is None


def test_only_clinics_that_state_a_route_unless_any_is_asked_for():
    make.clinic(name="Infusions")
    make.clinic(name="Counselling", offers_none=True)
    make.clinic(name="Says no", no="route.iv-infusion")
    assert found("") == ["Infusions"]
    assert found("offers=any") == ["Counselling", "Infusions", "Says no"]


def test_ticks_of_an_all_group_must_all_be_stated_and_no_is_not_stated():
    make.clinic(name="Both", yes="condition.crps condition.ptsd")
    make.clinic(name="One", yes="condition.crps")
    make.clinic(name="Says no", yes="condition.crps", no="condition.ptsd")
    assert found("condition=crps") == ["Both", "One", "Says no"]
    assert found("condition=crps&condition=ptsd") == ["Both"]


def test_ticks_of_an_any_group_are_alternatives():
    make.clinic(name="Aetna", yes="insurance.aetna")
    make.clinic(name="Cigna", yes="insurance.cigna")
    make.clinic(name="Neither", no="insurance.cigna")
    assert found("insurance=aetna&insurance=cigna") == ["Aetna", "Cigna"]


def test_facets_say_what_one_more_tick_would_find():
    make.clinic(yes="condition.crps insurance.aetna")
    make.clinic(yes="condition.crps condition.ptsd insurance.cigna")
    make.clinic(yes="condition.ptsd insurance.cigna", no="condition.crps")
    facets = answer("condition=crps&insurance=aetna").facets
    assert facets["condition"] == {"crps": 1}
    assert facets["insurance"] == {"aetna": 1, "cigna": 1}
    assert facets["language"] == {}
    assert answer("condition=crps").facets["condition"] == {"crps": 2, "ptsd": 1}


def test_verified_asks_that_someone_else_confirmed_and_that_it_is_in_date():
    plan = "safety.emergency-plan"
    make.clinic(name="Checked", facts=[make.fact(plan, confirmed="document", due_in=0)])
    make.clinic(name="Overdue", facts=[make.fact(plan, confirmed="document", due_in=-1)])
    make.clinic(name="Own word", yes=plan)
    assert found("safety=emergency-plan") == ["Checked", "Overdue", "Own word"]
    assert found("safety=emergency-plan&verified=1") == ["Checked"]
    assert answer("verified=1").facets["safety"] == {"emergency-plan": 1}


def test_verified_leaves_what_nobody_else_can_confirm_to_the_clinic():
    anesthesiologist = make.fact("staff.anesthesiologist", confirmed="register")
    make.clinic(name="Both", facts=[anesthesiologist], yes="condition.crps")
    make.clinic(name="Own word", yes="condition.crps staff.anesthesiologist")
    make.clinic(name="No CRPS", facts=[make.fact("staff.anesthesiologist", confirmed="register")])
    ticked = "route=iv-infusion&condition=crps&staff=anesthesiologist"
    assert found(ticked) == ["Both", "Own word"]
    assert found(f"{ticked}&verified=1") == ["Both"]
    facets = answer("verified=1").facets
    assert facets["condition"] == {"crps": 2}
    assert facets["route"] == {"iv-infusion": 3}
    assert facets["staff"] == {"anesthesiologist": 2}


def test_each_code_can_be_wanted_confirmed_by_itself():
    plan, consent = "safety.emergency-plan", "safety.informed-consent"
    make.clinic(name="Plan", facts=[make.fact(plan, confirmed="document")], yes=consent)
    make.clinic(name="Consent", facts=[make.fact(consent, confirmed="document")], yes=plan)
    make.clinic(name="Overdue", facts=[make.fact(plan, confirmed="document", due_in=-1)])
    assert found(f"confirmed={plan}") == ["Plan"]
    assert found(f"confirmed={plan}&safety=informed-consent") == ["Plan"]
    assert found(f"confirmed={plan}&confirmed={consent}") == []
    assert found(f"confirmed={plan}&sort=match&condition=crps") == ["Plan"]
    assert found(f"confirmed={plan}", on=make.days_ago(-366)) == []


def test_an_insurer_matches_a_route_only_where_it_pays_for_it():
    def insured(covers, **more):
        return [make.fact("insurance.medicare", covers=covers, **more)]

    make.clinic(name="A visits", facts=insured(["visits"]))
    make.clinic(name="B unsaid", facts=insured(None))
    make.clinic(name="C infusions", facts=insured(["visits", "iv-infusion"]))
    make.clinic(name="D spray", facts=insured(["esketamine-nasal"]))
    make.clinic(name="E none", no="insurance.medicare")
    asked = "insurance=medicare&route=iv-infusion"
    assert found(asked) == ["A visits", "B unsaid", "C infusions", "D spray"]
    assert found(f"{asked}&sort=match") == [
        "C infusions", "A visits", "B unsaid", "D spray", "E none"]  # fmt: skip
    assert found("insurance=medicare&sort=match") == [
        "C infusions", "D spray", "A visits", "B unsaid", "E none"]  # fmt: skip


def test_a_check_is_overdue_the_day_after_without_any_job_having_run():
    facts = [
        make.fact("safety.emergency-plan", confirmed="document", due_in=3),
        make.fact("safety.informed-consent", confirmed="document", due_in=90),
    ]
    make.clinic(name="Checked", facts=facts)
    later = make.today() + dt.timedelta(days=4)
    ticked = "safety=emergency-plan&verified=1"
    assert found(ticked, on=later - dt.timedelta(days=1)) == ["Checked"]
    assert found(ticked, on=later) == []
    assert found("safety=informed-consent&verified=1", on=later) == ["Checked"]
    assert answer("verified=1", on=later).facets["safety"] == {"informed-consent": 1}


def test_confirmed_within_days_counts_the_clinics_own_word_but_not_an_import():
    said = {"source": "import", "since": make.days_ago(1), "affirmed_on": make.days_ago(1)}
    make.clinic(name="Fresh", facts=[make.fact("access.parking", days=29)])
    make.clinic(name="Stale", facts=[make.fact("route.lozenge", days=31)],
                **{"since": make.days_ago(90), "affirmed_on": make.days_ago(31)})  # fmt: skip
    make.clinic(name="Imported", facts=[make.fact("route.lozenge", source="import")],
                offers_none=True, **said)  # fmt: skip
    for clinic in Clinic.objects.exclude(name="Fresh"):
        draft = Draft.of(Clinic.objects.with_answers().get(pk=clinic.pk))
        draft.facts.pop("route.iv-infusion", None)
        make.saved(clinic, draft, actor="operator")
    assert found("checked_within=30") == ["Fresh"]
    assert found("checked_within=31") == ["Fresh", "Stale"]
    assert found("sort=checked") == ["Fresh", "Stale", "Imported"]


def test_a_price_said_again_and_a_check_count_as_well():
    listed = {"source": "import", "offers_none": True}
    ours, theirs = (make.price("price.session", 9, days=20, source=s) for s in ("clinic", "import"))
    parking = make.fact("access.parking", confirmed="document", confirmed_days=20, days=90,
                        source="import")  # fmt: skip
    make.clinic(name="Price", prices=[ours], **listed)
    make.clinic(name="Imported price", prices=[theirs], **listed)
    make.clinic(name="Check", facts=[parking], **listed)
    make.clinic(name="Nothing", **listed)
    assert found("offers=any&checked_within=20") == ["Check", "Price"]
    assert found("offers=any&checked_within=19") == []


def test_one_enthusiast_does_not_outrank_three():
    marks = {"None": [], "Once": [5], "Low": [2, 2, 2], "Poor": [1], "Loved": [5, 5, 4]}
    for name, given in marks.items():
        clinic = make.clinic(name=name)
        for mark in given:
            make.review(clinic, overall=mark)
    assert found("sort=rating") == ["Loved", "Once", "Poor", "Low", "None"]


def test_a_route_that_the_checklist_lost_offers_nothing():
    make.clinic(name="Lost", yes="route.lost")
    make.clinic(name="Shot", yes="route.intramuscular")
    assert found("") == ["Shot"]
    assert found("offers=any") == ["Lost", "Shot"]


def test_words_find_the_organization_too_with_a_typing_error():
    make.clinic(name="Pelican", organization="Umbrella Health")
    make.clinic(name="Umbra", organization="Parasol")
    make.clinic(name="Umbrella Draft", published=False)
    assert found("q=umbrela") == ["Pelican"]
    assert found("q=umbr&sort=name") == ["Pelican", "Umbra"]
    assert found("q=pelican parasol&sort=name") == ["Pelican", "Umbra"]  # no name: no filter
    assert ask(QueryDict("q=pelican parasol")).unused_words == ("pelican parasol",)


def test_what_is_nice_to_have_orders_and_leaves_nobody_out_but_ticks_still_do():
    make.clinic(name="A", yes="condition.crps")
    make.clinic(name="B", yes="condition.crps insurance.medicare")
    make.clinic(name="C", yes="insurance.medicare")
    nice = "nice=insurance.medicare"
    assert found(f"{nice}&condition=crps") == ["B", "A"]
    assert found(nice) == ["B", "C", "A"]
    assert found(f"{nice}&condition=crps&sort=name") == ["A", "B"]
    assert found(f"{nice}&condition=crps&sort=match") == ["B", "A", "C"]
    assert found("not=insurance.medicare") == ["A"]
    assert found("not=insurance.medicare&not=condition.crps") == []
    unsaid = make.clinic(name="D")
    assert found("not=insurance.medicare&not=condition.crps") == [unsaid.name]


def test_ordering_by_match_excludes_nobody():
    make.clinic(name="None", no="condition.crps")
    make.clinic(name="Two", yes="condition.crps insurance.medicare")
    make.clinic(name="One", yes="insurance.medicare")
    query = "condition=crps&insurance=medicare&sort=match"
    assert found(query) == ["Two", "One", "None"]
    assert answer(query).count == 3
    assert found(query.replace("match", "name")) == ["Two"]


def test_names_are_ordered_without_accents_and_capitals():
    for name in ("zebra", "Émile", "Eve", "ana"):
        make.clinic(name=name)
    assert found("") == ["ana", "Émile", "Eve", "zebra"]


def test_an_item_added_at_run_time_is_searched_and_counted():
    with one_more_item("condition", Item(bit=190, code="gulf-war", label="Gulf War illness")):
        make.clinic(name="Has it", yes="condition.gulf-war")
        make.clinic(name="Has not")
        assert found("condition=gulf-war") == ["Has it"]
        assert answer("").facets["condition"] == {"gulf-war": 1}


def test_nothing_at_all_is_an_answer_too():
    reply = answer("near=33444")
    assert (reply.count, reply.page) == (0, ())
    assert set(reply.facets) == {group.code for group in CHECKLIST.groups}


@pytest.mark.parametrize(
    ("query", "queries"),
    [("near=33444", 1), ("", 1), ("condition=crps&insurance=aetna&sort=name", 1),
     ("verified=1", 1), ("verified=1&near=33444", 1), ("near=Florida", 1)],
)  # fmt: skip
@pytest.mark.parametrize("clinics", [1, 3, 40])
def test_a_search_takes_the_same_few_queries_for_any_number_of_clinics(query, queries, clinics):
    for _number in range(clinics):
        make.clinic(
            yes="condition.crps insurance.aetna",
            facts=[make.fact("safety.acls-on-site", confirmed="document")],
        )
    question = ask(QueryDict(query))
    with CaptureQueriesContext(connection) as captured:
        assert search(question).count == clinics
    assert len(captured) == queries


@pytest.mark.parametrize("clinics", [1, 3])
def test_overdue_checks_cost_one_query_more(clinics):
    for _number in range(clinics):
        make.clinic(facts=[make.fact("safety.acls-on-site", confirmed="document", due_in=1)])
    question = ask(QueryDict("verified=1&safety=acls-on-site"))
    later = make.today() + dt.timedelta(days=2)
    with CaptureQueriesContext(connection) as captured:
        assert search(question, on=later).count == 0
    assert len(captured) == 2


def test_what_is_due_today_is_verified_and_what_was_due_yesterday_is_not():
    facts = [
        make.fact("safety.emergency-plan", confirmed="document", due_in=3),
        make.fact("safety.informed-consent", confirmed="document", due_in=4),
    ]
    make.clinic(name="Both", facts=facts)
    make.clinic(name="Rival", yes="safety.informed-consent")
    later = make.days_ago(-4)
    assert found("safety=informed-consent&verified=1", on=later) == ["Both"]
    assert found("safety=emergency-plan&verified=1", on=later) == []
    assert answer("verified=1", on=later).facets["safety"] == {"informed-consent": 1}


def test_of_several_overdue_clinics_each_loses_its_own():
    plan, consent = "safety.emergency-plan", "safety.informed-consent"
    make.clinic(name="A", facts=[make.fact(plan, confirmed="document", due_in=3),
                                 make.fact(consent, confirmed="document")])  # fmt: skip
    make.clinic(name="B", facts=[make.fact(plan, confirmed="document"),
                                 make.fact(consent, confirmed="document", due_in=3)])  # fmt: skip
    make.clinic(name="C", facts=[make.fact(plan, confirmed="document"),
                                 make.fact(consent, confirmed="document")])  # fmt: skip
    later = make.days_ago(-4)
    assert found("safety=emergency-plan&verified=1", on=later) == ["B", "C"]
    assert found("safety=informed-consent&verified=1", on=later) == ["A", "C"]


def test_the_best_reviews_come_first_and_none_at_all_last():
    low, high, _none = make.clinic(name="Low"), make.clinic(name="High"), make.clinic(name="None")
    make.review(low, overall=1)
    make.review(high, overall=5)
    assert found("sort=rating") == ["High", "Low", "None"]


def test_ties_are_broken_by_distance_and_then_by_age():
    make.clinic(name="Far", town="boca")
    make.clinic(name="Near")
    make.clinic(name="Near too")
    assert found("near=33444&sort=rating") == ["Near", "Near too", "Far"]
    assert found("sort=rating") == ["Far", "Near", "Near too"]


def test_a_price_of_the_highest_asked_for_is_within_it_and_a_partial_one_never():
    sessions = [make.fact("number.sessions_in_course", 1)]
    make.clinic(name="Just", prices={"price.consultation": 100, "price.session": 400},
                facts=sessions)  # fmt: skip
    make.clinic(name="Part", prices={"price.session": 400})
    make.clinic(name="No crps", no="condition.crps")
    reply = answer("max_course_price=500")
    assert (reply.count, reply.unpriced, reply.partly_priced) == (1, 1, 1)
    ticked = answer("max_course_price=500&condition=crps")
    assert (ticked.count, ticked.unpriced, ticked.partly_priced) == (0, 0, 0)


def test_pages_follow_each_other_without_a_gap():
    for name in ("A", "B", "C", "D", "E"):
        make.clinic(name=name)
    assert [found(f"page_size=2&page={page}") for page in (1, 2, 3, 4)] == [
        ["A", "B"], ["C", "D"], ["E"], [],
    ]  # fmt: skip
    assert answer("page_size=2&page=2").count == 5


def test_words_of_a_name_keep_the_other_filters():
    make.clinic(name="Pelican Key", yes="condition.crps")
    make.clinic(name="Pelican Cove")
    make.clinic(name="Heron", yes="condition.crps")
    assert found("q=Pelican") == ["Pelican Cove", "Pelican Key"]
    assert found("q=Pelican&condition=crps") == ["Pelican Key"]


def test_facets_of_two_groups_leave_only_their_own_ticks_aside():
    make.clinic(yes="insurance.aetna language.es")
    make.clinic(yes="insurance.cigna language.es")
    make.clinic(yes="insurance.aetna language.fr")
    facets = answer("insurance=aetna&language=es").facets
    assert facets["insurance"] == {"aetna": 1, "cigna": 1}
    assert facets["language"] == {"es": 1, "fr": 1}


def test_a_paused_clinic_is_found_only_when_every_clinic_is_asked_for():
    until = make.days_ago(-30)
    heron = make.clinic(name="Heron Marsh")
    make.clinic(name="Pelican Key", town="boca")
    pause(heron.pk, until=until, actor="clinic")
    near = "near=33444&route=iv-infusion"
    assert found(near) == ["Pelican Key"]
    assert found(f"{near}&offers=any") == ["Heron Marsh", "Pelican Key"]
    assert found(near, on=until) == ["Pelican Key"]
    assert found(near, on=until + dt.timedelta(days=1)) == ["Heron Marsh", "Pelican Key"]


def test_a_clinic_that_says_it_closed_is_found_only_when_every_clinic_is_asked_for():
    heron = make.clinic(name="Heron Marsh")
    make.clinic(name="Pelican Key", town="boca")
    say_closed(heron.pk, since=make.days_ago(3), by=None)
    assert found("near=33444") == ["Pelican Key"]
    assert found("near=33444&offers=any") == ["Heron Marsh", "Pelican Key"]
