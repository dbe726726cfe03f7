"""find_candidates --list: a list that the operator hands in."""

import pytest
from django.core.management import CommandError

from clinics.models import Candidate, Clinic
from tests import make
from tests.clinics.candidates.cast import counts, find
from tests.clinics.listfile import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]
NAME = "Certified settings"


def read(path, *options: str) -> list[int]:
    return counts("--list", str(path), "--source", NAME, *options, what=NAME)


def test_each_row_becomes_a_candidate_once_however_it_is_written(tmp_path):
    make.clinic(name="Stork Health", phone="+1 203-555-0109", city="Waterbury", state="CT")
    whole = [
        {"Name": "Heron Health", "Address": "1 Kestrel Ave, Suite 2, Delray Beach, FL 33444",
         "Phone": "561-555-0101", "Website": "heron.example"},
        {"Name": "Stork", "Address": "9 Heron St, Waterbury, CT 06708", "Phone": "203-555-0109",
         "Website": ""},
        {"Name": "Rival", "Address": "Somewhere in Florida", "Phone": "", "Website": ""},
    ]  # fmt: skip
    path = write(tmp_path, *whole, name="settings_2026-03-01.csv")
    assert read(path) == [3, 1, 0, 1, 0, 1]
    clinic = Clinic.objects.get(name="Heron Health")
    said = (clinic.street, clinic.city, clinic.postal_code, clinic.website, clinic.status)
    assert said == ("1 Kestrel Ave, Suite 2", "Delray Beach", "33444", "https://heron.example",
                    "candidate")  # fmt: skip
    assert (clinic.source_name, clinic.since.isoformat()) == (NAME, "2026-03-01")
    assert Candidate.objects.get().why == "list"
    beside = tmp_path / "settings_2026-03-01.csv.rejected.csv"
    assert beside.read_text().splitlines()[1] == (
        "Rival,Somewhere in Florida,,,4,"
        '"the address is not like 12 Main St, Delray Beach, FL 33444"'
    )
    apart = [{"name": "HERON HEALTH", "street": "1 Kestrel Ave, Suite 2", "city": "Delray Beach",
              "state": "FL", "zip": "33444", "phone": ""},
             {"name": "Egret", "street": "9 Heron St", "city": "Waterbury", "state": "CT",
              "zip": "6708", "phone": ""}]  # fmt: skip
    assert read(write(tmp_path, *apart), "--state", "CT") == [2, 1, 0, 0, 1, 0]
    assert read(tmp_path / "list.csv") == [2, 0, 0, 2, 0, 0]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"name": "A", "fax": "1"}], r"^Unknown column “fax”"),
        ([{"name": "A", "phone": "1"}], r"^The column “street” is missing\.$"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, rows, says):
    with pytest.raises(CommandError, match=says):
        find("--list", str(write(tmp_path, *rows)), "--source", NAME)


def test_a_known_list_has_one_spelling(tmp_path):
    path = write(tmp_path, {"name": "A", "address": "9 Heron St, Waterbury, CT 06708"})
    assert read(path) == [1, 1, 0, 0, 0, 0]
    with pytest.raises(CommandError, match="did you mean Certified settings"):
        find("--list", str(path), "--source", NAME.upper())
