"""What an insurer's yes pays for, in files of clinics: read, refused, kept, written again."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import is_insurer
from clinics.models import Clinic, Fact
from tests import make
from tests.clinics.listfile import counts, rejected, run, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

ROW = {"external_id": "7", "name": "Heron", "city": "Delray Beach", "state": "FL"}
MEDICARE = "insurance.medicare"
COVERS, PRIOR = f"{MEDICARE}.covers", f"{MEDICARE}.prior_authorization"
YES = {MEDICARE: "yes"}
SAID = YES | {COVERS: "visits;iv-infusion", PRIOR: "yes"}


def paid(code: str = MEDICARE) -> tuple:
    """The answer under a code, what it pays for, and whether with prior authorization."""
    fact = Fact.objects.get(code=code)
    return fact.value, fact.covers, fact.prior_authorization


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        ({}, (None, None)),
        ({COVERS: "", PRIOR: ""}, (None, None)),
        ({COVERS: "N/A", PRIOR: "-"}, (None, None)),
        ({COVERS: "visits"}, (["visits"], None)),
        ({COVERS: " IV-Infusion ;; VISITS; visits"}, (["visits", "iv-infusion"], None)),
        ({PRIOR: "Y"}, (None, True)),
        ({PRIOR: "false", COVERS: "at-home"}, (["at-home"], False)),
    ],
)
def test_the_two_columns_of_an_insurer_are_read(tmp_path, cells, read):
    path = write(tmp_path, ROW | YES | {"insurance.aetna": "yes"} | cells)
    assert counts(path) == (1, 0, 0, 0)
    assert (paid(), paid("insurance.aetna")) == ((True, *read), (True, None, None))
    assert counts(path) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (YES | {COVERS: "visits;iv infusion"},
         f"{COVERS}: “iv infusion” is nothing that an insurer pays for; "
         "did you mean “iv-infusion”?"),
        (YES | {COVERS: "visits, iv-infusion"},
         f"{COVERS}: “visits, iv-infusion” is nothing that an insurer pays for; "
         "did you mean “iv-infusion”?"),
        (YES | {COVERS: "zz"}, f"{COVERS}: “zz” is nothing that an insurer pays for"),
        (YES | {PRIOR: "maybe"},
         f"{PRIOR}: “maybe” is neither yes nor no; leave it blank if unknown"),
        ({MEDICARE: "no", COVERS: "visits"},
         f"{COVERS}: “visits” belongs to a yes, and {MEDICARE} is no yes here"),
        ({MEDICARE: "", PRIOR: "no"},
         f"{PRIOR}: “no” belongs to a yes, and {MEDICARE} is no yes here"),
        ({COVERS: "visits"},
         f"{COVERS}: “visits” belongs to a yes, and {MEDICARE} is no yes here"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_rejects_its_row_alone(tmp_path, cells, reason):
    blank = dict.fromkeys(cells, "")
    path = write(tmp_path, ROW | cells, ROW | blank | {"external_id": "8"})
    assert counts(path) == (1, 0, 0, 1)
    assert rejected(path) == [("2", reason)]


def test_a_column_that_is_not_there_names_the_nearest(tmp_path):
    for column, near in ((f"{MEDICARE}.cover", COVERS), (f"{MEDICARE}.preauthorization", PRIOR)):
        with pytest.raises(CommandError) as refused:
            run(write(tmp_path, ROW | {column: ""}))
        assert str(refused.value).endswith(f"Unknown column “{column}”; did you mean “{near}”?")
    with pytest.raises(CommandError):
        run(write(tmp_path, ROW | {"payment.self-pay.covers": ""}))


@pytest.mark.parametrize(
    ("again", "left"),
    [
        (YES, (True, ["visits", "iv-infusion"], True)),
        (YES | {COVERS: "lozenge"}, (True, ["lozenge"], True)),
        (YES | {COVERS: "", PRIOR: "no"}, (True, None, False)),
        ({MEDICARE: "no"}, (False, None, None)),
        ({MEDICARE: "no", COVERS: "", PRIOR: ""}, (False, None, None)),
    ],
)
def test_a_list_says_its_own_answer_again(tmp_path, again, left):
    counts(write(tmp_path, ROW | SAID))
    counts(write(tmp_path, ROW | again))
    assert paid() == left


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (YES, []),
        (YES | {COVERS: "", PRIOR: ""}, []),
        (YES | {COVERS: "visits"}, []),
        (YES | {COVERS: "iv-infusion"}, ["kept: 1 answers"]),
        (YES | {PRIOR: "no"}, ["kept: 1 answers"]),
    ],
)
def test_no_list_changes_what_the_clinic_said_and_what_is_otherwise_is_counted(
    tmp_path, cells, kept
):
    said = make.fact(MEDICARE, covers=["visits"], prior_authorization=True)
    make.clinic(name="Heron", listed_by="A list", external_id="7", facts=[said])
    told = run(write(tmp_path, {"external_id": "7", "name": "Heron"} | cells))
    assert paid() == (True, ["visits"], True)
    assert [line[:15] for line in told if line.startswith("kept")] == kept


@pytest.mark.parametrize(
    ("cells", "left"),
    [
        (YES | {COVERS: "", PRIOR: ""}, (["visits"], True)),
        (YES | {COVERS: "lozenge", PRIOR: ""}, (["lozenge"], True)),
    ],
)
def test_no_blank_of_a_newer_list_takes_away_what_another_one_said(tmp_path, cells, left):
    words = {"source": "import", "source_name": "Another list"}
    said = make.fact(MEDICARE, covers=["visits"], prior_authorization=True, **words)
    make.clinic(listed_by="A list", external_id="7", facts=[said], **words)
    row = {"external_id": "7", "name": "Heron"} | cells
    run(write(tmp_path, row), "--as-of", str(make.today()))
    assert paid() == (True, *left)


def test_many_new_clinics_come_with_what_is_paid_for(tmp_path):
    rows = [ROW | SAID | {"external_id": str(number)} for number in range(3)]
    assert counts(write(tmp_path, *rows), "--publish") == (3, 0, 0, 0)
    found = Fact.objects.filter(code=MEDICARE).values_list("covers", "prior_authorization")
    assert list(found) == [(["visits", "iv-infusion"], True)] * 3


def test_an_export_has_two_columns_behind_each_insurer():
    facts = [make.fact(MEDICARE, covers=["visits", "lozenge"], prior_authorization=False)]
    make.clinic(facts=facts, yes="insurance.aetna")
    out = io.StringIO()
    call_command("export_clinics", "--format", "csv", stdout=out)
    reader = csv.DictReader(io.StringIO(out.getvalue()))
    [row] = reader
    assert (row[COVERS], row[PRIOR]) == ("visits; lozenge", "no")
    assert (row["insurance.aetna.covers"], row["insurance.aetna.prior_authorization"]) == ("", "")
    insurers = [item.qualified for item in CHECKLIST.items if is_insurer(item.qualified)]
    columns = [name for name in reader.fieldnames if is_insurer(name)]
    assert columns == [
        f"{code}{part}" for code in insurers for part in ("", ".covers", ".prior_authorization")
    ]


def test_an_older_export_without_those_columns_changes_nothing_that_is_said(tmp_path):
    counts(write(tmp_path, ROW | SAID), "--publish")
    out = tmp_path / "all.csv"
    call_command("export_clinics", "--format", "csv", "--output", str(out))
    with out.open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    older = {name: cell for name, cell in row.items() if name not in (COVERS, PRIOR)}
    assert counts(write(tmp_path, older)) == (0, 0, 1, 0)
    assert (paid(), Clinic.objects.count()) == ((True, ["visits", "iv-infusion"], True), 1)
