"""What an import refuses: a row without stopping the rest, a file in one clear line."""

import gzip
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clinics.models import Clinic
from tests import make
from tests.clinics.listfile import counts, rejected, run, write

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("few_places"),
    pytest.mark.once("what is refused is refused before the server is asked"),
]

GOOD = {"external_id": "1", "name": "Good"}


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("name", " ", "name is missing"),
        ("external_id", "", "external_id is missing"),
        ("external_id", "1", "external_id “1” is already on line 2"),
        ("external_id", "x" * 121, "external_id: 121 characters; at most 120 fit"),
        ("name", "x" * 201, "name: 201 characters; at most 200 fit"),
        ("organization", "x" * 201, "organization: 201 characters; at most 200 fit"),
        ("name", "A\0B", "name: contains a NUL byte"),
        ("name", "NA", "name is missing"),
        ("name", "\u202e\u3164 ", "name is missing"),
        ("name", "–.–", "name: “–.–” has neither letter nor digit"),
        ("description", "x" * 4001, "description: 4,001 characters; at most 4,000 fit"),
        ("description", "x" * 200_000, "a cell is longer than 131,072 characters"),
        ("description", "x" * 10_000_000,
         "the line or the row is longer than 1,000,000 characters"),
        ("condition.crps", "maybe", "condition.crps: “maybe” is neither yes nor no; "
         "leave it blank if unknown"),
        ("number.session_minutes", "-5", "number.session_minutes: “-5” is not a whole number "
         "from 0 to 1,440"),
        ("number.session_minutes", "1441", "number.session_minutes: “1441” is not a whole number "
         "from 0 to 1,440"),
        ("price.session", "-5", "price.session: “-5” is not an amount of money "
         "from 0 to 100,000"),
        ("price.session", "1e9", "price.session: “1e9” is not an amount of money "
         "from 0 to 100,000"),
        ("price.session", "100001", "price.session: “100001” is not an amount of money "
         "from 0 to 100,000"),
        ("latitude", "999", "latitude: “999” is not between -90 and 90"),
        *[("latitude", cell, f"latitude: “{cell}” is not between -90 and 90")
          for cell in ("nan", "inf", "4_2.35", "1e2", "42,35", "42.35N", "٤٢")],
        *[("postal_code", cell, f"postal_code: “{cell}” is not a ZIP code of five digits, or nine")
          for cell in ("MA 02116", "2,116", "3.3444E4", "0", "00000", "12", "334441", "021 16")],
        ("latitude", "26.4", "latitude “26.4” is only half of a pair of coordinates"),
        ("state", "ZZ", "state: “ZZ” is not a state; use its two letters or its name"),
        ("state", "Bavaria", "state: “Bavaria” is not a state; use its two letters or its name"),
        ("country", "Atlantis", "country: “Atlantis” is not a country's two letters"),
        ("slug", "no blanks", "slug: “no blanks” contains more than letters, digits and - _"),
        ("slug", "taken", "slug “taken” belongs to another listing"),
        ("county_fips", "Palm", "county_fips: “Palm” is not a county's five digits"),
        ("provenance", "{", "provenance: is not JSON"),
        ("provenance", "[]", "provenance: is not a JSON object"),
        ("provenance", '{"condition.gout":[]}', "provenance: unknown code “condition.gout”"),
        ("provenance", '{"listing":["guess","","2026-01-01","2026-01-01"]}',
         "provenance: listing: unknown source"),
        ("provenance", '{"listing":["clinic","","2026-01-02","2026-01-01"]}',
         "provenance: listing: affirmed before it was stated"),
        ("status", "closed", "status: “closed” is neither open nor paused"),
        ("status_since", "2026-01-31", "status is missing, but there is a day for it"),
        ("also_listed_by", "[", "also_listed_by: is not JSON"),
        ("also_listed_by", "{}", "also_listed_by: is not a JSON list"),
        *[("also_listed_by", cell, "also_listed_by: a row is not [list, external id, first seen, "
           "last seen], or the same with [gone since, times gone]")
          for cell in ("[7]", '[["A"]]', '[["A","1",2,3]]', '[["A","1","","","",true]]')],
        ("also_listed_by", '[["A","1","March","2026-01-01"]]',
         "also_listed_by: “March” is not a date like 2026-01-31"),
        *[("also_listed_by", cell, "also_listed_by: the row “1” contradicts itself") for cell in (
            '[["A","1","2026-01-02","2026-01-01"]]', '[["A","1","","2026-01-01"]]',
            '[["A","1","2026-01-01","2026-01-01","",2]]',
        )],
    ],
)  # fmt: skip
def test_one_bad_row_is_rejected_with_its_reason(tmp_path, column, cell, reason):
    make.clinic(slug="taken")
    bad = {"external_id": "2", "name": "Bad", column: cell}
    good = {**dict.fromkeys(bad, ""), **GOOD}
    path = write(tmp_path, good, bad, {**good, "external_id": "3", "name": "After"})
    assert counts(path) == (2, 0, 0, 1)
    assert [reason for _, reason in rejected(path)] == [reason]
    listed = Clinic.objects.filter(listed_by="A list").order_by("pk")
    assert list(listed.values_list("name", flat=True)) == ["Good", "After"]


@pytest.mark.parametrize(
    ("lines", "kept", "reasons"),
    [
        (["2,Two,3", "3,Three"], ["Three"], [("2", "3 cells instead of 2")]),
        (["2", "3,Three"], ["Three"], [("2", "1 cells instead of 2")]),
        (["", "3,Three", ""], ["Three"], []),
        (['2,"Two', "3,Three"], ["Three"], [("2", "a quotation mark is never closed")]),
        (['2,"Two" too', "3,Three"], ["Three"], [("2", "text follows a closing quotation mark")]),
        (['2,"Two', '3,Three"', "4,Four"], ["Two 3,Three", "Four"], []),
        (['2,"T', '3,"Three"', "4,Four"], ["Three", "Four"],
         [("2", "text follows a closing quotation mark")]),
        (['2,"' + "x" * 90_000, "x" * 90_000 + '"', "3,Three"], ["Three"],
         [("2", "a cell is longer than 131,072 characters"), ("3", "1 cells instead of 2")]),
    ],
)  # fmt: skip
def test_a_broken_line_spoils_no_other(tmp_path, lines, kept, reasons):
    path = tmp_path / "list.csv"
    path.write_text("\n".join(["external_id,name", *lines]), encoding="utf-8")
    assert counts(path) == (len(kept), 0, 0, len(reasons))
    assert list(Clinic.objects.order_by("pk").values_list("name", flat=True)) == kept
    assert (rejected(path) if reasons else []) == reasons


def test_a_byte_that_windows_1252_lacks_spoils_its_row_alone(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"external_id,name\n1,Caf\xe9\n2,Bad\x81\n3,After\n")
    assert counts(path) == (2, 0, 0, 1)
    assert rejected(path) == [
        ("3", "name: contains a byte that is neither UTF-8 nor Windows-1252")
    ]  # fmt: skip
    assert list(Clinic.objects.order_by("pk").values_list("name", flat=True)) == ["Café", "After"]


def test_rejected_rows_keep_their_cells(tmp_path):
    row = {"external_id": "1", "name": "A, “quoted”\nname", "latitude": "91"}
    path = write(tmp_path, row)
    assert counts(path) == (0, 0, 0, 1)
    left = (tmp_path / "list.csv.rejected.csv").read_bytes().decode()
    assert left == (
        'external_id,name,latitude,line,reason\r\n'
        '1,"A, “quoted”\nname",91,2,latitude: “91” is not between -90 and 90\r\n'
    )  # fmt: skip


def test_rejected_rows_hold_no_formula_and_come_back_to_the_letter(tmp_path):
    row = {"external_id": "1", "name": "=cmd|' /C calc'!A0", "latitude": "91"}
    path = write(tmp_path, row)
    assert counts(path) == (0, 0, 0, 1)
    left = tmp_path / "list.csv.rejected.csv"
    assert "\n1,'=cmd|' /C calc'!A0,91," in left.read_text()
    again = tmp_path / "again.csv"
    again.write_text(left.read_text().replace(",91,", ",,", 1))
    assert counts(again)[0] == 1
    assert Clinic.objects.get().name == row["name"]


def test_what_a_killed_import_left_goes_with_the_next(tmp_path):
    path = write(tmp_path, GOOD)
    for left in (".list.csv.rejected.csv.new", "list.csv.rejected.csv"):
        (tmp_path / left).write_text("left", encoding="utf-8")
    assert counts(path) == (1, 0, 0, 0)
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


def test_where_nothing_may_be_written_the_rejected_rows_lie_elsewhere(tmp_path):
    path = write(tmp_path, {"external_id": "1", "name": ""})
    (tmp_path / ".list.csv.rejected.csv.new").mkdir()
    said = run(path)[-1].removeprefix("Rejected rows and reasons: ")
    elsewhere = Path(said)
    assert (elsewhere.name, elsewhere.parent == tmp_path) == ("list.csv.rejected.csv", False)
    assert rejected(Path(said.removesuffix(".rejected.csv"))) == [("2", "name is missing")]


def test_ten_reasons_are_printed_and_the_others_counted(tmp_path):
    path = write(tmp_path, *({"external_id": str(n), "name": ""} for n in range(12)))
    said = run(path)
    assert said[0] == "12 rows read: 0 created, 0 updated, 0 unchanged, 12 rejected."
    assert said[1:3] == ["  line 2: name is missing", "  line 3: name is missing"]
    assert said[11:] == ["  and 2 more", f"Rejected rows and reasons: {path}.rejected.csv"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty."),
        (b"\xef\xbb\xbf \r\n", "is empty."),
        (b"PK\x03\x04\x14\x00\x06\x00", "is not a text file."),
        (gzip.compress(b"external_id,name\n1,A\n", mtime=0), "is not a text file."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Unknown column “‰png”."),
        (b"external_id\0,name\n1,A\n", "is not a text file."),
        ("external_id,name\n1,A\n".encode("utf-16"), "is in UTF-16: save it as UTF-8."),
        (b"external_id,name,insurance.medicar\n", "Unknown column “insurance.medicar”; did you "
         "mean “insurance.medicare”?"),
        (b"external_id,name,zzzzzzzz\n", "Unknown column “zzzzzzzz”."),
        (b"external_id,name,\n1,A,x\n", "Column 3 has no name."),
        ("external_id,name,city\n1,Calm,Ca\xf1on City\n".encode("mac_roman"), "“Ca–on City” on "
         "line 2 makes no sense in Windows-1252: save the file as UTF-8."),
        (b"external_id,name,Name\n", "The column “name” is there twice."),
        (b"external_id,city\n", "The column “name” is missing."),
        (b"name,city\n", "The column “external_id” is missing."),
        (b'external_id,"name\n', "the first line cannot be read as column names."),
        (b'{"rows": []}', "Unknown column “{\"rows\": []}”."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_list_is_refused_in_one_line(tmp_path, content, words):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(path)
    assert str(refused.value).removeprefix(f"{path} ").removeprefix(f"{path}: ") == words
    assert not Clinic.objects.exists()


def test_no_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(CommandError, match=r"cannot be read: No such file or directory.$"):
        run(tmp_path / "none.csv")
    with pytest.raises(CommandError, match=r"is not a file.$"):
        run(tmp_path)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--source", "  "], "--source is blank: name the list that the file comes from."),
        (["--source", "x" * 61], "--source has 61 characters; at most 60 fit."),
        (["--source", "A", "--as-of", "1/2/2026"], "“1/2/2026” is not a date like 2026-01-31."),
        (["--source", "A", "--as-of", "9999-01-01"], "--as-of 9999-01-01 is in the future."),
    ],
)
def test_options_that_cannot_be_are_refused(tmp_path, options, words):
    path = write(tmp_path, GOOD)
    with pytest.raises(CommandError) as refused:
        call_command("import_clinics", str(path), "--format", "csv", *options)
    assert str(refused.value) == words


def test_a_header_alone_is_a_list_of_nothing(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("external_id,name\n", encoding="utf-8")
    assert counts(path) == (0, 0, 0, 0)
