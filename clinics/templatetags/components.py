"""HTML that repeats on many pages: fields, sections, facts, buttons, quotes.

The page gives the words, a tag of this module gives the elements around them.
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

from clinics.languages import in_language, spoken_now
from clinics.listing.websites import openable

register = template.Library()


@register.filter
def here(path: str) -> str:
    """A kept path in the language of the page, whatever the language when it was kept."""
    return in_language(path, spoken_now())


@register.inclusion_tag("clinics/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field of a form, with its label, hint and errors."""
    return {"field": bound}


@register.inclusion_tag("clinics/components/desk_field.html")
def desk_field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A field of the desk; hint and first error are above it. `hint` is for a field without one."""
    return {"field": bound, "hint": hint}


@register.inclusion_tag("clinics/components/pills.html")
def pills(bound: BoundField) -> dict[str, Any]:
    """The options of a radio field side by side, with its first error above them."""
    return {"field": bound}


@register.inclusion_tag("clinics/components/form_errors.html")
def form_errors(form: Form) -> dict[str, Any]:
    """The errors of a form, each with a link to its field; nothing when there are none."""
    fields = [(field, _named(field, str(error))) for field in form for error in field.errors]
    return {"form": form, "fields": fields}


def _named(bound: BoundField, error: str) -> str:
    """An error in words that tell which field is meant: `Phone: This field is required.`

    Only Django's own words need the name of the field; ours speak of it.
    """
    classes = type(bound.field).__mro__
    own = [
        words for one in classes for words in getattr(one, "default_error_messages", {}).values()
    ]
    if error not in map(str, own):
        return error
    return f"{bound.label} {error}" if bound.label.endswith("?") else f"{bound.label}: {error}"


@register.inclusion_tag("clinics/components/post_button.html")
def post_button(label: str, url_name: str, *args: Any, aria_label: str = "") -> dict[str, Any]:
    """A form that is one quiet button: it posts to the URL of this name and arguments."""
    return {"label": label, "aria_label": aria_label, "address": reverse(url_name, args=args)}


@register.simple_block_tag
def alert(content: str, title: str, level: int = 1) -> SafeString:
    """A message that screen readers announce at once; `level` is the level of its heading."""
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
    """A row of a `dl`: label and content; no row when the content is blank."""
    if not content.strip():
        return ""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_tag
def provenance(words: str) -> SafeString | str:
    """Who states an answer and since when, on a line of its own; nothing for no words."""
    return format_html('<p class="said">{}</p>', words) if words else ""


@register.simple_tag
def quote(words: str, title: str = "", css: str = "", language: str = "") -> SafeString | str:
    """A quotation in paragraphs, below a small title; nothing for no words.

    `language` is that of the words, where it may be another than the page's.
    """
    if not words:
        return ""
    lang = format_html(' lang="{}"', language) if language not in ("", spoken_now()) else ""
    css = format_html(' class="{}"', css) if css else ""
    title = format_html('<p class="small">{}</p>', title) if title else ""
    quoted = linebreaks_filter(words)
    if title and lang:  # the title is in the language of the page
        quoted, lang = format_html("<div{}>{}</div>", lang, quoted), ""
    return format_html("<blockquote{}{}>{}{}</blockquote>", css, lang, title, quoted)


@register.simple_tag
def commas(*parts: Any) -> SafeString:
    """The parts that are not blank, with commas between them."""
    return format_html_join(", ", "{}", ((part,) for part in parts if part))


@register.simple_tag
def outside_link(url: str, words: str = "", css: str = "") -> SafeString | str:
    """A link to another site, which does not learn where it was.

    Only the words without a URL, or with one for which a browser could open another site.
    """
    if not (link_to := openable(url)):
        return words or url
    css = format_html(' class="{}"', css) if css else ""
    link = '<a{} href="{}" rel="noreferrer noopener nofollow">{}</a>'
    return format_html(link, css, link_to, words or url)


@register.simple_tag(takes_context=True)
def nav_link(context: Context, label: str, url_name: str, *args: Any) -> SafeString:
    """A link of a navigation; it is marked when it leads to the current page."""
    match = context["request"].resolver_match
    current = SafeString(' aria-current="page"' if match and match.url_name == url_name else "")
    return format_html('<a href="{}"{}>{}</a>', reverse(url_name, args=args), current, label)
