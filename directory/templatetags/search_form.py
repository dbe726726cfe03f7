"""The parts that repeat in the search form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.pages.form import Option, SearchForm

register = template.Library()


@register.simple_block_tag
def search_field(content: str, form: SearchForm, name: str, label: Any) -> SafeString:
    """A field: its label, its errors, and the control inside the block."""
    errors = form.errors.get(name, [])
    return format_html(
        '<div class="field{}"><label for="id_{}">{}</label>{}{}</div>',
        " wrong" if errors else "",
        name,
        label,
        format_html_join(
            "", '<p class="error" id="error_{}">{}</p>', ((name, error) for error in errors)
        ),
        content,
    )


@register.simple_tag
def invalid(form: SearchForm, name: str) -> str | SafeString:
    """The attributes that link a control to its errors; '' without errors."""
    if not form.errors.get(name):
        return ""
    return format_html(' aria-invalid="true" aria-describedby="error_{}"', name)


@register.simple_tag
def suggests(what: str) -> SafeString:
    """The attributes of a field under which a script suggests `places`, or `ticks` of its form."""
    is_places = what == "places"
    return format_html(
        ' data-suggests="{}" data-list="{}" data-one="{}" data-many="{}" data-ticked="{}"',
        reverse("api-places") if is_places else "",
        _("Places") if is_places else _("Filters"),
        _("1 suggestion"),
        _("%s suggestions"),
        "" if is_places else _("Ticked: %s"),
    )


@register.simple_tag
def options(choices: Iterable[Option]) -> SafeString:
    """The options of a select element."""
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((c.code, " selected" if c.is_chosen else "", c.label) for c in choices),
    )


@register.simple_tag
def filter_title(title: Any, chosen: int) -> SafeString:
    """The title of a part of the filters, and how much is chosen in it."""
    badge = format_html(' <span class="badge">{}</span>', chosen) if chosen else ""
    return format_html("<summary>{}{}</summary>", title, badge)
