"""The moderators' desk, in words: when what happened and who did it; the link to it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.changes.models import ProposedItem
from clinics.credentials.lookups import Lookup
from clinics.credentials.models import Check
from clinics.listing.models import Clinic, Status
from clinics.listing.wording import label
from clinics.memberships.permissions import has_second_factor, is_moderator
from clinics.moderation.desk import counts
from clinics.templatetags.components import commas, outside_link

register = template.Library()


@register.filter
def field_labels(items: Iterable[ProposedItem]) -> str:
    """The labels of a proposal's items."""
    return ", ".join(label(item.code) for item in items)


@register.filter
def moment(at: dt.datetime) -> SafeString:
    """A moment as a time element that reads `26 November, 4:10 a.m. EST`, in TIME_ZONE."""
    there = timezone.localtime(at)
    words = f"{date_format(there, 'MONTH_DAY_FORMAT')}, {date_format(there, 'P T')}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), words)


@register.filter
def duration(took: dt.timedelta) -> str:
    """A length of time as `12 seconds` or `3 minutes`."""
    seconds = math.ceil(took.total_seconds())
    if seconds < 120:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


@register.simple_tag
def desk_link(user: Any) -> SafeString | str:
    """A link for moderators, with the number of waiting cases once they have a second factor.

    No query for anybody else.
    """
    if not is_moderator(user):
        return ""
    waiting = sum(counts().values()) if has_second_factor(user) else 0
    badge = '&nbsp;<span class="badge">{}<span class="hidden"> {}</span></span>'
    count = format_html(badge, waiting, _("waiting cases")) if waiting else ""
    return format_html('<a href="{}">{}{}</a>', reverse("desk"), _("Desk"), count)


@register.simple_tag
def decided(at: str, by: Any = None, reason: str = "", words: str = "") -> SafeString:
    """When, by whom and why something was decided: `3 March 2026, a@b.example. Why: “words”`.

    `at` is the day in words; whatever is blank is left out.
    """
    why = format_html(". {}", reason) if reason else ""
    quoted = format_html(": “{}”", words) if words else ""
    return format_html("{}{}{}", commas(at, by), why, quoted)


@register.simple_tag
def looked_up(check: Check, until: str) -> SafeString:
    """How and where a credential was checked, `until` when it is valid, and the note."""
    source: Any = check.source_said
    if check.source_url:
        source = outside_link(check.source_url, source or check.get_method_display())
    valid = format_html("{} {}", _("valid until"), until) if until else ""
    note = format_html(". “{}”", check.note) if check.note else ""
    return format_html("{}{}", commas(check.how, source, valid), note)


@register.simple_tag
def lookup_link(found: Lookup, fills: str) -> SafeString:
    """A link to where a credential can be looked up, in a new tab. Opening it fills the address:
    the field of the name `fills`.
    """
    link = '<a class="more" href="{}" target="_blank" rel="{}" data-fills="{}">{}</a>'
    return format_html(link, found.url, "noreferrer noopener nofollow", fills, found.label)


@register.simple_tag
def proposal_link(pk: int) -> SafeString:
    """A link to a proposal on the desk."""
    return format_html(
        '<a href="{}">{} {}</a>', reverse("desk_change", args=[pk]), _("Proposal"), pk
    )


@register.simple_tag
def standing(clinic: Clinic) -> SafeString | str:
    """A flag that says where a listing stands; nothing for one that is open."""
    if clinic.status == Status.OPEN:
        words = _("says that it has closed") if clinic.says_closed_since else ""
    else:
        words = str(clinic.get_status_display())
    return format_html('<span class="flag stale">{}</span>', words) if words else ""


@register.simple_tag
def desk_clinic_link(user: Any, clinic: Clinic) -> SafeString | str:
    """A link from a clinic's public page to the desk; for moderators alone, without a query."""
    if not is_moderator(user):
        return ""
    link = '<a class="button quiet" href="{}">{}</a>'
    return format_html(link, reverse("desk_clinic", args=[clinic.slug]), _("At the desk"))


@register.simple_tag
def public_page(clinic: Clinic) -> SafeString | str:
    """A link to a clinic's public page, or words that it has none."""
    if not clinic.is_shown:
        return clinic.get_status_display()
    return format_html('<a href="{}">{}</a>', clinic.get_absolute_url(), _("public page"))
