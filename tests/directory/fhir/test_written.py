"""What is put together from texts is JSON as one would write it whole."""

import json

import pytest
from django.utils.translation import override

from clinics.written import read_back
from directory.fhir.content import healthcare_services
from tests import make

pytestmark = pytest.mark.django_db

ASKED = [
    "Organization?_revinclude=HealthcareService:organization&_count=100",
    "Location?_revinclude=PractitionerRole:location",
    "HealthcareService",
]


@pytest.mark.parametrize("asked", ASKED)
def test_an_answer_is_written_as_one_whole(client, cast, asked):
    answer = client.get(f"/fhir/{asked}").content.decode()
    said = json.loads(answer)
    assert any("stated-fact" in json.dumps(one) for one in said["entry"]) is ("Service" in asked)
    assert answer == json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    sign = "&" if "?" in asked else "?"
    pretty = client.get(f"/fhir/{asked}{sign}_pretty=true").content.decode()
    again = json.loads(pretty)
    assert again["entry"] == said["entry"]
    assert pretty == json.dumps(again, ensure_ascii=False, indent=2)


def test_one_language_is_never_kept_for_another():
    clinic = make.clinic(yes="language.es route.iv-infusion", no="insurance.medicare",
                         facts=[make.fact("insurance.aetna", covers=["visits"])])  # fmt: skip

    def words() -> list[str]:
        one = read_back(healthcare_services.load([clinic.pk], on=make.today())[clinic.pk])
        return [one["communication"][0]["text"], one["comment"],
                one["characteristic"][1]["coding"][0]["display"],
                *(part["valueCoding"]["display"] for said in one["extension"]
                  for part in said["extension"] if part["url"] == "covers")]  # fmt: skip

    english = words()
    with override("es"):
        spanish = words()
    assert english == words() == ["Spanish", "Stated ways of giving ketamine: IV infusion.",
                                  "Spanish", "visits"]  # fmt: skip
    assert [one for one, other in zip(english, spanish, strict=True) if one == other] == []
