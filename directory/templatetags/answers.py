"""The rows of a clinic's page as HTML: an answer with its source, what is not stated, warnings."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinics.as_written import within
from clinics.listing.models import Status
from clinics.listing.phones import phone_link, shown_phone
from clinics.models import Clinic
from directory.pages.answer_section import AnswerSection, Usual
from directory.presenting.answers import ShownAnswer
from directory.presenting.warnings import ShownWarning
from directory.templatetags.facts import confirmation, provenance, wrong_link
from directory.templatetags.say import cites

register = template.Library()


@register.simple_tag
def call(clinic: Clinic) -> SafeString | str:
    """The button that calls a clinic; the number as plain text if it cannot be dialed.

    Of a clinic that closed the number is no more than an answer among others.
    """
    number = clinic.phone
    if not number:
        return format_html('<span class="hint">{}</span>', _("Phone: not stated"))
    if clinic.status == Status.CLOSED:
        pattern = '<span class="hint">{}: {}</span>'
        return format_html(pattern, _("Phone"), shown_phone(number))
    if not (link := phone_link(number)):
        return number
    button = '<a class="button call" href="{}">{} <span class="number">{}</span></a>'
    return format_html(button, link, _("Call"), shown_phone(number))


@register.simple_tag
def warnings_in_full(warnings: Sequence[ShownWarning]) -> SafeString | str:
    """The warnings, the gravest first: what each means and who says so opens below it."""
    lines = format_html_join("", "<li>{}</li>", ((_warning(one),) for one in warnings))
    attributes = format_html('class="warnings" aria-label="{}"', _("Warnings"))
    return format_html("<ul {}>{}</ul>", attributes, lines) if lines else ""


def _warning(warning: ShownWarning) -> SafeString | str:
    if not warning.detail:
        return format_html("<p>{}</p>", _leading(warning, warning.text))
    words = (warning.detail, cites(warning.sources), _leading(warning, _("See where")))
    detail = format_html("<p>{}{} {}</p>", *words)
    return format_html("<details><summary>{}</summary>{}</details>", warning.text, detail)


def _leading(warning: ShownWarning, words: str) -> SafeString | str:
    """Words that lead to the part that says more, if there is one."""
    return format_html('<a href="#{}">{}</a>', warning.anchor, words) if warning.anchor else words


@register.simple_tag
def answer_row(answer: ShownAnswer, slug: str, usual: Usual | None) -> SafeString:
    """One stated answer. Who says it and since when opens below it, with the link to object.

    `usual` is who says most of this part, as it stands above: what it does not cover, and what is
    confirmed, overdue, old or reported, stands open beside the answer.
    """
    return format_html('<li class="fact">{}{}</li>', _what(answer, slug), _beside(answer, usual))


def _what(answer: ShownAnswer, slug: str) -> SafeString:
    what = format_html(
        '<span class="fact-label">{}</span> <span class="value {}">{}</span>',
        answer.label,
        answer.state,
        answer.value,
    )
    if not answer.since:
        return format_html('<p class="fact-what">{}</p>', what)
    return format_html(
        '<details class="source"><summary class="fact-what">{}'
        '<span class="hidden"> – {}</span></summary>'
        '<p class="said">{}</p>{}</details>',
        what,
        _("source and date"),
        provenance(answer),
        wrong_link(slug, answer.code, answer.label),
    )


def _beside(answer: ShownAnswer, usual: Usual | None) -> SafeString:
    lines: list[tuple[str, SafeString | str]] = []
    if answer.detail:
        lines.append(("fact-detail", within(answer.detail, answer.own)))
    if answer.since and (answer.stale or usual is None or not usual.covers(answer)):
        lines.append(("own", provenance(answer)))
    if answer.reported:
        flag = format_html('<span class="flag late">{}</span>', str(answer.reported))
        lines.append(("own", flag))
    if answer.checked:
        lines.append(("own check late" if answer.overdue else "own check", confirmation(answer)))
    cited = cites(answer.sources)
    if answer.warning and answer.state == "yes":
        warning = "<strong>{}</strong> {}{}"
        lines.append(("warning", format_html(warning, _("Warning."), answer.warning, cited)))
    if answer.evidence:
        evidence = '<span class="evidence-tag">{}</span> {}{}'
        lines.append(("evidence", format_html(evidence, _("Guidelines"), answer.evidence, cited)))
    return format_html_join("", '<p class="{}">{}</p>', lines)


@register.simple_tag
def not_stated(section: AnswerSection) -> SafeString | str:
    """What a section does not state, in one line that opens, with what to ask; '' without any."""
    if not (words := section.not_stated_words):
        return ""
    if section.is_list_of_some:
        return format_html(
            '<p class="blank-rest"><span class="value unstated">{}</span></p>', words
        )
    rows = format_html_join("", "{}", ((_blank(a),) for a in section.answers if not a.is_stated))
    group = _ask(section.question) if section.unstated else ""
    return format_html(
        '<details class="unstated"><summary><span class="value unstated">{}</span></summary>'
        '{}<ul class="facts to-ask">{}</ul></details>',
        words,
        group,
        rows,
    )


def _blank(answer: ShownAnswer) -> SafeString:
    return format_html(
        '<li class="fact blank"><p class="fact-what"><span class="fact-label">{}</span> '
        '<span class="value unstated">{}</span></p>{}</li>',
        answer.label,
        answer.value,
        _ask(answer.question) if answer.question else "",
    )


def _ask(question: str) -> SafeString:
    asked = '<p class="ask-it"><span class="ask-tag">{}</span> {}</p>'
    return format_html(asked, _("Ask:"), question)
