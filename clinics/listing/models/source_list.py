"""The lists that clinics are imported from."""

from django.db import models
from django.db.models.functions import Lower


class SourceList(models.Model):
    """A list that was imported. Its name is one name in capitals and in small letters.

    `asks_prices`: whether a file of it had a column of prices; None when that is not known.
    `complete_on` is the day of the newest file that was the whole list.
    """

    name = models.CharField(max_length=60)
    asks_prices = models.BooleanField(null=True, blank=True)
    complete_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="clinics_sourcelist_one_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
