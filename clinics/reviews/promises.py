"""Finds words that promise an outcome. They ask a moderator to look; they refuse nothing."""

import re

from clinics.text import folded

_SHARE = r"(?:\d{1,3} ?(?:%|percent)|(?:nine|eight|seven|\d{1,2}) (?:out )?of (?:ten|every|\d))"
_PROMISES = re.compile(
    r"\b(?:cure[sd]?|curing|heal(?:s|ed)?|miracles?|miraculous)\b|\bguarant\w+|\brisk[- ]?free\b"
    r"|\b(?:no|without|zero) (?:side[- ]?effects?|risks?)\b|\b(?:always|never fails to) works?\b"
    r"|\b(?:works|worked) (?:for everyone|for everybody|every time)\b|\bpain[- ]?free\b"
    r"|\b(?:pain|depression|anxiety|ptsd|symptoms?) (?:\w+ ){0,2}(?:gone|forever|for good|over)\b"
    r"|\b(?:instant|permanent|lasting|complete) (?:relief|results?|recovery|remission)\b"
    rf"|\bsuccess rates?\b|\b{_SHARE}|\bcompletely safe\b|\blife[- ]?changing\b"
    r"|\bcura(?:n|do|dos|da|das|mos)?\b|\bgarantiza\w*|\bsin (?:riesgos?|efectos secundarios)\b"
    r"|\bmilagro\w*"
)
_CHARACTERS_READ = 20_000
"""Only the start of a text is searched. Every form refuses texts that are longer than this."""


def promises_an_outcome(text: str) -> bool:
    """Whether a text may promise what a treatment does, in English or Spanish."""
    return bool(_PROMISES.search(" ".join(folded(text[:_CHARACTERS_READ]).split())))
