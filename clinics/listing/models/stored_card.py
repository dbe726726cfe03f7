"""What a list of results shows of a clinic, kept ready as one small JSON."""

from django.db import models

from clinics.listing.models.clinic import Clinic


class StoredCard(models.Model):
    """The card of a published clinic, written in the transaction that changes the listing.

    `said` is what `clinics.listing.card` makes of the listing. `layout` says which codes and parts
    it was made of: a card of another layout counts for nothing until `rebuild_search` renews it.
    """

    clinic = models.OneToOneField(
        Clinic, primary_key=True, on_delete=models.CASCADE, related_name="stored_card"
    )
    layout = models.BigIntegerField()
    said = models.JSONField()

    def __str__(self) -> str:
        return str(self.said["name"])
