"""The clinics that a person speaks for, as CSV in the columns of an import: write and read."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.utils.translation import gettext as _

from clinics.changes import csv_values, values
from clinics.changes.batch import MOST_CLINICS, PlannedEdit, planned_edit
from clinics.changes.clean import clean
from clinics.changes.values import ChangeRefused
from clinics.files.formulas import guarded
from clinics.files.refusals import FileRefused
from clinics.files.table import Record, Table
from clinics.listing import columns
from clinics.listing.fields import ADDRESS_FIELDS
from clinics.listing.models import Clinic
from clinics.listing.wording import label

IDENTITY = ("listed_by", "external_id", "slug", "organization")
"""Columns that identify the clinic of a row. They are compared, never changed."""

MOST_BYTES = 2_000_000


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row of a file: what it would change, or the problems with it.

    `remarks` say which of its cells are left out although the row stays.
    """

    number: int
    name: str
    plan: PlannedEdit | None
    problems: list[str]
    remarks: list[str]


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
    header, rows = _table(data)
    _refuse_header(header)
    if len(rows) > MOST_CLINICS:
        raise ChangeRefused(_("A file may have at most %(n)d clinics.") % {"n": MOST_CLINICS})
    known, lines = {c.slug: c for c in clinics}, []
    met: set[str] = set()
    for row in rows:
        if any(cell.strip() for cell in row.cells):
            line = _line(row, header, known, met)
            met.add(line.name)
            lines.append(line)
    if not lines:
        raise ChangeRefused(_("The file has no rows below the column names."))
    return lines


def _table(data: bytes) -> tuple[list[str], list[Record]]:
    """The column names and the rows, read as an import reads them. Raises ChangeRefused."""
    if len(data) > MOST_BYTES:
        raise ChangeRefused(_("The file is too large. At most 2 MB are allowed."))
    is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not data.strip() or (b"\0" in data and not is_utf_16):
        raise ChangeRefused(_("This is not a CSV file."))
    with NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        try:
            table = Table(Path(file.name), called=_("The file"))
        except FileRefused as refused:
            raise ChangeRefused(str(refused)) from None
        # One row more than there may be shows that there are too many: the rest stays unread.
        rows = list(islice(table.records(), MOST_CLINICS + 1))
    if any("\ud800" <= sign <= "\udfff" for row in rows for cell in row.cells for sign in cell):
        raise ChangeRefused(_("This file is neither UTF-8 nor Windows-1252."))
    return [name.casefold() for name in table.columns], rows


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


def _line(row: Record, header: list[str], clinics: dict[str, Clinic], met: set[str]) -> SheetRow:
    given = dict(zip(header, row.cells, strict=False))
    slug = given.get("slug", "").strip()
    clinic, problem = clinics.get(slug), row.problem
    if not problem and clinic is None:
        problem = _("You do not speak for a clinic “%(slug)s”.") % {"slug": slug[:90]}
    elif not problem and slug in met:
        problem = _("This clinic appears twice.")
    if problem or clinic is None:
        return SheetRow(number=row.line, name=slug[:90], plan=None, problems=[problem], remarks=[])
    asked, problems, remarks = _asked(clinic, given)
    if problems:
        problems += remarks
        return SheetRow(number=row.line, name=slug, plan=None, problems=problems, remarks=[])
    plan = planned_edit(clinic, asked)
    return SheetRow(number=row.line, name=slug, plan=plan, problems=[], remarks=remarks)


def _asked(clinic: Clinic, given: dict[str, str]) -> tuple[dict[str, Any], list[str], list[str]]:
    """The cleaned values of a row, what is wrong with it, and what of it is left out."""
    public, problems, remarks = values.public(clinic), [], []
    asked: dict[str, Any] = {}
    for name, own in _identity(clinic).items():
        if given.get(name, own).strip() != own:
            problems.append(_("%(name)s cannot be changed here.") % {"name": name})
    for code in [c for c in csv_values.all_columns() if c in given and c not in ADDRESS_FIELDS]:
        insurer, _part = columns.coverage().get(code, ("", ""))
        try:
            if insurer:
                said = asked.get(insurer, values.content(insurer, public.get(insurer)))
                asked[insurer] = csv_values.read_coverage(code, given[code], said)
                continue
            cell, remark = csv_values.first(code, given[code])
            asked[code] = csv_values.read(code, cell, public.get(code))
            remarks += [f"{label(code)}: {remark}"] if remark else []
        except ChangeRefused as refused:
            told = remarks if code in csv_values.LEFT_OUT else problems
            told.append(f"{label(insurer or code)}: {refused}")
    now = public.get("address", {})
    parts = {p: columns.filled(given[p]).strip() for p in ADDRESS_FIELDS if p in given}
    if any(parts[part] != now.get(part, "") for part in parts):
        whole = {part: now.get(part, "") for part in ADDRESS_FIELDS} | parts
        try:
            asked["address"] = clean("address", whole)
        except ChangeRefused as refused:
            problems.append(f"{label('address')}: {refused}")
    return asked, problems, remarks
