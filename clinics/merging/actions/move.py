"""Moves rows from one listing to another, and back. The caller has locked both clinics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from clinics.listing.models import Clinic
from clinics.merging.rows import Move, held_twice, tables

DECIDED = {"claim": "decided_at", "proposedchange": "closed_at", "suggestion": "decided_at"}
"""What was decided at the survivor changed the survivor: it stays there. The column of the day."""


def carry_out(moves: Iterable[Move]) -> None:
    """Move the rows. One query for each group of rows that change alike."""
    for move in moves:
        _rows(move).update(**move.after)


def take_back(
    moves: Sequence[Move], *, survivor: Clinic, loser: Clinic, since: dt.datetime
) -> None:
    """Move the rows back, in the opposite order, as far as they are still where they were moved to.

    Stays at the survivor: what was decided there `since` (see DECIDED), and what the loser has
    again.
    """
    for move in reversed(moves):
        rows = _rows(move).filter(**move.after)
        if column := DECIDED.get(move.table):
            rows = rows.exclude(**{f"{column}__gt": since})
        if move.before.get("clinic_id") == loser.pk:
            model = tables()[move.table]
            rows = rows.exclude(pk__in=held_twice(model, survivor=loser, loser=survivor))
        rows.update(**move.before)


def _rows(move: Move) -> QuerySet[Any]:
    return tables()[move.table]._base_manager.filter(pk__in=move.ids)
