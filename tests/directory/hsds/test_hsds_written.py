"""What is put together from texts is, byte for byte, what the objects would be as JSON."""

import datetime as dt
import json

import pytest
from django.test import Client

from clinics.checklist import CHECKLIST
from clinics.exchange.export import streamed
from clinics.exchange.hsds.answers import answers_of, attributes, written_attributes
from clinics.exchange.hsds.ids import SERVICE, record_id
from clinics.exchange.hsds.zipped import nested
from clinics.listing.models import Fact, SourceKind
from clinics.models import Clinic
from tests import make
from tests.clinics.hsds.rich import rich

pytestmark = pytest.mark.django_db

NAMES = ("", "List “A” \\ B", 'The "first" list, 100 %')


def every_kind() -> list[Fact]:
    """An answer of each kind to everything, from each source, repeated and confirmed or not."""
    items = [item.qualified for item in CHECKLIST.items]
    answers = [(code, number % 5 != 0) for number, code in enumerate(items)]
    answers += [(number.qualified, 3 + at) for at, number in enumerate(CHECKLIST.numbers)]
    facts = []
    for at, (code, value) in enumerate(answers):
        source = SourceKind.values[at % len(SourceKind.values)]
        is_confirmed = value is True and at % 3 == 0
        pays = value is True and code.startswith("insurance.")
        one = make.fact(
            code, value, source=source, source_name=NAMES[at % 3], days=20 + at,
            confirmed="document" if is_confirmed else "", detail="Until May" if at % 7 == 0 else "",
            covers=["visits", "iv-infusion"] if pays and at % 2 else None,
            prior_authorization=at % 4 == 1 if pays else None,
        )  # fmt: skip
        one.affirmed_on += dt.timedelta(days=at % 4)
        facts.append(one)
    return facts


def test_every_kind_of_answer_is_written_as_its_object_is():
    clinic = make.clinic(facts=every_kind(), offers_none=True)
    service = record_id(SERVICE, clinic.pk)
    facts = {fact.code: fact for fact in answers_of([clinic.pk])[clinic.pk]}
    models = {fact.code: fact for fact in clinic.facts.all()}
    objects = list(attributes(service, facts))
    assert list(attributes(service, models)) == objects
    assert len(objects) > len(CHECKLIST.items) + len(CHECKLIST.numbers)
    for _ in ("first", "again"):  # patterns are made, and then they are there
        assert list(written_attributes(service, facts)) == [
            json.dumps(one, ensure_ascii=False) for one in objects
        ]


def test_an_answer_to_what_the_checklist_no_longer_asks_is_left_out():
    clinic = make.clinic()
    Fact.objects.create(clinic=clinic, code="access.helipad", value=True, **make.said())
    facts = {fact.code: fact for fact in answers_of([clinic.pk])[clinic.pk]}
    assert list(facts) == ["route.iv-infusion", "access.helipad"]
    found = [json.loads(one) for one in written_attributes(record_id(SERVICE, 1), facts)]
    assert [one["taxonomy_term"]["code"] for one in found] == ["route.iv-infusion"]


def test_a_page_is_what_the_tables_are_made_of():
    rich(facts=every_kind(), yes="", no="", website="https://ö.example/ü?a=ß")
    rich(name="Zoë’s “Place”", organization="", street="2 Main St")
    make.clinic(name="Bare", latitude=None, longitude=None, offers_none=True)
    clinics = Clinic.objects.published().order_by("pk")
    plain = list(nested(streamed(clinics), with_trail=False))
    answer = Client().get("/hsds/services?full=true").content.decode()
    head, _contents, whole = answer.partition('"contents": ')
    assert whole == json.dumps(plain, ensure_ascii=False) + "}"
    lines = Client().get("/hsds/services?format=ndjson").getvalue().decode()
    assert lines == "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in plain)
    assert json.loads(head + '"contents": []}')["total_items"] == 3
    found = Client().get("/hsds/organizations?full_service=true").json()["contents"]
    assert [one for body in found for one in body["services"]] == plain
