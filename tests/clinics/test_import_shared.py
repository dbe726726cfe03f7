"""An extra, where the folder is: real lists, outside the repository, reconciled to the row."""

from pathlib import Path

import pytest

from clinics.models import Clinic, Fact
from tests.clinics.listfile import counts

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "facilities"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once("what a real list asks of the server, the small lists ask too"),
    pytest.mark.skipif(not FOLDER.is_dir(), reason="an extra: there is no folder of real lists"),
]


def copied(name: str, folder: Path) -> Path:
    """A copy, beside which the rejected rows can be written."""
    path = folder / name
    path.write_bytes((FOLDER / name).read_bytes())
    return path


def test_every_tenth_row_of_the_locator(tmp_path):
    path = copied("samhsa_mental_health_dev.csv", tmp_path)
    header, *rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([header, *rows[::10]]))
    created, updated, unchanged, rejected = counts(path, kind="samhsa")
    assert (created + unchanged, updated, rejected) == (len(rows[::10]), 0, 0)
    assert counts(path, kind="samhsa") == (0, 0, len(rows[::10]), 0)
    assert Clinic.objects.count() == created > 1000


@pytest.mark.bench
def test_the_locator(tmp_path):
    path = copied("samhsa_mental_health_dev.csv", tmp_path)
    assert counts(path, kind="samhsa") == (9977, 0, 342, 1)
    assert counts(path, kind="samhsa") == (0, 0, 10319, 1)
    assert Clinic.objects.count() == 9977
    assert Clinic.objects.filter(postal_code__regex="^[0-9]{5}$").count() > 9000


def test_the_wide_locator(tmp_path):
    path = copied("findtreatment_wide_derived.csv", tmp_path)
    assert counts(path, kind="samhsa") == (41, 0, 0, 0)
    assert counts(path, kind="samhsa") == (0, 0, 41, 0)
    rows = [line.split(",") for line in path.read_text().splitlines()]
    for column, code in (("mc", "insurance.medicare"), ("sf", "payment.self-pay"),
                         ("ss", "payment.sliding-scale")):  # fmt: skip
        ticked = sum(row[rows[0].index(column)] == "1" for row in rows[1:])
        assert Fact.objects.filter(code=code, value=True).count() == ticked
    assert not Fact.objects.filter(value=False).exists()


def test_the_listing(tmp_path):
    path = copied("findtreatment_api_listing_p1.json", tmp_path)
    assert counts(path, kind="findtreatment") == (30, 0, 0, 0)
    assert counts(path, kind="findtreatment") == (0, 0, 30, 0)
    codes = ("insurance.medicaid", "insurance.medicare", "insurance.tricare", "payment.self-pay")
    said = [Fact.objects.filter(code=code, value=True).count() for code in codes]
    assert said == [28, 18, 22, 30]


@pytest.mark.bench
def test_two_snapshots_through_a_map(tmp_path):
    options = ("--map", "docs/maps/ca_dhcs.toml")
    first, second = (copied(f"ca_dhcs_facilities_snapshot{n}.csv", tmp_path) for n in (1, 2))
    assert counts(first, *options) == (2265, 0, 0, 1)
    assert counts(second, *options) == (0, 16, 2249, 1)
    assert counts(second, *options) == (0, 0, 2265, 1)
    assert Clinic.objects.count() == 2265
