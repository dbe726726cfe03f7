"""Which rows of which lists describe a clinic."""

from django.db import models
from django.db.models import F, Q

from clinics.listing.models.clinic import Clinic


class SourceRecordQuerySet(models.QuerySet["SourceRecord"]):
    """Rows of lists: of one list, or those that are still there."""

    def of_list(self, source: str) -> "SourceRecordQuerySet":
        """The rows of one list."""
        return self.filter(source=source)

    def present(self) -> "SourceRecordQuerySet":
        """The rows that the newest complete file of their list still has."""
        return self.filter(gone_since=None)

    def gone(self) -> "SourceRecordQuerySet":
        """The rows that the newest complete file of their list no longer has."""
        return self.filter(gone_since__isnull=False)


class SourceRecord(models.Model):
    """One row of one list, and the clinic that it describes; a clinic may have several.

    `clinic` is the listing that was made from it: of a merged one, follow `merged_into`.
    `first_seen` and `last_seen` are days that files describe. `gone_since` is the day of the first
    complete file without the row, `times_gone` the number of such files in a row. `digest` tells
    whether an import may pass over the row: see `exchange.actions.unchanged`.
    """

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="source_records")
    first_seen = models.DateField()
    last_seen = models.DateField()
    gone_since = models.DateField(null=True, blank=True)
    times_gone = models.PositiveSmallIntegerField(default=0, db_default=0)

    digest = models.BinaryField(null=True, editable=False)

    objects = SourceRecordQuerySet.as_manager()

    class Meta:
        ordering = ["source", "external_id"]
        indexes = [models.Index(fields=["external_id"], name="clinics_sourcerecord_by_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], name="clinics_sourcerecord_one_a_row"
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(external_id=""),
                name="clinics_sourcerecord_names_its_row",
            ),
            models.CheckConstraint(
                condition=Q(last_seen__gte=F("first_seen")),
                name="clinics_sourcerecord_seen_in_order",
            ),
            models.CheckConstraint(
                condition=Q(gone_since=None, times_gone=0)
                | Q(gone_since__isnull=False, times_gone__gte=1),
                name="clinics_sourcerecord_gone_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.external_id}"
