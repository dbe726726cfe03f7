"""Addresses outside of this site, each with how sure we are of it; links to states' pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.as_written import as_written
from directory.pages.boards import KNOWN, Address, Board
from directory.pages.federal import Place
from directory.pages.state import CAN_DO, complain_about, path_of_state
from directory.templatetags.say import phone

register = template.Library()


@register.simple_tag
def complain_link(code: str) -> SafeString:
    """From a clinic to the page of its state."""
    return format_html('<a href="{}">{}</a>', path_of_state(code), complain_about(code))


@register.simple_tag
def board(one: Board) -> SafeString:
    """A board: whom it licenses, where to complain, where to look a license up."""
    body = as_written(one.body)
    head = format_html('<h3>{}</h3><p class="board-name">{}</p>', one.licenses, body)
    if one.complaint.url == one.lookup.url:
        says = _(
            "We know neither its page for complaints nor its look-up. Look there for “complaint” "
            "and for “license”."
        )
        return head + outside(one.complaint, _("The board’s home page"), body, says)
    complain = outside(one.complaint, _("Complain"), body)
    if one.complaint.is_home:
        says = _("We do not know its page for complaints. Look there for “complaint”.")
        complain = outside(one.complaint, _("The board’s home page"), body, says)
    look_up = outside(one.lookup, _("Look up a license"), body, is_quiet=True)
    if one.lookup.is_home:
        says = _("We do not know its look-up. Look there for “license”.")
        look_up = outside(one.lookup, _("The board’s home page"), body, says)
    return head + complain + look_up


@register.simple_tag
def outside(
    address: Address, label: str, about: str = "", says: str = "", *, is_quiet: bool = False
) -> SafeString:
    """A link to elsewhere, its address in print, and how we know it."""
    return format_html(
        '<p class="outside"><a class="button{}" href="{}" rel="noopener noreferrer external">{}'
        '<span class="hidden"> {}</span></a><span class="outside-says">'
        '<span class="address">{}</span> {}{}</span></p>',
        " quiet" if is_quiet or address.is_home else "",
        address.url, label, about, address.shown, f"{says} " if says else "", sureness(address),
    )  # fmt: skip


def sureness(address: Address) -> SafeString:
    """How we know an address: a flag as long as somebody has to check it."""
    return _said(address.sureness, is_sure=address.is_sure)


@register.simple_tag
def doubt(place: Place) -> SafeString:
    """Why what a place says is to be checked; nothing when it was read."""
    return _said(place.doubt, is_sure=False) if place.doubt else SafeString("")


def _said(words: str, *, is_sure: bool) -> SafeString:
    return format_html('<span class="{}">{}</span>', "hint" if is_sure else "flag stale", words)


@register.simple_tag
def can_do() -> SafeString:
    """What a board can do and what it cannot, each as an item of a list."""
    said = format_html_join("", "<li>{}</li>", ((words,) for words in CAN_DO))
    return format_html("<ul>{}</ul><p>{}</p>", said, _said(str(KNOWN["memory"]), is_sure=False))


@register.filter
def clinics_listed(count: int) -> str:
    """`3 clinics`; '' for none."""
    words = ngettext("%(n)d clinic", "%(n)d clinics", count)
    return words % {"n": count} if count else ""


@register.simple_tag
def reach(place: Place) -> SafeString:
    """The telephone number and the address of a place, as far as we know them."""
    parts = []
    if place.phone:
        parts.append(format_html('<p class="call">{}</p>', phone(place.phone)))
    if place.address:
        parts.append(outside(place.address, _("Open"), str(place.name), is_quiet=True))
    return format_html_join("", "{}", ((part,) for part in parts))
