"""Merges: which listing went on in which, what it took over, and whether that was undone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinics.accounts.models import User
from clinics.listing.models import Clinic


class MergeRefused(Exception):
    """Two listings cannot be joined, or a merge not be undone; the text is for the moderator."""


class MergeQuerySet(models.QuerySet["Merge"]):
    """Which merges."""

    def standing(self) -> MergeQuerySet:
        """Merges that nobody undid, newest first."""
        return self.filter(undone_at=None).order_by("-at", "-pk")


class Merge(models.Model):
    """A listing, the `loser`, that goes on in another, the `survivor`.

    `chosen` says of each code that differed whose answer was taken: `survivor` or `loser`.
    `before` and `after` are what the merge changed at the survivor, by code, as in a proposal.
    `moves` are the rows that went from one listing to the other (see `rows.Move`). `stood` is where
    the loser stood. Undoing reads all four.
    """

    MAX_CHARACTERS = 500

    survivor = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    loser = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    why = models.CharField(max_length=MAX_CHARACTERS)
    chosen = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    moves = models.JSONField(default=list)
    stood = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_why = models.CharField(max_length=MAX_CHARACTERS, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(survivor=F("loser")), name="clinics_merge_of_two"),
            models.UniqueConstraint(
                fields=["loser"], condition=Q(undone_at=None), name="clinics_merge_once_a_loser"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_why="", undone_by=None)
                | (Q(undone_at__isnull=False) & ~Q(undone_why="")),
                name="clinics_merge_undone_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}: {self.loser_id} into {self.survivor_id}"
