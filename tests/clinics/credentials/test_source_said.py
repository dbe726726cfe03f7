"""Where a credential was checked: kept in English, said in the language of the page."""

import datetime as dt

import pytest
from django.utils.translation import override

from clinics.credentials.actions import state
from clinics.credentials.actions.check import check_due
from clinics.models import Check
from tests import make

FILE_DAY = dt.date(2026, 3, 3)
NPPES = "NPPES, the national register of NPI numbers"


@pytest.mark.parametrize(
    ("kept", "english", "spanish"),
    [
        ({"source": "NPPES, a.csv", "register_as_of": None}, "NPPES, a.csv", "NPPES, a.csv"),
        (
            {"source": f"{NPPES}, file.csv", "register_as_of": FILE_DAY},
            f"{NPPES}, file.csv",
            "NPPES, el registro nacional de números NPI, file.csv",
        ),
        ({"source": "NPPES", "register_as_of": FILE_DAY}, "NPPES", "NPPES"),
        ({"source": "expiry date"}, "", ""),
        ({"source": "A board"}, "A board", "A board"),
    ],
)  # fmt: skip
def test_a_source_is_said_in_the_language_of_the_page_and_never_repeats_the_method(
    kept, english, spanish
):
    check = Check(method="date", **kept)
    assert check.source_said == english
    with override("es"):
        assert check.source_said == spanish


@pytest.mark.django_db
def test_what_is_checked_while_somebody_reads_spanish_is_kept_in_english():
    clinic = make.clinic()
    ann, ada = make.ann(clinic), make.clinician(clinic)
    make.nppes()
    with override("es"):
        npi = state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(1))
        card = make.credential(clinic, "acls", clinician=ada, confirmed_until=-2,
                               expires_on=make.days_ago(2))  # fmt: skip
        check_due(on=make.today(), everything=True)
    kept = npi.checks.order_by("pk").first().source
    assert kept.rpartition(", ")[0] == NPPES
    assert card.checks.get(outcome="expired").source == "expiry date"
