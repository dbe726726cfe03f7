"""The cards of results as HTML. A page has up to a hundred, and a tag is faster than an include.

The classes belong to `static/css/results.css`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from directory.pages.results import Result
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import one_language
from directory.templatetags.decides import tick_lines, warning_lines
from directory.templatetags.filled import filled
from directory.templatetags.results import call_button

register = template.Library()

CARD = """\
<li class="result{alone}"{data}>
{warnings}
<div class="result-head">
{number}<h3><a href="{url}">{name}</a></h3>
{box}</div>
<div class="result-in">
<div class="result-is">
<p class="where">{where}</p>
<p class="given">{offers}</p>
</div>
<p class="price">
{price}
</p>
<div class="result-asked">
{asked}<p class="checked hint">{checked} · {said}</p>
</div>
<div class="result-do">
{call}
{today}<span class="hint">{rating}</span>
</div>
</div>
</li>
"""
DATA = ' data-number="{number}"'
NUMBER = '<span class="result-number">{number}</span>\n'
BOX = """\
<label class="compare-box">
<input type="checkbox" name="clinic" value="{slug}">
<span>{words}<span class="hidden"> <bdi>{name}</bdi></span></span>
</label>
"""
WHOLE_PRICE = '<span class="price-sum">{price}</span>\n<span class="hint">{note}</span>'
ANY_PRICE = '<span class="price-sum none">{price}</span>'
ASKED = '<p class="meets">{words}</p>\n{ticks}\n'
TODAY = '<span class="hint">{today}</span>\n'


@register.simple_tag
def result_cards(results: Iterable[Result], first_number: int) -> SafeString:
    """Numbered cards, each with a box that ticks the clinic for the comparison."""
    with one_language():
        numbered = enumerate(results, start=first_number)
        return SafeString("".join(_numbered(result, str(number)) for number, result in numbered))


@register.simple_tag
def framed_cards(results: Iterable[Result], first_number: int) -> SafeString:
    """Numbered cards without boxes: in a frame of another site there is nothing to compare with."""
    with one_language():
        numbered = enumerate(results, start=first_number)
        return SafeString(
            "".join(
                _card(
                    result,
                    alone="",
                    data=filled(DATA, number=str(number)),
                    number=filled(NUMBER, number=str(number)),
                    box="",
                )
                for number, result in numbered
            )
        )


@register.simple_tag
def result_card(result: Result) -> SafeString:
    """One card by itself, without number and box."""
    with one_language():
        return _card(result, alone=" result-alone", data="", number="", box="")


def _numbered(result: Result, number: str) -> SafeString:
    clinic = result.clinic
    return _card(
        result,
        alone="",
        data=filled(DATA, number=number),
        number=filled(NUMBER, number=number),
        box=filled(BOX, slug=clinic.slug, words=_("Compare"), name=clinic.name),
    )


def _card(result: Result, **parts: str) -> SafeString:
    today = result.today
    return filled(
        CARD,
        **parts,
        warnings=warning_lines(result.warnings, result.url),
        url=result.url,
        name=result.clinic.name,
        where=result.where,
        offers=result.offers,
        price=_price(result),
        asked=_asked(result),
        checked=result.checked,
        said=result.said,
        call=call_button(result.clinic),
        today=filled(TODAY, today=today) if today else "",
        rating=result.rating,
    )


def _asked(result: Result) -> SafeString | str:
    words = result.matches
    return filled(ASKED, words=words, ticks=tick_lines(result.ticks)) if words else ""


def _price(result: Result) -> SafeString:
    if result.has_whole_price:
        return filled(WHOLE_PRICE, price=result.price, note=result.price_note)
    return filled(ANY_PRICE, price=result.price_in_full)
