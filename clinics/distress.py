"""Words that speak of suicide: the crisis line is then shown first, and a person reads at once."""

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
_LONGEST = 20_000
"""Characters that are looked through; what is longer is refused wherever it is typed."""
_APOSTROPHES = re.compile("['’‘`´]")


def speaks_of_suicide(*texts: str) -> bool:
    """Whether any of the texts speaks of suicide or self-harm, in English or Spanish."""
    return any(_SPEAKS.search(_plain(text)) for text in texts)


def _plain(text: str) -> str:
    """The text as it is looked through: in lower case, without accents, blanks single."""
    return " ".join(_APOSTROPHES.sub("", folded(text[:_LONGEST])).split())
