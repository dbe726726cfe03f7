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
        ("Mohd.", "Marsh", "MUHAMMED", "", "MARSH", ALIKE),
        ("Kathryn", "Marsh", "CATHERINE", "", "MARSH", ALIKE),
        ("Kristin", "Marsh", "CHRISTINE", "", "MARSH", ALIKE),
        ("Sean", "Marsh", "SHAWN", "", "MARSH", ALIKE),
        ("Terry", "Marsh", "TERRENCE", "", "MARSH", ALIKE),
        ("Pepe", "Marsh", "JOSE", "", "MARSH", ALIKE),
        ("AJ", "Marsh", "ADA", "JUNE", "MARSH", ALIKE),
        ("Ada", "Marsh", "AR", "", "MARSH", ALIKE),
        ("Ada", "Garcia Marsh", "ADA", "", "MARSH-GARCIA", ALIKE),
        ("Ada Lorn", "Marsh", "ADA", "", "LORN", ALIKE),
        ("Ada", "Lorn", "ADA", "LORN", "MARSH", ALIKE),
        ("Ada", "Marsh", "", "", "MARSH, ADA", ALIKE),
        ("Ada", "Marsh", "", "", "MARSH, BEA", UNLIKE),
        ("Ada Lorn", "Marsh", "BEA", "", "LORN", UNLIKE),
        ("Al", "Marsh", "AMY", "LEE", "MARSH", UNLIKE),
        ("John", "Marsh", "JANE", "", "MARSH", UNLIKE),
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
        ("Pelican Key", "PELICAN KEY, A PROFESSIONAL CORPORATION", EQUAL),
        ("Pelican Key", "PELICAN KEY LTD LIABILITY CO", EQUAL),
        ("Pelican Key", "PELICAN KEY, M.D., P.A.", EQUAL),
        ("N. Pelican Labs", "NORTH PELICAN LABORATORIES", EQUAL),
        ("First Pelican Surg. Ctr.", "1ST PELICAN SURGERY CENTER", EQUAL),
        ("Tidewrack, also known as Pelican Key", "PELICAN KEY", EQUAL),
        ("Pelican Key", "PELICAN KEY PROFESSIONAL LIMIT", ALIKE),
        ("Pelican Key Ketamine", "PELICAN KEY KETAMINE CLINIC", ALIKE),
        ("Tampa Pain Clinic", "TAMPA PAIN CENTER", UNLIKE),
        ("North Pelican", "SOUTH PELICAN", UNLIKE),
        ("Pelican Key", "PELICAN BAY", UNLIKE),
        ("Pelican Key Ketamine", "PELICAN KEY", UNLIKE),
        ("The Co.", "INC", UNLIKE),
    ],
)
def test_organizations(ours, theirs, how):
    assert organization_likeness(ours, theirs) == how


@pytest.mark.parametrize(
    ("text", "is_hers"),
    [
        ("ADA MARSH MD PA", True),
        ("Dr. Ada R. Marsh Ketamine", True),
        ("Marsh, Ada, M.D.", True),
        ("MARSH CLINIC", False),
        ("ADA CLINIC OF MARSH", False),
        ("ADA MARSHALL MD PA", False),
    ],
)
def test_a_practice_bears_its_owner_s_name(text, is_hers):
    ada = Holder(given="Dr. Ada", family="Marsh", states=frozenset({"FL"}))
    practice = Holder(names=(text,), states=frozenset({"FL"}))
    about_it = row(last_name="", first_name="", business_name=text.upper())
    about_her = row(last_name="MARSH", first_name="ADA")
    wanted = "possible" if is_hers else "confirmed"
    assert excluded(ada, [about_it]).outcome == wanted
    assert excluded(practice, [about_her]).outcome == wanted


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
