"""Where a moderator looks a credential up."""

from urllib.parse import urlsplit

import pytest
from django.core.validators import URLValidator

from clinics.credentials import lookups as table
from clinics.credentials.credential_kinds import LICENSING_STATES, accreditors
from clinics.credentials.lookups import lookups
from clinics.models import Clinician, Credential

TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}


def hosts(kind: str, profession: str = "", **fields) -> list[str]:
    """The hosts of a credential's look-ups, in their order."""
    person = Clinician(profession=profession) if profession else None
    found = lookups(Credential(kind=kind, clinician=person, **fields))
    return [urlsplit(one.url).hostname for one in found]


def test_every_state_and_the_district_has_its_board():
    assert set(table.STATE_BOARDS) == set(LICENSING_STATES) - TERRITORIES
    assert len(table.STATE_BOARDS) == 51
    assert set(table.EVERY_PROFESSION) < set(table.STATE_BOARDS)


def test_every_address_is_one_of_the_web_and_secure():
    check = URLValidator(schemes=["https"])
    shown = list(table.STATE_BOARDS.values())
    tables = (*table.CERTIFIERS.values(), *table.BY_KIND.values(), table.ACCREDITORS.values())
    shown += [url for rows in tables for _label, url in rows]
    for url in [*shown, table.NURSYS, table.DOCINFO, table.NPPES, table.EXCLUSIONS]:
        check(url)


LICENCES = [
    ("psychiatrist", "FL", ["mqa-internet.doh.state.fl.us", "www.docinfo.org"]),
    ("psychiatrist", "PR", ["www.docinfo.org"]),
    ("registered-nurse", "TX", ["www.nursys.com"]),
    ("nurse-anesthetist", "CA", ["search.dca.ca.gov", "www.nursys.com"]),
    ("therapist", "TX", []),
]


@pytest.mark.parametrize(("profession", "state", "expected"), LICENCES, ids=range(len(LICENCES)))
def test_a_licence_is_looked_up_where_its_profession_is(profession, state, expected):
    assert hosts("licence", profession, state=state) == expected


def test_each_kind_is_looked_up_at_its_own_place():
    assert hosts("board-certification", "pain-physician") == ["www.certificationmatters.org"]
    assert hosts("board-certification", "nurse-anesthetist") == ["www.nbcrna.com"]
    assert hosts("npi", "psychiatrist", number="2000000002") == ["npiregistry.cms.hhs.gov"]
    assert hosts("rems") == ["www.spravatorems.com"]
    assert hosts("malpractice") == []
    assert hosts("not-excluded") == ["exclusions.oig.hhs.gov"]
    assert [len(hosts("accreditation", name=code)) for code in accreditors()] == [1, 1, 1]
