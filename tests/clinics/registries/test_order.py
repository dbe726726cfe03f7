"""Full and weekly files end in the state of their right order, or are refused in words."""

import datetime as dt
import itertools
from types import SimpleNamespace

import pytest
from django.core.management import CommandError

from clinics import progress
from clinics.models import NppesProvider, RegisterFile
from clinics.registries.actions.load import load_nppes
from clinics.registries.models import Register
from tests.clinics.registries.loading import counted, files, load, names
from tests.clinics.registries.nppes_file import FULL, WEEK1, WEEK2, gone, npi, row, write


@pytest.fixture
def three(tmp_path):
    """A full file and the two weeks after it."""
    return {
        FULL: write(tmp_path, row(1), row(2), row(3), row(4), name=FULL),
        WEEK1: write(
            tmp_path, row(1, last="WEEK1", updated="11/12/2025"), gone(2, "11/13/2025"),
            row(5, last="WEEK1", updated="11/12/2025"), row(6, last="WEEK1"), name=WEEK1,
        ),
        WEEK2: write(
            tmp_path, row(1, last="WEEK2", updated="11/20/2025"),
            row(2, last="BACK", updated="11/21/2025", reactivated="11/21/2025",
                deactivated="11/13/2025"),
            gone(5, "11/19/2025"), name=WEEK2,
        ),
    }  # fmt: skip


AFTER_FULL = {npi(number): f"LAST{number}" for number in (1, 2, 3, 4)}
RIGHT = AFTER_FULL | {npi(1): "WEEK2", npi(2): "BACK", npi(5): "", npi(6): "WEEK1"}


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(itertools.permutations((FULL, WEEK1, WEEK2))), ids="-".join)
def test_in_one_command_the_order_does_not_matter(three, order):
    load(*(three[name] for name in order))
    assert names() == RIGHT
    assert files() == [(FULL, "full", 4, 0), (WEEK1, "weekly", 4, 0), (WEEK2, "weekly", 3, 0)]
    active = [p.is_active for p in NppesProvider.objects.order_by("npi")]
    assert active == [True, True, True, True, False, True]


ORDERS = {
    (FULL, WEEK1, WEEK2): set(),
    (FULL, WEEK2, WEEK1): set(),
    (WEEK1, FULL, WEEK2): {WEEK1},
    (WEEK1, WEEK2, FULL): {WEEK1, WEEK2},
    (WEEK2, FULL, WEEK1): {WEEK2},
    (WEEK2, WEEK1, FULL): {WEEK1, WEEK2},
}
"""Which of them are refused, by the order of the commands."""


@pytest.mark.django_db
@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_in_commands_of_their_own_a_week_without_a_full_file_is_refused(three, order):
    for name in order:
        if name in ORDERS[order]:
            with pytest.raises(CommandError, match=f"^{name} only updates: load a full file first"):
                load(three[name])
        else:
            load(three[name])
    for name in sorted(ORDERS[order]):
        load(three[name])
    assert names() == RIGHT


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(three):
    load(*three.values())
    before = list(NppesProvider.objects.order_by("npi").values())
    for name in three:
        day = {FULL: "2025-11-09", WEEK1: "2025-11-16", WEEK2: "2025-11-23"}[name]
        assert load(three[name]) == [f"{name} of {day} is already loaded: nothing changed."]
    assert list(NppesProvider.objects.order_by("npi").values()) == before
    assert len(files()) == 3


@pytest.mark.django_db
def test_an_older_full_file_is_refused_and_named_with_a_newer_one_is_not_read(three, tmp_path):
    older = write(tmp_path, row(9), name="npidata_pfile_20050523-20251012.csv")
    assert load(older, three[WEEK1], three[FULL])[0] == (
        f"npidata_pfile_20050523-20251012.csv: not read, because {FULL} replaces it."
    )
    with pytest.raises(CommandError, match="is of 2025-10-12, older than what is loaded"):
        load(older)
    assert npi(9) not in names()


@pytest.mark.django_db
def test_a_weekly_row_never_overwrites_a_newer_one(tmp_path):
    load(write(tmp_path, row(1, updated="11/08/2025"), gone(2, "11/07/2025"), row(3), name=FULL))
    week = write(
        tmp_path, row(1, last="OLD", updated="11/07/2025"), row(2, last="OLD"),
        row(3, last="SAME DAY"), row(4), name=WEEK1,
    )  # fmt: skip
    assert counted(week) == (
        "4 rows read: 2 loaded, 0 rejected, 0 duplicates, 2 older than what is there."
    )
    assert names() == {npi(1): "LAST1", npi(2): "", npi(3): "SAME DAY", npi(4): "LAST4"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [FULL, WEEK1])
def test_of_two_rows_with_one_number_the_newer_is_kept(tmp_path, name):
    load(write(tmp_path, row(3), name="npidata_pfile_20050523-20251012.csv"))
    path = write(
        tmp_path, row(1, last="NEWER", updated="11/08/2025"), row(2, last="FIRST"),
        row(1, last="OLDER"), row(2, last="SECOND"), row(3), name=name,
    )  # fmt: skip
    assert counted(path) == (
        "5 rows read: 3 loaded, 0 rejected, 2 duplicates, 0 older than what is there."
    )
    assert names() == {npi(1): "NEWER", npi(2): "SECOND", npi(3): "LAST3"}


@pytest.mark.django_db
def test_a_file_without_dates_is_full_and_as_old_as_its_newest_row(tmp_path):
    path = write(tmp_path, row(1, updated="11/05/2025"), row(2), name="nppes.csv")
    said = load(path)
    assert said[1].startswith("NPPES is of 2025-11-05 now (full); ")
    assert said[2:] == [
        "Its name has no dates: taken as a full file of 2025-11-05, the newest day in it."
    ]
    assert load(path) == ["nppes.csv of 2025-11-05 is already loaded: nothing changed."]
    load(write(tmp_path, row(1, updated="11/05/2025"), row(3), name="nppes.csv"))
    assert names() == {npi(1): "LAST1", npi(3): "LAST3"}
    other = write(tmp_path, row(4), name="other.csv")
    with pytest.raises(CommandError, match=r"is of 2025-11-03, older .*: nppes.csv of 2025-11-05"):
        load(other, "--as-of", "2025-11-03")
    load(other, "--as-of", "2025-11-06")
    assert names() == {npi(4): "LAST4"}
    with pytest.raises(CommandError, match=r"has no dates in its name like .*: load it alone"):
        load(path, tmp_path / "other.csv")


@pytest.mark.django_db
def test_a_week_that_is_missing_is_said_and_may_come_late(three, tmp_path):
    load(three[FULL])
    assert load(three[WEEK2])[-1] == (
        "No file covers 2025-11-10 to 2025-11-16: what changed then is missing until it is loaded "
        "too, or the next full file."
    )
    assert counted(three[WEEK1]) == (
        "4 rows read: 1 loaded, 0 rejected, 0 duplicates, 3 older than what is there."
    )
    assert names() == RIGHT
    assert RegisterFile.objects.newest(Register.NPPES).name == WEEK2
    again = write(tmp_path, row(7), name="copy_20251110-20251116.csv")
    with pytest.raises(CommandError, match=r"is of 2025-11-16, older than what is loaded"):
        load(again)


@pytest.mark.django_db
def test_half_of_a_register_does_not_vanish_by_mistake(tmp_path):
    many = [row(number) for number in range(1001)]
    load(write(tmp_path, *many, name="npidata_pfile_20050523-20251012.csv"))
    small = write(tmp_path, *many[:500])
    with pytest.raises(CommandError) as error:
        load(small)
    assert str(error.value) == (
        f"{FULL} would leave 500 rows of 1,001: nothing was changed. If it is the whole register, "
        "say so with --full."
    )
    assert NppesProvider.objects.count() == 1001
    load(small, "--full")
    assert NppesProvider.objects.count() == 500
    assert RegisterFile.objects.newest(Register.NPPES).as_of == dt.date(2025, 11, 9)


@pytest.mark.django_db
def test_progress_is_told_in_bytes_and_rows(three):
    told = []
    loaded = load_nppes(three[FULL], on_progress=lambda *at: told.append(at))
    size = three[FULL].stat().st_size
    assert told == [(size, size, 4)]
    assert (loaded.rows, loaded.rejected, loaded.file.kind) == (4, 0, "full")


def test_elsewhere_than_on_a_terminal_progress_is_a_line_now_and_then(capsys, monkeypatch):
    seconds = iter([0, 1, 12, 13, 14])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    with progress.Meter("npidata.csv") as meter:
        for part in (1, 2, 3, 4):
            meter(part, 4, 1000 * part)
    assert capsys.readouterr().err.splitlines() == [
        "npidata.csv: 50%, 2,000 rows, 167 a second, about 12 s left"
    ]
