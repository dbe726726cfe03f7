"""Which names a careful person would look at twice, and which are two names."""

import pytest

from clinics.credentials.exclusion_matching import excluded
from clinics.credentials.name_frequency import expected
from clinics.credentials.person_names import is_same_given, is_same_surname
from clinics.credentials.register_matching import Holder
from clinics.credentials.similar_names import likeness, organization_likeness
from tests.clinics.credentials.test_match import row

EQUAL, ALIKE, LOOSE, UNLIKE = 3, 2, 1, 0


@pytest.mark.parametrize(
    ("given", "family", "first", "middle", "last", "how"),
    [
        ("Dr. Ada", "Marsh", "ADA", "", "MARSH", EQUAL),
        ("Dr Ada, MD", "Marsh, CRNA", "ADA", "", "MARSH JR", EQUAL),
        ("Mary-Ann", "Marsh", "MARYANN", "", "MARSH", EQUAL),
        ("Maryann", "Marsh", "MARY", "ANN", "MARSH", EQUAL),
        ("La Toya", "Mc Donald", "LATOYA", "", "MCDONALD", EQUAL),
        ("D’Andre", "O'Brien", "D ANDRE", "", "O BRIEN", EQUAL),
        ("Ada", "St. Clair", "ADA", "", "SAINT CLAIR", EQUAL),
        ("Ada", "Sainte-Claire", "ADA", "", "STCLAIRE", EQUAL),
        ("Jörg", "Müller-Groß", "JOERG", "", "MUELLER GROSS", EQUAL),
        ("Ada", "Mueller", "ADA", "", "MULLER", EQUAL),
        ("Åse", "Ågård", "AASE", "", "AAGAARD", EQUAL),
        ("Dean", "Earl", "DEAN", "", "EARL", EQUAL),
        ("Dean Robert", "Marsh", "DEAN", "", "MARSH", EQUAL),
        ("Li", "Do", "LI", "", "DO", EQUAL),
        ("Ada", "Fotheringay-Featherstone", "ADA", "", "FOTHERINGAY-FEATHERS", ALIKE),
        ("Ada", "Marsh-Lee", "ADA", "", "LEE", ALIKE),
        ("Bob", "Marsh", "ROBERT", "", "MARSH", ALIKE),
        ("Margaret", "Marsh", "PEGGY", "", "MARSH", ALIKE),
        ("Wm.", "Marsh", "WILLIAM", "", "MARSH", ALIKE),
        ("Catherine", "Marsh", "KATHERINE", "", "MARSH", ALIKE),
        ("Steven", "Marsh", "STEPHEN", "", "MARSH", ALIKE),
        ("Jeffrey", "Marsh", "GEOFFREY", "", "MARSH", ALIKE),
        ("J.", "Marsh", "JAMES", "", "MARSH", ALIKE),
        ("JR", "Marsh", "JAMES", "ROBERT", "MARSH", ALIKE),
        ("Marsh", "Dr. Ada", "ADA", "", "MARSH", ALIKE),
        ("Jmaes", "Marsh", "JAMES", "", "MARSH", ALIKE),
        ("Ada", "Marhs", "ADA", "", "MARSH", ALIKE),
        ("Robert", "Marsh", "JOHN", "ROBERT", "MARSH", LOOSE),
        ("John Robert", "Marsh", "ROBERT", "", "MARSH", LOOSE),
        ("Ada", "Lee", "ADA", "", "LEA", LOOSE),
        ("Ada", "Marsh", "BEA", "", "MARSH", UNLIKE),
        ("Ada", "Marsh", "ADA", "", "RIVAL", UNLIKE),
        ("Ada", "Marsh", "ADA", "", "MARSHALL", UNLIKE),
        ("Ada", "Smith-Jones", "ADA", "", "SMITH-ROSS", UNLIKE),
        ("Bob", "Marhs", "ROBERT", "", "MARSH", UNLIKE),
        ("", "Marsh", "ADA", "", "MARSH", UNLIKE),
    ],
)
def test_people(given, family, first, middle, last, how):
    assert likeness(given, family, last=last, first=first, middle=middle) == how


@pytest.mark.parametrize(
    ("ours", "theirs", "how"),
    [
        ("Pain & Wellness Center", "PAIN AND WELLNESS CTR", EQUAL),
        ("St. Mary's Clinic", "SAINT MARYS CLINIC, P. A.", EQUAL),
        ("Pelican Key PSC", "THE PELICAN KEY, S.C.", EQUAL),
        ("A.B.C. Clinic", "A B C CLINIC", EQUAL),
        ("Pelican Key", "TIDEWRACK LLC D/B/A PELICAN KEY", EQUAL),
        ("Tidewrack LLC, doing business as Pelican Key", "PELICAN KEY INC", EQUAL),
        ("Pelikan Key", "PELICAN KEY", ALIKE),
        ("Pelican Key Interventional Ketamine", "PELICAN KEY INTERVENTIONAL KET", ALIKE),
        ("Pelican Key", "PELICAN BAY", UNLIKE),
        ("Pelican Key Ketamine", "PELICAN KEY", UNLIKE),
        ("The Co.", "INC", UNLIKE),
    ],
)
def test_organizations(ours, theirs, how):
    assert organization_likeness(ours, theirs) == how


def test_a_common_name_waits_only_where_the_row_itself_is_telling():
    john = Holder(given="John", family="Smith", states=frozenset({"FL"}))
    rows = {
        "same": row(last_name="SMITH", first_name="JOHN"),
        "elsewhere": row(last_name="SMITH", first_name="JOHN", state="TX"),
        "middle": row(last_name="SMITH", first_name="ZADOK", middle_name="JOHN"),
        "rare": row(last_name="SMITHE", first_name="JOHN"),
        "common": row(last_name="SMITH", first_name="JOHNNY"),
    }
    found = {
        listed: [
            name
            for name, each in rows.items()
            if excluded(john, [each], listed=listed).outcome == "possible"
        ]
        for listed in (0, 80_000)
    }
    assert found == {0: ["same", "elsewhere", "middle", "rare", "common"],
                     80_000: ["same", "rare"]}  # fmt: skip


def test_how_many_rows_bear_a_name_by_accident():
    smiths = expected("Dr. John", "Smith, MD", listed=80_000)
    assert 10 < smiths < 20
    assert expected("John", "Pelicankey", listed=80_000) == 0
    assert expected("John", "Smith", listed=0) == 0


def test_titles_count_in_no_register():
    assert is_same_given("Prof. Dr. Ada", "ADA")
    assert is_same_surname("Marsh, MD, PhD", "MARSH III")
    assert not is_same_given("Dr. Ada", "DREW")
