"""The exclusion list: the whole file replaces it, nobody stays on it who is off it."""

import datetime as dt
import os

import pytest
from django.core.management import CommandError
from django.db import connection

from clinics.models import Exclusion, RegisterFile
from clinics.registries.actions.load import load_leie
from tests.clinics.registries.leie_file import row, write
from tests.clinics.registries.loading import counted, load
from tests.clinics.registries.nppes_file import npi

pytestmark = pytest.mark.django_db


def leie(*args) -> list[str]:
    """What the command says."""
    return load(*args, register="leie")


def on_the_list() -> list[str]:
    """Last names of those whose exclusion is in force."""
    return sorted(Exclusion.objects.in_force().values_list("last_name", flat=True))


def test_a_row_is_kept_as_it_stands_but_for_birth_and_street(tmp_path):
    cells = {"MIDNAME": "Q", "UPIN": "A1", "NPI": npi(1), "WAIVERDATE": "20210101",
             "WVRSTATE": "GA", "REINDATE": "20240229"}  # fmt: skip
    leie(write(tmp_path, row("FOXGLOVE", **cells), row("RIVAL")))
    kept = Exclusion.objects.filter(last_name="FOXGLOVE").values().get()
    assert kept == {
        "id": kept["id"], "last_name": "FOXGLOVE", "first_name": "ROBIN", "middle_name": "Q",
        "business_name": "", "general": "IND- LIC HC SERV PRO", "specialty": "NURSE/NURSES AIDE",
        "upin": "A1", "npi": int(npi(1)), "city": "DELRAY BEACH", "state": "FL",
        "postal_code": "33444", "exclusion_type": "1128b4", "excluded_on": dt.date(2020, 3, 19),
        "reinstated_on": dt.date(2024, 2, 29), "waived_on": dt.date(2021, 1, 1),
        "waiver_state": "GA",
    }  # fmt: skip
    rival = Exclusion.objects.get(last_name="RIVAL")
    assert (rival.npi, rival.reinstated_on, rival.waived_on) == (None, None, None)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(e::text, ' ') from clinics_exclusion e")
        text = cursor.fetchone()[0]
    assert "SECRET" not in text
    assert "1961" not in text


def test_a_row_that_occurs_twice_is_kept_once(tmp_path):
    path = write(tmp_path, row("A"), row("B"), row("A"))
    assert counted(path, register="leie") == (
        "3 rows read: 2 loaded, 0 rejected, 1 duplicates, 0 older than what is there."
    )
    assert on_the_list() == ["A", "B"]


def test_who_is_reinstated_or_absent_from_the_next_file_is_clean_again(tmp_path):
    rivals = row("RIVAL"), row("RIVAL TOO")
    leie(write(tmp_path, row("REINSTATED"), row("ABSENT"), *rivals))
    assert on_the_list() == ["ABSENT", "REINSTATED", "RIVAL", "RIVAL TOO"]
    leie(write(tmp_path, row("REINSTATED", REINDATE="20241231"), *rivals))
    assert on_the_list() == ["RIVAL", "RIVAL TOO"]
    again = row("REINSTATED", EXCLDATE="20250101", REINDATE="20241231")
    leie(write(tmp_path, again, row("RIVAL")))
    assert on_the_list() == ["REINSTATED", "RIVAL"]


def test_its_date_is_that_of_its_newest_row_unless_it_is_given(tmp_path):
    newer = write(tmp_path, row("A", EXCLDATE="20250320"), row("B"))
    older = write(tmp_path, row("C"), name="OLDER.csv")
    said = leie(newer)
    assert said[1].startswith("LEIE is of 2025-03-20 now (full); ")
    assert said[2:] == [
        "Its day is that of the newest exclusion or reinstatement in it, 2025-03-20."
    ]
    assert leie(newer) == ["UPDATED.csv of 2025-03-20 is already loaded: nothing changed."]
    with pytest.raises(CommandError) as error:
        leie(older, "--as-of", "2025-03-19")
    assert str(error.value) == (
        "OLDER.csv is of 2025-03-19, older than what is loaded: UPDATED.csv of 2025-03-20. "
        "Nothing was changed."
    )
    assert on_the_list() == ["A", "B"]
    leie(older, "--as-of", "2025-04-10")
    assert on_the_list() == ["C"]
    assert [file.as_of for file in RegisterFile.objects.order_by("pk")] == [
        dt.date(2025, 3, 20), dt.date(2025, 4, 10)
    ]  # fmt: skip


def test_a_list_written_later_whose_newest_row_is_gone_replaces_with_a_word_of_doubt(tmp_path):
    leie(write(tmp_path, row("GONE", EXCLDATE="20250320"), row("STAYS")))
    said = leie(write(tmp_path, row("STAYS")))
    assert said[-1] == (
        "Its newest row is of 2020-03-19; the file before it had rows up to 2025-03-20, and "
        "that day stays. If this is the older of the two, load the other again."
    )
    assert on_the_list() == ["STAYS"]
    assert RegisterFile.objects.newest("leie").as_of == dt.date(2025, 3, 20)


def test_a_list_written_before_whose_newest_row_is_gone_wants_its_day(tmp_path):
    leie(write(tmp_path, row("GONE", EXCLDATE="20250320"), row("STAYS")))
    path = write(tmp_path, row("STAYS"))
    os.utime(path, (0, 0))
    with pytest.raises(CommandError) as error:
        leie(path)
    assert str(error.value) == (
        "UPDATED.csv is of 2020-03-19, older than what is loaded: UPDATED.csv of 2025-03-20. "
        "Nothing was changed. If only its newest row is gone, give its day with --as-of."
    )
    assert on_the_list() == ["GONE", "STAYS"]
    leie(path, "--as-of", "2025-04-10")
    assert on_the_list() == ["STAYS"]
    assert leie(path) == ["UPDATED.csv of 2025-04-10 is already loaded: nothing changed."]


def test_the_demos_file_stands_in_the_way_of_no_real_one(tmp_path):
    leie(write(tmp_path, row("INVENTED", EXCLDATE="20260320"), name="fictitious_UPDATED.csv"))
    leie(write(tmp_path, row("REAL")), "--as-of", "2025-04-10")
    assert on_the_list() == ["REAL"]
    assert [file.name for file in RegisterFile.objects.all()] == ["UPDATED.csv"]


def test_another_content_of_the_same_day_is_loaded(tmp_path):
    leie(write(tmp_path, row("A"), row("B")))
    leie(write(tmp_path, row("A"), row("C")))
    assert on_the_list() == ["A", "C"]


def test_of_several_files_the_newest_is_loaded(tmp_path):
    newer = write(tmp_path, row("A", EXCLDATE="20250320"), name="APRIL.csv")
    older = write(tmp_path, row("B"), name="MARCH.csv")
    assert leie(newer, older)[0] == "MARCH.csv: not read, because APRIL.csv replaces it."
    assert on_the_list() == ["A"]


def test_bad_rows_are_put_aside_without_birth_and_street(tmp_path):
    path = write(
        tmp_path, row("A"), row("B", EXCLDATE="20240230"), row("C", EXCLDATE="00000000"),
        row(""), row("D"), row("E"), row("", BUSNAME="THE “X”, INC"),
    )  # fmt: skip
    assert leie(path)[2:6] == [
        "  line 3: “20240230” is not a date like 20260131",
        "  line 4: it has no EXCLDATE",
        "  line 5: it names nobody",
        f"Rejected rows and reasons: {path}.rejected.csv",
    ]
    aside = (tmp_path / "UPDATED.csv.rejected.csv").read_text()
    assert aside.count("DELRAY BEACH") == 3
    assert "SECRET" not in aside
    assert "1961" not in aside
    assert Exclusion.objects.get(last_name="").business_name == "THE “X”, INC"


def test_an_npi_that_is_none_does_not_take_the_exclusion_away(tmp_path):
    path = write(tmp_path, row("A", NPI="2000000001"), row("B", NPI=npi(2)))
    assert leie(path)[-1] == "1 rows give an invalid NPI, which was left out."
    assert dict(Exclusion.objects.values_list("last_name", "npi")) == {"A": None, "B": int(npi(2))}


def test_a_monthly_supplement_is_not_the_list(tmp_path):
    path = write(tmp_path, row("A"), name="2510EXCL.csv")
    with pytest.raises(CommandError) as error:
        leie(path)
    words = "2510EXCL.csv is a monthly supplement: only UPDATED.csv is whole."
    assert str(error.value) == words
    assert on_the_list() == []


def test_a_list_cut_off_is_refused_whole(tmp_path):
    path = write(tmp_path, row("A"), row("B"))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(CommandError, match="ends in the middle of the row that begins on line 3"):
        leie(path)
    assert on_the_list() == []


def test_half_of_the_exclusion_list_does_not_vanish_by_mistake(tmp_path):
    many = [row(f"NAME{number}") for number in range(1001)]
    leie(write(tmp_path, *many))
    cut = write(tmp_path, *many[:500], name="CUT.csv")
    with pytest.raises(CommandError) as error:
        leie(cut)
    assert str(error.value) == (
        "CUT.csv would leave 500 rows of 1,001: nothing was changed. If it is the whole register, "
        "say so with --full."
    )
    assert Exclusion.objects.count() == 1001
    assert [file.name for file in RegisterFile.objects.all()] == ["UPDATED.csv"]
    leie(write(tmp_path, *many[:501], name="HALF.csv"))
    assert Exclusion.objects.count() == 501
    over = [each | {"REINDATE": "20200320"} for each in many[:251]]
    with pytest.raises(CommandError, match=r"OVER\.csv would leave 250 rows of 501: nothing was"):
        leie(write(tmp_path, *over, *many[251:501], name="OVER.csv"))
    assert Exclusion.objects.in_force().count() == 501


def test_a_list_of_a_few_rows_is_not_halved_by_mistake_either(tmp_path):
    leie(write(tmp_path, row("A"), row("B"), row("C")))
    with pytest.raises(CommandError, match=r"CUT\.csv would leave 1 rows of 3: nothing was"):
        leie(write(tmp_path, row("A"), name="CUT.csv"))
    leie(write(tmp_path, row("A"), row("B"), name="TWO.csv"))
    assert sorted(Exclusion.objects.values_list("last_name", flat=True)) == ["A", "B"]


def test_a_list_that_is_said_to_be_whole_may_be_short(tmp_path):
    many = [row(f"NAME{number}") for number in range(1001)]
    leie(write(tmp_path, *many))
    leie(write(tmp_path, *many[:500], name="CUT.csv"), "--full")
    assert Exclusion.objects.count() == 500


def test_a_demos_file_forgets_no_earlier_one_and_a_real_one_those_of_its_register_alone(tmp_path):
    names = ["fictitious_A.csv", "fictitious_B.csv"]
    for number, name in enumerate(names):
        day = f"2020031{number}"
        leie(write(tmp_path, row(f"INVENTED{number}", EXCLDATE=day), name=name))
    RegisterFile.objects.create(register="nppes", kind="full", name="fictitious_npidata.csv",
                                as_of=dt.date(2020, 1, 1), rows=1)  # fmt: skip
    kept = RegisterFile.objects.filter(register="leie").order_by("pk")
    assert [file.name for file in kept] == names
    leie(write(tmp_path, row("REAL")))
    assert list(RegisterFile.objects.order_by("pk").values_list("register", "name")) == [
        ("nppes", "fictitious_npidata.csv"), ("leie", "UPDATED.csv"),
    ]  # fmt: skip


def test_the_record_of_a_file_says_what_became_of_its_rows_and_when_it_was_written(tmp_path):
    path = write(tmp_path, row("A"), row("B"), row("A"), row("C", EXCLDATE="20240230"))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    loaded = load_leie(path)
    assert (loaded.read, loaded.rows, loaded.rejected, loaded.duplicates, loaded.older) == (
        4, 2, 1, 1, 0,
    )  # fmt: skip
    assert (loaded.is_news, loaded.rejects) == (True, tmp_path / "UPDATED.csv.rejected.csv")
    assert loaded.seconds > 0
    assert loaded.notes == [
        "Its day is that of the newest exclusion or reinstatement in it, 2020-03-19."
    ]
    record = RegisterFile.objects.values(
        "register", "kind", "name", "as_of", "rows", "rejected", "written_at"
    ).get()
    assert record == {
        "register": "leie", "kind": "full", "name": "UPDATED.csv",
        "as_of": dt.date(2020, 3, 19), "rows": 2, "rejected": 1,
        "written_at": dt.datetime.fromtimestamp(1_700_000_000, tz=dt.UTC),
    }  # fmt: skip
    again = load_leie(path)
    assert (again.is_news, again.file, again.rows) == (False, loaded.file, 0)
    assert RegisterFile.objects.count() == 1


def test_the_same_content_of_another_day_is_news_and_of_the_same_day_is_none(tmp_path):
    path = write(tmp_path, row("A"), row("B"))
    assert load_leie(path, as_of=dt.date(2025, 4, 10)).is_news is True
    assert load_leie(path).is_news is False
    assert load_leie(path, as_of=dt.date(2025, 4, 10)).is_news is False
    assert load_leie(path, as_of=dt.date(2025, 5, 10)).is_news is True
    assert [file.as_of for file in RegisterFile.objects.order_by("pk")] == [
        dt.date(2025, 4, 10), dt.date(2025, 5, 10),
    ]  # fmt: skip
