"""Lists month after month: rows that go and come back, merged listings, and what is left alone."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError

from clinics.models import Absence, Clinic, Event, Fact, SourceList, SourceRecord
from tests import make
from tests.clinics.listfile import counts, run, stored, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

MARCH, APRIL, MAY = (dt.date(2026, month, 1) for month in (3, 4, 5))
TOWN = {"city": "Delray Beach", "state": "FL", "postal_code": "33444"}


def row(external_id: str, name: str = "", **cells) -> dict:
    """A row of a list; each clinic has a street and a number of its own."""
    number = sum(map(ord, external_id))
    return {"external_id": external_id, "name": name or f"Clinic {external_id}",
            "street": f"{number} Heron St", "phone": f"561-555-01{number % 100:02}",
            "insurance.medicare": "", **TOWN} | cells  # fmt: skip


def month(folder: Path, day: dt.date, *rows: dict, name: str = "") -> Path:
    """The file of a month: its name tells the month."""
    return write(folder, *rows, name=f"{name}{day:%Y-%m}.csv")


def bring(folder: Path, day: dt.date, *rows: dict, source: str = "A list", **words) -> list[str]:
    """What the import of a month's complete file prints."""
    return run(month(folder, day, *rows), "--complete", "--publish", source=source, **words)


def records() -> list[tuple]:
    """Every row of every list: id, first and last seen, gone since, how often."""
    return list(SourceRecord.objects.order_by("pk").values_list(
        "external_id", "first_seen", "last_seen", "gone_since", "times_gone"
    ))  # fmt: skip


def gone(path: Path) -> list[list[str]]:
    """FILE.gone.csv."""
    with Path(f"{path}.gone.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def merged(loser: Clinic, survivor: Clinic) -> None:
    """As the merging of two listings leaves them."""
    Clinic.objects.filter(pk=loser.pk).update(status="merged", merged_into=survivor)


def clinic(name: str) -> Clinic:
    return Clinic.objects.get(name=name)


def test_a_row_goes_twice_and_comes_back(tmp_path, capsys):
    one, two, three = (row(key) for key in "123")
    bring(tmp_path, MARCH, one, two, three)
    said = bring(tmp_path, APRIL, one, three)
    assert said == [
        "2 rows read: 0 created, 2 updated, 0 unchanged, 0 rejected.",
        "1 rows of A list are not in this file: 1 for the first time, 0 again.",
        f"Missing rows: {tmp_path / '2026-04.csv.gone.csv'}",
    ]
    assert capsys.readouterr().err.splitlines()[-1] == (
        "As of 2026-04-01, as the file’s name says."
    )
    assert records() == [
        ("1", MARCH, APRIL, None, 0), ("2", MARCH, MARCH, APRIL, 1), ("3", MARCH, APRIL, None, 0),
    ]  # fmt: skip
    assert Absence.objects.count() == 0

    said = bring(tmp_path, MAY, one, three)
    assert said[1:] == [
        "1 rows of A list are not in this file: 0 for the first time, 1 again.",
        f"Missing rows: {tmp_path / '2026-05.csv.gone.csv'}",
        "1 new cases at the desk: gone from two complete files in a row.",
    ]
    assert gone(tmp_path / "2026-05.csv") == [
        ["external_id", "name", "town", "slug", "gone_since", "times_gone"],
        ["2", "Clinic 2", "Delray Beach", "clinic-2-delray-beach", "2026-04-01", "2"],
    ]
    absence = Absence.objects.get()
    assert (absence.clinic.name, absence.source, absence.since, absence.ended_on) == (
        "Clinic 2", "A list", APRIL, None,
    )  # fmt: skip
    before = stored(), records()
    said = bring(tmp_path, MAY, one, three)
    assert said[0] == "2 rows read: 0 created, 0 updated, 2 unchanged, 0 rejected."
    assert (stored(), records(), Absence.objects.count()) == (*before, 1)

    said = bring(tmp_path, dt.date(2026, 6, 1), one, two, three)
    assert said[1:] == [
        "1 rows are back in A list.",
        "0 rows of A list are not in this file: 0 for the first time, 0 again.",
    ]
    assert records()[1] == ("2", MARCH, dt.date(2026, 6, 1), None, 0)
    absence.refresh_from_db()
    assert absence.ended_on == dt.date(2026, 6, 1)
    assert not (tmp_path / "2026-06.csv.gone.csv").exists()


def test_the_file_of_a_day_may_be_mended_and_brought_again(tmp_path):
    one, two, three, four = (row(key) for key in "1234")
    bring(tmp_path, MARCH, one, two, three, four)
    bring(tmp_path, APRIL, one, four)
    assert [r[3:] for r in records()] == [(None, 0), (APRIL, 1), (APRIL, 1), (None, 0)]
    bring(tmp_path, APRIL, one, two)
    assert [r[3:] for r in records()] == [(None, 0), (None, 0), (APRIL, 1), (APRIL, 1)]


def test_a_file_that_is_hardly_the_whole_list_asks_first(tmp_path):
    rows = [row(f"n{n}") for n in range(100)]
    bring(tmp_path, MARCH, *rows)
    before = stored(), records()
    path = write(tmp_path, *rows[:79], name="short-2026-04.csv")
    for options, words in (
        ((), "21 of the 100 rows of A list are not in this file, more than one in 5. If it is the "
             "whole list all the same, say --shrink too."),
        (("--dry-run",), "21 of the 100 rows of A list are not in this file, more than one in 5. "
                         "If it is the whole list all the same, say --shrink too."),
    ):  # fmt: skip
        with pytest.raises(CommandError) as refused:
            run(path, "--complete", *options)
        assert str(refused.value) == words
    with pytest.raises(CommandError) as refused:
        bring(tmp_path, MAY, rows[0])
    assert str(refused.value) == (
        "The file has one row that can be read. If that is the whole list, say --shrink too."
    )
    with pytest.raises(CommandError, match=r"--shrink goes with --complete\."):
        run(path, "--shrink")
    assert (stored(), records()) == before
    said = run(month(tmp_path, APRIL, *rows[:80]), "--complete", "--dry-run")
    assert said[-1] == "20 rows of A list are not in this file: 20 for the first time, 0 again."
    assert records() == before[1]
    assert not list(tmp_path.glob("*.gone.csv"))
    said = run(path, "--complete", "--shrink")
    assert said[-2] == "21 rows of A list are not in this file: 21 for the first time, 0 again."
    assert SourceRecord.objects.gone().count() == 21


def test_an_older_file_is_not_what_the_list_has_now(tmp_path):
    bring(tmp_path, MAY, row("1", phone="561-555-0150"), row("2"))
    with pytest.raises(CommandError) as refused:
        bring(tmp_path, APRIL, row("1"), row("3"))
    assert str(refused.value) == (
        "A file of 2026-04-01 cannot say what A list has now, because A list was read as of "
        "2026-05-01 already. Import it without --complete, or give its day with --as-of."
    )
    said = run(month(tmp_path, APRIL, row("1"), row("3")), "--publish")
    assert said[:2] == [
        "2 rows read: 1 created, 0 updated, 1 unchanged, 0 rejected.",
        "1 rows are older than what A list said since; counted as unchanged.",
    ]
    assert clinic("Clinic 1").phone == "+1 561-555-0150"
    assert records()[0] == ("1", APRIL, MAY, None, 0)


def test_a_row_that_is_rejected_is_not_gone(tmp_path):
    bring(tmp_path, MARCH, row("1"), row("2"), row("3"))
    said = bring(tmp_path, APRIL, row("1"), row("2", **{"insurance.medicare": "maybe"}), row(""))
    assert said[0] == "3 rows read: 0 created, 1 updated, 0 unchanged, 2 rejected."
    assert said[4:6] == [
        "1 rows of A list are not in this file: 1 for the first time, 0 again.",
        "1 rows have no id that can be read; they may be among the missing.",
    ]
    assert [r[0] for r in records() if r[3]] == ["3"]


def test_a_merged_listings_row_leads_to_the_survivor_and_never_takes_turns(tmp_path):
    first = [row("1", "Heron"), row("2", "Egret"), row("3", "Ibis"), row("4", "Rival")]
    bring(tmp_path, MARCH, *first)
    heron, egret, ibis = clinic("Heron"), clinic("Egret"), clinic("Ibis")
    merged(ibis, egret)
    merged(egret, heron)
    path = month(tmp_path, APRIL, *[r | {"insurance.medicare": "yes"} for r in first])
    said = run(path, "--complete", "--publish")
    assert said[:2] == [
        "4 rows read: 0 created, 2 updated, 2 unchanged, 0 rejected.",
        "2 rows describe a listing that another row of the same list speaks for; counted as "
        "unchanged.",
    ]
    before = stored()
    assert counts(path, "--complete", "--publish") == (0, 0, 4, 0)
    assert stored() == before
    assert list(Fact.objects.order_by("pk").values_list("clinic__name", flat=True)) == [
        "Heron", "Rival",
    ]  # fmt: skip
    # Its own row goes: now the last of the chain speaks, from the first run on.
    rest = [first[2] | {"name": "Ibis Heron"}, first[3]]
    path = month(tmp_path, MAY, *rest)
    assert counts(path, "--complete") == (0, 2, 0, 0)
    before = stored()
    for options in (("--complete",), ()):
        assert counts(path, *options) == (0, 0, 2, 0)
    assert stored() == before
    heron.refresh_from_db()
    assert (heron.name, heron.external_id, heron.slug) == ("Ibis Heron", "1", "heron-delray-beach")
    assert Absence.objects.count() == 0
    bring(tmp_path, dt.date(2026, 6, 1), first[3], row("5"))
    bring(tmp_path, dt.date(2026, 7, 1), first[3], row("5"))
    assert [(a.clinic, a.since) for a in Absence.objects.all()] == [(heron, dt.date(2026, 6, 1))]


def test_what_was_ended_is_left_alone_and_named_and_a_pause_stays(tmp_path):
    names = ("Closed", "Hidden", "Removed", "Paused", "Merged", "Draft", "Open")
    rows = [row(str(n), name) for n, name in enumerate(names)]
    run(month(tmp_path, MARCH, *rows))
    put = Clinic.objects.filter
    put(name="Hidden").update(status="hidden", hidden_for="fraud")
    for name in ("Closed", "Removed", "Paused", "Open"):
        put(name=name).update(status=name.lower())
    merged(clinic("Merged"), clinic("Hidden"))
    changed = [r | {"insurance.medicare": "yes"} for r in rows]
    path = month(tmp_path, APRIL, *changed)
    said = run(path, "--publish")
    assert said == [
        "7 rows read: 0 created, 3 updated, 4 unchanged, 0 rejected.",
        "4 rows left alone, because no import changes such a listing: 1 closed, 2 hidden, "
        "1 removed.",
        "  Closed (0, closed-delray-beach): closed",
        "  Hidden (1, hidden-delray-beach): hidden",
        "  Removed (2, removed-delray-beach): removed",
        "  Hidden (4, hidden-delray-beach): hidden",
        f"All of them: {path}.left-alone.csv",
    ]
    assert dict(Clinic.objects.values_list("name", "status")) == {
        "Closed": "closed", "Hidden": "hidden", "Removed": "removed", "Paused": "paused",
        "Merged": "merged", "Draft": "open", "Open": "open",
    }  # fmt: skip
    stated = Fact.objects.order_by("clinic").values_list("clinic__name", flat=True)
    assert list(stated) == ["Paused", "Draft", "Open"]
    assert {last for _, _, last, _, _ in records()} == {APRIL}
    assert Path(f"{path}.left-alone.csv").read_text().splitlines()[1] == (
        "0,Closed,closed-delray-beach,closed"
    )
    run(month(tmp_path, APRIL, rows[6]))
    assert not Path(f"{path}.left-alone.csv").exists()


def test_one_list_has_one_spelling(tmp_path):
    run(write(tmp_path, row("1")), source="SAMHSA")
    with pytest.raises(CommandError) as refused:
        run(write(tmp_path, row("1")), source="samhsa")
    assert str(refused.value) == "--source samhsa: did you mean SAMHSA? One list has one spelling."
    said = run(write(tmp_path, row("1") | {"listed_by": "Samhsa"}), source="Ours")
    assert said[1] == "  line 2: listed_by: “Samhsa”: did you mean “SAMHSA”?"
    assert list(SourceList.objects.order_by("pk").values_list("name", flat=True)) == [
        "SAMHSA", "Ours",
    ]  # fmt: skip
    assert Clinic.objects.count() == 1


def test_of_two_lists_the_newer_answer_is_taken_but_never_a_blank(tmp_path):
    asked = {"insurance.medicare": "yes", "insurance.medicaid": "yes", "price.session": "400"}
    run(month(tmp_path, MARCH, row("1", "Heron") | asked), source="One")
    run(month(tmp_path, MARCH, row("2", "Heron Two"), name="b"), source="Two")
    heron = clinic("Heron")
    merged(clinic("Heron Two"), heron)
    other = {"insurance.medicare": "no", "insurance.medicaid": "", "price.session": "450"}
    newer = row("2", "Heron Two") | other
    # A file whose day nobody said is not known to be newer.
    assert counts(write(tmp_path, newer), source="Two") == (0, 0, 1, 0)
    path = month(tmp_path, APRIL, newer, name="b")
    SourceRecord.objects.update(last_seen=MARCH)
    assert counts(path, source="Two") == (0, 1, 0, 0)
    assert counts(path, source="Two") == (0, 0, 1, 0)
    told = Fact.objects.filter(clinic=heron).order_by("code")
    assert list(told.values_list("code", "value", "source_name", "since")) == [
        ("insurance.medicaid", True, "One", MARCH),
        ("insurance.medicare", False, "Two", APRIL),
        ("payment.publishes-prices", True, "Two", APRIL),
    ]
    heron.refresh_from_db()
    assert (heron.name, heron.source_name) == ("Heron", "One")
    # The older list once more: what Two said since stays.
    assert counts(month(tmp_path, MARCH, row("1", "Heron") | asked), source="One") == (0, 0, 1, 0)


def test_name_and_contact_pass_to_another_list_when_their_own_has_lost_the_clinic(tmp_path):
    run(month(tmp_path, MARCH, row("1", "Heron"), row("9")), source="One")
    run(month(tmp_path, MARCH, row("2", "Heron Two", phone=""), name="b"), source="Two")
    heron = clinic("Heron")
    merged(clinic("Heron Two"), heron)
    run(month(tmp_path, APRIL, row("9"), row("8")), "--complete", source="One")
    # Without a telephone it cannot answer all that the listing says.
    assert counts(month(tmp_path, APRIL, row("2", "Heron Two", phone=""), name="b"),
                  source="Two") == (0, 0, 1, 0)  # fmt: skip
    path = month(tmp_path, MAY, row("2", "Heron Two"), name="b")
    assert counts(path, source="Two") == (0, 1, 0, 0)
    assert counts(path, source="Two") == (0, 0, 1, 0)
    heron.refresh_from_db()
    assert (heron.name, heron.source_name, heron.since, heron.listed_by) == (
        "Heron Two", "Two", MAY, "One",
    )  # fmt: skip
    assert Event.objects.filter(clinic_id=heron.pk, verb="changed").count() == 1


def test_a_list_asks_about_prices_if_one_of_its_files_did(tmp_path):
    run(write(tmp_path, row("1")), source="Plain")
    run(write(tmp_path, row("1") | {"price.session": ""}), source="Priced")
    run(write(tmp_path, row("1")), source="Priced")
    make.clinic(listed_by="Priced", external_id="2")
    assert dict(SourceList.objects.values_list("name", "asks_prices")) == {
        "Plain": False, "Priced": True,
    }  # fmt: skip
