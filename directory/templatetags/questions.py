"""The question sheet as HTML: a question with what is known of it and a box to write in."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinics.as_written import within
from directory.pages.questions import Ask, Unstated

register = template.Library()


@register.simple_tag
def ask_line(ask: Ask, slug: str) -> SafeString:
    """A question, which names its box, and what is known so far, which describes the box."""
    lines = format_html_join("", "<li>{}</li>", ((within(line, ask.own),) for line in ask.known))
    known = format_html('<ul class="known" id="known-{}-{}">{}</ul>', slug, ask.code, lines)
    return format_html(
        '<li class="ask-line"><label for="note-{}-{}">{}</label>{}{}</li>',
        slug,
        ask.code,
        ask.words,
        known if ask.known else "",
        _box(slug, ask.code, described=bool(ask.known)),
    )


@register.simple_tag
def unstated(group: Unstated, slug: str) -> SafeString:
    """What a clinic has not stated of a group: questions, choices to mark, and a box."""
    lines = [format_html("<li><strong>{}</strong> {}</li>", a.label, a.question)
             for a in group.answers]  # fmt: skip
    if group.options:
        lines.append(format_html("<li>{}{}</li>", group.question, _choices(group)))
    return format_html(
        '<h3>{}</h3><ul class="unstated">{}</ul>'
        '<p class="ask-line"><label for="note-{}-{}">{}</label>{}</p>',
        group.title,
        format_html_join("", "{}", ((line,) for line in lines)),
        slug,
        f"more-{group.code}",
        _("Notes: %(group)s") % {"group": group.title},
        _box(slug, f"more-{group.code}"),
    )


def _choices(group: Unstated) -> SafeString:
    """What one question covers, each with a square for yes and for no to mark on paper."""
    squares = format_html(
        '<span class="boxes" aria-hidden="true"><i></i>{}<i></i>{}</span>', _("yes"), _("no")
    )
    lines = ((answer.label, squares) for answer in group.options)
    each = format_html_join("", "<li><span>{}</span>{}</li>", lines)
    return format_html('<ul class="yes-no">{}</ul>', each)


def _box(slug: str, code: str, *, described: bool = False) -> SafeString:
    """A box that grows with its words: behind it stands a copy of them, which the script makes."""
    by = format_html(' aria-describedby="known-{}-{}"', slug, code) if described else ""
    return format_html(
        '<span class="grows"><textarea id="note-{}-{}" data-note="{}" rows="2" maxlength="2000"'
        ' autocomplete="off"{}></textarea></span>',
        slug,
        code,
        code,
        by,
    )
