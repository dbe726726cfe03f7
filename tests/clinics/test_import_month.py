"""Three lists, six files: rows gone, renamed, moved, doubled, in any order, killed half-way."""

import datetime as dt
import itertools

import pytest
from django.db import transaction

from clinics.exchange.actions import import_clinics as imports
from clinics.models import Absence, Clinic, DuplicatePair, SourceRecord
from tests.clinics.listfile import run
from tests.clinics.test_import_months import APRIL, MARCH, bring, gone, merged, month, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

HERON = row("h", "Heron", phone="561-555-0111")
EGRET = row("e", "Egret", phone="561-555-0122")
IBIS = row("i", "Ibis", phone="561-555-0133")
FILES = {
    # Egret is renamed, Ibis moves, Coot is doubled within the list, Teal is gone.
    "One": (
        [HERON, EGRET, IBIS, row("c", "Coot"), row("c2", "Coot"), row("t", "Teal")],
        [HERON, EGRET | {"external_id": "e2", "name": "Egret Center"},
         IBIS | {"external_id": "i2", "street": "99 Elm St"}, row("c", "Coot"), row("n", "New")],
    ),
    "Two": (
        [HERON | {"external_id": "x1"}, row("x2", "Swan")],
        [HERON | {"external_id": "x1", "phone": "561-555-0199"}, row("x3", "Tern")],
    ),
    "Three": ([row("y1", "Crane"), row("y2", "Rail")], [row("y2", "Rail"), row("y1", "Crane")]),
}  # fmt: skip


def story() -> dict:
    """What the database says in the end, without keys and moments."""
    survivors = Clinic.objects.exclude(status="merged").order_by("listed_by", "external_id")
    return {
        "clinics": list(survivors.values_list("listed_by", "external_id", "name", "street",
                                              "phone", "status", "since", "affirmed_on")),
        "rows": list(SourceRecord.objects.values_list(
            "source", "external_id", "clinic__name", "first_seen", "last_seen", "gone_since",
            "times_gone")),
        "pairs": sorted(DuplicatePair.objects.values_list("clinic__name", "other__name", "why")),
    }  # fmt: skip


def months(folder, order) -> None:
    """Import each file as complete; a list's files in their order, the lists in any."""
    at = dict.fromkeys(FILES, 0)
    for name in order:
        day = (MARCH, APRIL)[at[name]]
        bring(folder, day, *FILES[name][at[name]], source=name)
        at[name] += 1


def in_the_end(folder, order) -> dict:
    """The story after these imports, which are then taken back."""
    with transaction.atomic():
        months(folder, order)
        told = story()
        transaction.set_rollback(True)
    return told


def test_the_order_of_the_lists_changes_nothing(tmp_path):
    orders = sorted(set(itertools.permutations(["One", "One", "Two", "Two", "Three", "Three"])))
    first, *others = [in_the_end(tmp_path, order) for order in orders[::30]]
    assert others == [first] * 2
    assert [(row[2], row[5]) for row in first["rows"] if row[5]] == [
        ("Coot", APRIL), ("Egret", APRIL), ("Ibis", APRIL), ("Teal", APRIL), ("Swan", APRIL),
    ]  # fmt: skip
    assert first["pairs"] == [
        ("Egret", "Egret Center", "list"), ("Heron", "Heron", "address"), ("Ibis", "Ibis", "list"),
    ]  # fmt: skip


def test_a_month_of_lists_ends_in_one_listing_a_clinic(tmp_path):
    months(tmp_path, ["One", "Two", "Three", "Three", "Two", "One"])
    # What the desk decides: the pairs of the lists, the doubled row, and Heron on two lists.
    for pair in DuplicatePair.objects.select_related("clinic", "other"):
        merged(pair.other, pair.clinic)
    find = Clinic.objects.get
    merged(find(external_id="c2"), find(external_id="c"))
    merged(find(external_id="x1"), find(external_id="h"))
    may = dt.date(2026, 5, 1)
    said = {name: bring(tmp_path, may, *FILES[name][1], source=name) for name in FILES}
    alive = Clinic.objects.exclude(status="merged").order_by("name")
    assert list(alive.values_list("name", "external_id", "street")) == [
        ("Coot", "c", row("c")["street"]), ("Crane", "y1", row("y1")["street"]),
        ("Egret Center", "e", EGRET["street"]), ("Heron", "h", HERON["street"]),
        ("Ibis", "i", "99 Elm St"), ("New", "n", row("n")["street"]),
        ("Rail", "y2", row("y2")["street"]), ("Swan", "x2", row("x2")["street"]),
        ("Teal", "t", row("t")["street"]), ("Tern", "x3", row("x3")["street"]),
    ]  # fmt: skip
    assert said["One"][:4] == [
        "5 rows read: 0 created, 5 updated, 0 unchanged, 0 rejected.",
        "4 rows of One are not in this file: 0 for the first time, 4 again.",
        f"Missing rows: {tmp_path / '2026-05.csv.gone.csv'}",
        "1 new cases at the desk: gone from two complete files in a row.",
    ]
    # Heron stands on both lists, which do not agree: said aloud, and its own list is kept.
    kept = "answers that differ from what the clinic, a moderator or another list stated."
    assert said["Two"][1] == f"kept: 1 {kept}"
    absences = Absence.objects.order_by("source")
    assert list(absences.values_list("clinic__name", "source", "since")) == [
        ("Teal", "One", APRIL), ("Swan", "Two", APRIL),
    ]  # fmt: skip
    before = story()
    for name in FILES:
        again = bring(tmp_path, may, *FILES[name][1], source=name)
        assert ": 0 created, 0 updated, " in again[0]
    assert story() == before


@pytest.mark.parametrize("chunk", [0, 1, 2])
def test_a_run_that_breaks_marks_nothing_and_the_next_one_ends_as_if_there_had_been_one(
    tmp_path, monkeypatch, chunk
):
    (tmp_path / "whole").mkdir()
    whole = in_the_end(tmp_path / "whole", ["One", "One"])
    bring(tmp_path, MARCH, *FILES["One"][0], source="One")
    path = month(tmp_path, APRIL, *FILES["One"][1])
    monkeypatch.setattr(imports, "CHUNK", 2)
    options = {"kind": "csv", "name": "One", "as_of": APRIL, "complete": True, "publish": True}

    def stops(entries, total):
        for number, entry in enumerate(entries):
            if number == 2 * chunk:
                raise KeyboardInterrupt
            yield entry

    with pytest.raises(KeyboardInterrupt):
        imports.import_clinics(path, watch=stops, **options)
    assert not SourceRecord.objects.gone().exists()
    assert not list(tmp_path.glob("2026-04*gone*"))
    assert SourceRecord.objects.filter(last_seen=APRIL).count() == 2 * chunk
    run(path, "--complete", "--publish", source="One")
    assert story() == whole
    assert [line[:2] for line in gone(path)[1:]] == [
        ["e", "Egret"], ["i", "Ibis"], ["c2", "Coot"], ["t", "Teal"],
    ]  # fmt: skip
