"""The links to a page in the other languages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from directory.site.languages import others

register = template.Library()


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> SafeString:
    """A link to this page in each other language, with the query; '' where there is none."""
    request = context.get("request")
    return format_html_join(
        "\n",
        '<a class="language" href="{2}" lang="{0}" hreflang="{0}" rel="alternate">{1}</a>',
        others(request.get_full_path()) if request else [],
    )
