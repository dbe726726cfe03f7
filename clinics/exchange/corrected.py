"""What moderators corrected in a listing, beside a row that is merged into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from clinics.exchange.provenance import LISTING
from clinics.exchange.rows import ClinicRow
from clinics.listing.corrections import answer, is_detail, with_correction
from clinics.listing.draft import STATED, Draft
from clinics.listing.fields import ADDRESS_FIELDS

LOCATION_FIELDS = (
    "latitude",
    "longitude",
    "is_approximate",
    "county",
    "county_fips",
    "postal_code",
)


def uncorrected(row: ClinicRow, corrected: Collection[str]) -> tuple[ClinicRow, ClinicRow]:
    """The row without what a moderator corrected; and the row with nothing else."""
    names = set(corrected)
    if "address" in corrected:
        names |= {*ADDRESS_FIELDS, *LOCATION_FIELDS}
    taken = {name: value for name, value in row.fields.items() if name not in names}
    left = {name: value for name, value in row.fields.items() if name in names}
    hours, none = row.hours, None
    if "hours" in corrected:
        hours, none = none, hours
    return replace(row, fields=taken, hours=hours), replace(row, fields=left, hours=none)


def take_corrections(draft: Draft, row: ClinicRow) -> None:
    """Take over, with a listing of our own export, what moderators had corrected in it."""
    for code, said in row.provenance.items():
        if is_detail(code) or (code != LISTING and answer(draft, code) is None):
            said = {n: v.isoformat() if isinstance(v, dt.date) else v for n, v in said.items()}
            said = {name: said[name] for name in (*STATED, "source_url")}
            draft.fields["corrections"] = with_correction(draft, code, said)
