"""Finds texts that speak of suicide: they bring up the crisis line and go first at the desk."""

import re

from clinics.text import folded

_SPEAKS = re.compile(
    r"suicid|\b(kill|hang|drown|cut|cutting|shoot|poison)(ing|ed)? (myself|me)\b|\bself[- ]?harm"
    r"|\bend(ing|ed)? (my|it|this) ?(own )?(life|all)\b|\b(take|took|taking) my (own )?life\b"
    r"|\b(harm|hurt)(ing)? myself\b|\boverdos(e|ed|ing) (on purpose|myself)\b"
    r"|\b(want|wish|wanted|wished|ready|going|try|tried|trying) to die\b"
    r"|\b(want|wish|wanted|wished) (that )?i (was|were|had) (dead|never been born|died)\b"
    r"|\b(not|dont|didnt|no longer) (want|wish|wanted) to (live|be alive|be here any ?more)\b"
    r"|\b(better off|rather be) dead\b|\bno (reason|point) (to live|in living|to go on living)\b"
    r"|\b(cannot|cant|couldnt|can not) go on (living|any ?more|like this)\b"
    r"|\bmatarme\b|\b(quiero|queria|quisiera) morir|\bquitarme la vida\b|\bhacerme dano\b"
    r"|\bno quiero (seguir viviendo|vivir)\b|\bacabar con mi vida\b"
)
_CHARACTERS_READ = 20_000
"""Only the start of a text is searched. Every form refuses texts that are longer than this."""
_APOSTROPHES = re.compile("['’‘`´]")


def speaks_of_suicide(*texts: str) -> bool:
    """Whether any of the texts speaks of suicide or self-harm, in English or Spanish."""
    return any(_SPEAKS.search(_plain(text)) for text in texts)


def _plain(text: str) -> str:
    """The text ready for searching: lower case, no accents or apostrophes, single blanks."""
    return " ".join(_APOSTROPHES.sub("", folded(text[:_CHARACTERS_READ])).split())
