"""The comparison as HTML. It has hundreds of cells, and a tag is faster than an include.

The tables keep their roles by name, because a phone lays their rows out as a grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.as_written import within
from clinics.listing.models import Status
from clinics.listing.phones import phone_link
from clinics.listing.websites import openable
from clinics.models import Clinic
from directory.compare.cells import Cell, CompareRow, CompareSection
from directory.compare.heads import Head, Pair
from directory.compare.notes import Note, notes_of
from directory.compare.wording import blank_words, is_named, mark_words, tally_words
from directory.presenting.answers import ShownAnswer
from directory.presenting.joined import labels, said_alike
from directory.templatetags.decides import ticks_in_line, warning_lines
from directory.templatetags.facts import confirmation, dotted, provenance
from directory.templatetags.say import phone

register = template.Library()

MOST_NAMED = 3
"""So many parts of an answer are named that somebody says at once; more are counted."""
LINKED = ("phone", "website")
"""Answers that are links: a link inside of what opens could not be pressed."""


@register.simple_tag
def compare_table(
    section: CompareSection, heads: Sequence[Head], pairs: Sequence[Pair]
) -> SafeString:
    """The rows of a section as a table, with the names of the clinics at the head."""
    columns = ((number, head.listed.clinic.name) for number, head in enumerate(heads, start=1))
    names = format_html_join(
        "",
        '<th scope="col" role="columnheader" class="c{}"><span class="hidden">{}</span></th>',
        columns,
    )
    rows = format_html_join("", "{}", ((_row(row, heads, pairs),) for row in section.shown))
    return format_html(
        '<table class="compare" role="table"><caption class="hidden">{}</caption>'
        '<thead role="rowgroup"><tr role="row"><td role="cell" class="corner"></td>{}</tr></thead>'
        '<tbody role="rowgroup">{}</tbody></table>',
        section.title,
        names,
        rows,
    )


@register.simple_tag
def compare_tally(section: CompareSection, pairs: Sequence[Pair]) -> SafeString:
    """In how many rows the clinics differ: of all columns, and of each pair that a phone shows."""
    tallies = [("all", tally_words(section))]
    tallies += [(f"of-{pair.code}", tally_words(section, pair.columns)) for pair in pairs]
    return format_html_join(" ", '<span class="tally {}">{}</span>', tallies)


@register.simple_tag
def compare_blank(section: CompareSection) -> SafeString | str:
    """What no clinic states, in one line; '' when there is nothing. More than a few open."""
    words = blank_words(section)
    if not words or is_named(section):
        return format_html('<p class="compare-blank">{}.</p>', words) if words else ""
    names = "; ".join(str(row.label) for row in section.blank)
    return format_html(
        '<details class="compare-blank"><summary>{}</summary><p>{}</p></details>', words, names
    )


def _row(row: CompareRow, heads: Sequence[Head], pairs: Sequence[Pair]) -> SafeString:
    mark = row.mark()
    cells = format_html_join(
        "",
        '<td role="cell" class="c{}">{}</td>',
        (
            (number, _cell(cell, head))
            for number, (cell, head) in enumerate(zip(row.cells, heads, strict=True), start=1)
        ),
    )
    return format_html(
        '<tr role="row"{}{}><th scope="row" role="rowheader">{}{}</th>{}</tr>',
        format_html(' class="{}"', mark) if mark else "",
        _marked_pairs(row, pairs),
        row.label,
        _spoken(row, pairs),
        cells,
    )


def _marked_pairs(row: CompareRow, pairs: Sequence[Pair]) -> SafeString:
    """In which pairs of columns the row differs, or one does not say, for the style sheet."""
    marks = [(pair.code, row.mark(pair.columns)) for pair in pairs]
    said = (
        (name, " ".join(code for code, mark in marks if mark == name))
        for name in ("differs", "silent")
    )
    return format_html_join("", ' data-{}="{}"', ((name, codes) for name, codes in said if codes))


def _spoken(row: CompareRow, pairs: Sequence[Pair]) -> SafeString:
    """The mark in words. For pairs both words stand there: the style sheet speaks the right one."""
    words = [("all", mark_words(row))]
    for pair in pairs:
        mark = row.mark(pair.columns)
        words.append((f"says-{mark}", mark_words(row, pair.columns)))
    shown = dict.fromkeys((kind, said) for kind, said in words if said)
    return format_html_join("", ' <span class="hidden {}">({})</span>', shown)


def _cell(cell: Cell, head: Head) -> SafeString | str:
    """What a clinic answers. Where somebody says so, the answer opens to who, and since when."""
    if cell.warnings:
        return warning_lines(cell.warnings, head.listed.clinic.get_absolute_url())
    answer, full = cell.answer, _said(cell)
    noted = _spans((f"cell-note {note.kind}", note.text) for note in _notes(cell, head))
    if not full:
        return format_html("{} {}", _answer(cell), noted) if noted else _answer(cell)
    if answer.code in LINKED:
        reported = _spans([("cell-note late", answer.reported)])
        return format_html("{} {} {}", _answer(cell), reported, full)
    pattern = '<details class="cell"><summary>{} {}</summary><div>{}</div></details>'
    return format_html(pattern, _answer(cell), noted, full)


def _answer(cell: Cell) -> SafeString:
    """The answer itself: its value and its detail, or a line for each thing."""
    if cell.ticks:
        return ticks_in_line(cell.ticks)
    answer = cell.answer
    value = (f"value {cell.looks}", _value(answer))
    return _spans([value, ("cell-detail", within(answer.detail, answer.own))])


def _notes(cell: Cell, head: Head) -> list[Note]:
    """What a reader must know at once. The lines of `ticks` tell themselves what is reported."""
    if cell.told:
        return []
    answer = replace(cell.answer, reported=None) if cell.ticks else cell.answer
    return notes_of(answer, repeated_on=head.listed.repeated_on)


def _said(cell: Cell) -> SafeString:
    """Who says so, since when, and who confirmed it: of each part, what is said alike once.

    The lines of `ticks` tell themselves what is reported.
    """
    if not cell.parts and not cell.told:
        return _spans(("cell-said", line) for line in _sources(cell.answer))
    parts = cell.parts
    if cell.ticks:
        parts = tuple(replace(part, reported=None) for part in parts)
    groups = said_alike(parts)
    lines: list[Any] = [cell.told]
    for group in groups:
        told, *checked = _sources(group[0])
        if len(groups) > 1:
            names = labels(group, most=MOST_NAMED)
            told = format_html("<b>{}:</b> {}", names, dotted([told, group[0].reported]))
        lines += [told, *checked]
    return _spans(("cell-said", line) for line in lines)


def _sources(answer: ShownAnswer) -> list[SafeString]:
    """The source of one answer with its dates, and its check; [] where nobody is named."""
    if not answer.source:
        return []
    checked = [confirmation(answer)] if answer.checked else []
    return [provenance(answer), *checked]


def _spans(parts: Iterable[tuple[str, Any]]) -> SafeString:
    """The parts that say something, each with its classes."""
    return format_html_join(" ", '<span class="{}">{}</span>', (p for p in parts if p[1]))


def _value(answer: ShownAnswer) -> Any:
    if not answer.is_stated or answer.code not in LINKED:
        return answer.value
    if answer.code == "phone":
        return phone(answer.value)
    return _website(answer.value)


def _website(address: str) -> SafeString:
    """The link to a website: its host, which may break at each dot."""
    host = address.partition("://")[2].rstrip("/") or address
    words = mark_safe("<wbr>.".join(escape(host).split(".")))
    if not (url := openable(address)):
        return words
    link = '<a href="{}" rel="nofollow noopener external">{}</a>'
    return format_html(link, url, words)


@register.simple_tag
def warning_count(head: Head) -> SafeString | str:
    """The link from the head of a column to its warnings; '' without any."""
    count = len(head.warnings)
    if not count:
        return ""
    pattern = '<a class="head-warnings" href="#decides">{} <span class="word">{}</span></a>'
    return format_html(pattern, count, ngettext("warning", "warnings", count))


@register.simple_tag
def call_link(clinic: Clinic) -> SafeString | str:
    """The link that dials a clinic; '' without a number that can be dialed, and once it closed."""
    if clinic.status == Status.CLOSED or not (link := phone_link(clinic.phone)):
        return ""
    pattern = '<a class="head-call" href="{}">{}<span class="hidden"> {}</span></a>'
    return format_html(pattern, link, _("Call"), clinic.name)
