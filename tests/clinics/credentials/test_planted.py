"""How many variants of a listed name are found, and how many people are suspected by accident."""

import time
from collections import Counter
from pathlib import Path

import pytest

from clinics.credentials.exclusion_matching import excluded
from clinics.credentials.exclusion_rows import rows_about
from clinics.credentials.register_matching import Holder
from clinics.models import RegisterFile
from clinics.registries.actions.load import load_leie
from tests.clinics.credentials.planted import crowd, plant
from tests.clinics.registries.leie_file import row, write

REAL = Path(__file__).parents[4] / "shared" / "data" / "npi" / "UPDATED.csv"
"""The real list, where somebody put it: beside the repository, never in it."""

pytestmark = [pytest.mark.django_db, pytest.mark.once("compares names in Python")]


def answers(holders: list[Holder]) -> list[str]:
    """What the list says of each."""
    found = rows_about({(n, n): holder for n, holder in enumerate(holders)}, {})
    return [
        str(excluded(holder, found.by_holder.get((n, n), []), listed=found.whole.people).outcome)
        for n, holder in enumerate(holders)
    ]


def strangers() -> list[Holder]:
    """5,000 people whom no list is about."""
    return [
        Holder(given=given, family=family, states=frozenset({state}))
        for given, _middle, family, state in crowd(5000, seed=11)
    ]


def listed(count: int) -> list[dict[str, str]]:
    return [
        row(family.upper(), FIRSTNAME=given.upper(), MIDNAME=middle.upper(), STATE=state)
        for given, middle, family, state in crowd(count, seed=7)
    ]


def measure(tmp_path, count: int) -> tuple[Counter[str], int, int]:
    """The planted cases missed, by kind; how many were found; the strangers suspected."""
    cases = plant(500)
    load_leie(write(tmp_path, *[case.row for case in cases], *listed(count)))
    said = answers([case.holder for case in cases])
    missed = Counter(
        case.kind for case, outcome in zip(cases, said, strict=True) if outcome == "confirmed"
    )
    suspected = 5000 - answers(strangers()).count("confirmed")
    return missed, len(cases) - missed.total(), suspected


def test_of_500_variants_495_are_found_and_of_5000_strangers_50_are_suspected(tmp_path):
    missed, found, suspected = measure(tmp_path, 10_000)
    print(f"\nmissed {dict(missed)}; suspected {suspected} of 5,000")
    assert missed == {}
    assert found == 500
    assert suspected <= 50


@pytest.mark.bench
def test_on_a_list_as_long_as_the_real_one(tmp_path):
    missed, found, suspected = measure(tmp_path, 80_000)
    print(f"\n80,000 rows: missed {dict(missed)}; suspected {suspected} of 5,000")
    batch = {(n, n): holder for n, holder in enumerate(strangers()[:150])}
    began = time.process_time()
    index = rows_about(batch, {}).whole
    first = time.process_time()
    rows_about(batch, {}, index)
    print(f"processor time of a first batch of 150 people: {first - began:.2f} s, "
          f"of the next: {time.process_time() - first:.2f} s")  # fmt: skip
    assert found >= 495
    assert suspected <= 50


@pytest.mark.bench
@pytest.mark.skipif(not REAL.exists(), reason=f"the real exclusion list is not at {REAL}")
def test_on_the_real_list():
    loaded = load_leie(REAL)
    assert RegisterFile.objects.newest("leie") == loaded.file
    suspected = 5000 - answers(strangers()).count("confirmed")
    print(f"\nthe real list, {loaded.rows:,} rows: suspected {suspected} of 5,000")
    assert suspected <= 50
