"""Load a register file into its table in one transaction: the old content or the new."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from clinics.files.refusals import FileRefused
from clinics.files.rejects import Rejects
from clinics.registries import leie, nppes
from clinics.registries.actions.staging import Staging, one_at_a_time
from clinics.registries.load_plan import (
    Plan,
    held_against,
    notes_of,
    refuse_if_older,
    refuse_if_shrinking,
)
from clinics.registries.models import (
    FICTITIOUS,
    Exclusion,
    NppesProvider,
    Register,
    RegisterFile,
)
from clinics.registries.records import Progress, Records
from clinics.registries.source import Source

__all__ = ["FileRefused", "Loaded", "load_leie", "load_nppes"]

Kind = RegisterFile.Kind


@dataclass
class Loaded:
    """What happened to the rows: `read` is the sum of the four numbers after it.

    `rows` are now in the register as the file has them. `older` ones were skipped, because the
    register had newer ones. `is_news` is False for a file that was loaded before: nothing changed.
    `reasons` has (line, words) for the first rejected rows.
    """

    file: RegisterFile
    read: int = 0
    rows: int = 0
    rejected: int = 0
    duplicates: int = 0
    older: int = 0
    seconds: float = 0
    is_news: bool = True
    reasons: list[tuple[int, str]] = field(default_factory=list)
    rejects: Path | None = None
    notes: list[str] = field(default_factory=list)


def load_nppes(
    path: Path,
    *,
    on_progress: Progress | None = None,
    kind: str | None = None,
    as_of: dt.date | None = None,
) -> Loaded:
    """Load a dissemination file: a full one replaces the register, a weekly one updates it.

    Kind and date come from its name (CMS: npidata_pfile_YYYYMMDD-YYYYMMDD.csv) unless they are
    given. Without either, it is a full file of the day of its newest update. A full file that
    leaves less than half of the register must be named as full. Raises FileRefused.
    """
    began = time.monotonic()
    source = Source(path)
    source.refuse_unless(nppes.SIGN, nppes.NEEDED)
    days = nppes.named(path.name)
    plan = Plan(
        register=Register.NPPES,
        model=NppesProvider,
        source=source,
        layout=nppes.NppesLayout(source.columns),
        key=["npi"],
        dates=["updated_on", "deactivated_on", "reactivated_on"],
        kind=kind or (Kind.FULL if days is None or days.is_full else Kind.WEEKLY),
        as_of=as_of or (days.until if days else None),
        may_shrink=kind == Kind.FULL,
        days=days,
    )
    if days and plan.as_of and (before := plan.before(plan.as_of).first()):
        return Loaded(before, is_news=False)
    loaded = _load(plan, on_progress)
    loaded.seconds = time.monotonic() - began
    return loaded


def load_leie(
    path: Path,
    *,
    on_progress: Progress | None = None,
    kind: str | None = None,
    as_of: dt.date | None = None,
) -> Loaded:
    """Load the exclusion list: the file replaces it. Raises FileRefused.

    Its day is `as_of`, or that of the newest exclusion or reinstatement in it. A file that leaves
    less than half of the list must be named as full.
    """
    began = time.monotonic()
    source = Source(path)
    source.refuse_unless(leie.SIGN, leie.NEEDED)
    if leie.SUPPLEMENT.match(path.name):
        raise FileRefused(f"{path.name} is a monthly supplement: only UPDATED.csv is whole.")
    layout = leie.LeieLayout(source.columns)
    plan = Plan(
        register=Register.LEIE,
        model=Exclusion,
        source=source,
        layout=layout,
        key=layout.columns,
        dates=["excluded_on", "reinstated_on"],
        kind=Kind.FULL,
        as_of=as_of,
        may_shrink=kind == Kind.FULL,
        counting="reinstated_on is null or reinstated_on < excluded_on",
    )
    loaded = _load(plan, on_progress)
    if layout.unknown_npis:
        loaded.notes.append(
            f"{layout.unknown_npis:,} rows give an invalid NPI, which was left out."
        )
    loaded.seconds = time.monotonic() - began
    return loaded


def _load(plan: Plan, on_progress: Progress | None) -> Loaded:
    """Load all of it or nothing; write the rejected rows beside the file."""
    rejects = Rejects(plan.source.path, plan.source.columns, blank=leie.NEVER_KEPT)
    records = Records(plan.source, plan.layout, rejects, on_progress=on_progress)
    try:
        with transaction.atomic():
            one_at_a_time()
            loaded = _in_transaction(plan, records)
            if not loaded.is_news:
                transaction.set_rollback(True)
    except BaseException:
        rejects.abandon()
        raise
    loaded.read, loaded.rejected = records.read, records.rejected
    loaded.reasons, loaded.rejects = records.reasons, rejects.finish()
    return loaded


def _in_transaction(plan: Plan, records: Records) -> Loaded:
    newest = plan.rival()
    refuse_if_older(plan, plan.as_of, newest)
    if plan.kind != Kind.FULL and newest is None:
        raise FileRefused(f"{plan.name} only updates: load a full file first.")
    staging = _filled(plan, records)
    loaded = Loaded(RegisterFile(), duplicates=_without_duplicates(staging, plan))
    as_of = plan.as_of or staging.newest()
    if as_of is None:
        raise FileRefused(f"{plan.name} does not tell its date: give it with --as-of.")
    loaded.notes = notes_of(plan, as_of)
    if plan.kind != Kind.FULL:
        loaded.older = staging.merge_into_live()
    elif before := _same(plan, staging, as_of, newest):
        return Loaded(before, is_news=False)
    else:
        as_of = held_against(plan, as_of, newest, loaded.notes)
        if newest:
            refuse_if_shrinking(plan, *staging.counts(plan.counting))
        staging.replace_live()
        _forget_the_demo(plan)
    loaded.rows = records.read - records.rejected - loaded.duplicates - loaded.older
    loaded.file = RegisterFile.objects.create(
        register=plan.register, kind=plan.kind, name=plan.name, as_of=as_of,
        rows=loaded.rows, rejected=records.rejected, written_at=plan.written_at,
    )  # fmt: skip
    return loaded


def _filled(plan: Plan, records: Records) -> Staging:
    """The file's rows in a table beside the register."""
    is_full = plan.kind == Kind.FULL
    staging = Staging(plan.model, plan.layout.columns, key=plan.key, dates=plan.dates)
    staging.create(lasting=is_full)
    staging.fill(records.copy_lines(), lasting=is_full)
    if not records.read:
        raise FileRefused(f"{plan.name} has column names and no rows.")
    return staging


def _same(
    plan: Plan, staging: Staging, as_of: dt.date, newest: RegisterFile | None
) -> RegisterFile | None:
    """The record of this very content, if it was loaded before, with a day given or not."""
    days = {as_of, newest.as_of} if newest and plan.as_of is None else {as_of}
    before = plan.before(*days).order_by("-as_of", "-pk").first()
    return before if before and staging.equals_live() else None


def _forget_the_demo(plan: Plan) -> None:
    """A real full file leaves nothing of the demo's in its register."""
    if not plan.is_fictitious:
        files = RegisterFile.objects.filter(register=plan.register)
        files.filter(name__startswith=FICTITIOUS).delete()


def _without_duplicates(staging: Staging, plan: Plan) -> int:
    """Leave one row a key, and the table indexed when it is to last; how many rows went."""
    if plan.kind != Kind.FULL:
        return staging.drop_duplicates()
    has_unique_key = len(plan.key) == 1
    if has_unique_key and staging.index():
        return 0
    gone = staging.drop_duplicates()
    staging.index()
    return gone
