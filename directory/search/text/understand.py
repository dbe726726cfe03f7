"""Free words → what they ask for: filters, a place, amounts, an order, a name. The rest is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

from jellyfish import damerau_levenshtein_distance

from directory.places.gazetteer import Gazetteer, Located
from directory.places.names import Word, as_typed, key, key_of, typed, visible
from directory.places.reading import read
from directory.search.text.clinic_names import is_a_name, is_within_a_name, typos_forgiven
from directory.search.text.left import (
    is_named,
    may_name,
    named_by,
    one_after_another,
    spelled_right,
    telling,
)
from directory.search.text.phrases import TRADE
from directory.search.text.place_left import is_state, names_a_large_place, place_left
from directory.search.text.quantities import Quantities, read_quantities
from directory.search.text.reading import Reading, Said
from directory.search.text.vocabulary import CHOICE, NO_FILTER, ORDER

QUOTED = ' \t\r\n"“”„«»'
"""What may stand around all words without meaning anything."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Words that may mean several things: the words, and the codes to choose from."""

    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What words mean.

    `codes` are wanted and `excluded` are not. `near` are the words that name the place, `place` is
    what the gazetteer holds for them; "" and None when no place is named; `is_here`: the place is
    where the person is. `words` are a name to look for. `radius` is in `unit`. The rest filters
    nothing and must be said: `choices`, `no_filter` (we have none for it) and `not_understood`.
    """

    codes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    near: str = ""
    place: Located | None = None
    is_here: bool = False
    words: str = ""
    max_course_price: Decimal | None = None
    radius: int | None = None
    unit: str = "mi"
    sort: str = ""
    choices: tuple[Choice, ...] = ()
    no_filter: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()


def understand(text: str, *, place_is_given: bool = False) -> Meaning:
    """The meaning of what was typed. With `place_is_given` the words name no second place.

    Understood again, the words that are left as a name mean themselves. Queries: one where words
    may name a place, one more where the place is not spelled so or is unknown; one where anything
    was understood (is it all a name?); those of `place_left` where no place was; at most seven
    for the words that are left.
    """
    gazetteer, text = Gazetteer(), visible(text).strip(QUOTED)
    if not text:
        return Meaning()
    amounts = read_quantities(text)
    meaning, left = _read(amounts, gazetteer, place_is_given)
    is_all_left = as_typed(left) == text if left else not text
    # Some clinics are called what others are searched by: "Anxiety Relief of Austin".
    if not is_all_left and _is_called(text, left, meaning):
        return Meaning(words=text)
    if not (meaning.near or place_is_given):
        meaning, left = _with_place_left(meaning, left, text, gazetteer)
    return _with_left(meaning, left, amounts, gazetteer, place_is_given)


def _is_called(text: str, left: Sequence[Word], meaning: Meaning) -> bool:
    """Whether some clinic is called as was typed, whatever the words would mean. One query.

    All words must be in its name. Of such as many names have, beside filters, they must stand in a
    row there; and they are the whole name where nothing else was said.
    """
    if left and not may_name(left) and (meaning.codes or meaning.choices):
        return is_within_a_name(text)
    return is_a_name(text, in_part=bool(left) and may_name(left))


def _with_left(
    meaning: Meaning,
    left: Sequence[Word],
    amounts: Quantities,
    gazetteer: Gazetteer,
    place_is_given: bool,
) -> Meaning:
    """The meaning with what the words left come to: a name, a mended typing error, or unknown."""
    if left and meaning.near and names_a_large_place(left, gazetteer):
        not_understood = (*meaning.not_understood, one_after_another(left))
        return replace(meaning, not_understood=not_understood)
    if left and is_named(left):
        return replace(meaning, words=one_after_another(left))
    if mended := spelled_right(amounts.text, telling(left)):
        again, rest = _read(replace(amounts, text=mended), gazetteer, place_is_given)
        place = {word.raw for word in typed(meaning.near)}
        kept = [word for word in rest if word.raw not in place]
        # A mended word is a filter or a known place, not a new unknown one.
        is_known = bool(meaning.near) or again.place is None or again.place.area is not None
        if is_known and len(telling(kept)) < len(telling(left)):
            if meaning.near:
                again = replace(again, near=meaning.near, place=meaning.place)
            meaning, left = again, kept
    found = named_by(left)
    unknown, trade = one_after_another(found.unknown), one_after_another(found.trade)
    return replace(
        meaning,
        words=found.name,
        not_understood=(*meaning.not_understood, *[unknown] * bool(unknown)),
        no_filter=(*meaning.no_filter, *[trade] * bool(trade)),
    )


def _with_place_left(
    meaning: Meaning, left: Sequence[Word], text: str, gazetteer: Gazetteer
) -> tuple[Meaning, Sequence[Word]]:
    """The meaning with the place that words end in although nothing says so, and what is left."""
    # "Boston hospital" ends in its place, too.
    trade = list(takewhile(lambda word: word.folded in TRADE, reversed(left)))[::-1]
    left = left[: len(left) - len(trade)]
    # "OR" and "IN" in capitals are states, although the words say nothing.
    words = as_typed(left) if left else ""
    if not words and not meaning.codes and is_state(typed(text)):
        words = text
    whole = "" if meaning.codes else text
    if not words or not (found := place_left(words, gazetteer, whole=whole)):
        return meaning, [*left, *trade]
    before, near, place = found
    # Beside the place, "French" may have been part of a name: by itself it is a language.
    rest, left = _read(Quantities(text=as_typed(before) if before else ""), gazetteer, True)
    codes = tuple(dict.fromkeys((*meaning.codes, *rest.codes)))
    return replace(meaning, codes=codes, near=as_typed(near), place=place), [*left, *trade]


def _read(
    amounts: Quantities, gazetteer: Gazetteer, place_is_given: bool
) -> tuple[Meaning, Sequence[Word]]:
    """What the words say, read until nothing more comes out of those left; and these."""
    found: list[Said] = []
    near: Sequence[Word] = ()
    is_here = False
    said: Sequence[Word] = typed(amounts.text)
    while True:
        reading = Reading(said, None if place_is_given or near else gazetteer)
        if reading.is_a_guess and not _is_nearly(reading.near, gazetteer):
            reading = Reading(said, None)
        found += reading.found
        near, is_here = near or reading.near, is_here or reading.here
        if len(reading.left) == len(said):
            break
        said = [replace(word, gap=" ") for word in reading.left]
    said_of = _meaning(found)
    meaning = replace(
        said_of,
        is_here=is_here and not near and not place_is_given,
        max_course_price=amounts.max_course_price,
        no_filter=(*amounts.no_filter, *said_of.no_filter),
        radius=amounts.radius,
        unit=amounts.unit,
    )
    if near:
        place = gazetteer.located(read(near))
        meaning = replace(meaning, near=as_typed(near), place=place)
    return meaning, said


def _is_nearly(near: Sequence[Word], gazetteer: Gazetteer) -> bool:
    """Whether unknown words are a place's name but for a typing error. At most two queries."""
    located, spelled = gazetteer.located(read(near)), key_of(near)
    alike = (key(area.label.partition(",")[0]) for area in located.suggestions)
    return bool(located.area or located.candidates) or any(
        damerau_levenshtein_distance(spelled, name) <= typos_forgiven(spelled) for name in alike
    )


def _meaning(found: Sequence[Said]) -> Meaning:
    """What phrases mean together.

    Only a way of giving ketamine can be unwanted: "not bipolar" says something about the person.
    """
    asked = [one for one in found if not one.is_negated]
    codes = dict.fromkeys(one.meaning for one in asked if _is_code(one))
    unwanted = [one for one in found if one.is_negated]
    excluded = [one.meaning for one in unwanted if one.meaning.startswith("route.")]
    # Who says both has said nothing: "spravato, not spravato".
    both = {one for one in excluded if one in codes}
    orders = [one.meaning.removeprefix(ORDER) for one in asked if one.meaning.startswith(ORDER)]
    return Meaning(
        codes=tuple(code for code in codes if code not in both),
        excluded=tuple(code for code in dict.fromkeys(excluded) if code not in both),
        sort=orders[0] if orders else "",
        choices=tuple(_choices(asked, codes)),
        no_filter=tuple(one.text for one in asked if one.meaning == NO_FILTER),
        not_understood=tuple(
            one.text
            for one in unwanted
            if one.meaning in both or not one.meaning.startswith("route.")
        ),
    )


def _is_code(one: Said) -> bool:
    return not one.meaning.startswith((CHOICE, ORDER, NO_FILTER))


def _choices(asked: Iterable[Said], codes: Iterable[str]) -> Iterable[Choice]:
    """What is to be chosen, unless something of the same group was named anyway."""
    groups = {code.partition(".")[0] for code in codes}
    for one in asked:
        if one.meaning.startswith(CHOICE):
            offered = tuple(one.meaning.removeprefix(CHOICE).split())
            if not groups & {code.partition(".")[0] for code in offered}:
                yield Choice(text=one.text, codes=offered)
