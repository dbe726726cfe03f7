"""What is kept of a row of an NPPES file, however the file is written."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinics.files.rejects import Rejects
from clinics.models import NppesProvider
from clinics.registries import nppes
from clinics.registries.records import Records
from clinics.registries.source import Source
from tests.clinics.registries.loading import counted, load, names
from tests.clinics.registries.nppes_file import (
    FIRST,
    HEADER,
    PRACTICE,
    SECOND,
    gone,
    line,
    npi,
    row,
    write,
)  # fmt: skip

ORGANIZATION, OTHER = HEADER[4], "Provider Other Organization Name"
EVERYTHING = row(
    1,
    kind="1", last="FOXGLOVE", first="ROBIN", updated="11/03/2025", deactivated="01/31/2020",
    reactivated="02/29/2020", taxonomy="207Q00000X", licence="ME1", licence_state="FL", primary="N",
    **{
        "Replacement NPI": npi(7), "Provider Credential Text": "MD", OTHER: "FOXGLOVE CARE",
        f"{OTHER} Type Code": "3",
        f"{FIRST} Practice Location Address": "1 KESTREL AVE",
        f"{SECOND} Practice Location Address": "STE 2", f"{PRACTICE} Postal Code": "334441234",
        f"{PRACTICE} Country Code (If outside U.S.)": "US",
        f"{PRACTICE} Telephone Number": "5615550123", "Provider Sex Code": "F",
        f"{FIRST} Mailing Address": "NEVER KEPT", HEADER[22]: "NO",
        "Healthcare Provider Taxonomy Code_2": "207L00000X",
        "Healthcare Provider Primary Taxonomy Switch_2": "Y",
        "Provider License Number_2": "TX2", "Provider License Number State Code_2": "TX",
        "Healthcare Provider Taxonomy Code_15": "207Q00000X",
        "Provider License Number_15": "77",
    },
)  # fmt: skip
KEPT = {
    "npi": int(npi(1)), "entity_type": 1, "replacement_npi": int(npi(7)), "organization_name": "",
    "other_organization_name": "FOXGLOVE CARE", "other_organization_type": "3",
    "last_name": "FOXGLOVE", "first_name": "ROBIN",
    "credential_text": "MD", "street": "1 KESTREL AVE", "street2": "STE 2",
    "city": "DELRAY BEACH", "state": "FL", "postal_code": "334441234", "country": "US",
    "phone": "5615550123", "updated_on": dt.date(2025, 11, 3),
    "deactivated_on": dt.date(2020, 1, 31), "reactivated_on": dt.date(2020, 2, 29),
    "taxonomies": ["207L00000X", "207Q00000X"], "licences": ["FL ME1", "TX TX2", "77"],
}  # fmt: skip


def kept(number: int) -> dict:
    """The row of a provider."""
    return NppesProvider.objects.filter(npi=npi(number)).values().get()


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("order", [1, -1], ids=["as-cms", "backwards"])
@pytest.mark.parametrize("sex", ["Provider Sex Code", "Provider Gender Code"])
def test_every_column_is_found_by_its_name(tmp_path, end, order, sex):
    header = [sex if name == "Provider Sex Code" else name for name in HEADER][::order]
    path = write(tmp_path, EVERYTHING, row(2, last="RIVAL"), header=header, end=end)
    assert counted(path) == (
        "2 rows read: 2 loaded, 0 rejected, 0 duplicates, 0 older than what is there."
    )
    assert kept(1) == KEPT
    assert kept(2)["licences"] == ["FL ME2"]
    assert names() == {npi(1): "FOXGLOVE", npi(2): "RIVAL"}


@pytest.mark.django_db
def test_a_deactivated_number_carries_little_but_its_date(tmp_path):
    load(write(tmp_path, gone(1, "03/14/2019"), row(2)))
    first, rival = NppesProvider.objects.order_by("npi")
    assert (first.entity_type, first.updated_on, first.taxonomies, first.last_name) == (
        None, None, [], ""
    )  # fmt: skip
    assert first.deactivated_on == dt.date(2019, 3, 14)
    assert (first.is_active, rival.is_active) == (False, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ['THE "BLUE" DOOR, LLC', 'ENDS WITH "QUOTES"', '","', "TWO\nLINES", "BACK\\SLASH \\N", "A\tTAB",
     'ENDS SO ",', "PEÑA’S", "", "{CURLY}, 'AND' NULL"],
    ids=["quotes", "quotes-last", "separator", "newline", "backslash", "tab",
         "quote-comma", "accents", "none", "curly"],
)  # fmt: skip
def test_any_name_comes_through_as_it_is(tmp_path, name):
    third = {"Healthcare Provider Taxonomy Code_3": name} if name else {}
    cells = {ORGANIZATION: name, "Provider License Number_1": name, **third}
    load(write(tmp_path, row(1, **cells), row(2)))
    assert kept(1)["organization_name"] == name
    assert kept(1)["licences"] == ([f"FL {name}"] if name else [])
    assert name in [*kept(1)["taxonomies"], ""]
    assert names() == {npi(1): "LAST1", npi(2): "LAST2"}


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_are_read_in_either_encoding(tmp_path, encoding):
    load(write(tmp_path, row(1, last="PEÑA’S"), row(2), encoding=encoding))
    assert names() == {npi(1): "PEÑA’S", npi(2): "LAST2"}


@pytest.mark.django_db
def test_a_file_saved_anew_without_its_quotation_marks_is_read_too(tmp_path):
    path = write(tmp_path, EVERYTHING, row(2))
    rows = list(csv.reader(io.StringIO(path.read_text())))
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    load(path)
    assert (kept(1), names()) == (KEPT, {npi(1): "FOXGLOVE", npi(2): "LAST2"})


@pytest.mark.django_db
def test_a_last_row_without_a_line_end_is_whole(tmp_path):
    path = write(tmp_path, row(1), row(2))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    load(path)
    assert names() == {npi(1): "LAST1", npi(2): "LAST2"}


WORDS = st.text(st.sampled_from('ab",\\\n\t{}é '), max_size=6)
CELLS = st.fixed_dictionaries(
    {ORGANIZATION: WORDS, "Provider License Number_1": WORDS, HEADER[329]: WORDS, OTHER: WORDS}
)


@settings(max_examples=25, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=4))
def test_quickly_and_with_care_are_the_same(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("both")
    whole = [row(number, **cells) for number, cells in enumerate(rows)]
    quoted = write(folder, *whole)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [HEADER, *([each.get(column, "") for column in HEADER] for each in whole)]
    )
    (folder / "plain.csv").write_text(text.getvalue())
    assert copied(quoted) == copied(folder / "plain.csv")


def copied(path) -> bytes:
    """The text that COPY gets of a file."""
    source = Source(path)
    rejects = Rejects(path, source.columns, blank=frozenset())
    layout = nppes.NppesLayout(source.columns)
    records = Records(source, layout, rejects, on_progress=None)
    text = b"".join(records.copy_lines())
    assert (records.rejected, text.count(b"\n")) == (0, records.read)
    return text


def test_any_number_of_days_is_read_in_constant_memory(monkeypatch):
    monkeypatch.setattr(nppes, "MOST_DATES", 2)
    dates = nppes.Dates()
    days = [b"01/31/2026", b"", b"02/29/2024", b"12/01/2025", b"", b"01/31/2026"]
    assert [dates[day] for day in days] == [
        b"2026-01-31", b"\\N", b"2024-02-29", b"2025-12-01", b"\\N", b"2026-01-31"
    ]  # fmt: skip
    assert len(dates) <= 3


def test_the_header_is_that_of_the_real_file():
    assert len(HEADER) == len(set(HEADER)) == 330
    assert (HEADER[47], HEADER[107]) == (
        "Healthcare Provider Taxonomy Code_1", "Other Provider Identifier_1"
    )  # fmt: skip
    assert line(["a", 'b"c']) == '"a","b""c"'
