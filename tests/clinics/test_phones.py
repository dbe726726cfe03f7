"""Phone numbers as people write them."""

import pytest

from clinics.listing import wording
from clinics.listing.phones import phone_link, readable_phone, shown_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("203-276-3000 x301", "+1 203-276-3000 ext. 301"),
        ("(555) 555-0100", "+1 555-555-0100"),
        ("(611) 402-7060", "+1 611-402-7060"),
        ("5550100", "555-0100"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
        (" ", ""),
    ],
)
def test_a_number_of_a_possible_length_is_kept_and_read_back_as_the_same(typed, kept):
    assert readable_phone(typed) == kept
    assert readable_phone(kept) == kept


@pytest.mark.parametrize("typed", ["call us", "12", "12345", "911", "561-555-01000"])
def test_what_nobody_can_dial_is_refused(typed):
    with pytest.raises(ValueError, match=r"^not a phone number that can be dialed$"):
        readable_phone(typed)


@pytest.mark.parametrize(
    ("kept", "shown", "link"),
    [
        ("+1 203-276-3000 ext. 301", "(203) 276-3000 ext. 301", "tel:+1-203-276-3000;ext=301"),
        ("555-0100", "555-0100", ""),
    ],
)
def test_a_local_number_is_shown_but_no_link_would_reach_it_from_afar(kept, shown, link):
    assert (shown_phone(kept), phone_link(kept)) == (shown, link)
    assert wording.answer("phone", kept) == shown
