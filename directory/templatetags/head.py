"""The title, the description and the preview of a page: what search engines and messengers show."""

from __future__ import annotations

import html
import textwrap
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directory.pages import descriptions
from directory.presenting.one_language import gettext as _
from directory.site.urls import absolute

register = template.Library()

PICTURE = "share.png"
PICTURE_SIZE = (1200, 630)
ASKED = ("/search/", "/compare/", "/questions/")
"""Pages that are nothing without their query. The address of any other is shared without it."""

register.filter(descriptions.clinic_description)


@register.tag
def head(parser: template.base.Parser, token: template.base.Token) -> HeadNode:
    """`{% head %}TITLE{% described %}DESCRIPTION{% endhead %}`: the words of a page, once each.

    Without a description (a page of somebody's own, an error) there is a title and nothing more.
    """
    title = parser.parse(("described",))
    parser.delete_first_token()
    description = parser.parse(("endhead",))
    parser.delete_first_token()
    return HeadNode(title, description)


class HeadNode(template.Node):
    """Both texts stand in blocks that the page fills."""

    child_nodelists = ("title", "description")

    def __init__(self, title: template.NodeList, description: template.NodeList) -> None:
        self.title, self.description = title, description

    def render(self, context: template.Context) -> SafeString:
        """The elements for the head of the page."""
        title = _plain(self.title.render(context))
        description = _plain(self.description.render(context))
        said = format_html("<title>{}</title>", title)
        if not description:
            return said
        return said + _preview(context["request"], title, description)


def _plain(rendered: str) -> str:
    """Rendered HTML without tags as plain text on one line."""
    return " ".join(html.unescape(rendered).split())


def _preview(request: Any, title: str, description: str) -> SafeString:
    site = _("Clinic Directory")
    shown = description
    if len(shown) > descriptions.LONGEST:
        shown = textwrap.shorten(description, descriptions.LONGEST, placeholder=" …")
    path = request.get_full_path() if request.path in ASKED else request.path
    width, height = PICTURE_SIZE
    metas = (
        ("name", "description", shown),
        ("property", "og:type", "website"),
        ("property", "og:site_name", site),
        ("property", "og:title", title.removesuffix(f" – {site}")),
        ("property", "og:description", shown),
        ("property", "og:url", absolute(request, path)),
        ("property", "og:image", absolute(request, static(PICTURE))),
        ("property", "og:image:width", width),
        ("property", "og:image:height", height),
        ("property", "og:image:alt", _("Clinic Directory: find a ketamine clinic you can check.")),
        ("name", "twitter:card", "summary_large_image"),
    )
    return SafeString(
        "".join(
            f'\n<meta {kind}="{name}" content="{html.escape(str(said))}">'
            for kind, name, said in metas
        )
    )
