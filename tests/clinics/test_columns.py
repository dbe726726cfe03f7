"""Cells that every file of listings shares: no formulas, nothing lost."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.changes import sheet
from clinics.changes.values import ChangeRefused
from clinics.files.formulas import guarded, unguarded
from clinics.models import Clinic
from tests import make


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@ibis", "'@ibis"),
        ("-1+cmd", "'-1+cmd"),
        ("+1 561-555-0100", "+1 561-555-0100"),
        ("-80.0728", "-80.0728"),
        ("Heron = bird", "Heron = bird"),
        ("'tis", "'tis"),
        ('="02116"', '\'="02116"'),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(cell, written):
    assert (guarded(cell), unguarded(written)) == (written, cell)


@pytest.mark.parametrize(
    ("cell", "read"),
    [('="02116"', "02116"), ('=" 7"', " 7"), ('="a ""b"""', 'a "b"'), ('="1"+1', '="1"+1')],
)
def test_a_text_that_a_spreadsheet_was_told_to_keep_is_read_as_that_text(cell, read):
    assert unguarded(cell) == read


@given(st.text(alphabet="'=+-@\t 1aé(\"", max_size=8))
def test_a_guarded_cell_is_no_formula_and_comes_back_to_the_letter(cell):
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "@", "\t"))


@pytest.mark.django_db
def test_a_clinics_own_file_holds_no_formula_and_changes_nothing_when_sent_back():
    make.clinic(name="@ibis", description="=1+1", phone="+1 561-555-0100", how_to_find="'quoted'")
    mine = Clinic.objects.with_answers()
    text = sheet.written(mine)
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["name"], row["description"], row["phone"], row["how_to_find"]) == (
        "'@ibis", "'=1+1", "+1 561-555-0100", "'quoted'")  # fmt: skip
    [line] = sheet.read(text.encode(), mine)
    assert (line.problems, line.plan.after) == ([], {})


def test_of_a_file_with_too_many_rows_the_rest_is_not_read():
    """900,000 lines took 2.6 seconds of a processor before they were refused."""
    rows = [f"heron-{number}" for number in range(sheet.MOST_CLINICS)]
    text = "\n".join(["slug", *rows])
    [*_rows, broken] = sheet.read(f'{text.rpartition(chr(10))[0]}\n"never closed'.encode(), [])
    assert broken.problems
    with pytest.raises(ChangeRefused) as refused:
        sheet.read(f'{text}\none-more\n"never closed'.encode(), [])
    assert str(refused.value) == f"A file may have at most {sheet.MOST_CLINICS} clinics."
