"""Cells and files as life writes them: what is clear is mended, and what is left out is said."""

import csv
import time
from contextlib import suppress

import pytest

from clinics.files.encoding import senseless
from clinics.listing.phones import first_phone
from clinics.listing.postal_codes import readable_postal_code
from clinics.models import Clinic, Hours
from tests.clinics.listfile import counts, rejected, run, write

pytestmark = pytest.mark.once("how cells are read, whichever the server")
db = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]
GOOD = {"external_id": "1", "name": "Calm", "city": "Waterbury", "state": "CT"}


@pytest.mark.parametrize(
    ("cell", "state", "kept"),
    [
        *[(cell, "MA", "02116") for cell in ("2116", "02116", "2116.0", "'02116", "02116-")],
        *[(cell, "MA", "02116-1234") for cell in (
            "02116-1234", "02116 1234", "021161234", "2116-1234", "21161234", "21161234.0",
            "02116–1234")],
        ("680", "PR", "00680"), ("501", "NY", "00501"), ("6390", "NY", "06390"),
        ("2116", "", "02116"), ("33444", "FL", "33444"), ("9012", "AE", "09012"), (" ", "MA", ""),
    ],
)  # fmt: skip
def test_a_zip_code_that_is_clear_is_mended(cell, state, kept):
    assert readable_postal_code(cell, state=state) == kept
    assert readable_postal_code(kept, state=state) == kept


@pytest.mark.parametrize(
    ("cell", "state"),
    [("MA 02116", "MA"), ("2,116", "MA"), ("3.3444E4", "FL"), ("0", ""), ("00000", ""),
     ("3344", "FL"), ("680", "MA"), ("7870", "TX"), ("02116.5", "MA"), ("334441", "FL"),
     ("K1A 0B1", ""), ("３３４４４", "FL"), ("none", "FL")],
)  # fmt: skip
def test_what_may_be_another_zip_code_is_refused(cell, state):
    with pytest.raises(ValueError, match=r"^not a ZIP code of five digits, or nine$"):
        readable_postal_code(cell, state=state)


@pytest.mark.parametrize(
    ("cell", "number", "more"),
    [
        ("203-555-0101 Or 203-555-0102", "+1 203-555-0101", True),
        ("203-555-0101 (main)", "+1 203-555-0101", True),
        ("203-555-0101 Mon-Fri", "+1 203-555-0101", True),
        ("203-555-0101 opt 2", "+1 203-555-0101", True),
        ("(203) 555-0101 8am-5pm", "+1 203-555-0101", True),
        ("203-555-0101 x301 / 203-555-0102", "+1 203-555-0101 ext. 301", True),
        ("203-555-0101\n203-555-0102", "+1 203-555-0101", True),
        ("203 555 0101 203 555 0102", "+1 203-555-0101", True),
        ("Suite 100 203-555-0101", "+1 203-555-0101", True),
        ("2035550101.0", "+1 203-555-0101", False),
        ("Main: 203-555-0101", "+1 203-555-0101", False),
        ("Fax 203-555-0102 / Tel 203-555-0101", "+1 203-555-0101", True),
        ("FAX: (203) 555-0102\n(203) 555-0101", "+1 203-555-0101", True),
        ("203-555-0102 (fax), 203-555-0101", "+1 203-555-0101", True),
        ("Tel 203-555-0101 Fax 203-555-0102", "+1 203-555-0101", True),
        ("203-555-0101 (fax no. 203-555-0102)", "+1 203-555-0101", True),
        ("555-0101", "555-0101", False),
        ("", "", False),
    ],
)
def test_the_first_number_is_taken_and_it_is_known_whether_more_is_there(cell, number, more):
    assert first_phone(cell) == (number, more)


@pytest.mark.parametrize(
    "cell",
    [
        "call us",
        "12345",
        "203-555-01011",
        "2.03555E+09",
        "1.2035550101E9",
        "Mon-Fri 9-5",
        "Fax: 203-555-0102",
        "203-555-0102 fax",
        "0000000000",
        "111-111-1111",
        "999-999-9999",
        "(123) 456-7890",
        "203-155-0101",
        "+1 2222222222",
    ],
)
def test_no_number_is_made_of_something_else(cell):
    with pytest.raises(ValueError, match=r"^not a phone number that can be dialed$"):
        first_phone(cell)


@pytest.mark.parametrize("cell", ["203{}x", "fax{}x", "203-555-0101{}fax{}x"])
def test_a_long_run_of_blanks_costs_nothing(cell):
    begun = time.process_time()
    with suppress(ValueError):
        first_phone(cell.replace("{}", " " * 20_000))
    assert time.process_time() - begun < 1


class TestImports:
    """Rows of a CSV file."""

    pytestmark = db

    def test_what_cannot_be_read_is_left_out_and_counted_and_the_row_stays(self, tmp_path):
        path = write(
            tmp_path,
            GOOD | {"phone": "203-555-0101 or 203-555-0102", "website": "calm.example"},
            GOOD | {"external_id": "2", "phone": "call us", "website": "info@calm.example"},
            GOOD | {"external_id": "3", "phone": "N/A", "website": "http://calm.example\\pain/"},
            GOOD | {"external_id": "4", "phone": "203-555-0104", "website": "-"},
        )
        said = run(path)
        assert said[:8] == [
            "4 rows read: 4 created, 0 updated, 0 unchanged, 0 rejected.",
            "1 telephone numbers could not be read and were left out.",
            "1 telephone cells hold several numbers or words; the first number was taken.",
            "2 websites could not be read and were left out.",
            "  line 2: phone: of “203-555-0101 or 203-555-0102” only +1 203-555-0101 was taken",
            "  line 3: phone: “call us” is not a phone number that can be dialed",
            "  line 3: website: “info@calm.example” is not a web address",
            "  line 4: website: “http://calm.example\\pain/” is not a web address",
        ]
        kept = Clinic.objects.order_by("external_id").values_list("phone", "website")
        assert list(kept) == [
            ("+1 203-555-0101", "http://calm.example"), ("", ""), ("", ""),
            ("+1 203-555-0104", ""),
        ]  # fmt: skip
        assert counts(path) == (0, 0, 4, 0)

    def test_an_e_mail_or_hours_that_cannot_be_read_cost_no_row(self, tmp_path):
        bad_hours = ("Mon 9-5", "Mon 17:00-09:00", "Mon 9:00-12:00; Mon 11:00-17:00")
        rows = [GOOD | {"external_id": str(n), "email": "hi@calm.example", "hours": cell}
                for n, cell in enumerate((*bad_hours, "Mon 09:00-17:00"))]  # fmt: skip
        rows[0]["email"] = "nobody"
        assert run(write(tmp_path, *rows))[:7] == [
            "4 rows read: 4 created, 0 updated, 0 unchanged, 0 rejected.",
            "1 e-mail addresses could not be read and were left out.",
            "3 cells of opening hours could not be read and were left out.",
            "  line 2: email: “nobody” is not an e-mail address",
            "  line 2: hours: “Mon 9-5” is not like “Mon 09:00-17:00”",
            "  line 3: hours: Monday: the closing time must be later than the opening time. "
            "Write 17:00 for 5 p.m",
            "  line 4: hours: Monday: the time spans overlap",
        ]
        assert list(Clinic.objects.order_by("pk").values_list("email", "hours__weekday")) == [
            ("", None), ("hi@calm.example", None), ("hi@calm.example", None),
            ("hi@calm.example", 0),
        ]  # fmt: skip

    def test_words_for_nothing_are_blank_in_every_column(self, tmp_path):
        empty = dict.fromkeys(
            (
                "phone",
                "email",
                "latitude",
                "longitude",
                "postal_code",
                "condition.crps",
                "price.session",
                "description",
            ),
            "n/a",
        )
        assert counts(write(tmp_path, GOOD | empty | {"country": ""})) == (1, 0, 0, 0)
        clinic = Clinic.objects.with_answers().get()
        blank = (clinic.phone, clinic.email, clinic.latitude, clinic.postal_code,
                 clinic.description, clinic.facts.count(), clinic.prices.count())  # fmt: skip
        assert blank == ("", "", None, "", "", 0, 0)

    def test_a_state_is_known_by_its_letters_and_by_its_name(self, tmp_path):
        states = ("Florida", "FL", "fl.", " new  york ", "District of Columbia")
        rows = [GOOD | {"external_id": str(n), "state": s} for n, s in enumerate(states)]
        assert counts(write(tmp_path, *rows)) == (5, 0, 0, 0)
        kept = Clinic.objects.order_by("external_id").values_list("state", flat=True)
        assert list(kept) == ["FL", "FL", "FL", "NY", "DC"]

    def test_a_name_is_tidied_like_every_text(self, tmp_path):
        name = "\u202eLuma\u200b\u00a0 Cafe\u0301\x07\ufeff"
        assert counts(write(tmp_path, GOOD | {"name": name})) == (1, 0, 0, 0)
        assert Clinic.objects.get().name == "Luma Café"

    def test_text_that_was_read_in_a_wrong_encoding_is_mended_and_a_lost_letter_refused(
        self, tmp_path
    ):
        names = ("CafÃ© Luz", "Donâ€™s", "MuÌ\u02c6ller", "Café Ãlamo", "Lu\ufffdz")
        path = write(
            tmp_path, *(GOOD | {"external_id": f"{i}Ã©", "name": n} for i, n in enumerate(names))
        )
        assert counts(path) == (4, 0, 0, 1)
        assert rejected(path) == [
            ("6", "name: “Lu\ufffdz” has lost a letter; save the file as UTF-8 anew")
        ]
        kept = Clinic.objects.order_by("pk").values_list("name", flat=True)
        assert list(kept) == ["Café Luz", "Don’s", "Müller", "Café Ãlamo"]
        assert Clinic.objects.filter(external_id="0Ã©").exists()

    def test_hours_past_midnight_become_two_rows(self, tmp_path):
        assert counts(write(tmp_path, GOOD | {"hours": "Fri 18:00-02:00; Sun 10:00-24:00"})) == (
            1, 0, 0, 0)  # fmt: skip
        kept = [(h.weekday, f"{h.opens:%H:%M}", f"{h.closes:%H:%M}") for h in Hours.objects.all()]
        assert kept == [
            (4, "18:00", "23:59"), (5, "00:00", "02:00"), (6, "10:00", "23:59"),
        ]  # fmt: skip

    def test_a_point_far_from_its_zip_code_rejects_its_row_with_the_distance(self, tmp_path):
        palm = GOOD | {"city": "Delray Beach", "state": "FL", "postal_code": "33444"}
        here, lost = {"latitude": "26.46", "longitude": "−80.07"}, {"longitude": "80.07"}
        path = write(
            tmp_path,
            palm | here,
            palm | here | lost | {"external_id": "2"},
            palm | {"external_id": "3", "latitude": "-80.07", "longitude": "26.46"},
        )
        assert counts(path) == (1, 0, 0, 2)
        assert rejected(path) == [
            ("3", "latitude 26.46, longitude 80.07: 8,549 miles from ZIP code 33444"),
            ("4", "latitude -80.07, longitude 26.46: 8,213 miles from ZIP code 33444"),
        ]
        assert Clinic.objects.get().longitude == -80.07

    def test_a_zip_code_of_a_state_far_away_rejects_its_row(self, tmp_path):
        palm = GOOD | {"city": "Delray Beach", "state": "FL", "postal_code": "33444"}
        path = write(tmp_path, palm, palm | {"external_id": "2", "postal_code": "06708"})
        assert counts(path) == (1, 0, 0, 1)
        assert rejected(path) == [("3", "postal_code “06708”: 1,083 miles outside FL")]

    @pytest.mark.parametrize("between", [",", ";", "\t"])
    @pytest.mark.parametrize("top", ["", "sep={}\n"])
    def test_commas_semicolons_and_tabs_separate_cells(self, tmp_path, between, top):
        path = tmp_path / "list.csv"
        lines = ["external_id,name,hours,,", '1,"A, ""B""; C",Mon 09:00-10:00,,', "2,D,,,", "3,E"]
        text = "\n".join(line.replace(",", between) for line in lines[:1] + lines[2:])
        quoted = between.join(["1", '"A, ""B""; C"', '"Mon 09:00-10:00"', "", ""])
        path.write_text(f"{top.format(between)}{text}\n{quoted}\n", encoding="utf-8")
        assert counts(path) == (2, 0, 0, 1)
        names = Clinic.objects.order_by("external_id").values_list("name", flat=True)
        assert list(names) == ['A, "B"; C', "D"]
        line = str(4 if top else 3)
        assert rejected(path) == [(line, "2 cells instead of 5")]

    def test_a_column_without_name_and_without_cells_is_ignored(self, tmp_path):
        path = tmp_path / "list.csv"
        path.write_text("external_id,,name,,\n1,,A,,\n2, ,B\n3,,C,,,,\n", encoding="utf-8")
        assert counts(path) == (3, 0, 0, 0)
        assert list(Clinic.objects.order_by("pk").values_list("name", flat=True)) == ["A", "B", "C"]

    def test_rejected_rows_hold_no_formula_and_come_back_without_loss(self, tmp_path):
        row = GOOD | {"name": "=cmd|'calc'", "street": "@home", "how_to_find": "'=x",
                      "postal_code": '="06708"', "latitude": "91", "longitude": "0"}  # fmt: skip
        path = write(tmp_path, row)
        assert counts(path) == (0, 0, 0, 1)
        left = tmp_path / "list.csv.rejected.csv"
        with left.open(encoding="utf-8", newline="") as file:
            [cells] = csv.DictReader(file)
        assert (cells["name"], cells["street"], cells["how_to_find"], cells["postal_code"]) == (
            "'=cmd|'calc'", "'@home", "'=x", "06708")  # fmt: skip
        text = left.read_text(encoding="utf-8").replace(",91,0,", ",41.55,-73.06,")
        mended = tmp_path / "mended.csv"
        mended.write_text(text, encoding="utf-8")
        assert counts(mended) == (1, 0, 0, 0)
        clinic = Clinic.objects.get()
        assert (clinic.name, clinic.street, clinic.how_to_find, clinic.postal_code) == (
            "=cmd|'calc'", "@home", "=x", "06708")  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (b"The Ca\x96on City Clinic", "Ca–on City Clinic"), (b"Jos\x8e", "JosŽ"),
        (b"Carri\x97n", "Carri—n"), (b"L\x97pez", "L—pez"), (b"Ch\x89teau", "Ch‰teau"),
        (b"Zoe\xd5s", "ZoeÕs"), (b"a\xa3b", "a£b"), (b"Mayag\x9fez", "MayagŸez"),
        (b"Smith\x96Jones", ""), (b"pre\x96op", ""), (b"walk\x96in", ""), (b"2010\x962012", ""),
        (b"mind\x97body", ""), (b"Zoe\x92s", ""), (b"Caf\xe9", ""), (b"\xa320", ""),
        (b"Spravato\xae care", ""), (b"Ca\xf1on", ""), (b"M\xfcller", ""),
    ],
)  # fmt: skip
def test_letters_of_another_encoding_are_noticed_and_windows_letters_are_not(cell, found):
    assert senseless(cell.decode("cp1252")) == found
