"""What a search reads: one packed row for each published clinic, and the words of names.

PostgreSQL generates the grid cell and the packed bytes of a row (see the migration
`search_feed`). Only `directory.search.columns` reads them.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from clinics.listing.models.clinic import Clinic


class SearchRow(models.Model):
    """One narrow row for each published clinic, written in the transaction that changes it.

    `stated` also says whether the clinic takes nobody just now (`AWAY_BIT`). `confirmed` holds
    what was confirmed and not overdue on the day of writing. `next_due` is the last day on which
    both are still true. After that day, readers must look at the facts and at the clinic. `paid`
    says which insurers pay for which routes (`clinics.listing.coverage.paid_bits`).
    """

    clinic = models.OneToOneField(
        Clinic, primary_key=True, on_delete=models.CASCADE, related_name="search_row"
    )
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    z = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    state = models.CharField(max_length=2, blank=True)
    county = models.PositiveIntegerField(default=0)
    stated = models.BinaryField()
    confirmed = models.BinaryField()
    paid = models.BinaryField()
    course_cents = models.IntegerField(null=True)
    course_partial = models.BooleanField(default=False)
    rating = models.FloatField(null=True)
    rating_count = models.PositiveIntegerField(default=0)
    last_confirmed = models.DateField(null=True)
    next_due = models.DateField(null=True)
    name_key = models.CharField(max_length=400, db_collation="C")
    words = ArrayField(models.CharField(max_length=60))

    class Meta:
        indexes = [
            models.Index(fields=["state"], name="clinics_searchrow_state"),
            models.Index(fields=["county"], name="clinics_searchrow_county"),
            models.Index(fields=["name_key", "clinic"], name="clinics_searchrow_by_name"),
            GinIndex(fields=["words"], name="clinics_searchrow_words"),
        ]

    def __str__(self) -> str:
        return self.name_key


class SearchWord(models.Model):
    """A word that occurs in a name. Mistyped words are corrected to these."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        indexes = [
            GinIndex(fields=["word"], name="clinics_searchword_alike", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.word
