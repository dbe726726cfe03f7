"""The check digit of an NPI."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.registries.npi import is_valid


@pytest.mark.parametrize("npi", ["1234567893", "1003879883", "2000000002"])
def test_a_right_check_digit_passes(npi):
    assert is_valid(npi)


@pytest.mark.parametrize(
    "npi",
    ["1234567890", "0000000000", "123456789", "12345678930", "", "12345 7893", "3000000001",
     "１２３４５６７８９３", "123456789³"],
)  # fmt: skip
def test_anything_else_does_not(npi):
    assert not is_valid(npi)


@given(st.integers(100_000_000, 299_999_999))
def test_exactly_one_last_digit_fits(first_nine):
    assert sum(is_valid(f"{first_nine}{last}") for last in range(10)) == 1
