"""What an import did, in numbers and in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clinics.exchange.pairs import Pair
from clinics.exchange.rows import REMARKS
from clinics.listing.models import Status

SHOWN = 10
"""How many rows of a kind are named; the rest is counted."""

LEFT_ALONE = {
    Status.CLOSED: "closed", Status.HIDDEN: "hidden", Status.REMOVED: "removed",
}  # fmt: skip
"""What no import changes, in words."""


@dataclass(frozen=True)
class LeftAlone:
    """A row whose listing no import changes."""

    external_id: str
    name: str
    slug: str
    status: Status

    def __str__(self) -> str:
        return f"{self.name} ({self.external_id}, {self.slug}): {LEFT_ALONE[self.status]}"


@dataclass
class Missing:
    """What a complete file no longer has: rows for the first time, and rows again.

    `nameless`: rejected rows of the file without a readable id; they may be among the missing.
    """

    newly: int = 0
    again: int = 0
    nameless: int = 0
    file: Path | None = None


@dataclass
class Summary:
    """What happened to the rows. `read` is the sum of the four numbers after it.

    `repeated`: unchanged rows that are exactly like an earlier row. `doubled`: unchanged rows of
    listings that another row of the list speaks for. `older`: unchanged rows that the list had
    said anew since. `left_alone`: rows of listings that are closed, hidden or removed; the first of
    them, and how many by status. `back`: rows that had been missing. `kept`, `slugs_kept` and
    `derived_otherwise` count what was not used (see `Merged`). `untouched`: rows of the list that
    are not in the file; None: `missing` tells. `reasons`: (line, reason) of the first rejected
    rows. `remarks` counts what was left out of rows, `remarked` has the first like `reasons`.
    `cases` are opened at the desk, `pairs` proposed as one clinic.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    repeated: int = 0
    doubled: int = 0
    older: int = 0
    back: int = 0
    kept: int = 0
    slugs_kept: int = 0
    derived_otherwise: int = 0
    untouched: int | None = 0
    cases: int = 0
    missing: Missing | None = None
    left_alone: list[LeftAlone] = field(default_factory=list)
    left_alone_by: Counter[Status] = field(default_factory=Counter)
    pairs: list[Pair] = field(default_factory=list)
    reasons: list[tuple[int, str]] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)
    remarked: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rejects: Path | None = None
    left_alone_file: Path | None = None


def report(summary: Summary, *, name: str, dry_run: bool, publish: bool) -> list[str]:
    """The summary in sentences, the four counts first."""
    lines = ["Dry run: nothing was written."] if dry_run else []
    lines.append(
        f"{summary.read} rows read: {summary.created} created, {summary.updated} updated, "
        f"{summary.unchanged} unchanged, {summary.rejected} rejected."
    )
    lines += _numbered(summary.reasons, summary.rejected)
    lines += [f"{summary.remarks[kind]} {words}" for kind, words in REMARKS.items()
              if summary.remarks[kind]]  # fmt: skip
    lines += _numbered(summary.remarked, summary.remarks.total())
    if summary.rejects:
        lines.append(f"Rejected rows and reasons: {summary.rejects}")
    lines += _counted(summary, name=name, publish=publish)
    lines += _left_alone(summary)
    lines += _missing(summary, name=name)
    return lines + summary.notes


def _counted(summary: Summary, *, name: str, publish: bool) -> Iterator[str]:
    counted = (
        (summary.repeated, "rows repeat an earlier row word for word; counted as unchanged."),
        (summary.doubled, "rows describe a listing that another row of the same list speaks for; "
         "counted as unchanged."),
        (summary.older, f"rows are older than what {name} said since; counted as unchanged."),
        (summary.kept, "answers that differ from what the clinic, a moderator or another list "
         "stated."),
        (summary.slugs_kept, "slugs not changed: a listing keeps its web address."),
        (summary.derived_otherwise, "rows have a payment.publishes-prices that contradicts "
         "their prices; it is derived from price.session."),
        (summary.untouched, f"listings of {name} are in no row; they were left as they are."),
        (summary.back, f"rows are back in {name}."),
        (summary.created * (not publish), "new listings are not published; use --publish."),
    )  # fmt: skip
    for count, what in counted:
        if count:
            yield f"{'kept: ' if what.startswith('answers') else ''}{count} {what}"


def _left_alone(summary: Summary) -> Iterator[str]:
    by = summary.left_alone_by
    if not by:
        return
    kinds = ", ".join(f"{by[status]} {word}" for status, word in LEFT_ALONE.items() if by[status])
    yield f"{by.total()} rows left alone, because no import changes such a listing: {kinds}."
    yield from _listed(summary.left_alone, by.total())
    if summary.left_alone_file:
        yield f"All of them: {summary.left_alone_file}"


def _missing(summary: Summary, *, name: str) -> Iterator[str]:
    if missing := summary.missing:
        total = missing.newly + missing.again
        yield (f"{total} rows of {name} are not in this file: {missing.newly} for the first time, "
               f"{missing.again} again.")  # fmt: skip
        if missing.nameless:
            yield (f"{missing.nameless} rows have no id that can be read; they may be among "
                   "the missing.")  # fmt: skip
        if missing.file:
            yield f"Missing rows: {missing.file}"
    if summary.cases:
        yield f"{summary.cases} new cases at the desk: gone from two complete files in a row."
    if summary.pairs:
        yield (f"{len(summary.pairs)} pairs of a missing and a new row may be one clinic, renamed "
               "or moved; the desk decides.")  # fmt: skip
        yield from _listed(summary.pairs[:SHOWN], len(summary.pairs))


def _numbered(shown: Sequence[tuple[int, str]], total: int) -> Iterator[str]:
    return _listed([f"line {line}: {words}" for line, words in shown], total)


def _listed(shown: Sequence[object], total: int) -> Iterator[str]:
    """The first of some rows, and how many more there are."""
    yield from (f"  {one}" for one in shown)
    if more := total - len(shown):
        yield f"  and {more} more"
