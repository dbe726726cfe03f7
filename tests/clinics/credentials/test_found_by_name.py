"""The names of clinicians that a listing keeps for the search."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from clinics.models import Clinic, SearchRow, SearchWord
from tests import make

pytestmark = pytest.mark.django_db


def test_the_migration_names_whom_the_public_sees_and_can_be_taken_back():
    clinic, rival = make.clinic(name="Pelican"), make.clinic(name="Rival", organization="Umbrella")
    for place, given, kind, words in (
        (clinic, "Zoë", "npi", {}),
        (clinic, "Ada", "board-certification", {}),
        (rival, "Waiting", "npi", {"standing": "claimed"}),
        (rival, "Gone", "acls", {}),
        (rival, "Listed", "not-excluded", {}),
    ):
        person = make.clinician(place, given_name=given, family_name="O’Marsh")
        make.credential(place, kind, clinician=person, **words)
        if given == "Gone":
            person.left_on = make.days_ago(1)
            person.save()
    for one in (clinic, rival):
        make.followed(one)
    right = kept()
    assert right == [
        ("Pelican", ["Ada O’Marsh", "Zoë O’Marsh"], ["ada", "omarsh", "pelican", "zoe"]),
        ("Rival", [], ["rival", "umbrella"]),
    ]
    migration = import_module("clinics.migrations.0013_clinicians_are_found")
    with connection.schema_editor() as editor:
        migration.take_words(apps, editor)
        assert [words for *_names, words in kept()] == [["pelican"], ["rival", "umbrella"]]
        Clinic.objects.update(clinician_names=[])
        SearchWord.objects.filter(word="omarsh").delete()
        editor.execute(migration.NAMES)
        migration.add_words(apps, editor)
    assert kept() == right
    assert SearchWord.objects.filter(word="omarsh").exists()


def kept() -> list[tuple]:
    """Name, clinicians' names and words of every search row."""
    rows = SearchRow.objects.order_by("clinic__name")
    return list(rows.values_list("clinic__name", "clinic__clinician_names", "words"))
