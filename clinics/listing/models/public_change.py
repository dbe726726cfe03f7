"""The log of public changes: which clinics a reader of our data has to look at again, in order.

Triggers write it (see the migration `public_changes`), so nobody can forget to.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class TransactionField(models.Field):
    """The number of a transaction: PostgreSQL's `xid8`, in Python an int."""

    def db_type(self, connection: Any) -> str:
        """Its type in the database."""
        return "xid8"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> int | None:
        """The number; the driver gives its digits."""
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> str | None:
        """The digits: the database has no numbers that compare with it."""
        return None if value is None else str(int(value))


class PublicChange(models.Model):
    """A transaction `xid` wrote something of a clinic, and it may be public; `at` is when.

    With a `slug`, a page of that name came, went, or got another name. Without one, whatever the
    clinic is called now says something else. `clinic_id` outlives the clinic. Of a page that never
    was public there is no row with a slug, and what shows no page now shows no other row.
    """

    clinic_id = models.BigIntegerField()
    slug = models.CharField(max_length=90, db_default="")
    xid = TransactionField(
        db_default=models.Func(function="pg_current_xact_id", output_field=TransactionField())
    )
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic_id", "xid", "slug"],
                name="clinics_publicchange_once_a_transaction",
            ),
        ]
        indexes = [
            models.Index(fields=["xid", "id"], name="clinics_publicchange_in_order"),
            models.Index(
                fields=["slug", "xid"], condition=~Q(slug=""), name="clinics_publicchange_slug"
            ),
        ]

    def __str__(self) -> str:
        return f"transaction {self.xid}: clinic {self.clinic_id} {self.slug}".rstrip()
