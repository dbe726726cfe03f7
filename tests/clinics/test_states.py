"""One table of states; each who asks it knows its own set."""

from clinics.credentials import credential_kinds
from clinics.states import STATE_CODES, STATES, Kind
from directory.places import names


def codes(*kinds: Kind) -> set[str]:
    return {state.code for state in STATES if state.kind in kinds}


def test_no_two_states_share_a_code_or_a_name():
    assert len(codes(*Kind)) == len(STATES) == 62
    assert len(codes(Kind.STATE)) == 51
    assert len(STATE_CODES) == sum(1 + len(state.names) for state in STATES)


def test_addresses_licenses_and_places_know_different_sets():
    territories = {"AS", "GU", "MP", "PR", "VI"}
    assert set(STATE_CODES.values()) == codes(*Kind)
    assert set(credential_kinds.LICENSING_STATES) == codes(Kind.STATE) | territories
    assert set(names.STATES) == codes(Kind.STATE) | territories | {"MH"}


def test_a_state_is_known_by_each_of_its_names():
    assert STATE_CODES["us virgin islands"] == STATE_CODES["virgin islands"] == "VI"
    assert (names.STATES["VI"], names.state_code("virgin islands")) == ("U.S. Virgin Islands", "VI")
    assert names.state_code("Palau") == ""
