"""The parts that repeat in the search form."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from directory.pages.form import Option, SearchForm, TickGroup
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import language

register = template.Library()


@register.simple_block_tag
def search_field(content: str, form: SearchForm, name: str, label: str) -> SafeString:
    """A field: its label, its errors, and the control inside the block."""
    errors = form.errors.get(name, ())
    said = "".join(f'<p class="error" id="error_{name}">{escape(error)}</p>' for error in errors)
    return SafeString(
        f'<div class="field{" wrong" if errors else ""}"><label for="id_{name}">{escape(label)}'
        f"</label>{said}{content}</div>"
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
    return _suggests(what, language())


@lru_cache(maxsize=16)
def _suggests(what: str, _language: str) -> SafeString:
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
    return SafeString(
        "\n".join(
            f'<option value="{escape(one.code)}"{" selected" * one.is_chosen}>{escape(one.label)}'
            "</option>"
            for one in choices
        )
    )


@register.simple_tag
def filter_title(title: str, chosen: int) -> SafeString:
    """The title of a part of the filters, and how much is chosen in it."""
    badge = f' <span class="badge">{chosen}</span>' if chosen else ""
    return SafeString(f"<summary>{conditional_escape(title)}{badge}</summary>")


@register.simple_tag
def filter_groups(groups: Iterable[TickGroup]) -> SafeString:
    """Groups of the checklist in the filters. A template takes ten times as long for the ten."""
    return SafeString("\n".join(map(_filter_group, groups)))


def _filter_group(group: TickGroup) -> str:
    wrong = f'class="wrong" aria-describedby="error_{group.code}"' if group.errors else ""
    errors = "".join(
        f'<p class="error" id="error_{group.code}">{escape(error)}</p>\n' for error in group.errors
    )
    return (
        f'<details class="group"{" open" * group.part.is_open}>\n'
        f"{filter_title(group.title, group.part.chosen)}\n"
        f'<fieldset id="id_{group.code}"\n{wrong}>\n'
        f'<legend class="hidden">{group.title}</legend>\n'
        f'<p class="hint">{conditional_escape(group.combine)}</p>\n{errors}{group.boxes}\n'
        "</fieldset>\n</details>"
    )
