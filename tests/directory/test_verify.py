"""What /how-we-verify/ says of checks: every kind, the registers' days, and what is not checked."""

import pytest

from clinics.models import Credential
from directory.pages.words import day
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


def test_every_kind_of_credential_has_its_row(client):
    rows = {tr.one("th").text: tr.texts("td") for tr in kinds(client)}
    assert list(rows) == [str(kind.label) for kind in Credential.Kind]
    assert rows["State license"][0] == (
        "looked up at the board that issues it or document seen by a moderator"
    )
    assert rows["NPI number"][3] == "90 days from the day up to which the file reaches"
    assert rows["Not on the federal exclusion list"][3].startswith("45 days")
    assert "never stored" in rows["DEA certificate seen"][1]
    assert rows["ACLS card (advanced life support)"][3].startswith("until the day the moderator")


def kinds(client):
    """The rows of the table of credentials."""
    return seen(client.get("/how-we-verify/")).one("#kinds").all("tr")[1:]


def test_staff_is_confirmed_by_people_alone(client):
    table = seen(client.get("/how-we-verify/")).one("#statements")
    rows = {tr.one("th").text: tr.texts("td") for tr in table.all("tr")[1:]}
    for label in ("Psychiatrist", "AAAHC", "Someone with current ACLS at every session"):
        assert rows[label][0] == "by the checks of people and of the clinic, below"
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
