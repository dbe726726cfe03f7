"""The shapes that repeat in the search form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from directory.pages.form import Choice, SearchForm

register = template.Library()


@register.simple_block_tag
def search_field(content: str, form: SearchForm, name: str, label: Any) -> SafeString:
    """A field: its label, what is wrong with it, and the control that stands inside the block."""
    problems = form.errors.get(name, [])
    return format_html(
        '<div class="field{}"><label for="id_{}">{}</label>{}{}</div>',
        " wrong" if problems else "",
        name,
        label,
        format_html_join(
            "", '<p class="error" id="error_{}">{}</p>', ((name, problem) for problem in problems)
        ),
        content,
    )


@register.simple_tag
def invalid(form: SearchForm, name: str) -> str | SafeString:
    """The attributes of a control that lead from a refused value to what is wrong with it."""
    if not form.errors.get(name):
        return ""
    return format_html(' aria-invalid="true" aria-describedby="error_{}"', name)


@register.simple_tag
def options(choices: Iterable[Choice]) -> SafeString:
    """The options of a list."""
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((c.code, " selected" if c.is_chosen else "", c.label) for c in choices),
    )
