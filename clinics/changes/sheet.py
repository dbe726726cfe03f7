"""The clinics that a person speaks for, as CSV in the columns of an import: write and read."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from clinics.changes import csv_values, values
from clinics.changes.batch import MOST_CLINICS, PlannedEdit, planned_edit
from clinics.changes.clean import clean
from clinics.changes.values import ChangeRefused
from clinics.files.formulas import guarded, unguarded
from clinics.listing.fields import ADDRESS_FIELDS
from clinics.listing.models import Clinic
from clinics.listing.wording import label

IDENTITY = ("listed_by", "external_id", "slug", "organization")
"""Columns that identify the clinic of a row. They are compared, never changed."""

MOST_BYTES = 2_000_000


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row of a file: what it would change, or the problems with it."""

    number: int
    name: str
    plan: PlannedEdit | None
    problems: list[str]


def written(clinics: Iterable[Clinic]) -> str:
    """The clinics (with their answers) as CSV text. No cell is read as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*IDENTITY, *csv_values.all_columns()])
    for clinic in clinics:
        public = values.public(clinic)
        known = _identity(clinic)
        row = [known[c] for c in IDENTITY]
        row += [csv_values.write(column, public) for column in csv_values.all_columns()]
        writer.writerow(map(guarded, row))
    return text.getvalue()


def _identity(clinic: Clinic) -> dict[str, str]:
    return {
        "listed_by": clinic.listed_by, "external_id": clinic.external_id, "slug": clinic.slug,
        "organization": clinic.organization.name if clinic.organization else "",
    }  # fmt: skip


def read(data: bytes, clinics: Iterable[Clinic]) -> list[SheetRow]:
    """The rows of a file, compared with the person's clinics. Raises ChangeRefused."""
    rows = _rows(data)
    header = [name.strip().casefold() for name in rows[0]]
    _refuse_header(header)
    if len(rows) - 1 > MOST_CLINICS:
        raise ChangeRefused(_("A file may have at most %(n)d clinics.") % {"n": MOST_CLINICS})
    known, lines = {c.slug: c for c in clinics}, []
    met: set[str] = set()
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            line = _line(number, header, row, known, met)
            met.add(line.name)
            lines.append(line)
    if not lines:
        raise ChangeRefused(_("The file has no rows below the column names."))
    return lines


def _rows(data: bytes) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise ChangeRefused(_("The file is too large. At most 2 MB are allowed."))
    if not data.strip() or b"\0" in data:
        raise ChangeRefused(_("This is not a CSV file."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _in_windows_letters(data)
    try:
        # One row more than there may be shows that there are too many: the rest stays unread.
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = list(islice(lines, MOST_CLINICS + 2))
    except csv.Error as error:
        raise ChangeRefused(_("This is not a CSV file: %(error)s.") % {"error": error}) from None
    return rows or [[]]


def _in_windows_letters(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise ChangeRefused(_("This file is neither UTF-8 nor Windows-1252.")) from None


def _refuse_header(header: list[str]) -> None:
    known = [*IDENTITY, *csv_values.all_columns()]
    for name in header:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            words = _("There is no column “%(name)s”.") % {"name": name[:60]}
            if near:
                words += " " + _("Did you mean “%(near)s”?") % {"near": near[0]}
            raise ChangeRefused(words)
    if len(set(header)) < len(header):
        raise ChangeRefused(_("A column appears twice."))
    if "slug" not in header:
        raise ChangeRefused(_("The column “slug” is missing: it says which clinic a row is about."))


def _line(
    number: int, header: list[str], row: list[str], clinics: dict[str, Clinic], met: set[str]
) -> SheetRow:
    given = dict(zip(header, map(unguarded, row), strict=False))
    slug = given.get("slug", "").strip()
    clinic, problems = clinics.get(slug), []
    if len(row) != len(header):
        problems.append(_("This row has %(n)d cells instead of %(all)d.")
                        % {"n": len(row), "all": len(header)})  # fmt: skip
    elif clinic is None:
        problems.append(_("You do not speak for a clinic “%(slug)s”.") % {"slug": slug[:90]})
    elif slug in met:
        problems.append(_("This clinic appears twice."))
    if problems or clinic is None:
        return SheetRow(number=number, name=slug[:90], plan=None, problems=problems)
    asked, problems = _asked(clinic, given)
    found = None if problems else planned_edit(clinic, asked)
    return SheetRow(number=number, name=slug, plan=found, problems=problems)


def _asked(clinic: Clinic, given: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The cleaned values of a row, and what is wrong with it."""
    public, asked, problems = values.public(clinic), {}, []
    for name, own in _identity(clinic).items():
        if given.get(name, own).strip() != own:
            problems.append(_("%(name)s cannot be changed here.") % {"name": name})
    for code in [c for c in csv_values.all_columns() if c in given and c not in ADDRESS_FIELDS]:
        try:
            asked[code] = csv_values.read(code, given[code], public.get(code))
        except ChangeRefused as refused:
            problems.append(f"{label(code)}: {refused}")
    now = public.get("address", {})
    parts = {part: given[part].strip() for part in ADDRESS_FIELDS if part in given}
    if any(parts[part] != now.get(part, "") for part in parts):
        whole = {part: now.get(part, "") for part in ADDRESS_FIELDS} | parts
        try:
            asked["address"] = clean("address", whole)
        except ChangeRefused as refused:
            problems.append(f"{label('address')}: {refused}")
    return asked, problems
