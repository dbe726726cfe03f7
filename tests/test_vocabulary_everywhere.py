"""A checklist item added at run time is found everywhere: nothing lists the items a second time."""

import csv
import io
import json

import pytest
from django.core.management import call_command

from clinics.models import Fact
from clinics.vocabulary import Item
from tests import make
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db
CODE, LABEL = "condition.gulf-war-illness", "Gulf War illness"


@pytest.fixture
def gulf_war_illness():
    """The item, for as long as one test lasts."""
    item = Item(bit=190, code="gulf-war-illness", label=LABEL, synonyms=("gulf war syndrome",))
    with one_more_item("condition", item) as added:
        yield added


@pytest.fixture
def two(gulf_war_illness):
    """A clinic that states it, and a rival that does not."""
    return make.clinic(name="Has it", yes=CODE), make.clinic(name="Has not")


def test_in_the_search_form_with_its_count(client, two):
    page = client.get("/search/?condition=gulf-war-illness").content.decode()
    assert LABEL in page
    assert "Has it" in page
    assert "Has not" not in page


def test_in_free_words(client, two):
    answer = client.get("/api/v1/clinics", {"q": "gulf war syndrome"}).json()
    assert [clinic["name"] for clinic in answer["results"]] == ["Has it"]


def test_in_the_api_its_facets_and_its_description(client, two):
    answer = client.get("/api/v1/clinics").json()
    assert answer["facets"]["condition"] == {"gulf-war-illness": 1}
    assert [clinic["facts"].get(CODE) for clinic in answer["results"]] == ["yes", None]
    assert "gulf-war-illness" in client.get("/api/v1/openapi.json").content.decode()


def test_in_the_compare_rows_of_the_page_the_csv_and_the_json(client, two):
    query = f"clinic={two[0].slug}&clinic={two[1].slug}"
    assert LABEL in client.get(f"/compare/?{query}").content.decode()
    assert LABEL in client.get(f"/compare.csv?{query}").content.decode()
    assert CODE in client.get(f"/compare.json?{query}").content.decode()


def test_on_the_clinics_page_and_among_the_questions_to_ask(client, two):
    assert LABEL in client.get(two[0].get_absolute_url()).content.decode()
    asked = client.get(f"/questions/?clinic={two[1].slug}").content.decode()
    assert LABEL in asked


def test_in_the_columns_of_the_csv_both_ways(two, tmp_path):
    out = io.StringIO()
    call_command("export_clinics", format="csv", stdout=out)
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}
    assert (rows["Has it"][CODE], rows["Has not"][CODE]) == ("yes", "")
    file = tmp_path / "list.csv"
    file.write_text(f"external_id,name,{CODE}\n1,Third,no\n")
    call_command("import_clinics", file, format="csv", source="List", stdout=io.StringIO())
    assert Fact.objects.get(clinic__name="Third", code=CODE).value is False


def test_in_the_other_exports(two):
    out = io.StringIO()
    call_command("export_clinics", format="ndjson", stdout=out)
    entries = [json.loads(line) for line in out.getvalue().splitlines()]
    stated = {e["name"]: [f["code"] for f in e["facts"] if f["code"] == CODE] for e in entries}
    assert stated == {"Has it": [CODE], "Has not": []}


def test_and_is_gone_afterwards(client):
    assert client.get("/search/?condition=gulf-war-illness").status_code == 400
    assert LABEL not in client.get("/search/").content.decode()
