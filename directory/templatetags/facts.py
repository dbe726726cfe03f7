"""Facts and checks as HTML. A page shows hundreds, and a tag is faster than an include."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinics.listing.websites import openable
from directory.pages.clinicians import ShownCheck
from directory.presenting.answers import ShownAnswer
from directory.templatetags.say import day

register = template.Library()


def dotted(parts: Iterable[Any]) -> SafeString:
    """The parts that say something, with dots between them."""
    return format_html_join(" · ", "{}", ((part,) for part in parts if part))


@register.simple_tag
def wrong_link(slug: str, code: str, label: Any) -> SafeString:
    """The link to report that an answer of a clinic is wrong."""
    return format_html(
        '<a class="wrong-link" rel="nofollow" href="{}?code={}">{}'
        '<span class="hidden"> {}</span></a>',
        reverse("wrong", args=[slug]),
        code,
        _("Something is wrong?"),
        label,
    )


@register.simple_tag
def provenance(answer: ShownAnswer) -> SafeString:
    """The source of an answer, its dates, and a flag if it was not repeated for too long."""
    parts: list[Any] = [_source(answer)]
    if answer.since:
        parts.append(format_html("{} {}", answer.since_words, day(answer.since)))
    if answer.repeated_on:
        parts.append(format_html("{} {}", answer.repeated_words, day(answer.repeated_on)))
    if not answer.stale:
        return dotted(parts)
    flag = _("not recently confirmed")
    return format_html('{} <span class="flag stale">{}</span>', dotted(parts), flag)


def _source(answer: ShownAnswer) -> SafeString | str:
    """Who says so; a link where there is an address."""
    if not (url := openable(answer.source_url)):
        return answer.source
    link = '<a href="{}" rel="nofollow noopener external">{}</a>'
    return format_html(link, url, answer.source)


@register.simple_tag
def confirmation(answer: ShownAnswer) -> SafeString:
    """How an answer was confirmed, when, and when the next check is or was due."""
    begins: Any = _("confirmed:")
    if answer.overdue:
        flag, was = _("check overdue"), _("was confirmed:")
        begins = format_html('<span class="flag late">{}</span> {}', flag, was)
    due = _("was due") if answer.overdue else _("next check due")
    checked, on = answer.checked, day(answer.confirmed_on)
    return format_html("{} {}, {} · {} {}", begins, checked, on, due, day(answer.due_on))


@register.simple_tag
def check_line(check: ShownCheck, is_past: bool = False) -> SafeString:
    """One check of a credential: result, method, basis, source, date, and when the next is due."""
    source: Any = check.source
    if check.address:
        link = '<a href="{}" rel="nofollow noopener external">{}</a>'
        source = format_html(link, check.address, source)
    if check.file_of:
        source = format_html("{}, {} {}", source, _("file of"), day(check.file_of))
    how = ", ".join(filter(None, [str(check.how), check.basis]))
    parts = [format_html("{}: {}", check.result, how), source, day(check.on)]
    if check.until:
        due = _("was due") if is_past else _("next check due")
        parts.append(format_html("{} {}", due, day(check.until)))
    return dotted(parts)


@register.simple_tag
def bar(percent: int) -> SafeString:
    """A bar of the length `percent`, 0–100."""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><rect width="{}" height="10"/></svg>',
        percent,
    )
