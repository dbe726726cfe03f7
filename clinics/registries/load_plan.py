"""What to do with a register file: how to load it, when to refuse it, what to tell of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from clinics.files.refusals import FileRefused
from clinics.registries import nppes
from clinics.registries.missing_weeks import missing_days
from clinics.registries.models import FICTITIOUS, Register, RegisterFile
from clinics.registries.records import Layout
from clinics.registries.source import Source

Kind = RegisterFile.Kind

LONGEST_NAME = 200
"""Characters that `RegisterFile.name` holds."""


@dataclass
class Plan:
    """One file and how it is loaded. `may_shrink`: load it even if most of the register goes.

    `counting`: the condition of the rows that count for that.
    """

    register: Register
    model: type[models.Model]
    source: Source
    layout: Layout
    key: Sequence[str]
    dates: Sequence[str]
    kind: str
    as_of: dt.date | None
    may_shrink: bool
    days: nppes.Named | None = None
    counting: str = "true"

    @property
    def name(self) -> str:
        """The file's name without its folders, cut to what the database holds."""
        return self.source.path.name[:LONGEST_NAME]

    @property
    def written_at(self) -> dt.datetime:
        """When the file was last written."""
        return dt.datetime.fromtimestamp(self.source.path.stat().st_mtime, tz=dt.UTC)

    @property
    def is_fictitious(self) -> bool:
        """Whether it is the demo's file."""
        return self.name.startswith(FICTITIOUS)

    def rival(self) -> RegisterFile | None:
        """The newest loaded file to compare with. Files of the demo count for the demo only."""
        files = RegisterFile.objects
        return (files if self.is_fictitious else files.real()).newest(self.register)

    def before(self, *days: dt.date) -> models.QuerySet[RegisterFile]:
        """Records of earlier loads of this file, for any of these days."""
        return RegisterFile.objects.filter(
            register=self.register, kind=self.kind, name=self.name, as_of__in=days
        )


def held_against(
    plan: Plan, as_of: dt.date, newest: RegisterFile | None, notes: list[str]
) -> dt.date:
    """The day up to which a full file speaks, given the file before it.

    Raises FileRefused for an older file. The exclusion list carries no date of its own, so its
    date is that of its newest row. If that row was deleted (a reinstatement), a newer file can
    look older. Then it is loaded, because it was written later, and the former date is kept.
    """
    is_later = newest and newest.written_at and newest.written_at <= plan.written_at
    if newest and is_later and plan.as_of is None and as_of < newest.as_of:
        notes.append(
            f"Its newest row is of {as_of}; the file before it had rows up to {newest.as_of}, and "
            "that day stays. If this is the older of the two, load the other again."
        )
        return newest.as_of
    refuse_if_older(plan, as_of, newest)
    return as_of


def refuse_if_older(plan: Plan, as_of: dt.date | None, newest: RegisterFile | None) -> None:
    """Raise FileRefused for a file of a day to come, or older than what is loaded.

    A weekly file may come late if no other file covers its days: each of its rows has a date.
    """
    if as_of and as_of > timezone.localdate():
        raise FileRefused(f"{plan.name} speaks of {as_of}, which is to come.")
    if as_of is None or newest is None or as_of >= newest.as_of:
        return
    if plan.kind == Kind.WEEKLY and plan.days and missing_days(as_of)[-1:] >= [plan.days.since]:
        return
    by_rows = "" if plan.as_of else " If only its newest row is gone, give its day with --as-of."
    raise FileRefused(
        f"{plan.name} is of {as_of}, older than what is loaded: {newest.name} of "
        f"{newest.as_of}. Nothing was changed.{by_rows}"
    )


def refuse_if_shrinking(plan: Plan, new: int, live: int) -> None:
    """Raise FileRefused when `new` rows are less than half of the `live` ones.

    A file that was cut on its way would otherwise clear everybody in the missing half. So would an
    exclusion list in which most rows say that they are over.
    """
    if new * 2 < live and not plan.may_shrink:
        raise FileRefused(
            f"{plan.name} would leave {new:,} rows of {live:,}: nothing was changed. "
            "If it is the whole register, say so with --full."
        )


def notes_of(plan: Plan, as_of: dt.date) -> list[str]:
    """What the operator should know about the file's dates, one sentence each."""
    if plan.as_of is None and plan.register == Register.LEIE:
        return [f"Its day is that of the newest exclusion or reinstatement in it, {as_of}."]
    if plan.as_of is None:
        return [f"Its name has no dates: taken as a full file of {as_of}, the newest day in it."]
    if plan.kind == Kind.WEEKLY and plan.days:
        before = missing_days(plan.days.since - dt.timedelta(days=1))
        if before:
            return [
                f"No file covers {before[0]} to {before[-1]}: what changed then is missing until "
                "it is loaded too, or the next full file."
            ]
    return []
