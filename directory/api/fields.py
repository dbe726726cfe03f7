"""The fields that serializers share: how a value becomes JSON, and how the schema describes it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField

from clinics.checklist import CHECKLIST

Json = dict[str, Any]

ITEM_CODES = [item.qualified for item in CHECKLIST.items]
"""The checklist's items with their groups: `condition.crps`."""
ROUTE_CODES = [item.code for item in CHECKLIST.group("route").items]
STAFF_CODES = [item.code for item in CHECKLIST.group("staff").items]
COUNT: Json = {"type": "integer", "minimum": 0}


def counts_of(codes: Iterable[str]) -> Json:
    """The schema of a count for each of these codes; a code without any is left out."""
    return {
        "type": "object",
        "propertyNames": {"enum": list(codes)},
        "additionalProperties": {"type": "integer", "minimum": 1},
    }


def members(properties: Json) -> Json:
    """The schema of an object that always has these members."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def reader(field: serializers.Field) -> Callable[[Any], Any]:
    """Reads a field's value off an object, as `field.get_attribute` does, which takes long.

    Whatever is not a plain attribute is left to that method: what is missing, None on the way, a
    member of a dict, a method to call.
    """
    its_own = type(field).get_attribute is not serializers.Field.get_attribute
    if its_own or field.source in (None, "*"):
        return field.get_attribute
    get = attrgetter(field.source)

    def read(instance: Any) -> Any:
        try:
            value = get(instance)
        except AttributeError:
            return field.get_attribute(instance)
        return field.get_attribute(instance) if callable(value) else value

    return read


class JsonSerializer(serializers.Serializer):
    """A serializer that only writes.

    It skips what its base class does to read input and related objects, which saves a third.
    """

    # The JSON has members with these names. To the types, they would be attributes of the base.
    source: Any
    label: Any
    partial: Any
    errors: Any

    def get_fields(self) -> dict[str, serializers.Field]:
        """The declared fields, made anew: a serializer has its own for every request."""
        # DRF copies the arguments of every field, too. To copy hundreds of codes takes longer than
        # all the rest. A field with a child keeps it, so that one must be copied in any case.
        return {
            name: copy.deepcopy(field)
            if hasattr(field, "child")
            else type(field)(*field._args, **field._kwargs)  # type: ignore[attr-defined]
            for name, field in self._declared_fields.items()
        }

    @cached_property
    def writers(self) -> list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]]:
        """Each member's name, how it is read off the object, and how it becomes JSON."""
        return [
            (name, reader(field), field.to_representation) for name, field in self.fields.items()
        ]

    def to_representation(self, instance: Any) -> Json:
        """The members in the order of the fields. An optional one may be missing."""
        found: Json = {}
        for name, read, write in self.writers:
            try:
                value = read(instance)
            except SkipField:
                continue
            found[name] = None if value is None else write(value)
        return found


class TextField(serializers.CharField):
    """Words, or null. A blank in the database means that nothing was stated."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        """The words; null instead of a blank."""
        return str(value) or None


class CodeField(serializers.ChoiceField):
    """One of a few codes; null, where that is allowed, instead of a blank."""

    def __init__(self, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__([str(code) for code in codes], **kwargs)

    def to_representation(self, value: Any) -> Any:
        """The code as it is stored."""
        return value or None


class CountField(serializers.IntegerField):
    """How many of something there are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, **kwargs)


class MoneyField(serializers.FloatField):
    """An amount in whole units and decimals of its currency."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, **kwargs)


class RoundedField(serializers.FloatField):
    """A number rounded to so many decimals."""

    def __init__(self, decimals: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.decimals = decimals

    def to_representation(self, value: Any) -> Any:
        """The rounded number."""
        return round(float(value), self.decimals)


class LatitudeField(serializers.FloatField):
    """Degrees north."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Degrees north of the equator; south is negative."))
        super().__init__(min_value=-90, max_value=90, **kwargs)


class LongitudeField(serializers.FloatField):
    """Degrees east."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Degrees east of Greenwich; west is negative."))
        super().__init__(min_value=-180, max_value=180, **kwargs)


@extend_schema_field({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"})
class ClockField(serializers.TimeField):
    """A time of day in hours and minutes: `09:30`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


@extend_schema_field(
    members({group.code: counts_of(i.code for i in group.items) for group in CHECKLIST.groups})
)
class FacetsField(serializers.JSONField):
    """Counts by group and code."""
