"""LEIE: which columns of OIG's `UPDATED.csv` are kept, and how."""

from __future__ import annotations

import datetime as dt
import re
from operator import itemgetter

from django.utils import timezone

from clinics.files.refusals import RowRefused, shown
from clinics.registries.npi import fits

SIGN = "EXCLTYPE"
COLUMNS = {
    "last_name": "LASTNAME",
    "first_name": "FIRSTNAME",
    "middle_name": "MIDNAME",
    "business_name": "BUSNAME",
    "general": "GENERAL",
    "specialty": "SPECIALTY",
    "upin": "UPIN",
    "city": "CITY",
    "state": "STATE",
    "postal_code": "ZIP",
    "exclusion_type": SIGN,
    "waiver_state": "WVRSTATE",
    "npi": "NPI",
    "excluded_on": "EXCLDATE",
    "reinstated_on": "REINDATE",
    "waived_on": "WAIVERDATE",
}
"""Our column → the file's column. Dates of birth and streets are skipped and stored nowhere."""
NEEDED = list(COLUMNS.values())
NEVER_KEPT = frozenset({"DOB", "ADDRESS"})
NO_NPI = (b"", b"0000000000")
NO_DATE = (b"", b"00000000")
SUPPLEMENT = re.compile(r"\d{4}(excl|rein)", re.IGNORECASE)
"""How OIG names its monthly files of additions and reinstatements. They have the same columns."""


class LeieLayout:
    """Where the needed columns are in one file. `unknown_npis` counts invalid NPIs."""

    columns = list(COLUMNS)
    arrays: frozenset[int] = frozenset()

    def __init__(self, header: list[str]) -> None:
        places = [header.index(name) for name in NEEDED]
        self._pick = itemgetter(*places)
        self.last = max(places)
        self.unknown_npis = 0

    def copy_line(self, cells: list[bytes]) -> bytes:
        """One row as a line for COPY, from escaped cells. Raises RowRefused.

        An invalid NPI is left out but the row is kept: the person is excluded all the same.
        """
        *texts, npi, excluded, reinstated, waived = (cell.strip() for cell in self._pick(cells))
        if not (texts[0] or texts[3]):
            raise RowRefused("it names nobody")
        if npi not in NO_NPI and not fits(npi):
            self.unknown_npis += 1
            npi = b""
        if excluded in NO_DATE:
            raise RowRefused("it has no EXCLDATE")
        dates = [_date(cell) for cell in (excluded, reinstated, waived)]
        return b"\t".join((*texts, b"\\N" if npi in NO_NPI else npi, *dates))


def newest(row: dict[str, str]) -> dt.date:
    """The day of a row: its reinstatement or exclusion. `date.min` when neither can be read."""
    days = [_day(row.get(name) or "") for name in ("EXCLDATE", "REINDATE")]
    return max((day for day in days if day and day <= timezone.localdate()), default=dt.date.min)


def _date(text: bytes) -> bytes:
    if text in NO_DATE:
        return b"\\N"
    if (day := _day(text.decode("ascii", "replace"))) is None:
        raise RowRefused(f"{shown(text)} is not a date like 20260131")
    return day.isoformat().encode()


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").date() if len(text) == 8 else None
    except ValueError:
        return None
