"""The packed search rows, as PostgreSQL sends them."""

from __future__ import annotations

import datetime as dt

import numpy as np

from clinics.vocabulary import MASK_BYTES

EPOCH = dt.date(2000, 1, 1)
"""Days are counted from here."""

RECORD = np.dtype(
    [
        ("id", ">i8"),
        ("stated", "u1", MASK_BYTES),
        ("confirmed", "u1", MASK_BYTES),
        ("paid", "u1", MASK_BYTES),
        ("x", ">f8"),
        ("y", ">f8"),
        ("z", ">f8"),
        ("course_cents", ">i4"),
        ("course_partial", ">i4"),
        ("rating", ">f8"),
        ("last_confirmed", ">i4"),
        ("next_due", ">i4"),
        ("cell", ">i4"),
        ("county", ">i4"),
        ("state", ">i4"),
    ]
)
"""The layout of `clinics_searchrow.p`, in the order of the migration `search_feed`.

What is not known is not-a-number (x, y, z), -1 (price, rating), a day long before EPOCH
(`last_confirmed`), or the greatest number (`next_due`, `cell`).
"""


def state_number(state: str) -> int:
    """A two-letter code as the number that a record has for it."""
    return ord(state[0]) * 256 + ord(state[1])


def days(day: dt.date) -> int:
    """A day as records count it."""
    return (day - EPOCH).days
