"""Faults planted into the official examples: what is changed, and the one thing that must be found.

A change is a path to a place and a new value; `GONE` takes the place away, `ADD` stands for the end
of a list. `test_faults.py` demands exactly the findings that stand here.
"""

from typing import NamedTuple

GONE, ADD = object(), object()

CS = "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/"
SD = "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/"
NUCC = "http://nucc.org/provider-taxonomy"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
UNKNOWN = {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}

ORTHOPEDICS = "Organization/HartfordOrthopedics"
NETWORK = "Organization/AcmeofCTStdNet"
OFFICE = "Location/HansSoloClinic"
COUNSEL = "HealthcareService/VirtualCounselService"
HANS = "Practitioner/HansSolo"
ROLE = "PractitionerRole/HansSoloRole1"
GOLD = "InsurancePlan/AcmeQHPGold"
AFFILIATION = "OrganizationAffiliation/HamiltonClinicAffil"
CHECK = "VerificationResult/check-7"
TERMS = "http://terminology.hl7.org/CodeSystem/"


class Fault(NamedTuple):
    """One planted fault."""

    what: str
    example: str
    where: tuple
    value: object
    found: str


def concept(system: str, code: str) -> dict:
    return {"coding": [{"system": system, "code": code}]}


def accepting(code: str, *more: dict) -> dict:
    said = {
        "url": "acceptingPatients",
        "valueCodeableConcept": concept(CS + "AcceptingPatientsCS", code),
    }
    return {"url": SD + "newpatients", "extension": [said, *more]}


def term(system: str, code: str) -> dict:
    return concept(TERMS + system, code)


OURS = {
    CHECK: {
        "resourceType": "VerificationResult",
        "id": "check-7",
        "meta": {"profile": ["http://hl7.org/fhir/us/ndh/StructureDefinition/ndh-Verification"]},
        "target": [{"reference": "Practitioner/clinician-7"}],
        "targetLocation": ["Practitioner.qualification"],
        "need": term("need", "periodic"),
        "status": "validated",
        "statusDate": "2026-11-03T09:00:00Z",
        "validationType": term("validation-type", "primary"),
        "validationProcess": [term("validation-process", "primary")],
        "nextScheduled": "2027-11-03",
        "failureAction": term("failure-action", "warn"),
        "primarySource": [
            {
                "who": {"display": "Texas Medical Board"},
                "type": [term("primary-source-type", "lic-board")],
                "validationStatus": term("validation-status", "successful"),
            }
        ],
        "attestation": {
            "who": {"reference": "Organization/org-7"},
            "communicationMethod": term("verificationresult-communication-method", "portal"),
            "date": "2026-11-02",
        },
    }
}
"""An example of ours for a profile that has no official one in JSON."""

CARDINALITY = [
    Fault("a required element is missing", ORTHOPEDICS, ("name",), GONE,
          "Organization.name: is missing"),
    Fault("a required list is missing", ORTHOPEDICS, ("address",), GONE,
          "Organization.address: is missing"),
    Fault("a required list is empty", ORTHOPEDICS, ("type",), [],
          "Organization.type: comes 0 times, not 1 to *|Organization.type: is an empty list"),
    Fault("an element is sent that the profile forbids", OFFICE, ("mode",), "instance",
          "Location.mode: comes 1 times, not 0 to 0"),
    Fault("a network has a phone", NETWORK, ("telecom",), [{"system": "url", "value": "https://n.example"}],
          "Organization.telecom: comes 1 times, not 0 to 0"),
    Fault("a network is part of nothing", NETWORK, ("partOf",), GONE,
          "Organization.partOf: is missing"),
    Fault("five lines of address", ORTHOPEDICS, ("address", 0, "line"), list("abcde"),
          "Organization.address[0].line: comes 5 times, not 0 to 4"),
    Fault("a position with one number", OFFICE, ("position", "latitude"), GONE,
          "Location.position.latitude: is missing"),
    Fault("an identifier without its system", HANS, ("identifier", ADD), {"value": "7"},
          "Practitioner.identifier[1].system: is missing"),
    Fault("an element that is no element", OFFICE, ("contact",), [{"name": "Hans"}],
          "Location.contact: is no element of this"),
    Fault("an unknown part deep inside", ORTHOPEDICS, ("address", 0, "zip"), "00014",
          "Organization.address[0].zip: is no element of this"),
    Fault("a list where one value belongs", OFFICE, ("name",), ["Office"],
          "Location.name: is a list"),
    Fault("one value where a list belongs", COUNSEL, ("category",), concept(CS, "prov"),
          "HealthcareService.category: is no list"),
]  # fmt: skip

VALUES = [
    Fault("active is false", ORTHOPEDICS, ("active",), False,
          "Organization.active: is not True"),
    Fault("active is a word", ORTHOPEDICS, ("active",), "true",
          "Organization.active: 'true' is no boolean|Organization.active: is not True"),
    Fault("a status other than the fixed one", OFFICE, ("status",), "suspended",
          "Location.status: is not 'active'"),
    Fault("an empty text", OFFICE, ("description",), "",
          "Location.description: '' is no string"),
    Fault("a number as text", OFFICE, ("position", "longitude"), "3",
          "Location.position.longitude: '3' is no decimal"),
    Fault("an hour without seconds", OFFICE, ("hoursOfOperation", 0, "openingTime"), "8:00",
          "Location.hoursOfOperation[0].openingTime: '8:00' is no time"),
    Fault("lastUpdated is a day", OFFICE, ("meta", "lastUpdated"), "2026-11-28",
          "Location.meta.lastUpdated: '2026-11-28' is no instant"),
    Fault("30 February", HANS, ("qualification", 0, "period"), {"start": "2026-02-30"},
          "Practitioner.qualification[0].period.start: '2026-02-30' is no dateTime"),
    Fault("a slash in an id", OFFICE, ("id",), "clinic/7",
          "Location.id: 'clinic/7' is no id"),
    Fault("a rank of nought", OFFICE, ("telecom", 1, "rank"), 0,
          "Location.telecom[1].rank: 0 is no positiveInt"),
    Fault("null in a list", ORTHOPEDICS, ("alias",), [None],
          "Organization.alias[0]: is null"),
    Fault("a reference that is a name", OFFICE, ("managingOrganization", "reference"), "BigBox",
          "Location.managingOrganization: 'BigBox' is not Type/id"),
    Fault("a reference to another type", OFFICE, ("managingOrganization", "reference"),
          "Practitioner/x",
          "Location.managingOrganization: is a reference to Practitioner, not to Organization"),
]  # fmt: skip

CODES = [
    Fault("a day that is no code", OFFICE, ("hoursOfOperation", 0, "daysOfWeek", 0), "monday",
          "Location.hoursOfOperation[0].daysOfWeek[0]: no code of days-of-week"),
    Fault("an unknown way to contact", ORTHOPEDICS, ("telecom", 1, "system"), "web",
          "Organization.telecom[1].system: no code of contact-point-system"),
    Fault("a specialty that is in no part of SpecialtiesVS", COUNSEL, ("specialty", ADD),
          concept(NUCC, "999999999X"),
          "HealthcareService.specialty[1]: no code of SpecialtiesVS"),
    Fault("a right code of another system", COUNSEL, ("specialty", 0),
          concept("urn:x", "101YP2500X"),
          "HealthcareService.specialty[0]: no code of SpecialtiesVS"),
    Fault("a required code is only text", ROLE, ("specialty", 0), {"text": "Pain"},
          "PractitionerRole.specialty[0]: no code of IndividualAndGroupSpecialtiesVS"),
    Fault("a place's specialty for a person", ROLE, ("specialty", 0), concept(NUCC, "261QP3300X"),
          "PractitionerRole.specialty[0]: no code of IndividualAndGroupSpecialtiesVS"),
    Fault("a role that is no code of its system", ROLE, ("code", 0),
          concept(CS + "ProviderRoleCS", "doc"),
          "PractitionerRole.code[0]: no code of PractitionerRoleVS|"
          "PractitionerRole.code[0].coding[0]: "
          f"'doc' is no code of {CS}ProviderRoleCS"),
    Fault("an organization of the type that the set leaves out", ORTHOPEDICS, ("type", 0),
          concept(CS + "OrgTypeCS", "ntwk"),
          "Organization.type[0]: no code of OrgTypeVS, though of its system"),
    Fault("a relative where a kind of place belongs", OFFICE, ("type", 0),
          term("v3-RoleCode", "MTH"),
          "Location.type[0]: no code of v3-ServiceDeliveryLocationRoleType, though of its system"),
    Fault("a code with the words of another", COUNSEL, ("category", 0, "coding", 0, "display"),
          "Hospital",
          "HealthcareService.category[0].coding[0]: "
          "'prov' means 'Medical Provider', not 'Hospital'"),
    Fault("a state by its name", HANS, ("qualification", 0, "extension", 0, "extension", 1,
          "valueCodeableConcept"), concept("https://www.usps.com/", "Illinois"),
          "Practitioner.qualification[0].extension[0].extension[1].valueCodeableConcept: "
          "no code of us-core-usps-state"),
    Fault("a required code is absent for a reason", ORTHOPEDICS, ("telecom", 1),
          {"_system": UNKNOWN, "value": "https://orthopedics.example"},
          "Organization.telecom[1].system: "
          "must be a code; there is none for a reason why it is absent"),
]  # fmt: skip

EXTENSIONS = [
    Fault("new patients without the answer", OFFICE, ("extension", 0, "extension", 0), GONE,
          "Location.extension[0].extension:acceptingPatients: comes 0 times, not 1 to 1"),
    Fault("new patients answered twice", OFFICE, ("extension", 0),
          accepting("newpt", accepting("nopt")["extension"][0]),
          "Location.extension[0].extension:acceptingPatients: comes 2 times, not 1 to 1"),
    Fault("new patients by an unknown code", OFFICE, ("extension", 0), accepting("yes"),
          "Location.extension[0].extension[0].valueCodeableConcept: no code of AcceptingPatientsVS|"
          "Location.extension[0].extension[0].valueCodeableConcept.coding[0]: "
          f"'yes' is no code of {CS}AcceptingPatientsCS"),
    Fault("a part that the extension does not have", OFFICE, ("extension", 0),
          accepting("newpt", {"url": "since", "valueDate": "2026-01-01"}),
          "Location.extension[0].extension[1]: 'since' is no part of this extension"),
    Fault("a part with a value of another type", COUNSEL, ("extension", 0, "extension", 0),
          {"url": "type", "valueCode": "virtual"},
          "HealthcareService.extension[0].extension[0].valueCode: is no element of this|"
          "HealthcareService.extension[0].extension[0].value[x]: is missing"),
    Fault("an extension with a value of another type", OFFICE, ("extension", 1),
          {"url": SD + "accessibility", "valueCode": "mobility"},
          "Location.extension[1].valueCode: is no element of this|"
          "Location.extension[1].value[x]: is missing"),
    Fault("an unknown reason why something is absent", ORTHOPEDICS, ("_name",),
          {"extension": [{"url": ABSENT, "valueCode": "secret"}]},
          "Organization.name.extension[0].valueCode: no code of data-absent-reason"),
    Fault("a parted extension that is one value", OFFICE, ("extension", 0),
          {"url": SD + "newpatients", "valueCode": "newpt"},
          "Location.extension[0].valueCode: comes 1 times, not 0 to 0|"
          "Location.extension[0].extension: is missing"),
    Fault("an extension that says nothing", OFFICE, ("extension", 1), {"url": SD + "accessibility"},
          "Location.extension[1]: breaks ext-1|Location.extension[1].value[x]: is missing"),
    Fault("an extension that nobody defines", OFFICE, ("extension", 1),
          {"url": SD + "quiet", "valueBoolean": True},
          f"Location.extension[1]: {SD}quiet is no extension that is known here"),
    Fault("an extension at a wrong place", HANS, ("extension",),
          [{"url": SD + "accessibility", "valueCodeableConcept": {"text": "Lift"}}],
          "Practitioner.extension[0]: goes only on Location"),
    Fault("a qualification without its status", ROLE, ("extension", 1, "extension", 1), GONE,
          "PractitionerRole.extension[1].extension:status: comes 0 times, not 1 to 1"),
    Fault("a qualification that is not active", HANS,
          ("qualification", 0, "extension", 0, "extension", 0, "valueCode"), "inactive",
          "Practitioner.qualification[0].extension[0].extension[0].valueCode: is not 'active'"),
    Fault("an issuer by another type", ROLE, ("extension", 1, "extension", 2),
          {"url": "issuer", "valueReference": {"reference": "Location/x"}},
          "PractitionerRole.extension[1].extension[2].valueReference: is a reference to Location, "
          "not to Organization"),
    Fault("a weekday deep in an extension", ORTHOPEDICS,
          ("telecom", 0, "extension", 0, "extension", 0, "valueCode"), "Mon",
          "Organization.telecom[0].extension[0].extension[0].valueCode: no code of days-of-week"),
    Fault("two networks where one goes", ROLE, ("extension", ADD),
          {"url": SD + "network-reference", "valueReference": {"reference": NETWORK}},
          "PractitionerRole.extension:network-reference: comes 2 times, not 0 to 1"),
    Fault("two Plan-Net categories", COUNSEL, ("category", ADD),
          concept(CS + "HealthcareServiceCategoryCS", "outpat"),
          "HealthcareService.category:plan-net-category: comes 2 times, not 0 to 1"),
]  # fmt: skip

INVARIANTS = [
    Fault("an NPI with a wrong check digit", ORTHOPEDICS, ("identifier", 0, "value"), "1407071237",
          "Organization.identifier[0]: breaks us-core-17"),
    Fault("an NPI of nine digits", HANS, ("identifier", 0, "value"), "994133910",
          "Practitioner.identifier[0]: breaks us-core-16"),
    Fault("an organization's home phone", ORTHOPEDICS, ("telecom", 1, "use"), "home",
          "Organization.telecom[1]: breaks org-3"),
    Fault("a role that nobody can reach", ROLE, ("endpoint",), GONE,
          "PractitionerRole: breaks pd-1"),
    Fault("a phone number of no system", OFFICE, ("telecom", 1), {"value": "(212) 555-0100"},
          "Location.telecom[1]: breaks cpt-2"),
    Fault("a period that ends before it starts", HANS, ("qualification", 0, "period"),
          {"start": "2026-05-01", "end": "2025-05-01"},
          "Practitioner.qualification[0].period: breaks per-1"),
    Fault("a plan without a network", GOLD, ("network",), GONE,
          "InsurancePlan: breaks network-or-plan-Network"),
    Fault("an affiliation of nobody", AFFILIATION, ("participatingOrganization",), GONE,
          "OrganizationAffiliation: breaks organization-or-participatingOrganization"),
    Fault("a profile of another type", OFFICE, ("meta", "profile"), [SD + "plannet-Organization"],
          f"Location: {SD}plannet-Organization is no profile of Location that is known here"),
]  # fmt: skip

CHECKS = [
    Fault("a check that nobody attested claims the National Directory's profile", CHECK,
          ("attestation",), GONE, "VerificationResult.attestation: is missing"),
    Fault("a source of no type", CHECK, ("primarySource", 0, "type"), GONE,
          "VerificationResult.primarySource[0].type: is missing"),
    Fault("our own word for a status", CHECK, ("status",), "overdue",
          "VerificationResult.status: no code of verificationresult-status"),
    Fault("the next check at an hour", CHECK, ("nextScheduled",), "2027-11-03T09:00:00Z",
          "VerificationResult.nextScheduled: '2027-11-03T09:00:00Z' is no date"),
    Fault("a check by a location", CHECK, ("attestation", "who", "reference"), "Location/clinic-7",
          "VerificationResult.attestation.who: is a reference to Location, "
          "not to Organization or Practitioner or PractitionerRole"),
    Fault("a code that its system does not have", CHECK, ("need",), term("need", "yearly"),
          "VerificationResult.need.coding[0]: 'yearly' is no code of " + TERMS + "need"),
]  # fmt: skip

FAULTS = [*CARDINALITY, *VALUES, *CODES, *EXTENSIONS, *INVARIANTS, *CHECKS]
