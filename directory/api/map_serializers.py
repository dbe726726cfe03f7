"""The GeoJSON of search results on a map: each clinic a point, or many together in clusters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clinics.geo import Box, Point
from directory.api.fields import CodeField, CountField, JsonSerializer, TextField
from directory.presenting.warnings import KINDS


@extend_schema_field({"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4})
class BoxField(serializers.Field):
    """A box as GeoJSON has it: west, south, east, north."""

    def to_representation(self, value: Box) -> list[float]:
        """The four edges, to about a meter."""
        return [round(edge, 5) for edge in (value.west, value.south, value.east, value.north)]


@extend_schema_field({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2})
class CoordinatesField(serializers.Field):
    """A point as GeoJSON has it: longitude first."""

    def to_representation(self, value: Point) -> list[float]:
        """The two numbers, to about a meter."""
        return [round(value.longitude, 5), round(value.latitude, 5)]


class ConstantField(CodeField):
    """A member that always has the same value."""

    def __init__(self, value: str, **kwargs: Any) -> None:
        super().__init__([value], **kwargs)
        self.value = value

    def get_attribute(self, instance: Any) -> str:
        """The value, whatever it is a member of."""
        return self.value


class MapPointSerializer(JsonSerializer):
    """A point on the earth."""

    type = ConstantField("Point", help_text=_("What GeoJSON calls it."))
    coordinates = CoordinatesField(source="point", help_text=_("Degrees east, then degrees north."))


class SpotSerializer(JsonSerializer):
    """What is at a point: one clinic, or a cluster of several. Of a cluster, most is null."""

    kind = CodeField(["clinic", "cluster"], help_text=_("Whether it is one clinic or several."))
    count = CountField(help_text=_("How many clinics it is."))
    number = serializers.IntegerField(
        min_value=1,
        allow_null=True,
        help_text=_("The clinic’s number in the list. Null: it is not on the page asked for."),
    )
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        help_text=_("The numbers that these clinics have in the list, on the page asked for."),
    )
    slug = TextField(help_text=_("The clinic’s name in addresses."))
    name = TextField(help_text=_("What the clinic is called."))
    town = TextField(help_text=_("Its town and state."))
    distance_miles = serializers.FloatField(
        min_value=0,
        allow_null=True,
        help_text=_("Miles in a straight line from the place you searched. Null without a place."),
    )
    away = TextField(
        help_text=_(
            "The same in words, with the direction: `4.2 miles north-east`. Null also from the "
            "middle of a county, a region or a state."
        )
    )
    price = TextField(help_text=_("What a first course costs, or that no price is stated."))
    warnings = serializers.ListField(
        child=CodeField(KINDS), help_text=_("What is known against the clinic, gravest first.")
    )
    approximate = serializers.BooleanField(
        help_text=_("True: only the clinic’s ZIP code or town is known, not its door.")
    )
    url = serializers.SerializerMethodField(help_text=_("The clinic’s page."))

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_url(self, spot: Any) -> str | None:
        """The address of the clinic's page."""
        return spot.url


class FeatureSerializer(JsonSerializer):
    """One clinic or one cluster, at its point."""

    type = ConstantField("Feature", help_text=_("What GeoJSON calls it."))
    bbox = BoxField(
        source="box", help_text=_("West, south, east and north of the clinics that it is.")
    )
    geometry = MapPointSerializer(
        source="*", help_text=_("Where it is. A cluster stands in the middle of its clinics.")
    )
    properties = SpotSerializer(source="*", help_text=_("What is there."))


class ClinicsOnMapSerializer(JsonSerializer):
    """The clinics that a search finds in a box, as GeoJSON (RFC 7946)."""

    type = ConstantField("FeatureCollection", help_text=_("What GeoJSON calls it."))
    bbox = BoxField(
        source="box",
        required=False,
        help_text=_(
            "West, south, east and north of everything here. West is greater than east if it "
            "crosses 180 degrees. Absent if nothing is here."
        ),
    )
    count = CountField(help_text=_("How many clinics the search finds in the box."))
    unplaced = CountField(
        help_text=_("How many clinics of the whole list are on no map: we know no point of them.")
    )
    features = FeatureSerializer(
        many=True,
        help_text=_(
            "The clinics in the order of the list, or clusters if there are more than 500."
        ),
    )
