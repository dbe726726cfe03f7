"""What stands in the trail and in proposals, in words."""

import pytest

from clinics.checklist import CHECKLIST
from clinics.listing import wording

SAID = {"source": "clinic", "since": "2026-03-03", "affirmed_on": "2026-03-03"}


@pytest.mark.parametrize(
    ("code", "said", "words"),
    [
        ("insurance.medicare", None, "Not stated"),
        ("insurance.medicare", {"value": False}, "No"),
        ("insurance.medicare", {"value": True, "detail": "Part B"}, "Yes; Part B"),
        ("number.session_minutes", {"number": 60}, "60 minutes"),
        ("number.wait_days", {"number": 0}, "0 days"),
        ("price.session.iv-infusion", {"amount": "450.00", "valid_from": "2026-01-02",
                                       "required_for_course": True},
         "$450; must be bought with the course; valid from 2 January 2026"),
        ("price.consultation", {"amount": "99.50", "currency": "CAD"}, "CAD 99.50"),
        ("price.consultation", {"amount": "0"}, "$0"),
        ("phone", "", "Not stated"),
        ("phone", "+1 561-555-0100", "(561) 555-0100"),
        ("is_approximate", False, "No"),
        ("hours", [[0, "09:00", "17:00"], [6, "10:00", "12:30"]],
         "Monday 9 a.m. to 5 p.m.; Sunday 10 a.m. to 12:30 p.m."),
        ("0 09:00", {"closes": "17:00:00"}, "until 5 p.m."),
        ("address", {"street": "1 Main St", "city": "Delray Beach", "state": "FL",
                     "postal_code": "33444", "country": "US", "latitude": 26.4},
         "1 Main St, Delray Beach, FL 33444, US"),
        ("contact", {"source": "import", "source_name": "A list"}, "imported from A list"),
        ("since", "2026-03-03", "3 March 2026"),
    ],
)  # fmt: skip
def test_an_answer_stands_in_words(code, said, words):
    assert wording.answer(code, said) == words
    assert wording.value(code, said) == words


def test_who_says_so_and_since_when_stands_beside_the_answer_or_alone():
    said = SAID | {"value": True, "confirmed_by": "document", "confirmed_on": "2026-03-04",
                   "due_on": "2027-03-04"}  # fmt: skip
    beside = ("stated by the clinic; since 3 March 2026; confirmed on 4 March 2026: document seen"
              " by a moderator; next check due 4 March 2027")  # fmt: skip
    assert wording.answer("insurance.medicare", said) == "Yes"
    assert wording.provenance(said) == beside
    assert wording.value("insurance.medicare", said) == f"Yes; {beside}"
    assert wording.provenance(SAID | {"affirmed_on": "2026-04-01"}) == (
        "stated by the clinic; since 3 March 2026; repeated 1 April 2026")  # fmt: skip
    assert wording.provenance("a text") == ""


def test_an_import_is_dated_and_no_statement_of_that_day():
    said = SAID | {"source": "import", "source_name": "A list", "affirmed_on": "2026-04-01"}
    assert wording.provenance(said) == (
        "imported from A list; dated 3 March 2026; still there 1 April 2026"
    )


def test_every_answer_of_the_checklist_has_a_label_and_a_question():
    codes = [item.qualified for item in CHECKLIST.items]
    codes += [number.qualified for number in CHECKLIST.numbers] + list(CHECKLIST.price_columns())
    assert [code for code in codes if not wording.label(code) or not wording.question(code)] == []


def test_a_code_that_is_gone_stands_as_it_is_and_the_directorys_own_keys_have_no_label():
    assert wording.label("condition.forgotten") == "condition.forgotten"
    assert wording.label("listed_by") == ""
    assert wording.label("0 09:00") == "Open on Monday from 9 a.m."
    assert wording.question("phone") == ""
