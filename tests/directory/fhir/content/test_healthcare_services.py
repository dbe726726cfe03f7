"""HealthcareServices: yes and no with who says so, and nothing of what is not stated."""

import pytest

from clinics.checklist import CHECKLIST
from clinics.models import Clinic, Fact
from directory.fhir.content import healthcare_services
from tests import make
from tests.directory.fhir.content.seen import (
    BASE,
    bare,
    coded,
    extensions,
    hl7,
    net,
    profile,
    rich,
    service,
)

pytestmark = pytest.mark.django_db
SYSTEM = f"{BASE}/fhir/CodeSystem/checklist"
PHYSICAL = {"extension": [{"url": "type",
                           "valueCodeableConcept": net("DeliveryMethodCS", "physical",
                                                       "Physical")}],
            "url": profile("delivery-method")}  # fmt: skip
VIRTUAL = {
    "extension": [
        {"url": "type", "valueCodeableConcept": net("DeliveryMethodCS", "virtual", "Virtual")},
        {"url": "virtualModalities",
         "valueCodeableConcept": net("VirtualModalitiesCS", "video", "video chat")},
    ],
    "url": profile("delivery-method"),
}  # fmt: skip


def item(code: str, display: str) -> dict:
    """A coding of the checklist."""
    return {"system": SYSTEM, "code": code, "display": display}


def parts(fact: dict) -> dict:
    """The parts of a stated fact by name; of several `covers` the codes."""
    found: dict = {}
    for part in fact["extension"]:
        (value,) = (said for name, said in part.items() if name != "url")
        if part["url"] == "covers":
            found.setdefault("covers", []).append(value["code"])
        else:
            found[part["url"]] = value["code"] if part["url"] == "code" else value
    return found


def facts(clinic: Clinic) -> dict[str, dict]:
    """The parts of every stated fact, by code."""
    found = [parts(fact) for fact in extensions(service(clinic), "stated-fact")]
    return {fact.pop("code"): fact for fact in found}


def test_a_rich_clinic():
    clinic = rich()
    make.clinic()
    said = service(clinic)
    stated = [e for e in said["extension"] if e["url"].endswith("/stated-fact")]
    said["extension"] = [e for e in said["extension"] if e not in stated]
    assert said == {
        "resourceType": "HealthcareService",
        "id": f"service-{clinic.pk}",
        "meta": {"profile": [profile("plannet-HealthcareService")]},
        "language": "en-US",
        "extension": [
            {"extension": [{"url": "acceptingPatients",
                            "valueCodeableConcept": net("AcceptingPatientsCS", "newpt",
                                                        "Accepting")}],
             "url": profile("newpatients")},
            PHYSICAL,
            VIRTUAL,
        ],
        "identifier": [{"type": {"text": "Key of the clinic in the Clinic Directory"},
                        "system": f"{BASE}/identifier/clinic", "value": "pelican"}],
        "active": True,
        "providedBy": {"reference": f"Organization/org-c-{clinic.pk}", "display": "Pelican Key"},
        "category": [net("HealthcareServiceCategoryCS", "outpat", "Clinic or Outpatient Facility")],
        "type": [hl7("service-type", "400", "Pain"), hl7("service-type", "316", "Depression")],
        "specialty": [
            coded("http://nucc.org/provider-taxonomy", "261QP3300X", "Pain Clinic/Center"),
            coded("http://nucc.org/provider-taxonomy", "261QM0801X",
                  "Mental Health Clinic/Center (Including Community Mental Health Center)"),
            coded("http://nucc.org/provider-taxonomy", "261QI0500X",
                  "Infusion Therapy Clinic/Center"),
        ],
        "location": [{"reference": f"Location/clinic-{clinic.pk}", "display": "Pelican Key"}],
        "name": "Pelican Key",
        "comment": "Stated ways of giving ketamine: IV infusion; Spravato nasal spray.",
        "telecom": [
            {"system": "phone", "value": "+1 561-555-0101", "use": "work", "rank": 1},
            {"system": "url", "value": "https://pelican.example/", "use": "work", "rank": 2},
            {"system": "email", "value": "desk@pelican.example", "use": "work", "rank": 3},
        ],
        "characteristic": [
            {"coding": [item(code, display)]} for code, display in (
                ("access.accepting-new-patients", "Accepting new patients"),
                ("access.near-transit", "Near public transit"),
                ("access.telehealth-consultation", "Telehealth consultation"),
                ("access.wheelchair", "Wheelchair accessible"),
                ("condition.crps", "Complex regional pain syndrome (CRPS)"),
                ("condition.depression", "Treatment-resistant depression"),
                ("insurance.tricare", "TRICARE"),
                ("language.es", "Spanish"),
                ("route.esketamine-nasal", "Esketamine nasal spray (Spravato)"),
                ("route.iv-infusion", "IV infusion (into a vein)"),
                ("safety.informed-consent",
                 "Written consent: off-label use, risks, alternatives, cost"),
            )
        ],
        "communication": [coded("urn:ietf:bcp:47", "es", text="Spanish")],
        "availableTime": [
            {"daysOfWeek": ["mon", "tue"], "availableStartTime": "09:00:00",
             "availableEndTime": "17:00:00"},
            {"daysOfWeek": ["sat"], "allDay": True},
        ],
    }  # fmt: skip
    assert len(stated) == 12


def test_an_answer_with_everything_known_of_it():
    clinic = rich()
    said = extensions(service(clinic), "stated-fact")
    since = str(make.days_ago(10))
    assert [fact for fact in said if parts(fact)["code"] == "insurance.tricare"] == [
        {"extension": [
            {"url": "code", "valueCoding": item("insurance.tricare", "TRICARE")},
            {"url": "value", "valueBoolean": True},
            {"url": "source", "valueCode": "clinic"},
            {"url": "since", "valueDate": since},
            {"url": "covers", "valueCoding": item("covers.visits", "visits")},
            {"url": "covers",
             "valueCoding": item("route.esketamine-nasal", "Esketamine nasal spray (Spravato)")},
            {"url": "priorAuthorization", "valueBoolean": True},
        ], "url": f"{BASE}/fhir/StructureDefinition/stated-fact"},
    ]  # fmt: skip
    assert facts(clinic)["safety.informed-consent"] == {
        "value": True, "source": "clinic", "since": since, "confirmedBy": "document",
        "confirmedOn": str(make.days_ago(5)), "dueOn": str(make.days_ago(-100)),
    }  # fmt: skip


def test_no_stands_only_where_the_clinic_said_no():
    clinic = make.clinic(yes="route.lozenge", no="insurance.medicare access.wheelchair")
    found = {code: fact["value"] for code, fact in facts(clinic).items()}
    assert found == {
        "access.wheelchair": False, "insurance.medicare": False, "route.lozenge": True,
    }  # fmt: skip
    said = service(clinic)
    assert [one["coding"][0]["code"] for one in said["characteristic"]] == ["route.lozenge"]
    assert "false" not in str(said | {"extension": []}).lower()


def test_a_clinic_of_which_only_the_name_is_known():
    clinic = bare()
    rich()
    assert service(clinic) == {
        "resourceType": "HealthcareService",
        "id": f"service-{clinic.pk}",
        "meta": {"profile": [profile("plannet-HealthcareService")]},
        "language": "en-US",
        "extension": [PHYSICAL],
        "identifier": [{"type": {"text": "Key of the clinic in the Clinic Directory"},
                        "system": f"{BASE}/identifier/clinic", "value": "bare"}],
        "active": True,
        "providedBy": {"reference": f"Organization/org-c-{clinic.pk}", "display": "Bare"},
        "category": [net("HealthcareServiceCategoryCS", "outpat", "Clinic or Outpatient Facility")],
        "location": [{"reference": f"Location/clinic-{clinic.pk}", "display": "Bare"}],
        "name": "Bare",
    }  # fmt: skip


def test_what_is_only_taken_at_home_is_not_given_at_the_clinic():
    home = make.clinic(yes="route.at-home access.telehealth-consultation")
    both = make.clinic(yes="route.at-home route.lozenge", no="access.telehealth-consultation")
    assert extensions(service(home), "delivery-method") == [VIRTUAL]
    assert extensions(service(both), "delivery-method") == [PHYSICAL]


def test_every_item_of_the_checklist_is_said_as_it_was_stated():
    items = [item.qualified for item in CHECKLIST.items]
    for first in range(3):
        yes, no = (set(items[(first + n) % 3 :: 3]) for n in range(2))
        clinic = make.clinic(facts=[make.fact(c, c in yes) for c in sorted(yes | no)],
                             offers_none="route.iv-infusion" not in yes | no)  # fmt: skip
        assert {code: fact["value"] for code, fact in facts(clinic).items()} == {
            **dict.fromkeys(yes, True), **dict.fromkeys(no, False),
        }  # fmt: skip
        said = service(clinic)
        assert {one["coding"][0]["code"] for one in said["characteristic"]} == yes
        spoken = {f"language.{one['coding'][0]['code']}" for one in said["communication"]}
        assert spoken == {code for code in yes if code.startswith("language.")}


def test_an_insurer_is_what_the_clinic_says_and_no_plan():
    clinic = make.clinic(facts=[make.fact("insurance.aetna")])
    assert facts(clinic)["insurance.aetna"] == {
        "value": True, "source": "clinic", "since": str(make.days_ago(10)),
    }  # fmt: skip
    said = service(clinic)
    assert "coverageArea" not in said
    assert [one["coding"][0]["code"] for one in said["characteristic"]] == [
        "insurance.aetna", "route.iv-infusion",
    ]  # fmt: skip


def test_a_pause_is_a_time_in_which_it_is_not_available():
    clinic = make.clinic()
    Clinic.objects.filter(pk=clinic.pk).update(
        status="paused", status_since=make.days_ago(3), paused_until=make.days_ago(-2)
    )
    assert service(clinic)["notAvailable"] == [
        {"description": "It takes no patients during that time. Call before you go there.",
         "during": {"start": str(make.days_ago(3)), "end": str(make.days_ago(-2))}}
    ]  # fmt: skip
    assert "notAvailable" not in service(clinic, on=make.days_ago(-3))
    Clinic.objects.filter(pk=clinic.pk).update(paused_until=None)
    assert service(clinic)["notAvailable"][0]["during"] == {"start": str(make.days_ago(3))}


def test_an_answer_to_what_the_checklist_no_longer_asks_is_left_out():
    clinic, rival = make.clinic(), make.clinic(yes="access.parking")
    Fact.objects.create(clinic=clinic, code="access.helipad", value=True, **make.said())
    assert list(facts(clinic)) == ["route.iv-infusion"]
    assert list(facts(rival)) == ["access.parking", "route.iv-infusion"]


@pytest.mark.parametrize("count", [1, 5])
def test_three_queries_however_many(django_assert_num_queries, count):
    clinics = [rich(slug=f"s{n}", organization=f"Org {n}") for n in range(count)]
    with django_assert_num_queries(3):
        found = healthcare_services.load([c.pk for c in clinics], on=make.today())
    assert len(found) == count
