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
    # The same in Spanish, whose pronoun stands before or after the verb.
    r"|\bmatarme\b|\bme (quiero|queria|quisiera|quise|voy a|iba a|intente) matar\b"
    r"|\b(quiero|queria|quisiera|quise|deseo|deseaba|prefiero|preferia|ganas de|pense en"
    r"|pensaba en|pienso en|intente|trate de|mejor) (morir(me)?|estar muert[oa])\b"
    r"|\bmejor muert[oa]s?\b|\bojala (estuviera muert[oa]|no hubiera nacido|me (muriera|muera))\b"
    r"|\b(quitarme|quitarse) la vida\b|\bme ([a-z]+ ){0,2}quitar la vida\b|\bme quite la vida\b"
    r"|\b(hacerme|haciendome) dano\b|\bme (hago|hacia) dano\b|\blastimarme\b|\bautolesi"
    r"|\bcortarme (las venas|los brazos|las munecas|la piel|a proposito)\b"
    r"|\bme (corto|cortaba|corte) (las venas|los brazos|las munecas|a proposito)\b"
    r"|\b(ahorcarme|envenenarme|dispararme|pegarme un tiro|tirarme (de un puente|al tren))\b"
    r"|\bsobredosis (a proposito|adrede|intencional)"
    r"|\b(tomarme|me tome|me iba a tomar) todas las (pastillas|pildoras)\b"
    r"|\bno (quiero|queria|quisiera) (seguir )?(viviendo|vivir|viv[oa]|estar viv[oa])\b"
    r"|\bno puedo seguir (viviendo|asi)\b|\b(quiero|queria|quisiera) no despertar\b"
    r"|\b(no (tengo|hay|veo|encuentro)|sin) (razon|razones|motivo|motivos|ganas) (para|de) vivir\b"
    r"|\bno (vale|merece) la pena (vivir|seguir viviendo)\b|\bla vida no tiene sentido\b"
    r"|\b(acabar|terminar) con (mi vida|todo (esto|de una vez))\b|\bponer(le)? fin a mi vida\b"
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
