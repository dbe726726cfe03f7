"""Renamed and moved: a row that went and a row that came are proposed as one clinic."""

import datetime as dt

import pytest

from clinics.exchange.as_of import day_in
from clinics.exchange.pairs import renamed_or_moved
from clinics.models import Clinic, DuplicatePair, SourceRecord
from tests import make
from tests.clinics.listfile import run
from tests.clinics.test_import_months import APRIL, MARCH, MAY, bring, merged, month, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

FEBRUARY = dt.date(2026, 2, 1)


def told(*, gone: dict, came: dict, **days) -> list[str]:
    """The pairs among unsaved rows: their names, and what they have in common."""
    went = {"last_seen": MARCH, "gone_since": APRIL}
    rows = [
        [(SourceRecord(**known), Clinic(pk=10 * side + n, name=name, address_key=at, phone=phone))
         for n, (name, (at, phone)) in enumerate(some.items())]
        for side, (some, known) in enumerate(((gone, went), (came, {"first_seen": APRIL} | days)))
    ]  # fmt: skip
    return [f"{p.gone.name}, {p.new.name}: {p.why}" for p in renamed_or_moved(*rows)]


@pytest.mark.parametrize(
    ("gone", "came", "days", "pairs"),
    [
        ({"A": ("1 st", "5")}, {"B": ("1 st", "5")}, {}, ["A, B: the same address and phone"]),
        ({"A": ("1 st", "5")}, {"B": ("1 st", "6")}, {}, ["A, B: the same address"]),
        ({"A": ("1 st", "5")}, {"B": ("2 st", "5")}, {}, ["A, B: the same phone"]),
        ({"A": ("1 st", "5")}, {"B": ("2 st", "6")}, {}, []),
        ({"A": ("", "")}, {"B": ("", "")}, {}, []),
        # It was there before the other one went.
        ({"A": ("1 st", "5")}, {"B": ("1 st", "5")}, {"first_seen": MARCH}, []),
        ({"A": ("1 st", "5")}, {"B": ("1 st", "5")}, {"first_seen": MARCH.replace(day=2)},
         ["A, B: the same address and phone"]),
        # A number that branches share says nothing of one of them.
        ({"A": ("1 st", "5")}, {"B": ("2 st", "5"), "C": ("3 st", "5")}, {}, []),
        ({"A": ("1 st", "5"), "B": ("2 st", "5")}, {"C": ("3 st", "5")}, {}, []),
        ({"A": ("1 st", "5")}, {"B": ("1 st", "5"), "C": ("1 st", "6"), "D": ("2 st", "5")}, {},
         ["A, B: the same address and phone", "A, C: the same address"]),
    ],
)  # fmt: skip
def test_what_makes_a_pair(gone, came, days, pairs):
    assert told(gone=gone, came=came, **days) == pairs


def test_a_renamed_and_a_moved_row_are_proposed_once_and_a_newcomer_is_not(tmp_path):
    old = [row("1", "Heron"), row("2", "Egret"), row("3", "Rival")]
    bring(tmp_path, MARCH, *old)
    renamed = old[0] | {"external_id": "11", "name": "Heron Center"}
    moved = row("12", "Egret", phone=old[1]["phone"])
    said = bring(tmp_path, APRIL, renamed, moved, old[2], row("13", "Newcomer"))
    assert said[-3:] == [
        "2 pairs of a missing and a new row may be one clinic, renamed or moved; the desk decides.",
        "  Heron (heron-delray-beach), Heron Center (heron-center-delray-beach): the same address "
        "and phone",
        "  Egret (egret-delray-beach), Egret (egret-delray-beach-2): the same phone",
    ]
    assert list(DuplicatePair.objects.values_list("clinic__name", "other__name", "why")) == [
        ("Heron", "Heron Center", "list"), ("Egret", "Egret", "list"),
    ]  # fmt: skip
    said = bring(tmp_path, APRIL, renamed, moved, old[2], row("13", "Newcomer"))
    assert "pairs" not in " ".join(said)
    # Decided as one clinic: the new row speaks for the old listing, which keeps its address.
    heron, center = (Clinic.objects.get(name=name) for name in ("Heron", "Heron Center"))
    merged(center, heron)
    bring(tmp_path, MAY, renamed, moved, old[2])
    heron.refresh_from_db()
    assert (heron.name, heron.slug) == ("Heron Center", "heron-delray-beach")
    assert heron.absences.count() == 0
    assert DuplicatePair.objects.count() == 2


def test_hidden_and_removed_listings_are_in_no_pair(tmp_path):
    bring(tmp_path, MARCH, row("1", "Heron"), row("2", "Egret"), row("3"), row("4"))
    Clinic.objects.filter(name="Heron").update(status="hidden", hidden_for="fraud")
    Clinic.objects.filter(name="Egret").update(status="closed")
    came = [row("1", "New 1") | {"external_id": "11"}, row("2", "New 2") | {"external_id": "12"}]
    said = bring(tmp_path, APRIL, row("3"), row("4"), *came)
    assert said[-2].startswith("1 pairs")
    assert said[-1] == (
        "  Egret (egret-delray-beach), New 2 (new-2-delray-beach): the same address and phone"
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("samhsa-2026-03.csv", MARCH), ("samhsa_202603.csv", MARCH), ("20260301.csv", MARCH),
        ("SAMHSA March 2026.csv", MARCH), ("2026_march.json", MARCH), ("mar2026.csv", MARCH),
        ("List 1 March 2026.csv", MARCH), ("list March 15, 2026.csv", dt.date(2026, 3, 15)),
        ("a.2026.03.15.csv", dt.date(2026, 3, 15)), ("file20260315T1200.csv", dt.date(2026, 3, 15)),
        ("2026-03-15 March 2026.csv", dt.date(2026, 3, 15)),
        ("2026-03 and 2026-04.csv", None), ("2999-01.csv", None), ("20261301.csv", None),
        ("decent2026.csv", None), ("dismay 2026.csv", None), ("list-2026.csv", None),
        ("12026030199.csv", None), ("samhsa_mental_health_dev.csv", None),
    ],
)  # fmt: skip
def test_the_day_that_a_files_name_tells(name, day):
    assert day_in(name, today=dt.date(2026, 11, 26)) == day


def test_the_day_of_the_option_goes_before_that_of_the_name_and_a_future_one_is_refused(
    tmp_path, capsys
):
    path = month(tmp_path, MARCH, row("1"))
    run(path, "--as-of", "2026-02-01")
    assert Clinic.objects.get().since == FEBRUARY
    assert capsys.readouterr().err == ""
    run(month(tmp_path, make.days_ago(-400), row("2")))
    assert Clinic.objects.get(external_id="2").since == make.today()
    assert capsys.readouterr().err == (
        "No --as-of, and no day in the file’s name: nobody said how old the list is, so new "
        "answers read “imported on” with today’s day.\n"
    )
