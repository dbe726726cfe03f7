"""What /how-we-verify/ says of checks: every kind, the registers' days, and what is not checked."""

import pytest

from clinics.models import Credential
from directory.presenting.wording import day
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


def test_every_kind_of_credential_says_how_and_where_it_is_checked(client):
    rows = seen(client.get("/how-we-verify/")).one("#kinds").all("div")
    said = {row.one("dt").text: row.one("dd").text for row in rows}
    assert list(said) == [str(kind.label) for kind in Credential.Kind]
    assert said["State license"].endswith(
        "Looked up at the board that issues it or document seen by a moderator."
    )
    assert "Counts for 90 days from the last day that the file covers" in said["NPI number"]
    assert "Counts for 45 days" in said["Not on the federal exclusion list"]
    assert "never stored" in said["DEA certificate seen"]
    assert "Counts for" not in said["ACLS card (advanced life support)"]


def test_staff_and_accreditation_are_confirmed_by_checks_of_people_and_clinic_alone(client):
    table = seen(client.get("/how-we-verify/")).one("#statements")
    rows = {tr.one("th").text: tr.texts("td") for tr in table.all("tr")[1:]}
    for label in (
        "Staff",
        "Accreditation",
        "Someone trained in advanced life support (ACLS) at every session",
    ):
        assert rows[label][0] == "by the checks of people and of the clinic, below"
    assert "Psychiatrist" not in rows
    assert rows["Written emergency plan and transfer hospital"] == [
        "document seen by a moderator", "365 days",
    ]  # fmt: skip


def test_the_registers_tell_the_day_of_the_file_now_loaded(client, django_assert_num_queries):
    make.register_file("leie", days=40)
    make.register_file("leie", days=4)
    with django_assert_num_queries(2):
        page = seen(client.get("/how-we-verify/"))
    words = page.texts("li")
    assert "NPPES, the national register of NPI numbers: not loaded here" in words
    assert f"LEIE, the federal exclusion list: {day(make.days_ago(4))}" in words
