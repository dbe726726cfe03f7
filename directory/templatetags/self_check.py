"""The self-check as HTML: questions with their answers, and what the sums mean."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.pages.scale import Band, Item, Paper, Scale
from directory.pages.scales import SCALE_OF

register = template.Library()


@register.simple_tag
def scale_questions(scale: Scale) -> SafeString:
    """The questions of a scale in a list, as groups of radio buttons outside of any form."""
    asked = enumerate(scale.items, start=1)
    lines = ((_question(scale, item, str(number)),) for number, item in asked)
    return format_html(
        '<ol class="check-items">{}</ol>', format_html_join("", "<li>{}</li>", lines)
    )


@register.simple_tag
def scale_gate(scale: Scale) -> SafeString | str:
    """The question that comes before all others; '' when there is none."""
    return _question(scale, scale.gate, "gate") if scale.gate else ""


@register.simple_tag
def scale_band(band: Band) -> SafeString:
    """A row of the table of sums, from which the script reads limits and words."""
    return format_html(
        '<tr data-low="{}" data-high="{}"><td>{}</td><td>{}</td></tr>',
        band.low,
        band.high,
        band.range,
        band.words,
    )


@register.simple_tag
def scale_paper(paper: Paper) -> SafeString:
    """Where a scale was published, with its year and a link."""
    return format_html(
        '{}, {}. <a href="{}" rel="noopener external">{}</a>',
        paper.citation,
        paper.year,
        paper.url,
        paper.url,
    )


@register.simple_tag
def self_check_line(code: str) -> SafeString | str:
    """A line that leads from a condition to the self-check; '' without a scale for it."""
    scale = SCALE_OF.get(code)
    if scale is None:
        return ""
    return format_html(
        '<p><a class="more" href="{}">{}</a></p>',
        reverse("self_check"),
        _("How bad is it now? A self-check to take to a doctor: %(scale)s") % {"scale": scale.name},
    )


def _question(scale: Scale, item: Item, number: str) -> SafeString:
    name = f"{scale.code}-{number}"
    hint = format_html('<p class="hint" id="{}-hint">{}</p>', name, item.hint) if item.hint else ""
    return format_html(
        '<fieldset class="check-item"{}{}{}><legend>{}</legend>{}'
        '<div class="check-choices{}">{}</div></fieldset>',
        SafeString(" data-counts" if item.counts else ""),
        SafeString(" data-helps" if item.helps else ""),
        format_html(' aria-describedby="{}-hint"', name) if item.hint else "",
        item.words,
        hint,
        " ten" if len(item.choices) > len("0123") else "",
        _choices(item, name),
    )


def _choices(item: Item, name: str) -> SafeString:
    """The answers. Their points stand beside them, for whoever adds up by hand."""
    points = '<span class="points">{}</span>'
    lines = (
        (
            name,
            choice.points,
            choice.words,
            format_html(points, choice.points)
            if item.counts and str(choice.points) != str(choice.words)
            else "",
        )
        for choice in item.choices
    )
    return format_html_join(
        "",
        '<label><input type="radio" name="{}" value="{}" autocomplete="off"> <span>{}</span>{}'
        "</label>",
        lines,
    )
