"""The links to a page in the other languages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinics.spoken import ENGLISH
from directory.site.languages import OFFERS, is_reviewed, others, page_name

register = template.Library()


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> SafeString:
    """A link to this page in each other language, with the query; '' where there is none.

    `data-offer` stands before the name for whoever prefers that language (`language.js`).
    """
    request = context.get("request")
    return format_html_join(
        "\n",
        '<a class="language" href="{2}" lang="{0}" hreflang="{0}" rel="alternate"{3}>{1}</a>',
        [(*one, _offer(one[0])) for one in others(request.get_full_path())] if request else [],
    )


def _offer(code: str) -> SafeString | str:
    return format_html(' data-offer="{}"', OFFERS[code]) if code in OFFERS else ""


@register.simple_tag(takes_context=True)
def not_reviewed(context: template.Context) -> SafeString:
    """That no person has signed this page in its language, with a link to the English one.

    '' on a signed page, on one in English, and where there is no request.
    """
    request = context.get("request")
    if request is None or is_reviewed(page_name(request)):
        return SafeString("")
    pages = {code: path for code, _name, path in others(request.get_full_path())}
    if ENGLISH not in pages:
        return SafeString("")
    return format_html(
        '<p class="not-reviewed">{} <a href="{}" hreflang="{}">{}</a></p>',
        _("No person has reviewed this translation yet."),
        pages[ENGLISH],
        ENGLISH,
        _("The page in English"),
    )
