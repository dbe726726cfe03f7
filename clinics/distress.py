"""Words that speak of suicide: the crisis line is then shown first, and a person reads at once."""

import re

from clinics.listing.names import folded

_SPEAKS = re.compile(
    r"suicid|\bkill(ing)? (myself|me)\b|\bend(ing)? (my|it|this) ?(own )?(life|all)\b"
    r"|\b(want|wish) to die\b|\b(want|wish) i (was|were) dead\b|\bself[- ]?harm"
    r"|\b(harm|hurt)(ing)? myself\b|\bmatarme\b|\bquiero morir|\bquitarme la vida\b"
)


def speaks_of_suicide(*texts: str) -> bool:
    """Whether any of the texts speaks of suicide or self-harm, in English or Spanish."""
    return any(_SPEAKS.search(folded(text)) for text in texts)
