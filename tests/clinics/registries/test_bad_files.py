"""Files and rows that are no good: one clear line, and the register as it was."""

import csv
import gzip
import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from tests.clinics.registries.leie_file import HEADER as LIST
from tests.clinics.registries.loading import counted, files, load, names
from tests.clinics.registries.nppes_file import FULL, HEADER, gone, line, npi, row, write

BEFORE = {npi(900): "BEFORE"}
OTHERNAME = (
    '"NPI","Provider Other Organization Name","Provider Other Organization Name Type Code"\n'
)
PRACTICES = '"NPI","Provider Secondary Practice Location Address- Address Line 1"\n'
ZIPPED = io.BytesIO()
with zipfile.ZipFile(ZIPPED, "w") as archive:
    archive.writestr("a.csv", "a")


@pytest.fixture
def before(db, tmp_path):
    """A register of one row, loaded from an earlier file."""
    load(write(tmp_path, row(900, last="BEFORE"), name="npidata_pfile_20050523-20251012.csv"))
    yield
    assert names() == BEFORE
    assert files() == [("npidata_pfile_20050523-20251012.csv", "full", 1, 0)]


def refused(*args, register="nppes") -> str:
    """The one line with which the command ends."""
    with pytest.raises(CommandError) as error:
        load(*args, register=register)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty."),
        (b"\xef\xbb\xbf\n", "has no header."),
        (ZIPPED.getvalue(), "is a ZIP archive or an Excel workbook: unpack it, or save it as CSV."),
        (gzip.compress(b"a"), "is a gzip archive: unpack it."),
        (b"\x7fELF\0\0\1\n", "is not a text file with column names."),
        (b"x" * 1_100_000, "is not a text file with column names."),
        (b"x" * 900_000 + b"\n", "is not a text file with column names."),
        (b"NPI,Entity Type Code\r1,2\r", "is not a text file with column names."),
        (b"a,b\n1,2\n", "is not an NPPES file: it has no column “Entity Type Code”."),
        (b"external_id,name\n", "is not an NPPES file: it looks like a list of clinics: "
         "manage.py import_clinics takes it."),
        (OTHERNAME.encode(), "is not an NPPES file: it looks like the “othername” companion of an "
         "NPPES file."),
        (PRACTICES.encode(), "is not an NPPES file: it looks like the “pl” (practice locations) "
         "companion of an NPPES file."),
        (b'"NPI","Endpoint Type"\n', "is not an NPPES file: it looks like the “endpoint” companion "
         "of an NPPES file."),
        (b"LASTNAME,EXCLTYPE\n", "is not an NPPES file: it looks like the LEIE exclusion list."),
        (b'"NPI","Entity Type Code"\n', "has no “Replacement NPI”."),
        (line([*HEADER, "NPI"]).encode() + b"\n", "has 2 columns “NPI”."),
        (line(HEADER).encode() + b"\r\n", "has column names and no rows."),
    ],
    ids=lambda value: value[:40].strip(" .") if isinstance(value, str) else "",
)  # fmt: skip
def test_another_file_is_refused_by_what_it_looks_like(before, tmp_path, content, words):
    path = tmp_path / FULL
    path.write_bytes(content)
    assert refused(path) == f"{FULL} {words}"


def test_nothing_a_folder_and_nppes_given_as_leie(before, tmp_path):
    assert refused(tmp_path / "none.csv").endswith(
        "none.csv cannot be read: No such file or directory."
    )
    assert refused(tmp_path) == f"{tmp_path} is not a file."
    path = write(tmp_path, row(1))
    words = f"{FULL} is not the LEIE exclusion list: it looks like an NPPES file."
    assert refused(path, register="leie") == words


@pytest.mark.parametrize("cut", [1, 3, 4, 12, 500, 1000])
def test_a_file_cut_off_in_its_last_row_is_refused_whole(before, tmp_path, cut):
    path = write(tmp_path, row(1), row(2, **{HEADER[329]: "05/02/2021"}))
    path.write_bytes(path.read_bytes()[: -1 - cut])
    assert refused(path) == (
        f"{FULL} ends in the middle of the row that begins on line 3: it was cut off on its way "
        "here. Fetch it again."
    )
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted({FULL, EARLIER})


EARLIER = "npidata_pfile_20050523-20251012.csv"
BAD = {
    "329": (line(["x"] * 329), "329 cells instead of 330"),
    "331": (line(["x"] * 331), "331 cells instead of 330"),
    "no day": (row(10, updated="02/30/2024"), "“02/30/2024” is not a date like 01/31/2026"),
    "no month": (gone(11, "13/45/2020"), "“13/45/2020” is not a date like 01/31/2026"),
    "digit": (row(12, npi="2000000001"),
              "“2000000001” is not an NPI: ten digits, of which the last is a check digit"),
    "short": (row(13, npi="200000000"),
              "“200000000” is not an NPI: ten digits, of which the last is a check digit"),
    "replacement": (row(14, **{"Replacement NPI": "1"}),
                    "“1” is not an NPI: ten digits, of which the last is a check digit"),
    "entity": (row(15, kind="3"), "Entity Type Code “3” is neither 1 nor 2"),
    "open": ('"' + npi(16), "a quotation mark is never closed"),
    "after": (line(["x"]) + 'x"y"', "it cannot be read as CSV: ',' expected after '\"'"),
    "nul": (row(17, last="A\0B"), "it holds a NUL character"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_row_is_put_aside_and_the_others_go_in(tmp_path, bad):
    wrong, reason = BAD[bad]
    path = write(tmp_path, row(1), wrong, row(2), row(3))
    said = load(path)
    assert said[0] == (
        f"{FULL}: 4 rows read: 3 loaded, 1 rejected, 0 duplicates, 0 older than what is there."
    )
    assert said[2:] == [f"  line 3: {reason}", f"Rejected rows and reasons: {path}.rejected.csv"]
    assert names() == {npi(1): "LAST1", npi(2): "LAST2", npi(3): "LAST3"}
    columns, cells = csv.reader(io.StringIO((tmp_path / f"{FULL}.rejected.csv").read_text()))
    assert columns == [*HEADER, "line", "reason"]
    assert (len(cells), cells[330:]) == (332, ["3", reason])
    assert files() == [(FULL, "full", 3, 1)]


@pytest.mark.django_db
def test_lines_are_counted_through_cells_of_several_lines(tmp_path):
    path = write(tmp_path, row(1, last="A\nB\nC"), row(2, npi="2000000001"), row(3), end="\r\n")
    assert load(path)[2].startswith("  line 5: “2000000001”")
    assert names() == {npi(1): "A\nB\nC", npi(3): "LAST3"}


@pytest.mark.django_db
def test_a_mended_file_takes_the_rejected_rows_away(tmp_path):
    path = write(tmp_path, row(1), row(2, npi="2"), name="again.csv")
    load(path)
    assert (tmp_path / "again.csv.rejected.csv").exists()
    load(write(tmp_path, row(1), row(2), name="again.csv"))
    assert not (tmp_path / "again.csv.rejected.csv").exists()
    assert names() == {npi(1): "LAST1", npi(2): "LAST2"}


def test_a_file_most_of_whose_rows_are_no_good_is_refused(before, tmp_path):
    path = write(tmp_path, row(1), row(2, npi="2"), row(3, npi="3"))
    assert refused(path) == (
        f"{FULL}: 2 of 3 rows cannot be read; the first is on line 3: "
        "“2” is not an NPI: ten digits, of which the last is a check digit."
    )
    assert not (tmp_path / f"{FULL}.rejected.csv").exists()


@pytest.mark.django_db
def test_half_of_the_rows_may_be_no_good(tmp_path):
    path = write(tmp_path, row(1), row(2, npi="2"))
    assert counted(path) == (
        "2 rows read: 1 loaded, 1 rejected, 0 duplicates, 0 older than what is there."
    )


def test_dates_that_cannot_be(before, tmp_path):
    assert refused(write(tmp_path, row(1), name="npidata_pfile_20050523-20259999.csv")) == (
        "npidata_pfile_20050523-20259999.csv: “20050523-20259999” is not two dates."
    )
    assert refused(write(tmp_path, row(1), name="npidata_pfile_20251116-20251110.csv")) == (
        "npidata_pfile_20251116-20251110.csv: “20251116-20251110” ends before it begins."
    )
    assert refused(write(tmp_path, row(1), name="npidata_pfile_20050523-29991231.csv")) == (
        "npidata_pfile_20050523-29991231.csv speaks of 2999-12-31, which is to come."
    )
    path = write(tmp_path, row(1))
    assert refused(path, "--as-of", "13/45/2020") == "“13/45/2020” is not a date like 2026-01-31."
    assert refused(path, "--as-of", "2999-01-01") == "--as-of 2999-01-01 is in the future."
    assert refused(path, path, "--full") == (
        "--as-of and --full are for one file: load the files one by one."
    )
    undated = write(tmp_path, row(1, updated=""), name="nppes.csv")
    assert refused(undated) == "nppes.csv does not tell its date: give it with --as-of."


def test_several_lists_of_which_one_is_no_csv(before, tmp_path):
    lists = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in lists:
        path.write_text(f"{LIST}\n{'x' * 200_000}\n")
    assert refused(*lists, register="leie") == (
        "a.csv cannot be read as CSV: field larger than field limit (131072)."
    )


def test_a_register_that_is_none_is_answered_with_those_there_are(tmp_path):
    with pytest.raises(CommandError, match=r"choose from '?nppes'?, '?leie'?"):
        call_command("import_registry", "npdb", tmp_path)
