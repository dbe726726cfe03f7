"""Every search parameter of every type: at least one hit, and a rival that it does not hit."""

import datetime as dt

import pytest

from directory.fhir.kinds import KINDS
from directory.fhir.parameters.ids import TYPES
from directory.fhir.parameters.parameter import Now
from directory.fhir.parameters.references import Reference
from tests import make
from tests.directory.fhir.asking import BASE, found, ids

pytestmark = pytest.mark.django_db

ROLE_CODES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/"
NUCC = "http://nucc.org/provider-taxonomy"
NPI = "http://hl7.org/fhir/sid/us-npi"
CHECKLIST = "http://127.0.0.1:8000/fhir/CodeSystem/checklist"

SEARCHES = [
    ("Location", "_id", "clinic-{pelican}", "pelican"),
    ("Location", "_id", "clinic-{uber},clinic-{pelican},service-{sandbar}", "pelican uber"),
    ("Location", "_lastUpdated", "gt{yesterday}", "pelican sandbar uber"),
    ("Location", "_lastUpdated", "lt{yesterday}", ""),
    ("Location", "organization", "org-{tidewater}", "pelican sandbar"),
    ("Location", "organization", "Organization/org-c-{uber}", "uber"),
    ("Location", "organization", BASE + "/Organization/org-{tidewater}", "pelican sandbar"),
    ("Location", "organization", "org-c-{pelican}", ""),
    ("Location", "organization", "https://elsewhere.example/Organization/org-1", ""),
    ("Location", "organization:Organization", "org-c-{uber},org-{tidewater}",
     "pelican sandbar uber"),
    ("Location", "organization.name", "tide", "pelican sandbar"),
    ("Location", "organization.name", "UBER", "uber"),
    ("Location", "organization.address", "22 palm", "pelican sandbar"),
    ("Location", "organization.type", "fac", "uber"),
    ("Location", "organization:Organization.name:exact", "Tidewater Group", "pelican sandbar"),
    ("Location", "address", "1 ocean", "pelican"),
    ("Location", "address", "suite", "pelican"),
    ("Location", "address", "río", ""),
    ("Location", "address", "3 rio", "uber"),
    ("Location", "address", "1 Ocean Avenue\\, Suite 4\\, Delray Beach\\, FL 33444", "pelican"),
    ("Location", "address", "austin,boca", "sandbar uber"),
    ("Location", "address:contains", "rio", "uber"),
    ("Location", "address:exact", "1 Ocean Avenue", "pelican"),
    ("Location", "address:exact", "1 ocean avenue", ""),
    ("Location", "address-city", "DELRAY", "pelican"),
    ("Location", "address-city", "beach", ""),
    ("Location", "address-city:contains", "beach", "pelican"),
    ("Location", "address-state", "tx", "uber"),
    ("Location", "address-postalcode", "334", "pelican sandbar"),
    ("Location", "address-postalcode:exact", "33444", "pelican"),
    ("Location", "type", "PAINCL", "pelican"),
    ("Location", "type", ROLE_CODES + "|PSY", "uber"),
    ("Location", "type", PLAN_NET + "OrgTypeCS|PSY", ""),
    ("Location", "type", ROLE_CODES + "|", "pelican sandbar uber"),
    ("Location", "type", "|PSY", ""),
    ("Location", "type:text", "pain", "pelican"),
    ("Location", "type:text", "clinic", ""),
    ("Location", "name", "über", "uber"),
    ("Location", "name", "Uber clin", "uber"),
    ("Location", "name:contains", "soren", "uber"),
    ("Location", "name:exact", "Über Clínica Søren", "uber"),
    ("Location", "name:exact", "Uber Clinica Soren", ""),
    ("Location", "identifier", "pelican-key", "pelican"),
    ("Location", "identifier", "http://127.0.0.1:8000/identifier/clinic|uber", "uber"),
    ("Location", "identifier", NPI + "|uber", ""),
    ("Location", "near", "26.4615|-80.0728|2|mi", "pelican"),
    ("HealthcareService", "_id", "service-{uber}", "uber"),
    ("HealthcareService", "_lastUpdated", "ge{yesterday}", "pelican sandbar uber"),
    ("HealthcareService", "location", "clinic-{pelican}", "pelican"),
    ("HealthcareService", "location", "Location/clinic-{uber},clinic-{sandbar}", "sandbar uber"),
    ("HealthcareService", "location.address", "1 ocean", "pelican"),
    ("HealthcareService", "location.address-postalcode", "78701", "uber"),
    ("HealthcareService", "location.address-city", "boca raton", "sandbar"),
    ("HealthcareService", "location.address-state", "FL", "pelican sandbar"),
    ("HealthcareService", "location.organization", "org-{tidewater}", "pelican sandbar"),
    ("HealthcareService", "location.type", "PSY", "uber"),
    ("HealthcareService", "location.near", "30.2672|-97.7431|5|km", "uber"),
    ("HealthcareService", "organization", "org-c-{uber}", "uber"),
    ("HealthcareService", "organization.name:contains", "water", "pelican sandbar"),
    ("HealthcareService", "name", "sand", "sandbar"),
    ("HealthcareService", "name:contains", "CLINICA", "uber"),
    ("HealthcareService", "service-category", "outpat", "pelican sandbar uber"),
    ("HealthcareService", "service-category", "hosp", ""),
    ("HealthcareService", "service-type", "400", "pelican"),
    ("HealthcareService", "service-type:text", "depress", "uber"),
    ("HealthcareService", "specialty", NUCC + "|261QI0500X", "pelican sandbar"),
    ("HealthcareService", "specialty", "261QM0801X,261QP3300X", "pelican uber"),
    ("HealthcareService", "delivery-method", "virtual", "pelican"),
    ("HealthcareService", "delivery-method", "physical", "pelican sandbar"),
    ("HealthcareService", "characteristic", CHECKLIST + "|condition.depression", "uber"),
    ("HealthcareService", "identifier", "sandbar", "sandbar"),
    ("Organization", "_id", "org-{tidewater},org-c-{uber}", "tidewater uber"),
    ("Organization", "_lastUpdated", "le2999", "tidewater uber"),
    ("Organization", "_lastUpdated", "eb{yesterday}", ""),
    ("Organization", "address", "22 palm", "tidewater"),
    ("Organization", "address:contains", "austin", "uber"),
    ("Organization", "name", "tidewater g", "tidewater"),
    ("Organization", "name", "pelican", ""),
    ("Organization", "type", "prvgrp", "tidewater"),
    ("Organization", "type", PLAN_NET + "OrgTypeCS|fac", "uber"),
    ("Organization", "identifier", "http://127.0.0.1:8000/identifier/organization|{tidewater}",
     "tidewater"),
    ("Organization", "_has:HealthcareService:organization:service-type", "316", "uber"),
    ("Organization", "_has:PractitionerRole:organization:role", "ph", "tidewater"),
    ("Practitioner", "_id", "clinician-{ada}", "ada"),
    ("Practitioner", "_lastUpdated", "sa{yesterday}", "ada ben"),
    ("Practitioner", "name", "marsh", "ada"),
    ("Practitioner", "name", "ada mar", "ada"),
    ("Practitioner", "name", "ünal", "ben"),
    ("Practitioner", "name:contains", "ela un", "ben"),
    ("Practitioner", "family", "UNAL", "ben"),
    ("Practitioner", "family", "ada", ""),
    ("Practitioner", "given", "bela", "ben"),
    ("Practitioner", "given:exact", "Béla", "ben"),
    ("Practitioner", "identifier", NPI + "|" + make.npi(1), "ada"),
    ("Practitioner", "identifier", make.npi(2), ""),
    ("Practitioner", "identifier", "http://127.0.0.1:8000/identifier/clinician|{ben}", "ben"),
    ("Practitioner", "identifier", "http://127.0.0.1:8000/identifier/clinician|{ada}", ""),
    ("Practitioner", "_has:PractitionerRole:practitioner:location", "clinic-{uber}", "ben"),
    ("Practitioner", "_has:PractitionerRole:practitioner:role", "ph", "ada"),
    ("Practitioner", "_has:PractitionerRole:practitioner:specialty", "163W00000X", "ben"),
    ("Practitioner", "_has:PractitionerRole:practitioner:network", "org-{tidewater}", ""),
    ("PractitionerRole", "_id", "role-{ben}", "ben"),
    ("PractitionerRole", "_lastUpdated", "ne2020", "ada ben"),
    ("PractitionerRole", "practitioner", "clinician-{ada}", "ada"),
    ("PractitionerRole", "practitioner.name", "bela", "ben"),
    ("PractitionerRole", "organization", "org-{tidewater}", "ada"),
    ("PractitionerRole", "organization.name", "uber", "ben"),
    ("PractitionerRole", "organization.address", "1 ocean", "ada"),
    ("PractitionerRole", "organization.type", "fac", "ben"),
    ("PractitionerRole", "location", "clinic-{pelican}", "ada"),
    ("PractitionerRole", "location.address-city", "austin", "ben"),
    ("PractitionerRole", "location.organization", "org-{tidewater}", "ada"),
    ("PractitionerRole", "location.near", "26.4615|-80.0728|2|mi", "ada"),
    ("PractitionerRole", "service", "service-{uber}", "ben"),
    ("PractitionerRole", "service.service-category", "outpat", "ada ben"),
    ("PractitionerRole", "service.organization", "org-c-{uber}", "ben"),
    ("PractitionerRole", "service.location", "clinic-{pelican}", "ada"),
    ("PractitionerRole", "role", PLAN_NET + "ProviderRoleCS|rn", "ben"),
    ("PractitionerRole", "specialty", "2084P0800X", "ada"),
    ("PractitionerRole", "period", "lt{year_ago}", "ada"),
    ("PractitionerRole", "date", "sa{year_ago}", "ben"),
    ("VerificationResult", "_id", "check-{npi}", "npi"),
    ("VerificationResult", "_lastUpdated", "gt2020", "npi licence accredited"),
    ("VerificationResult", "target", "Practitioner/clinician-{ada}", "npi"),
    ("VerificationResult", "target", "org-{tidewater}", "accredited"),
    ("VerificationResult", "target", "HealthcareService/service-{pelican}", "accredited"),
    ("VerificationResult", "target", "Practitioner/org-{tidewater}", ""),
    ("VerificationResult", "target:Organization", "org-{tidewater}", "accredited"),
    ("VerificationResult", "target:Practitioner", "org-{tidewater}", ""),
    ("VerificationResult", "target:Practitioner.name", "unal", "licence"),
    ("VerificationResult", "attestation-who", "org-{tidewater}", "npi accredited"),
    ("VerificationResult", "attestation-who", "org-c-{uber}", ""),
    ("VerificationResult", "primarysource-type", "auth-source", "npi"),
    ("VerificationResult", "primarysource-type:text", "licen", "licence"),
    ("VerificationResult", "status", "validated", "npi accredited"),
    ("VerificationResult", "status", "req-revalid", "licence"),
]  # fmt: skip

NEVER = {
    "Location": "partof endpoint",
    "HealthcareService": "coverage-area endpoint",
    "Organization": "partof endpoint coverage-area period",
    "Practitioner": "period",
    "PractitionerRole": "network endpoint",
}
"""What nothing here has. A search by it is checked, and finds nothing."""


def filled(text, cast):
    """The value with the keys of the cast."""
    keys = {name: row.pk for name, row in vars(cast).items()}
    return text.format(**keys, yesterday=make.days_ago(1), year_ago=make.days_ago(365))


def test_every_parameter_hits_what_it_should_and_nothing_else(client, cast, named):
    wrong = []
    for type_, name, text, expected in SEARCHES:
        bundle = found(client, type_, (name, filled(text, cast)))
        hits = ids(bundle)
        if (hits, bundle["total"]) != (named(type_, expected), len(hits)):
            wrong.append((type_, name, text, hits, expected))
    assert wrong == []


def test_every_parameter_is_tried_with_a_hit_and_a_rival():
    tried: dict[tuple[str, str], list[str]] = {}
    for type_, name, _text, expected in SEARCHES:
        if not name.startswith("_has:"):
            code = name.partition(".")[0].partition(":")[0]
            tried.setdefault((type_, code), []).append(expected)
    known = {(kind.type, code) for kind in KINDS.values() if kind.sources for code in
             kind.parameters}  # fmt: skip
    never = {(type_, code) for type_, codes in NEVER.items() for code in codes.split()}
    assert set(tried) | never == known
    assert set(tried) & never == set()
    assert [key for key, expected in tried.items() if not any(expected)] == []


def value_for(parameter):
    """A value that the parameter can be asked for."""
    if isinstance(parameter, Reference):
        return f"{parameter.targets[0]}/org-1"
    return {"date": "2026", "string": "a", "token": "a"}[parameter.type]


def test_who_has_no_right_npi_is_found_by_our_key_as_the_resource_has_it(client, cast):
    wrong = make.clinician(cast.sandbar, given_name="Cleo")
    make.credential(cast.sandbar, "npi", clinician=wrong, number="2000000011")
    resource = found(client, "Practitioner", _id=f"clinician-{wrong.pk}")["entry"][0]["resource"]
    [own] = resource["identifier"]
    assert own["value"] == str(wrong.pk)
    hits = found(client, "Practitioner", identifier=f"{own['system']}|{own['value']}")
    assert ids(hits) == [f"clinician-{wrong.pk}"]
    assert found(client, "Practitioner", identifier="2000000011")["total"] == 0


def test_an_organization_of_one_clinic_is_a_facility_and_of_several_a_group(client, cast):
    alone = make.clinic(name="Alone", organization="One Clinic Only").organization
    make.clinic(name="A second one without an organization")
    every = {one["resource"]["id"]: one["resource"]["type"][0]["coding"][0]["code"]
             for one in found(client, "Organization")["entry"]}  # fmt: skip
    assert (every[f"org-{alone.pk}"], every[f"org-{cast.tidewater.pk}"]) == ("fac", "prvgrp")
    for code in ("fac", "prvgrp"):
        own = [id_ for id_, said in every.items() if said == code]
        assert ids(found(client, "Organization", type=code)) == own


def test_the_prefix_of_an_id_tells_its_type():
    prefixes = {source.prefix: kind.type for kind in KINDS.values() for source in kind.sources}
    assert prefixes == TYPES


def test_what_nothing_has_finds_nothing(client, cast):
    asked = [(type_, code) for type_, codes in NEVER.items() for code in codes.split()]
    asked += [(kind.type, code) for kind in KINDS.values() if not kind.sources for code in
              kind.parameters]  # fmt: skip
    assert len(asked) == 35
    for type_, code in asked:
        bundle = found(client, type_, (code, value_for(KINDS[type_].parameters[code])))
        assert (bundle["total"], "entry" in bundle) == (0, False), code


def test_alternatives_are_one_of_them_and_repetitions_all_of_them(client, cast, named):
    both = found(client, "HealthcareService", ("name", "peli,uber"), ("name:contains", "c"))
    assert ids(both) == named("HealthcareService", "pelican uber")
    narrower = found(client, "HealthcareService", ("name", "peli,uber"), ("name", "uber,sand"))
    assert ids(narrower) == named("HealthcareService", "uber")


def test_parameters_of_different_kinds_combine(client, cast, named):
    found_roles = found(
        client, "PractitionerRole", ("specialty", "2084P0800X,163W00000X"),
        ("location", f"clinic-{cast.pelican.pk}"), ("_include", "PractitionerRole:practitioner"),
    )  # fmt: skip
    assert ids(found_roles) == named("PractitionerRole", "ada")
    assert ids(found_roles, "include") == named("Practitioner", "ada")
    crps_nearby = found(
        client, "Location", ("near", "26.4|-80.1|30|km"),
        ("_has:HealthcareService:location:characteristic", "condition.crps"),
    )  # fmt: skip
    assert ids(crps_nearby) == named("Location", "pelican")


@pytest.mark.parametrize(
    ("typed", "texts"),
    [("a\\,b", ["A,B Clinic"]), ("a\\|b", ["A|B Clinic"]), ("a\\$b", ["A$B Clinic"]),
     ("a\\\\b", ["A\\B Clinic"]), ("a,b", ["A,B Clinic", "A|B Clinic", "A$B Clinic",
                                           "A\\B Clinic", "B Clinic"])],
)  # fmt: skip
def test_escapes_are_the_sign_itself(client, db, typed, texts):
    for name in ("A,B Clinic", "A|B Clinic", "A$B Clinic", "A\\B Clinic", "B Clinic"):
        make.clinic(name=name)
    bundle = found(client, "HealthcareService", name=typed)
    assert [e["resource"]["name"] for e in bundle["entry"]] == texts


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("{at}", True), ("eq{at}", True), ("ne{at}", False), ("gt{at}", False), ("ge{at}", True),
        ("lt{at}", False), ("le{at}", True), ("sa{at}", False), ("eb{at}", False),
        ("gt{before}", True), ("sa{before}", True), ("eq{before}", False), ("le{before}", False),
        ("lt{after}", True), ("eb{after}", True), ("ge{after}", False), ("{second}", True),
        ("gt{second}", False), ("lt{second}", False), ("{minute}", True), ("ne{minute}", False),
        ("{east}", True), ("gt{east}", False), ("{at_more}", False), ("ge{at_more}", False),
        ("le{at_more}", True), ("ge2000,lt2000", True), ("lt2000,gt2999", False),
    ],
)  # fmt: skip
def test_moments_compare_to_the_millisecond_that_is_shown(client, db, typed, hits):
    make.clinic()
    [entry] = found(client, "Location")["entry"]
    at = dt.datetime.fromisoformat(entry["resource"]["meta"]["lastUpdated"])
    one, east = dt.timedelta(milliseconds=1), dt.timezone(dt.timedelta(hours=5, minutes=30))

    def said(moment, digits="milliseconds"):
        return moment.isoformat(timespec=digits).replace("+00:00", "Z")

    text = typed.format(
        at=said(at), before=said(at - one), after=said(at + one), second=said(at, "seconds"),
        minute=said(at, "minutes"), east=said(at.astimezone(east)),
        at_more=said(at).replace("Z", "7Z"),
    )  # fmt: skip
    assert found(client, "Location", _lastUpdated=text)["total"] == hits
    assert found(client, "HealthcareService", ("location._lastUpdated", text))["total"] == hits


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2026-01-01T05:00Z", "2027-01-01T05:00Z"),
        ("2026-12", "2026-12-01T05:00Z", "2027-01-01T05:00Z"),
        ("2026-07-04", "2026-07-04T04:00Z", "2026-07-05T04:00Z"),
        ("2026-11-01", "2026-11-01T04:00Z", "2026-11-02T05:00Z"),
        ("2026-07-04T10:30", "2026-07-04T14:30Z", "2026-07-04T14:31Z"),
        ("2026-07-04T10:30Z", "2026-07-04T10:30Z", "2026-07-04T10:31Z"),
        ("2026-07-04T10:30:15-05:00", "2026-07-04T15:30:15Z", "2026-07-04T15:30:16Z"),
        ("2026-07-04T10:30:15.1Z", "2026-07-04T10:30:15.100Z", "2026-07-04T10:30:15.200Z"),
        ("2026-07-04T10:30:15.123Z", "2026-07-04T10:30:15.123Z", "2026-07-04T10:30:15.124Z"),
        ("2026-07-04T10:30:15.1234Z", "2026-07-04T10:30:15.124Z", "2026-07-04T10:30:15.124Z"),
    ],
)
def test_a_date_is_as_long_as_it_is_precise(text, start, end):
    span = KINDS["Location"].parameters["_lastUpdated"].read(text, "", Now(make.today(), BASE))
    assert (span.prefix, span.start, span.end) == (
        "eq", dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end),
    )  # fmt: skip
