"""The place that words name when they are no clinic's name: all of them, or what they end in."""

from __future__ import annotations

from collections.abc import Sequence

from directory.places.gazetteer import Gazetteer, Located
from directory.places.models import Place
from directory.places.names import STATE_IN_WORDS, Word, key_of, typed
from directory.places.reading import read
from directory.places.regions import nicknames, regions
from directory.search.text.clinic_names import begins_a_name, is_a_name
from directory.search.text.phrases import NO_PLACES, SAYING_NOTHING
from directory.search.text.places import LONGEST_NAME, ORDINARY, TITLES

LARGE = 50_000
"""People; a smaller town's name alone is as often a word of a clinic's name."""

NAMELESS = NO_PLACES | SAYING_NOTHING
"""Words that name no place unless their state stands beside them."""

_OF_THE_SUBJECT = """
a an best center centers clinic clinics doctor doctors find for good in ketamine looking me my near
provider providers search the therapy treatment treatments clinica de ketamina
"""
SUBJECT = frozenset(_OF_THE_SUBJECT.split())
"""Words about what everybody looks for here."""

Words = Sequence[Word]
Split = tuple[Words, Words, Located]
"""The words before the place, the words that name it, and the place."""


def place_left(text: str, gazetteer: Gazetteer, *, whole: str) -> Split | None:
    """The place that words mean although nothing in them says so; None if it is a clinic's name.

    All of them may be a place. Else they may end in one: in two words, or in one that names a large
    town. `whole` is all that was typed, "" if something in it was understood: a small town may
    stand beside words about the subject ("ketamine clinic Moab"); others make a sentence ("does it
    hurt"). At most three queries: the places, is it a name, and how else the place may be spelled.
    """
    said = typed(text)
    left = {word.folded for word in said}
    is_alone = all(word.folded in left | SUBJECT for word in typed(whole))
    gazetteer.look_up(key_of(said[begin:]) for begin in range(len(said)))
    for begin in range(max(0, len(said) - LONGEST_NAME), len(said)):
        before, end = said[:begin], said[begin:]
        is_code = is_state(end) and len(key_of(end)) == 2
        if (is_code and before) or (not is_code and all(word.folded in NAMELESS for word in end)):
            continue
        is_large = names_a_large_place(end, gazetteer)
        may_be_meant = is_large or (not before and is_alone) or len(end) > 1
        if may_be_meant and (is_large or _is_town(end, gazetteer)):
            begins = is_large and not before
            is_name = begins_a_name(text) if begins else is_a_name(text, in_part=True)
            return None if is_name else (before, end, gazetteer.located(read(end)))
    return None


def is_state(said: Words) -> bool:
    """Whether words are a state's name or its code, not one that is an ordinary word."""
    says_so = len(said) > 1 and said[-1].spelled == "state"
    spelled = key_of(said[:-1] if says_so else said)
    if len(spelled) > 2 or says_so:
        return spelled in STATE_IN_WORDS
    is_a_word = spelled in ORDINARY | TITLES and not said[0].raw.isupper()
    return spelled in STATE_IN_WORDS and not is_a_word


def names_a_large_place(said: Words, gazetteer: Gazetteer) -> bool:
    """Whether words are a state, a county, a region, a nickname or a large town.

    One query for words that were not looked up.
    """
    spelled = key_of(said)
    gazetteer.look_up([spelled])
    return (
        is_state(said)
        or spelled in regions()
        or (spelled in nicknames() and len(spelled) > 2)
        or any(
            place.kind == Place.Kind.COUNTY
            or (place.kind == Place.Kind.TOWN and (place.population or 0) >= LARGE)
            for place in gazetteer.named(spelled)
        )
    )


def _is_town(said: Words, gazetteer: Gazetteer) -> bool:
    """Whether words are the name of a town."""
    return any(place.kind == Place.Kind.TOWN for place in gazetteer.named(key_of(said)))
