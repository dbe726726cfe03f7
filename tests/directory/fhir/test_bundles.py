"""What the Bundle of a search says: totals, links, pages, and what comes along."""

import json

import pytest

from clinics.listing.actions.status import hide
from clinics.models import Clinic
from directory.fhir.kinds import KINDS
from tests import make
from tests.directory.fhir.asking import BASE, found, get, ids, link, posted, words_of

pytestmark = pytest.mark.django_db


def pages(client, bundle, relation="next"):
    """A page, and all that follow it by the links of a relation."""
    while bundle:
        yield bundle
        address = link(bundle, relation)
        bundle = get(client, address) if address else None


def test_a_bundle_to_the_letter(client, cast):
    pelican, tidewater = cast.pelican.pk, cast.tidewater.pk
    asked = ("address-city", "delray"), ("_include", "Location:organization")
    bundle = found(client, "Location", *asked)
    self = f"{BASE}/Location?address-city=delray&_include=Location%3Aorganization"
    location = get(client, f"Location/clinic-{pelican}")
    organization = get(client, f"Organization/org-{tidewater}")
    assert bundle == {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 1,
        "link": [{"relation": "self", "url": self}, {"relation": "first", "url": self}],
        "entry": [
            {
                "fullUrl": f"{BASE}/Location/clinic-{pelican}",
                "resource": location,
                "search": {"mode": "match"},
            },
            {
                "fullUrl": f"{BASE}/Organization/org-{tidewater}",
                "resource": organization,
                "search": {"mode": "include"},
            },
        ],
    }


@pytest.mark.parametrize(
    ("type_", "names"),
    [
        ("Location", "pelican sandbar uber"),
        ("HealthcareService", "pelican sandbar uber"),
        ("Organization", "tidewater uber"),
        ("Practitioner", "ada ben"),
        ("PractitionerRole", "ada ben"),
        ("VerificationResult", "npi licence accredited"),
    ],
)
def test_a_search_without_parameters_finds_everything(client, cast, named, type_, names):
    bundle = found(client, type_)
    assert (ids(bundle), bundle["total"]) == (named(type_, names), len(names.split()))
    assert bundle["link"] == [{"relation": "self", "url": f"{BASE}/{type_}"},
                              {"relation": "first", "url": f"{BASE}/{type_}"}]  # fmt: skip
    assert json.loads(posted(client, type_).content) == bundle


def test_a_search_by_post_takes_the_parameters_of_form_and_address(client, cast, named):
    bundle = found(client, "Location", ("address-state", "FL"), ("organization.name", "tide"))
    by_post = posted(client, "Location", ("organization.name", "tide"), address="?address-state=FL")
    assert json.loads(by_post.content) == bundle
    assert ids(bundle) == named("Location", "pelican sandbar")


@pytest.mark.parametrize("asked", [{"_count": "0"}, {"_summary": "count"}])
def test_the_total_alone(client, cast, asked):
    bundle = found(client, "Organization", **asked)
    assert (bundle["total"], "entry" in bundle) == (2, False)
    assert [one["relation"] for one in bundle["link"]] == ["self", "first"]
    near = found(client, "Location", near="26.4615|-80.0728|2|mi", **asked)
    assert (near["total"], "entry" in near) == (1, False)


@pytest.mark.parametrize("pair", [("_total", "none"), ("_total", "estimate"),
                                  ("_total", "accurate"), ("_summary", "false")])  # fmt: skip
def test_the_total_is_exact_whatever_is_asked(client, cast, pair):
    bundle = found(client, "Location", pair, ("_count", "1"))
    assert (bundle["total"], len(bundle["entry"])) == (3, 1)


def test_more_than_the_most_a_page_is_the_most_and_self_says_so(client, cast):
    bundle = found(client, "Location", _count="1000")
    assert link(bundle, "self") == f"{BASE}/Location?_count=100"


def test_pages_go_on_to_the_end_and_back_over_both_sources(client, cast, named):
    for n in range(3):
        make.clinic(name=f"Lone {n}", organization=f"Body {n}")
        make.clinic(name=f"Solo {n}")
    everything = ids(found(client, "Organization"))
    assert (len(everything), [one.split("-")[1] == "c" for one in everything]) == (
        8, [False] * 4 + [True] * 4,
    )  # fmt: skip
    forward = list(pages(client, found(client, "Organization", _count="3")))
    assert [ids(page) for page in forward] == [everything[:3], everything[3:6], everything[6:]]
    assert {page["total"] for page in forward} == {8}
    assert [link(page, "first") for page in forward] == [f"{BASE}/Organization?_count=3"] * 3
    backward = list(pages(client, forward[-1], "previous"))
    assert [ids(page) for page in backward] == [everything[6:], everything[3:6], everything[:3]]
    assert link(backward[-1], "previous") is None
    assert ids(get(client, link(backward[-1], "next"))) == everything[3:6]
    assert all(len(link(page, "next") or "") < 300 for page in forward + backward)


@pytest.mark.parametrize("near", [{}, {"near": "26.4615|-80.0728"}])
def test_nothing_comes_twice_or_is_missed_while_clinics_come_and_go(client, db, near):
    places = [make.clinic(name=f"Clinic {n}") for n in range(9)]
    first = found(client, "Location", _count="3", **near)
    make.clinic(name="Aaron came later", town="boca")
    # The first page's last and the next page's first: neither may take another one with it.
    for gone in places[2:4]:
        hide(gone.pk, reason="fraud", actor="moderator", why="A test.")
    seen = [one for page in pages(client, first) for one in ids(page)]
    stayed = [f"clinic-{place.pk}" for place in places if place not in places[2:4]]
    came = f"clinic-{Clinic.objects.get(name='Aaron came later').pk}"
    assert seen == [*ids(first)[:2], f"clinic-{places[2].pk}", *stayed[2:], came]


def test_a_page_links_with_exactly_the_parameters_that_are_applied(client, cast):
    asked = (("near", "30.2672|-97.7431"), ("_count", "1"), ("_format", "json"))
    bundle = found(client, "Location", *asked)
    near = "near=30.2672%7C-97.7431%7C25%7Cmi"
    assert link(bundle, "self") == f"{BASE}/Location?{near}&_count=1&_format=json"


def test_every_reference_can_be_included_each_once_and_marked(client, cast, named):
    include = [("_include", f"PractitionerRole:{code}") for code in
               KINDS["PractitionerRole"].references]  # fmt: skip
    assert len(include) == 6
    bundle = found(client, "PractitionerRole", *include)
    assert bundle["total"] == 2
    assert ids(bundle) == named("PractitionerRole", "ada ben")
    assert sorted(ids(bundle, "include")) == sorted(
        named("Practitioner", "ada ben") + named("Organization", "tidewater uber")
        + named("Location", "pelican uber") + named("HealthcareService", "pelican uber")
    )  # fmt: skip


def test_includes_of_a_target_type_alone(client, cast, named):
    bundle = found(client, "VerificationResult", _include="VerificationResult:target:Practitioner")
    assert sorted(ids(bundle, "include")) == named("Practitioner", "ada ben")
    attested = found(client, "VerificationResult", _include="VerificationResult:attestation-who")
    assert ids(attested, "include") == named("Organization", "tidewater")


def test_who_points_at_a_page_comes_along(client, cast, named):
    bundle = found(
        client, "Location", ("_id", f"clinic-{cast.pelican.pk}"),
        ("_revinclude", "HealthcareService:location"), ("_revinclude", "PractitionerRole:location"),
        ("_revinclude", "InsurancePlan:coverage-area"), ("_include", "Location:partof"),
    )  # fmt: skip
    assert ids(bundle, "include") == named("HealthcareService", "pelican") + named(
        "PractitionerRole", "ada"
    )
    checks = found(client, "Organization", _revinclude="VerificationResult:target")
    assert ids(checks, "include") == named("VerificationResult", "accredited")


def test_includes_of_nothing_are_nothing(client, cast):
    along = ("_include", "Location:organization"), ("_revinclude", "PractitionerRole:location")
    bundle = found(client, "Location", ("_id", "clinic-9999"), *along)
    assert (bundle["total"], "entry" in bundle) == (0, False)


def test_more_than_the_most_along_is_said(client, cast, monkeypatch, named):
    monkeypatch.setattr("directory.fhir.included.MOST", 1)
    bundle = found(client, "Organization", _revinclude="Location:organization")
    assert ids(bundle, "include") == named("Location", "pelican")
    [said] = [e["resource"] for e in bundle["entry"] if e["search"]["mode"] == "outcome"]
    assert words_of(said) == (
        "warning", "not-supported",
        "“Location:organization” has more than 1 resources; only so many came along.",
    )  # fmt: skip


def test_a_lenient_search_does_without_what_is_not_known_and_says_so(client, cast, named):
    asked = "Location?address-city=austin&colour=red&_include=Location:roof"
    bundle = get(client, asked, Prefer="respond-async; handling=lenient")
    assert ids(bundle) == named("Location", "uber")
    assert link(bundle, "self") == f"{BASE}/Location?address-city=austin"
    said = [words_of(e["resource"]) for e in bundle["entry"] if e["search"]["mode"] == "outcome"]
    assert [(severity, code, text.partition(".")[0]) for severity, code, text in said] == [
        ("warning", "not-supported", "Location has no search parameter “colour”"),
        ("warning", "not-supported", "“Location:roof” cannot be included with Location"),
    ]
    assert bundle["total"] == 1
    get(client, asked, status=400, Prefer="handling=strict")
    get(client, "Location?near=x", status=400, Prefer="handling=lenient")


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        ("Location", 6),
        ("Location?near=26.4|-80.1|4000|km", 5),
        ("Location?near=26.4|-80.1|4000|km&address-state=fl", 6),
        ("Location?_count=0", 1),
        ("HealthcareService?characteristic=condition.crps", 5),
        ("Organization", 6),
        ("Practitioner?name=a", 4),
        ("PractitionerRole?location.address-city=delray", 3),
        ("VerificationResult?status=validated", 3),
        ("VerificationResult?target:Practitioner.name=marsh", 3),
        ("InsurancePlan?name=a", 0),
        ("Location?_include=Location:organization&_revinclude=PractitionerRole:location", 12),
        ("Location?_id=clinic-0", 0),
    ],
)  # fmt: skip
def test_queries_do_not_grow(client, cast, asked, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        get(client, asked)
    for n in range(12):
        clinic = make.clinic(name=f"A {n}", organization="Tidewater Group", street=f"22{n} Way",
                             yes="condition.crps")  # fmt: skip
        who = make.clinician(clinic)
        make.credential(clinic, "licence", clinician=who, confirmed_until=10)
    with django_assert_num_queries(queries):
        get(client, asked)
