"""An address as somebody types it: where its ZIP code is, and which town it may end in."""

import re
from collections.abc import Iterator, Sequence

from directory.places.names import STATE_AT_THE_END, Word, key_of

Words = Sequence[Word]

_PREPOSITIONS = {
    *("near", "nearto", "in", "around", "closeto"),
    *("cercade", "cercadel", "en", "cerca", "alrededorde"),
}
_SENTENCES = {
    *(
        "ilivein",
        "ilivenear",
        "welivein",
        "welivenear",
        "imin",
        "iamin",
        "weliveinthe",
        "outsideof",
    ),
    *("justoutsideof", "outside", "myzipis", "myzipcodeis", "mycityis", "mytownis", "clinicsin"),
    *("clinicsnear", "somewhereinornear", "somewherein", "somewherenear", "anywherein"),
    *("anywherenear", "northof", "southof", "eastof", "westof", "from", "imfrom", "iamfrom"),
    *("livingin", "locatedin", "basedin", "vivoen", "estoyen", "vivocercade", "notfarfrom"),
    *("walkingdistancefrom", "walkingdistanceto", "afuerasde", "alasafuerasde", "nextto"),
}
"""What people say before the place."""
_LONGEST_SENTENCE = 4
_COUNTRY = {"usa", "us", "unitedstates", "unitedstatesofamerica"}
_DASH = re.compile(r"\s*[-\u2010-\u2015\u2212+]\s*")
_SAYS_ZIP = {("zip",), ("zipcode",), ("zip", "code"), ("postal", "code"), ("postcode",)}
_OF_STREETS = """
street str ave avenue av blvd boulevard rd road dr drive ln lane pkwy parkway hwy highway suite apt
unit box floor calle avenida carretera
"""
_STREETS = set(_OF_STREETS.split())
"""Words that no name of a town has, and that show a street or a part of a house."""
_AFTER_STREETS = "st way ct court pl place cir circle ter terrace trl trail"
_ENDS_A_STREET = _STREETS | set(_AFTER_STREETS.split())
"""What a street's name may end in; many are words of towns, too."""
_OF_UNITS = "suite ste unit apt apartment room rm bldg building box floor"
_UNITS = set(_OF_UNITS.split())
_LONGEST_TOWN = 6
_LONGEST_STATE = 4
"""Words."""


def without_country(said: Words) -> Words:
    """The words without the name of the country at their end, unless they are only that.

    Before a ZIP code it says nothing either: "US 80202".
    """
    if len(said) == 2 and said[1].is_zip and key_of(said[:1]) in _COUNTRY:
        return said[1:]
    lengths = (n for n in (1, 2, 4) if n < len(said) and key_of(said[-n:]) in _COUNTRY)
    return said[: -next(lengths, len(said))] or said


def without_preposition(said: Words) -> Words:
    """The words without a "near", an "in" or an "I live in" before them."""
    before = _PREPOSITIONS | _SENTENCES
    longest = min(_LONGEST_SENTENCE, len(said) - 1)
    lengths = (n for n in range(longest, 0, -1) if key_of(said[:n]) in before)
    return said[next(lengths, 0) :]


def without_unit(said: Words) -> Words:
    """The words without a suite, an apartment or the like at their end."""
    if len(said) > 1 and "#" in said[-1].gap:
        return said[:-1]
    is_unit = len(said) > 2 and said[-2].folded in _UNITS
    is_unit = is_unit and (_has_digit(said[-1]) or len(said[-1].folded) == 1)
    return said[:-2] if is_unit else said


def parts(said: Words) -> list[Words]:
    """The words between commas and line breaks."""
    begins = [i for i, word in enumerate(said) if not i or word.begins_a_part]
    return [said[i:j] for i, j in zip(begins, [*begins[1:], len(said)], strict=True)]


def zip_end(said: Words, i: int) -> int:
    """The end of the ZIP code at word `i`, its four more digits included; `i` when none is.

    A blank may stand for the dash only at the end: after it, a house number would look alike.
    """
    if i >= len(said) or not said[i].is_zip:
        return i
    return i + 1 + _has_four_more(said, i)


def _has_four_more(said: Words, i: int) -> bool:
    """Whether the four more digits of a ZIP code follow word `i`."""
    more = said[i + 1] if i + 1 < len(said) else None
    if more is None or not more.is_number or len(more.folded) != 4:
        return False
    is_blank = not more.gap.strip() and i + 2 == len(said)
    return is_blank or bool(_DASH.fullmatch(more.gap))


def zip_beside(said: Words) -> tuple[str, Words, bool]:
    """The ZIP code of an address, the words beside it, and whether nothing but them follows it.

    It is the last number of five digits, or of nine. Else the number at the end, of which zeros in
    front may be lost: it is filled up when there are words before it. ("", …) without any.
    """
    for i in reversed(range(len(said))):
        is_more = i > 0 and said[i - 1].is_zip and bool(_DASH.fullmatch(said[i].gap))
        if (end := zip_end(said, i)) > i and not is_more:
            beside = [*_without_zip_word(said[:i]), *said[end:]]
            return said[i].folded[:5], beside, end == len(said)
    begin = next((i for i in (len(said) - 2, len(said) - 1) if _ends_in_short_zip(said, i)), None)
    if begin is None:
        return "", said, True
    digits, rest = said[begin].folded, _without_zip_word(said[:begin])
    digits = digits[:-4] if len(digits) > 5 else digits
    return digits.zfill(5) if rest else digits, rest, True


def _ends_in_short_zip(said: Words, i: int) -> bool:
    """Whether the words from `i` on are a ZIP code that lost its zeros: `2116`, `21161234`."""
    if i < 0 or not said[i].is_number:
        return False
    digits = len(said[i].folded)
    return i + 1 + (digits < 5 and _has_four_more(said, i)) == len(said) and digits in (3, 4, 7, 8)


def _without_zip_word(said: Words) -> Words:
    """The words without "ZIP code" at their end."""
    ends = (n for n in (2, 1) if tuple(word.folded for word in said[-n:]) in _SAYS_ZIP)
    return said[: len(said) - next(ends, 0)]


def names_at_the_end(said: Words) -> Iterator[tuple[Words, Words, str]]:
    """What words may end in as a town and its state, the longest first.

    Each is what stands before it, the town, and the code of the state. The town begins the last
    part, or stands within it.
    """
    for cut in range(max(1, len(said) - _LONGEST_STATE), len(said)):
        state = STATE_AT_THE_END.get(key_of(said[cut:]), "")
        if state and not any(word.begins_a_part for word in said[cut + 1 :]):
            part = cut - len(parts(said[:cut])[-1])
            for begin in range(max(1, part, cut - _LONGEST_TOWN), cut):
                before = said[:part] if begin == part else said[part:begin]
                yield before, said[begin:cut], state


def towns_of_an_address(said: Words) -> Iterator[tuple[Words, str]]:
    """What may be the town that an address ends in, and the code of its state; longest first.

    Only words that show a street before it make it an address: of a town that is misspelled, the
    end would be another town. Without a state, the town is the last part or follows the street.
    """
    for before, town, state in names_at_the_end(said):
        if _shows_a_street(before):
            yield town, state
    after = after_the_street(parts(said)[-1])
    # "350 Fifth Avenue, New York": a state's whole name may be a town's, its code is not.
    is_state = len(key_of(after)) < 5 and key_of(after) in STATE_AT_THE_END
    if len(after) < len(said) and not is_state and _shows_a_street(said[: -len(after)]):
        yield after, ""


def _shows_a_street(said: Words) -> bool:
    """Whether words have a number or a word like "avenue" among them."""
    return any(word.folded in _STREETS or _has_digit(word) for word in said)


def _has_digit(word: Word) -> bool:
    return any(letter.isdigit() for letter in word.folded)


def after_the_street(said: Words) -> Words:
    """The words behind the last one that ends a street or a unit; all of them without any."""
    for i in reversed(range(len(said))):
        ends_street = said[i].folded in _STREETS
        ends_street |= said[i].folded in _ENDS_A_STREET and i > 1 and _shows_a_street(said[:i])
        if (ends_street or _has_digit(said[i])) and i + 1 < len(said):
            return said[i + 1 :]
    return said
