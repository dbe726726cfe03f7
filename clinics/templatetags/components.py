"""The shapes that repeat on the pages of the record: fields, sections, facts, buttons, quotes.

Each is written here once. Words come from the page; what the words stand in comes from here.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField, Form
from django.template import Context
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("clinics/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field of a form: label, input, hint, errors, in this order."""
    return {"field": bound}


@register.inclusion_tag("clinics/components/desk_field.html")
def desk_field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A field of the desk: hint and first error stand above it. `hint` is the page's own."""
    return {"field": bound, "hint": hint}


@register.inclusion_tag("clinics/components/pills.html")
def pills(bound: BoundField) -> dict[str, Any]:
    """The options of a radio field side by side, below its first error."""
    return {"field": bound}


@register.inclusion_tag("clinics/components/form_errors.html")
def form_errors(form: Form) -> dict[str, Any]:
    """What is wrong in a form, each with a link to its field; nothing when nothing is."""
    return {"form": form}


@register.inclusion_tag("clinics/components/post_button.html")
def post_button(label: str, url_name: str, *args: Any, aria_label: str = "") -> dict[str, Any]:
    """A form that is one quiet button: it posts to the named address with these arguments."""
    return {"label": label, "aria_label": aria_label, "address": reverse(url_name, args=args)}


@register.simple_block_tag
def alert(content: str, title: str, level: int = 1) -> SafeString:
    """What stopped the page's work, announced at once; `level` is that of its heading."""
    shape = '<div class="summary" role="alert"><h{}>{}</h{}>{}</div>'
    return format_html(shape, level, title, level, content)


@register.simple_block_tag
def section(content: str, name: str, title: str, css: str = "") -> SafeString:
    """A section with the heading that names it; `name` becomes the heading's id."""
    css = format_html(' class="{}"', css) if css else ""
    shape = '<section{} aria-labelledby="{}"><h2 id="{}">{}</h2>{}</section>'
    return format_html(shape, css, name, name, title, content)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString | str:
    """A row of a `dl`: label and what stands inside; no row when that is blank."""
    if not content.strip():
        return ""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_tag
def provenance(words: str) -> SafeString | str:
    """Who states an answer and since when, on a line of its own; nothing for no words."""
    return format_html('<p class="said">{}</p>', words) if words else ""


@register.simple_tag
def quote(words: str, title: str = "", css: str = "") -> SafeString | str:
    """What somebody wrote, in paragraphs, below a small title; nothing for no words."""
    if not words:
        return ""
    css = format_html(' class="{}"', css) if css else ""
    title = format_html('<p class="small">{}</p>', title) if title else ""
    return format_html("<blockquote{}>{}{}</blockquote>", css, title, linebreaks_filter(words))


@register.simple_tag
def commas(*parts: Any) -> SafeString:
    """The parts that are not blank, with commas between them."""
    return format_html_join(", ", "{}", ((part,) for part in parts if part))


@register.simple_tag
def outside_link(url: str, words: str = "", css: str = "") -> SafeString | str:
    """A link that leaves the site, without telling from where; the words alone for no address."""
    if not url:
        return words
    css = format_html(' class="{}"', css) if css else ""
    link = '<a{} href="{}" rel="noreferrer noopener nofollow">{}</a>'
    return format_html(link, css, url, words or url)


@register.simple_tag(takes_context=True)
def nav_link(context: Context, label: str, url_name: str, *args: Any) -> SafeString:
    """A link of a navigation; it says so when it leads to the page that is open."""
    match = context["request"].resolver_match
    current = SafeString(' aria-current="page"' if match and match.url_name == url_name else "")
    return format_html('<a href="{}"{}>{}</a>', reverse(url_name, args=args), current, label)
