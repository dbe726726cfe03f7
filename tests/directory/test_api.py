"""What a program gets: clinics as JSON, to the letter of the contract."""

from datetime import time

import pytest

from clinics.listing.actions.status import pause
from clinics.models import Hours
from clinics.vocabulary import Item
from tests import make
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db

CLINICS = "/api/v1/clinics"


def get(client, path=CLINICS, **asked):
    """The JSON of an address that answers."""
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/json"
    return answer.json()


def names(said):
    """The names of the clinics found, in order."""
    return [clinic["name"] for clinic in said["results"]]


def test_a_summary_says_everything_a_result_shows(client):
    make.clinic(
        name="Pelican Key",
        slug="pelican-key",
        organization="Tidewater Group",
        street="1 Ocean Avenue",
        phone="+1 561-555-0100",
        website="https://pelican.example/",
        yes="condition.crps insurance.medicare",
        no="access.parking",
        facts=[
            make.fact("staff.psychiatrist", confirmed="register", confirmed_days=3),
            make.fact("safety.acls-on-site", confirmed="document", due_in=0),
            make.fact("safety.stop-rule", confirmed="document", confirmed_days=9, due_in=-1),
            make.fact("number.sessions_in_course", 6),
        ],
        prices={"price.consultation": "250", "price.session": "499.50"},
    )
    make.clinic(name="Draft", published=False)
    said = get(client, near="33444")
    assert said == {
        "count": 1,
        "next": None,
        "previous": None,
        "origin": {
            "label": "33444 (Delray Beach, FL)", "latitude": 26.45707, "longitude": -80.0796,
        },
        "question": {
            "codes": [], "near": "33444 (Delray Beach, FL)", "radius_miles": 25.0,
            "max_course_price": None, "sort": "distance", "name": None, "not_understood": [],
            "not": [],
        },
        "facets": {
            "condition": {"crps": 1}, "route": {"iv-infusion": 1},
            "safety": {"acls-on-site": 1, "stop-rule": 1}, "aftercare": {},
            "staff": {"psychiatrist": 1}, "insurance": {"medicare": 1},
            "payment": {"publishes-prices": 1}, "access": {}, "language": {},
            "accreditation": {},
        },
        "results": [
            {
                "slug": "pelican-key",
                "name": "Pelican Key",
                "organization": "Tidewater Group",
                "address": {
                    "street": "1 Ocean Avenue", "street2": None, "city": "Delray Beach",
                    "state": "FL", "postal_code": "33444", "county": "Palm Beach",
                    "country": "US",
                },
                "latitude": 26.4615,
                "longitude": -80.0728,
                "distance_miles": 0.5202,
                "phone": "+1 561-555-0100",
                "website": "https://pelican.example/",
                "course_price": {"amount": 3247.0, "currency": "USD", "partial": False},
                "rating": None,
                "facts": {
                    "access.parking": "no", "condition.crps": "yes",
                    "insurance.medicare": "yes", "payment.publishes-prices": "yes",
                    "route.iv-infusion": "yes", "safety.acls-on-site": "yes",
                    "safety.stop-rule": "yes", "staff.psychiatrist": "yes",
                },
                # What is overdue since yesterday is stated still, but confirmed no more.
                "confirmed_codes": ["safety.acls-on-site", "staff.psychiatrist"],
                "last_confirmed": make.days_ago(3).isoformat(),
                "status": "open",
                "status_since": make.today().isoformat(),
                "paused_until": None,
                "says_closed_since": None,
                "last_repeated": make.days_ago(10).isoformat(),
                "warnings": [{"kind": "overdue", "text": "1 check is overdue", "count": 1}],
                "coverage": {
                    "medicare": {"covers": [], "prior_authorization": None, "note": None},
                },
                "url": "http://testserver/clinics/pelican-key/",
            }
        ],
    }  # fmt: skip


def test_a_summary_and_a_clinic_say_what_each_insurer_pays_for(client):
    visits = make.fact("insurance.medicare", covers=["visits"], detail="Ask Bea")
    spray = make.fact("insurance.tricare", covers=["esketamine-nasal", "visits"],
                      prior_authorization=True)  # fmt: skip
    make.clinic(name="Pelican", slug="pelican", facts=[spray, visits], no="insurance.aetna",
                yes="insurance.cigna")  # fmt: skip
    make.clinic(name="Rival", facts=[make.fact("insurance.medicare", prior_authorization=False)])
    pelican, rival = get(client)["results"]
    assert pelican["coverage"] == {
        "medicare": {"covers": ["visits"], "prior_authorization": None, "note": "Ask Bea"},
        "tricare": {"covers": ["visits", "esketamine-nasal"], "prior_authorization": True,
                    "note": None},
        "cigna": {"covers": [], "prior_authorization": None, "note": None},
    }  # fmt: skip
    assert rival["coverage"] == {
        "medicare": {"covers": [], "prior_authorization": False, "note": None}
    }
    said = get(client, f"{CLINICS}/pelican")
    assert said["coverage"] == pelican["coverage"]
    assert {f["code"]: (f["covers"], f["prior_authorization"]) for f in said["facts"]} == {
        "insurance.aetna": (None, None), "insurance.cigna": (None, None),
        "insurance.medicare": (["visits"], None),
        "insurance.tricare": (["esketamine-nasal", "visits"], True),
        "route.iv-infusion": (None, None),
    }  # fmt: skip


def test_a_summary_and_a_clinic_carry_every_warning_of_that_clinic_alone(client):
    clinic = make.clinic(name="Heron", slug="heron", yes="route.lozenge", facts=[
        make.fact("safety.emergency-plan", confirmed="document", due_in=-1),
    ])  # fmt: skip
    make.clinic(name="Pelican", yes="insurance.medicare")
    person = make.clinician(clinic, given_name="Ada", family_name="Marsh")
    make.credential(clinic, "licence", clinician=person, confirmed_until=30)
    listed = make.credential(clinic, "not-excluded", clinician=person)
    listed.current = make.check(listed, "excluded")
    listed.save()
    make.report(clinic, "phone")
    make.report(clinic, "phone")
    pause(clinic.pk, until=None, actor="moderator")
    heron, pelican = get(client, offers="any")["results"]
    assert pelican["warnings"] == []
    assert heron["warnings"] == [
        {"kind": "exclusion", "text": "Ada Marsh is on the federal exclusion list", "count": 1},
        {"kind": "paused", "text": "Paused until further notice", "count": 1},
        {"kind": "fda", "count": 1,
         "text": "FDA warning about what is offered here: Lozenge or tablet"},
        {"kind": "report", "count": 2,
         "text": "2 unconfirmed reports that something here is wrong: Phone"},
        {"kind": "overdue", "text": "1 check is overdue", "count": 1},
    ]  # fmt: skip
    assert get(client, f"{CLINICS}/heron")["warnings"] == heron["warnings"]


def test_when_the_clinic_last_repeated_something_no_check_of_a_register_counts(client):
    listed = {"source": "import", "source_name": "A list"}
    checked = make.fact("staff.psychiatrist", confirmed="register", confirmed_days=1, days=30)
    make.clinic(name="Heron", slug="heron", facts=[checked], **listed)
    make.clinic(name="Only listed", slug="only-listed", facts=[
        make.fact("route.iv-infusion", **listed),
        make.fact("staff.psychiatrist", confirmed="register", confirmed_days=1, **listed),
    ], **listed)  # fmt: skip
    days = {"heron": make.days_ago(10).isoformat(), "only-listed": None}
    results = get(client)["results"]
    assert {one["slug"]: one["last_repeated"] for one in results} == days
    for slug, day in days.items():
        said = get(client, f"{CLINICS}/{slug}")
        assert (said["last_repeated"], said["last_confirmed"]) == (
            day, make.days_ago(1).isoformat())  # fmt: skip


def test_what_is_not_stated_is_null_and_never_no_or_zero(client):
    make.clinic(name="Bare", slug="bare", city="", state="", postal_code="", county="",
                latitude=None, longitude=None, source="import")  # fmt: skip
    make.clinic(name="Rich", prices={"price.session": "0"}, town="austin")
    bare, rich = get(client)["results"]
    unknown = ("organization", "latitude", "longitude", "distance_miles", "phone", "website",
               "course_price", "rating")  # fmt: skip
    assert {name: bare[name] for name in unknown} == dict.fromkeys(unknown)
    assert bare["facts"] == {"route.iv-infusion": "yes"}
    assert {name for name, value in bare["address"].items() if value} == {"country"}
    assert rich["course_price"] == {"amount": 0.0, "currency": "USD", "partial": True}


def test_the_nearest_come_first_and_distances_have_decimals(client):
    make.clinic(name="Boca", town="boca")
    make.clinic(name="Delray", town="delray")
    make.clinic(name="Austin", town="austin")
    said = get(client, near="Delray Beach, FL", radius=10)
    assert names(said) == ["Delray", "Boca"]
    assert [clinic["distance_miles"] for clinic in said["results"]] == [0.003, 7.3126]
    assert names(get(client, lat=26.37, lon=-80.13, radius=10)) == ["Boca", "Delray"]
    assert get(client, lat=26.37, lon=-80.13)["origin"] == {
        "label": "a point near Boca Del Mar, FL", "latitude": 26.37, "longitude": -80.13,
    }  # fmt: skip


def test_the_question_says_what_was_understood(client):
    said = get(
        client, q="CRPS not spravato under $3,000 zyzzy tinnitus", confirmed="staff.therapist"
    )
    assert said["question"] == {
        "codes": ["condition.crps", "staff.therapist"], "near": None, "radius_miles": None,
        "max_course_price": 3000.0, "sort": "name", "name": None,
        "not_understood": ["zyzzy", "tinnitus"], "not": ["route.esketamine-nasal"],
    }  # fmt: skip


def test_words_become_filters_and_a_place(client):
    make.clinic(name="Meets it", yes="condition.depression insurance.medicare")
    make.clinic(name="No Medicare", yes="condition.depression", no="insurance.medicare")
    make.clinic(name="Elsewhere", yes="condition.depression insurance.medicare", town="austin")
    said = get(client, q="depression treatment near Delray Beach that takes Medicare")
    assert names(said) == ["Meets it"]
    assert said["origin"]["label"] == "Delray Beach, FL"


def test_pages_lead_through_every_clinic_once(client):
    for number in range(5):
        make.clinic(name=f"Clinic {number}", yes="condition.crps", latitude=26.46 + number / 100)
    make.clinic(name="Clinic without", no="condition.crps")
    asked = {"lat": 26.461512345, "lon": -80.072812345, "condition": "crps", "page_size": 2}
    said, seen = get(client, **asked), []
    assert said["previous"] is None
    while True:
        seen += names(said)
        if said["next"] is None:
            break
        assert said["next"].startswith("http://testserver/api/v1/clinics?lat=26.461512345&")
        before, said = said, client.get(said["next"]).json()
        assert client.get(said["previous"]).json() == before
    assert seen == ["Clinic 0", "Clinic 1", "Clinic 2", "Clinic 3", "Clinic 4"]
    assert get(client, **asked, page=3)["count"] == 5


def test_those_left_out_for_want_of_a_price_are_counted(client):
    six = make.fact("number.sessions_in_course", 6)
    whole = {"price.consultation": 100, "price.session": 400}
    make.clinic(name="Within", prices=whole, facts=[six])
    make.clinic(name="Dear", prices={**whole, "price.session": 900},
                facts=[make.fact("number.sessions_in_course", 6)])  # fmt: skip
    make.clinic(name="Partial", prices={"price.session": 10})
    make.clinic(name="Silent one")
    make.clinic(name="Silent two")
    said = get(client, max_course_price=2500)
    assert names(said) == ["Within"]
    assert said["left_out"] == {"no_course_price": 2, "partial_course_price": 1}
    assert "left_out" not in get(client)


def test_a_clinic_tells_each_fact_with_who_says_so_and_since_when(client):
    make.clinic(
        slug="pelican-key", description="By the sea.", how_to_find="Behind the pier.",
        email="hello@pelican.example", is_approximate=True,
        facts=[
            make.fact("staff.psychiatrist", confirmed="register", confirmed_days=3, due_in=50,
                      source="import", source_name="SAMHSA", days=30, detail="Two of them."),
            make.fact("number.session_minutes", 45),
        ],
        no="access.parking",
        prices=[make.price("price.session.iv-infusion", "450", days=7)],
        hours=[Hours(weekday=0, opens=time(9), closes=time(17, 30))],
    )  # fmt: skip
    make.clinic(slug="rival", yes="condition.ocd")
    said = get(client, f"{CLINICS}/pelican-key")
    facts = {fact["code"]: fact for fact in said["facts"]}
    assert list(facts) == ["access.parking", "number.session_minutes", "payment.publishes-prices",
                           "route.iv-infusion", "staff.psychiatrist"]  # fmt: skip
    assert facts["staff.psychiatrist"] == {
        "code": "staff.psychiatrist", "value": "yes", "detail": "Two of them.",
        "source": "import", "source_name": "SAMHSA", "since": make.days_ago(30).isoformat(),
        "affirmed_on": make.days_ago(30).isoformat(), "confirmed_by": "register",
        "confirmed_on": make.days_ago(3).isoformat(), "due_on": make.days_ago(-50).isoformat(),
        "source_url": None, "reports": None, "covers": None, "prior_authorization": None,
    }  # fmt: skip
    assert facts["access.parking"]["value"] == "no"
    assert facts["access.parking"]["confirmed_by"] is None
    assert facts["number.session_minutes"]["value"] == 45
    assert said["prices"] == [
        {
            "code": "price.session.iv-infusion", "amount": 450.0, "currency": "USD",
            "valid_from": make.days_ago(30).isoformat(), "includes": None,
            "required_for_course": False, "source": "clinic", "source_name": None,
            "since": make.days_ago(7).isoformat(), "affirmed_on": make.days_ago(7).isoformat(),
            "source_url": None, "reports": None,
        }
    ]  # fmt: skip
    assert said["hours"] == [{"weekday": 0, "opens": "09:00", "closes": "17:30"}]
    assert (said["people"], said["reviews"]["mean"], said["reviews"]["count"]) == ([], None, 0)
    assert said["contact"] == {
        "source": "clinic", "source_name": None, "since": make.days_ago(40).isoformat(),
        "affirmed_on": make.days_ago(40).isoformat(),
    }  # fmt: skip
    assert (said["is_approximate"], said["how_to_find"]) == (True, "Behind the pier.")
    assert said["distance_miles"] is None
    summary = get(client, near="33444")["results"]
    same = set(summary[0]) - {"facts", "distance_miles"}
    mine = next(one for one in summary if one["slug"] == "pelican-key")
    assert {name: said[name] for name in same} == {name: mine[name] for name in same}


def test_a_new_item_of_the_checklist_is_a_parameter_a_facet_and_a_fact_at_once(client):
    item = Item(bit=190, code="sound-bath", label="Sound bath")
    with one_more_item("aftercare", item):
        make.clinic(name="Gong", yes="aftercare.sound-bath")
        make.clinic(name="Silence", no="aftercare.sound-bath")
        said = get(client, aftercare="sound-bath")
    assert names(said) == ["Gong"]
    assert said["facets"]["aftercare"] == {"sound-bath": 1}
    assert said["results"][0]["facts"]["aftercare.sound-bath"] == "yes"


@pytest.mark.parametrize("clinics", [1, 3])
@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        # the packed rows; the clinics, their facts, prices and reports; who is excluded
        ({}, 6),
        ({"near": "33444", "condition": "crps"}, 7),  # and the place
        ({"near": "33444", "verified": "1", "sort": "match"}, 7),
        ({"q": "Pelican"}, 10),  # is it a place? Is it a name? Spelled so? And one for the name
        ({"q": "crps near Delray Beach"}, 8),  # the place; and is it all a name?
    ],
)
def test_queries_of_a_search(client, django_assert_num_queries, clinics, asked, queries):
    for number in range(clinics):
        facts = [make.fact("staff.psychiatrist", confirmed="register")]
        make.clinic(name=f"Pelican {number}", yes="condition.crps", facts=facts)
    with django_assert_num_queries(queries):
        assert get(client, **asked)["count"] == clinics


@pytest.mark.parametrize("clinics", [1, 3])
def test_queries_of_a_clinic_and_of_places(client, django_assert_num_queries, clinics):
    for number in range(clinics):
        make.clinic(slug=f"clinic-number-{number}", prices={"price.session": 400})
    with django_assert_num_queries(9):
        get(client, f"{CLINICS}/clinic-number-0")
    with django_assert_num_queries(1):
        get(client, "/api/v1/places", q="san")


def test_places_are_suggested_with_the_words_a_search_takes(client):
    said = get(client, "/api/v1/places", q="Delray B")
    assert said["results"][0] == {
        "label": "Delray Beach, FL", "kind": "town", "near": "Delray Beach, FL",
        "latitude": 26.46146, "longitude": -80.07282,
    }  # fmt: skip
    orange = get(client, "/api/v1/places", q="orange county")["results"]
    assert len(orange) == 8
    for place in orange:
        assert get(client, near=place["near"])["origin"]["label"] == place["label"]
    assert get(client, "/api/v1/places", q="qqqqq")["results"] == []


def test_anybody_may_read_from_any_site_without_a_cookie(client):
    make.clinic(slug="pelican-key")
    for path in (CLINICS, f"{CLINICS}/pelican-key", "/api/v1/places?q=a", "/api/v1/openapi.json",
                 "/api/v1/nowhere", f"{CLINICS}?radius=7"):  # fmt: skip
        answer = client.get(path)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
    assert client.head(CLINICS).status_code == 200


def test_what_was_said_again_later_tells_both_days(client):
    said_again = {"since": make.days_ago(40), "affirmed_on": make.days_ago(4)}
    clinic = make.clinic(slug="pelican-key", facts=[make.fact("condition.crps")], **said_again,
                         prices=[make.price("price.session", 450, required=True),
                                 make.price("price.consultation", 90)])  # fmt: skip
    clinic.facts.update(since=make.days_ago(30), affirmed_on=make.days_ago(3))
    clinic.prices.update(since=make.days_ago(20), affirmed_on=make.days_ago(2), includes="A call")
    said = get(client, f"{CLINICS}/pelican-key")

    def days(part) -> tuple[str, str]:
        return part["since"], part["affirmed_on"]

    def ago(*numbers: int) -> tuple[str, ...]:
        return tuple(make.days_ago(number).isoformat() for number in numbers)

    assert days(said["contact"]) == ago(40, 4)
    assert {days(fact) for fact in said["facts"]} == {ago(30, 3)}
    assert {days(price) for price in said["prices"]} == {ago(20, 2)}
    assert [(p["code"], p["required_for_course"], p["includes"]) for p in said["prices"]] == [
        ("price.consultation", False, "A call"), ("price.session", True, "A call"),
    ]  # fmt: skip


def test_reviews_are_told_with_their_counts_and_a_mean_from_five_on(client):
    clinic, few = make.clinic(name="Many", slug="many"), make.clinic(name="Few", slug="few")
    for overall in (5, 5, 4, 1, 2, 3, 3):
        make.review(clinic, overall=overall, answers={"screened": "yes"})
    make.review(clinic, status="withheld", reason="advertising")
    for _ in range(4):
        make.review(few, overall=5)
    ratings = {one["name"]: one["rating"] for one in get(client)["results"]}
    assert ratings == {"Many": {"mean": 3.29, "count": 7}, "Few": None}
    said = get(client, f"{CLINICS}/many")["reviews"]
    assert (said["mean"], said["count"], said["withheld"]) == (3.29, 7, {"advertising": 1})
    assert said["distribution"] == {"1": 1, "2": 1, "3": 2, "4": 1, "5": 2}
    assert said["answers"]["screened"] == {"yes": 7, "no": 0, "not_applicable": 0}
    assert get(client, f"{CLINICS}/few")["reviews"]["mean"] is None


def test_open_reports_stand_beside_the_answer_they_are_about(client):
    clinic = make.clinic(slug="heron", yes="condition.crps", prices={"price.session": 450})
    make.report(clinic, "condition.crps", days=3)
    make.report(clinic, "condition.crps", days=1)
    make.report(clinic, "price.session", days=2)
    said = get(client, f"{CLINICS}/heron")
    reports = {part["code"]: part["reports"] for part in said["facts"] + said["prices"]}
    assert reports == {
        "condition.crps": {"count": 2, "since": make.days_ago(3).isoformat()},
        "price.session": {"count": 1, "since": make.days_ago(2).isoformat()},
        "payment.publishes-prices": None, "route.iv-infusion": None,
    }  # fmt: skip


def test_pages_know_the_last_and_the_first(client):
    for number in range(4):
        make.clinic(name=f"Clinic {number}")
    first, second = (get(client, page_size=2, page=page) for page in (1, 2))
    assert (first["previous"], second["next"]) == (None, None)
    assert first["next"] == "http://testserver/api/v1/clinics?page=2&page_size=2"
    assert second["previous"] == "http://testserver/api/v1/clinics?page_size=2"
    assert first["origin"] is None
