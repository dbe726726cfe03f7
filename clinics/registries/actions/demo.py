"""The demo's fictitious registers, written in the real layouts and loaded as real files are."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from clinics.registries.actions.load import load_leie, load_nppes
from clinics.registries.leie import COLUMNS as LEIE_COLUMNS
from clinics.registries.leie import NEEDED
from clinics.registries.models import FICTITIOUS, Register, RegisterFile
from clinics.registries.nppes import COLUMNS

HEADER = Path(settings.BASE_DIR) / "fixtures" / "demo" / "nppes_header.csv"
"""The 330 columns of a dissemination file."""
NAMES = {
    Register.NPPES: FICTITIOUS + "npidata_pfile_20050523-{day:%Y%m%d}.csv",
    Register.LEIE: FICTITIOUS + "UPDATED.csv",
}
DAYS_OLD = {Register.NPPES: 6, Register.LEIE: 9}
"""How many days before today the files end."""
FRESH_DAYS = 25
"""A file that ends so many days ago is not made anew."""
NO_NPI, NO_DATE = "0000000000", "00000000"

Row = Mapping[str, str]
"""What a row says, by our names of the columns; dates as 2026-01-31."""


def is_real(register: str) -> bool:
    """Whether a file that is not the demo's was loaded: its rows are left alone."""
    return RegisterFile.objects.real().filter(register=register).exists()


def load_registers(
    providers: Iterable[Row], exclusions: Iterable[Row], *, on: dt.date
) -> list[str]:
    """Load both files, unless they are fresh; the registers left alone for being real, in words.

    `providers` may have `taxonomy`, `licence` and `licence_state`.
    """
    rows = {
        Register.NPPES: (load_nppes, _header(), map(_provider, providers)),
        Register.LEIE: (load_leie, [*NEEDED, "DOB", "ADDRESS"], map(_exclusion, exclusions)),
    }
    left = []
    with tempfile.TemporaryDirectory() as folder:
        for register, (load, header, lines) in rows.items():
            newest = RegisterFile.objects.newest(register)
            if is_real(register):
                left.append(str(register.label))
            elif newest is None or (on - newest.as_of).days > FRESH_DAYS:
                day = on - dt.timedelta(days=DAYS_OLD[register])
                path = Path(folder) / NAMES[register].format(day=day)
                _write(path, header, lines)
                load(path, kind=RegisterFile.Kind.FULL, as_of=day)
    return left


def _header() -> list[str]:
    with HEADER.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _write(path: Path, header: list[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, header, restval="", quoting=csv.QUOTE_ALL)
        lines.writeheader()
        lines.writerows(rows)


def _provider(said: Row) -> dict[str, str]:
    """A line of NPPES; of a deactivated number little but the number and its date."""
    row = {COLUMNS[name]: value for name, value in said.items() if name in COLUMNS}
    for name in ("updated_on", "deactivated_on"):
        if value := said.get(name):
            row[COLUMNS[name]] = f"{dt.date.fromisoformat(value):%m/%d/%Y}"
    if "taxonomy" in said:
        row |= {
            "Healthcare Provider Taxonomy Code_1": said["taxonomy"],
            "Healthcare Provider Primary Taxonomy Switch_1": "Y",
            "Provider License Number_1": said["licence"],
            "Provider License Number State Code_1": said["licence_state"],
        }
    return row


def _exclusion(said: Row) -> dict[str, str]:
    """A line of the exclusion list."""
    row = {LEIE_COLUMNS[name]: value for name, value in said.items()}
    row["NPI"] = said.get("npi") or NO_NPI
    for name in ("excluded_on", "reinstated_on", "waived_on"):
        row[LEIE_COLUMNS[name]] = said.get(name, "").replace("-", "") or NO_DATE
    return row
