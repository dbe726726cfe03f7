"""The self-check as HTML: questions with their answers, and what the sums mean."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinics.as_written import as_written
from directory.pages.scale import Band, Item, Paper, Scale
from directory.pages.scales import SCALE_OF, TEN

register = template.Library()


@register.simple_tag
def scale_questions(scale: Scale) -> SafeString:
    """The questions that count, as groups of radio buttons outside of any form."""
    asked = enumerate(scale.items, start=1)
    return format_html_join("", "{}", ((_question(scale, item, n),) for n, item in asked))


@register.simple_tag
def scale_aside(scale: Scale, part: str) -> SafeString | str:
    """The question without points that comes first (`gate`) or last (`after`); '' for none."""
    item = getattr(scale, part)
    return _group(item, f"{scale.code}-{part}", item.words, points=False) if item else ""


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
        as_written(paper.citation),
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


def _question(scale: Scale, item: Item, number: int) -> SafeString:
    words = format_html("{}. {}", number, item.words)
    return _group(item, f"{scale.code}-{number}", words, points=True)


def _group(item: Item, name: str, words: SafeString, *, points: bool) -> SafeString:
    hint = format_html('<p class="hint" id="{}-hint">{}</p>', name, item.hint) if item.hint else ""
    return format_html(
        '<fieldset class="check-item"{}{}{}><legend>{}</legend>{}'
        '<div class="check-choices{}">{}</div></fieldset>',
        SafeString(" data-counts" if points else ""),
        SafeString(" data-helps" if item.helps else ""),
        format_html(' aria-describedby="{}-hint"', name) if item.hint else "",
        words,
        hint,
        " numbers" if item.choices == TEN else "",
        _choices(item, name, points=points and item.choices != TEN),
    )


def _choices(item: Item, name: str, *, points: bool) -> SafeString:
    """The answers, if wanted with their points, for whoever adds up by hand."""
    shown = '<span class="points">{}</span>'
    return format_html_join(
        "",
        '<label><input type="radio" name="{}" value="{}" autocomplete="off"> <span>{}</span>{}'
        "</label>",
        (
            (name, c.points, c.words, format_html(shown, c.points) if points else "")
            for c in item.choices
        ),
    )
