"""The cards of results as HTML. A page has up to a hundred, and a tag is faster than an include.

What a clinic says looks alike on every page, so its HTML is kept, with holes for what only this
page knows: number, distance, and what was asked for. It is kept under the very text of the stored
card and under the day: another text, and it is another card. Nothing of a question is kept.

The classes belong to `static/css/results.css`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.safestring import SafeString

from directory.pages.opening import LocalDays
from directory.pages.results import Result
from directory.presenting.listed_card import KEPT, ListedCard, read
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import language, one_language
from directory.search.question import Question
from directory.templatetags.decides import tick_lines, warning_lines
from directory.templatetags.filled import filled, hole, with_holes
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
        days, prefix = LocalDays(timezone.now()), get_script_prefix()
        return SafeString(
            "".join(
                _numbered(result, str(number), days.of(result.clinic), prefix)
                for number, result in enumerate(results, start=first_number)
            )
        )


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
                    today=result.today,
                    where=result.where,
                    asked=_asked(result),
                )
                for number, result in numbered
            )
        )


@register.simple_tag
def result_card(result: Result) -> SafeString:
    """One card by itself, without number and box."""
    with one_language():
        return _card(
            result,
            alone=" result-alone",
            data="",
            number="",
            box="",
            today=result.today,
            where=result.where,
            asked=_asked(result),
        )


def _numbered(result: Result, number: str, today: dt.date, prefix: str) -> str:
    """A numbered card, from the kept one unless it is made or somebody else says more of it."""
    listed, where = result.listed, result.where
    asked = _asked(result) if result.question.wanted else ""
    if not listed.stored or result.reports or result.excluded:
        return _with_number(result, number, today=today, where=where, asked=asked)
    key = (listed.clinic.pk, listed.stored, listed.asks_prices)
    return _kept(*key, on=result.on, today=today, _language=language(), _prefix=prefix) % {
        "number": number,
        "carry": f"?{escape(result.carry)}" if result.carry else "",
        "where": escape(where),
        "asked": asked,
    }


@lru_cache(maxsize=KEPT)
def _kept(
    pk: int,
    stored: str,
    asks_prices: bool | None,
    *,
    on: dt.date,
    today: dt.date,
    _language: str,
    _prefix: str,
) -> str:
    """The numbered card of a clinic on a day, as a pattern for `%`.

    `today`: the day at the clinic. Its addresses begin with `_prefix`.
    """
    card = read(pk, stored)
    listed = ListedCard(
        clinic=card, distance_miles=None, asks_prices=asks_prices, facts=card.facts, stored=stored
    )
    carried = hole("carry")
    result = Result(
        listed=listed, question=Question(), carry=carried, on=on, reports={}, excluded=()
    )
    said = {"where": hole("where"), "asked": hole("asked")}
    html = _with_number(result, hole("number"), today=today, **said)
    return with_holes(html.replace(f"?{carried}", carried))


def _with_number(
    result: Result, number: str, *, today: dt.date, where: str, asked: str
) -> SafeString:
    clinic = result.clinic
    return _card(
        result,
        alone="",
        data=filled(DATA, number=number),
        number=filled(NUMBER, number=number),
        box=filled(BOX, slug=clinic.slug, words=_("Compare"), name=clinic.name),
        today=result.open_on(today),
        where=where,
        asked=asked,
    )


def _card(result: Result, *, today: str, **parts: str) -> SafeString:
    return filled(
        CARD,
        **parts,
        warnings=warning_lines(result.warnings, result.url),
        url=result.url,
        name=result.clinic.name,
        offers=result.offers,
        price=_price(result),
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
