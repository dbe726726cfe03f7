"""The gazetteer: ZIP codes, towns, counties and states with where they lie."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

BOX = ("west", "south", "east", "north")


class Place(models.Model):
    """A place people name when they say where: how it is spelled, and where it lies."""

    class Kind(models.TextChoices):
        """What sort of place it is."""

        ZIP = "zip", _("ZIP code")
        TOWN = "town", _("town")
        COUNTY = "county", _("county")
        STATE = "state", _("state")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    code = models.CharField(
        _("code"),
        max_length=80,
        help_text=_("The ZIP code, GeoNames number, five-digit FIPS code or state code."),
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("Of a ZIP code: its post-office town.")
    )
    key = models.CharField(
        _("key"), max_length=80, help_text=_("The spelling it is looked up by; of a ZIP: itself.")
    )
    state = models.CharField(_("state"), max_length=2)
    county = models.PositiveIntegerField(
        _("county"), default=0, help_text=_("FIPS number; 0 when unknown or not in one county.")
    )
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(
        _("population"), null=True, blank=True, help_text=_("Empty when unknown.")
    )
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)

    # Not a column: the name of the county it lies in, on rows that `locate` asks for.
    county_name: str | None

    class Meta:
        """What can never be false of a place, and how it is found."""

        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = (
            models.CheckConstraint(
                name="directory_place_point_is_on_the_earth",
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="directory_place_box_is_on_the_earth",
                condition=Q(**{f"{edge}__isnull": True for edge in BOX})
                | Q(
                    **{f"{edge}__isnull": False for edge in BOX},
                    west__range=(-180, 180),
                    east__range=(-180, 180),
                    south__gte=-90,
                    north__lte=90,
                    south__lte=F("north"),
                ),
            ),
            models.CheckConstraint(
                name="directory_place_areas_have_a_box",
                condition=Q(kind__in=["zip", "town"], west__isnull=True)
                | Q(kind__in=["county", "state"], west__isnull=False),
            ),
            models.CheckConstraint(
                name="directory_place_has_a_key", condition=~Q(key="") & ~Q(name="")
            ),
            models.CheckConstraint(
                name="directory_place_zip_has_five_digits",
                condition=~Q(kind="zip") | Q(code__regex=r"^\d{5}$", key=F("code")),
            ),
            models.CheckConstraint(
                name="directory_place_state_is_two_letters",
                condition=Q(state__regex=r"^[A-Z]{2}$"),
            ),
            models.CheckConstraint(
                name="directory_place_county_is_its_code",
                condition=~Q(kind="county") | Q(code__regex=r"^\d{5}$", county__gt=0),
            ),
            models.UniqueConstraint(name="directory_place_code_once", fields=["kind", "code"]),
        )
        indexes = (
            models.Index(
                OpClass("key", name="varchar_pattern_ops"), name="directory_place_key_begins"
            ),
            # For `near_a_town`: every search by a point is called after the nearest town.
            models.Index(
                fields=["latitude", "longitude"],
                condition=Q(kind="town", population__gte=500),
                name="directory_place_towns",
            ),
        )

    def __str__(self) -> str:
        """The name with its state."""
        return f"{self.name}, {self.state}"
