"""What was erased, or taken off: so that a restore of an older backup does not bring it back."""

from __future__ import annotations

import uuid

from django.db import models


class Erasure(models.Model):
    """Something that a person was promised is gone, or not shown any more.

    `key` and `identity` name the row. Keys are given again after a restore of an older backup; the
    identity is something that the row had from its beginning, and no other row of that key has.
    `more` holds what is needed to do it again, never anything that somebody could be known by. The
    row is written in the transaction that erases. Its copy lies beside the documents since
    `copied_at`: it is there when the database is lost.
    """

    class Kind(models.TextChoices):
        """What was done. It is done again after a restore. Only the operator reads the words."""

        REVIEW = "review", "a review was erased by its writer"
        WITHDRAWN = "withdrawn", "a review was taken back by its writer"
        REDECIDED = "redecided", "a review was taken off the page, to be decided anew"
        ACCOUNT = "account", "an account was deleted by its person"
        REPORTER = "reporter", "the address of who reported something was deleted"
        ASKER = "asker", "the address of who said something of a listing was deleted"
        TAKEN_OFF = "taken-off", "a listing was hidden, or removed on request"
        PUT_BACK = "put-back", "a listing was put back"
        TOLD = "told", "an address was told that it is listed, and is told nothing more"
        NO_MAIL = "no-mail", "an address wants no mail"

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.BigIntegerField()
    identity = models.CharField(max_length=64)
    more = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    copied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["at"], condition=models.Q(copied_at=None), name="clinics_erasure_to_copy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
