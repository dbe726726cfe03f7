"""`export_clinics --filter`: the file holds what the search page finds, or nothing is written."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict

from clinics.exchange import export
from clinics.models import Clinic
from directory.search.filters import clinic_filter, clinics_that_answer
from directory.search.question import ask
from tests import make

pytestmark = pytest.mark.django_db


def exported(*filters: str) -> list[str]:
    """The names in the file, in its order."""
    out = io.StringIO()
    options = [f"--filter={one}" for one in filters]
    call_command("export_clinics", "--format", "ndjson", *options, stdout=out, stderr=io.StringIO())
    return [json.loads(line)["name"] for line in out.getvalue().splitlines()]


def refused(*filters: str) -> str:
    """What the command says instead of writing anything."""
    with pytest.raises(CommandError) as caught:
        exported(*filters)
    return str(caught.value)


@pytest.fixture
def coast():
    """Four published clinics of which one is far and one offers nothing; one is a draft."""
    make.clinic(name="Boca", town="boca", yes="insurance.medicare staff.psychiatrist")
    make.clinic(name="Delray", yes="insurance.medicare insurance.tricare")
    make.clinic(name="Austin", town="austin", yes="insurance.medicare")
    make.clinic(name="Bare", offers_none=True, yes="insurance.medicare")
    make.clinic(name="Draft", published=False, yes="insurance.medicare")


def test_without_a_filter_every_published_clinic_is_there(coast):
    assert exported() == ["Boca", "Delray", "Austin", "Bare"]


def test_filters_mean_what_they_mean_on_the_search_page(coast):
    assert exported("near=33444", "radius=25", "insurance=medicare") == ["Delray", "Boca"]
    assert exported("near=33444", "radius=5", "offers=any") == ["Delray", "Bare"]
    assert exported("insurance=tricare", "staff=psychiatrist") == []
    assert exported("insurance=tricare", "insurance=medicare", "sort=name") == [
        "Austin", "Boca", "Delray",
    ]  # fmt: skip
    assert exported("q=psychiatrist in Florida") == ["Boca"]


def test_a_file_longer_than_a_chunk_keeps_the_order(coast, monkeypatch):
    monkeypatch.setattr(export, "CHUNK", 2)
    assert exported("sort=name", "offers=any") == ["Austin", "Bare", "Boca", "Delray"]


def test_the_words_for_the_operator_count_what_was_found(coast, capsys):
    call_command("export_clinics", "--format", "csv", "--filter", "near=33444")
    said = capsys.readouterr()
    assert [row["name"] for row in csv.DictReader(io.StringIO(said.out))] == ["Delray", "Boca"]
    assert said.err.splitlines() == ["2 clinics exported."]


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (["colour=red"], "colour: “colour” is not a search parameter."),
        (["insurence=medicare"], "insurence: “insurence” is not a search parameter."
         " Did you mean “insurance”?"),
        (["insurance=medicair"], "insurance: “medicair” is not a known choice here."
         " Did you mean “medicare”?"),
        (["near=33444", "near=78701"], "near: “near” was given more than once."),
        (["radius=25"], "radius: A distance needs a place: a ZIP code or a town."),
        (["near"], "A filter is NAME=VALUE, such as near=33444: not “near”."),
        (["near= "], "A filter is NAME=VALUE, such as near=33444: not “near= ”."),
        (["=33444"], "A filter is NAME=VALUE, such as near=33444: not “=33444”."),
        (["page=2"], "page: an export has no pages, it holds all that is found."),
        (["page_size=5"], "page_size: an export has no pages, it holds all that is found."),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_understood_is_refused_in_words(coast, filters, words):
    assert refused(*filters) == words


def test_a_refused_export_leaves_the_former_file(coast, tmp_path):
    path = tmp_path / "all.csv"
    path.write_text("former", encoding="utf-8")
    with pytest.raises(CommandError, match="is not a search parameter"):
        call_command("export_clinics", format="csv", output=path, filters=["colour=red"])
    assert path.read_text(encoding="utf-8") == "former"
    assert [p.name for p in tmp_path.iterdir()] == ["all.csv"]


def test_places_to_choose_from_are_named(coast):
    said = refused("near=Orange County")
    assert said.startswith("near: “Orange County” is the name of several places: choose one. ")
    assert "Orange County, CA | Orange County, FL" in said


def test_the_filterset_answers_no_question_that_was_not_asked(coast):
    everything = Clinic.objects.published()
    with pytest.raises(ValueError, match="ask a question first"):
        len(clinic_filter()(QueryDict("insurance=tricare"), everything).qs)
    question = ask(QueryDict("insurance=tricare"))
    with pytest.raises(ValueError, match="ask a question first"):
        len(clinic_filter()(QueryDict("insurance=xyz"), everything, question=question).qs)
    assert [clinic.name for clinic in clinics_that_answer(question, everything)] == ["Delray"]
