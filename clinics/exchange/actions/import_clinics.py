"""Imports a file of clinics, one transaction for each chunk. A second run changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from clinics.exchange.actions.absences import propose_pairs, settle_absences
from clinics.exchange.actions.lists import Lists, note_list
from clinics.exchange.actions.merge_rows import Run
from clinics.exchange.actions.missing import (
    count_missing,
    mark_missing,
    refuse_doubtful,
)
from clinics.exchange.census import Census
from clinics.exchange.findtreatment import FindTreatmentSource
from clinics.exchange.hsds.source import HsdsSource
from clinics.exchange.merge import Speaker
from clinics.exchange.outcome_files import OutcomeFiles
from clinics.exchange.rows import SourceRow
from clinics.exchange.samhsa import SamhsaSource
from clinics.exchange.seen import Seen
from clinics.exchange.sources import ClinicSource, CsvSource, MappedSource
from clinics.exchange.summary import Summary
from clinics.files.refusals import FileRefused
from clinics.listing.locate import address_book
from clinics.listing.models import SourceRecord

FORMATS = ("csv", "samhsa", "findtreatment", "hsds")
CHUNK = 1000

Watch = Callable[[Iterable[SourceRow], int], Iterable[SourceRow]]
"""(rows, their number) → the same rows; it may show progress."""


def open_source(
    path: Path, *, kind: str, name: str, map_path: Path | None, seen: Seen
) -> ClinicSource:
    """Open the file of the list `name` in the given format. Raises FileRefused."""
    if kind == "csv":
        return MappedSource(path, map_path) if map_path else CsvSource(path)
    if map_path:
        raise FileRefused("A map is for --format csv only.")
    if kind == "hsds":
        return HsdsSource(path, name)
    return SamhsaSource(path, seen) if kind == "samhsa" else FindTreatmentSource(path)


def import_clinics(
    path: Path,
    *,
    kind: str,
    name: str,
    map_path: Path | None = None,
    as_of: dt.date | None = None,
    complete: bool = False,
    shrink: bool = False,
    publish: bool = False,
    dry_run: bool = False,
    watch: Watch = lambda entries, total: entries,
) -> Summary:
    """Import the clinics of the list `name` from a file. A dry run writes nothing.

    New answers are stated since `as_of` (None: today). Answers that did not change are affirmed
    only when `as_of` is given. `complete`: the file is the whole list, so rows that it does not
    have are marked, at the end and all at once; `shrink` believes that many are gone. Raises
    FileRefused.
    """
    on = as_of or timezone.localdate()
    lists = _lists_with(name, writes=not dry_run)
    # Reading the gazetteer would be half of a run that changes nothing.
    book = SimpleLazyObject(address_book)
    speaker = Speaker(name=name, as_of=on, says_again=as_of is not None, book=book)
    with Seen() as seen, _census(path, kind, map_path, name, complete=complete) as census:
        source = open_source(path, kind=kind, name=name, map_path=map_path, seen=seen)
        if complete and census:
            refuse_doubtful(name, census, on=on, shrink=shrink)
        listed = SourceRecord.objects.of_list(name).count()
        with OutcomeFiles(path, source.columns, writes=not dry_run) as files:
            run = Run(speaker, seen, lists, files, census=census, complete=complete,
                      publish=publish)  # fmt: skip
            entries = iter(watch(source.entries(), source.total))
            while chunk := list(islice(entries, CHUNK)):
                run.take(chunk)
        summary = run.summary
        summary.rejects, summary.left_alone_file = files.rejected, files.left_alone
        summary.untouched = None if complete else listed - run.matched
        summary.notes = source.notes()
        if complete and census:
            missing = partial(mark_missing, on=on, path=path) if files.writes else count_missing
            summary.missing = missing(name, census)
    if files.writes:
        _settle(run, name, on)
    return summary


def _lists_with(name: str, *, writes: bool) -> Lists:
    """The names of lists, this one among them. Raises FileRefused for another spelling of one."""
    lists = Lists()
    if (known := lists.spelled(name)) != name:
        raise FileRefused(f"--source {name}: did you mean {known}? One list has one spelling.")
    if writes:
        lists.keep()
    return lists


@contextmanager
def _census(
    path: Path, kind: str, map_path: Path | None, name: str, *, complete: bool
) -> Iterator[Census | None]:
    """The rows of the file, if it matters which rows it has: it is complete, or some are missing.

    It reads the file once more.
    """
    if not complete and not SourceRecord.objects.of_list(name).gone().exists():
        yield None
        return
    with Seen() as read, Seen() as ids:
        source = open_source(path, kind=kind, name=name, map_path=map_path, seen=read)
        yield Census(source, name=name, seen=ids)


def _settle(run: Run, name: str, on: dt.date) -> None:
    """What follows from all rows together: absences, pairs, and what the list asks about."""
    run.summary.cases = settle_absences(name, on=on)
    run.summary.pairs = propose_pairs(name)
    if run.asks_prices is not None:
        note_list(name, asks_prices=run.asks_prices)
