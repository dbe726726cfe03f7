"""The checklist: what the codes of all other answers mean, and what patients ask."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinics.checklist import CHECKLIST
from clinics.listing.models import CONFIRMERS
from clinics.vocabulary import Item
from directory.api.fields import CodeField, JsonSerializer, TextField
from directory.api.languages import lang
from directory.api.openapi import COMBINED, answers
from directory.api.views import ApiView, refuse_parameters


class SourceSerializer(JsonSerializer):
    """A published text that says why this is worth asking."""

    name = serializers.CharField(help_text=_("What it is called."))
    citation = serializers.CharField(help_text=_("Who published what."))
    year = serializers.IntegerField(help_text=_("The year in which it was published."))
    url = TextField(help_text=_("Where it can be read."))


class ItemSerializer(JsonSerializer):
    """One thing that a patient checks."""

    code = serializers.CharField(help_text=_("The value that the group’s parameter takes: `crps`."))
    qualified = serializers.CharField(
        help_text=_("The code with its group, as `facts` has it: `condition.crps`.")
    )
    label = serializers.CharField(help_text=_("What it is called."))
    question = TextField(help_text=_("What a patient asks the clinic."))
    confirmable = serializers.BooleanField(
        source="confirm", help_text=_("Whether somebody other than the clinic can confirm it.")
    )
    confirmed_by = serializers.ListField(
        source="confirm",
        child=CodeField(CONFIRMERS),
        help_text=_("How it can be confirmed: by a document, a public register, or a public list."),
    )
    evidence = TextField(help_text=_("What guidelines and studies say."))
    warning = TextField(help_text=_("What to beware of."))
    sources = serializers.SerializerMethodField(help_text=_("Where that is said."))

    @extend_schema_field(SourceSerializer(many=True))
    def get_sources(self, item: Item) -> list[dict[str, Any]]:
        """The texts in full."""
        found = [CHECKLIST.source(short) for short in item.sources]
        return list(SourceSerializer(found, many=True).data)


class GroupSerializer(JsonSerializer):
    """Items that belong together, and are one parameter of a search."""

    code = serializers.CharField(help_text=_("The name of the parameter: `condition`."))
    title = serializers.CharField(help_text=_("What it is called."))
    question = serializers.CharField(help_text=_("What a patient wants to know."))
    combine = CodeField(
        COMBINED,
        help_text=_("How several codes filter: a clinic must state `all` of them, or `any`."),
    )
    items = ItemSerializer(many=True, help_text=_("The items."))


class NumberSerializer(JsonSerializer):
    """A count or a duration that a clinic states."""

    code = serializers.CharField(help_text=_("Its code: `session_minutes`."))
    qualified = serializers.CharField(help_text=_("The code as `facts` has it."))
    label = serializers.CharField(help_text=_("What it is called."))
    unit = TextField(help_text=_("What is counted."))
    question = TextField(help_text=_("What a patient asks the clinic."))


class PriceKindSerializer(JsonSerializer):
    """Something that a clinic charges for."""

    code = serializers.CharField(help_text=_("Its code: `session`."))
    qualified = serializers.CharField(
        help_text=_("The code as `prices` has it; a route may follow: `price.session.lozenge`.")
    )
    label = serializers.CharField(help_text=_("What it is called."))
    question = TextField(help_text=_("What a patient asks the clinic."))
    per_route = serializers.BooleanField(help_text=_("Whether it may differ by route."))


class ChecklistSerializer(JsonSerializer):
    """The whole checklist."""

    groups = GroupSerializer(many=True, help_text=_("What is answered with yes or no."))
    numbers = NumberSerializer(many=True, help_text=_("What is answered with a number."))
    prices = PriceKindSerializer(many=True, help_text=_("What is answered with a price."))


class ChecklistView(ApiView):
    """What the codes mean."""

    def parameters(self) -> list[OpenApiParameter]:
        """The language, with one to try."""
        return [lang(to_try="es")]

    @extend_schema(
        operation_id="getChecklist",
        description=_(
            "What patients are told to check, in groups: the codes of all other answers, what they "
            "mean, and what to ask."
        ),
        responses=answers(ChecklistSerializer, 400),
    )
    def get(self, request: Request) -> Response:
        """The checklist. No query."""
        refuse_parameters(request, but=())
        return Response(ChecklistSerializer(CHECKLIST).data)
