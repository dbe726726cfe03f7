"""Names of organizations as we compare them: legal forms and abbreviations do not count."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

from clinics.credentials.person_names import SAINTS, bare_words

LEGAL_FORMS = {
    "apc", "apmc", "chartered", "chtd", "co", "company", "corp", "corporation", "inc",
    "incorporated", "lc", "limited", "llc", "lllp", "llp", "lp", "ltd", "nfp", "pa", "pc",
    "pl", "plc", "pllc", "pllp", "psc", "sc",
}  # fmt: skip
LEGAL_PHRASES = tuple(
    f"{article}{phrase}"
    for article in ("", "a ")
    for phrase in (
        "general partnership", "limited liability company", "limited partnership",
        "ltd liability co", "ltd liability company", "md", "mdpa", "medical corporation",
        "medical corp", "prof assn", "prof corp", "professional association",
        "professional corp", "professional corporation", "professional limited liability co",
        "professional limited liability company", "professional llc", "professional medical corp",
        "professional medical corporation",
    )
)  # fmt: skip
"""Legal forms of several words. They count as such at the end of a name only."""
SILENT = LEGAL_FORMS | {"the", "and"}
"""Words that make no difference."""
IN_FULL = SAINTS | {
    "assn": "association", "assoc": "associates", "assocs": "associates", "centre": "center",
    "centers": "center", "clinics": "clinic", "cntr": "center", "ctr": "center",
    "ctrs": "center", "dept": "department", "doctor": "dr", "fam": "family",
    "first": "1st", "ft": "fort", "grp": "group", "hlth": "health",
    "hlthcare": "healthcare", "hosp": "hospital", "inst": "institute", "intl": "international",
    "lab": "laboratory", "labs": "laboratory", "laboratories": "laboratory", "med": "medical",
    "mgmt": "management", "mgt": "management", "mt": "mount", "natl": "national",
    "pharm": "pharmacy", "phcy": "pharmacy",
    "phys": "physicians", "prac": "practice", "rehab": "rehabilitation",
    "second": "2nd", "serv": "services", "service": "services",
    "surg": "surgery", "svc": "services", "svcs": "services", "third": "3rd",
    "trtmt": "treatment", "univ": "university",
}  # fmt: skip
"""How words are abbreviated, and what we compare instead."""
DIRECTIONS = {
    "e": "east", "n": "north", "ne": "northeast", "nw": "northwest", "s": "south",
    "se": "southeast", "sw": "southwest", "w": "west",
}  # fmt: skip
"""The same, of a first word."""
KINDS = frozenset({"associates", "center", "clinic", "group", "institute", "practice", "services"})
"""Last words with and without which one place is often named."""
LISTED_LETTERS = 30
"""Characters of a business's name that the exclusion list has room for. Longer names are cut."""
LEAST_LETTERS = 12
"""A cut name with fewer letters is too short to tell which names it begins."""

_TRADE_NAME = re.compile(
    r"\b(?:d\W?b\W?a|doing\s+business\s+as|trading\s+as|t/a|c/o|[af]\W?k\W?a"
    r"|(?:also|formerly|now)\s+known\s+as|formerly)\b[.:]?",
    re.IGNORECASE,
)


@lru_cache(maxsize=100_000)
def organization_forms(name: str) -> frozenset[str]:
    """The name as one word in the form we compare; several if it says "doing business as"."""
    parts = _TRADE_NAME.split(name) if _TRADE_NAME.search(name) else []
    forms = {"".join(_core(part)) for part in (name, *parts)}
    return frozenset(forms - {""})


def _core(name: str) -> list[str]:
    """The words that count, in full; all of them if nothing else is left."""
    whole = _words(name)
    parts = whole
    while parts and (end := _legal_end(parts)):
        parts = parts[:-end]
    return [IN_FULL.get(word, word) for word in parts if word not in SILENT] or whole


def _words(name: str) -> list[str]:
    """The folded words; spaced initials are one."""
    whole: list[str] = []
    for is_letter, group in groupby(bare_words(name), key=lambda word: len(word) == 1):
        letters = list(group)
        whole += ["".join(letters)] if is_letter else letters
    return [DIRECTIONS.get(word, word) for word in whole[:1]] + whole[1:]


def _legal_end(parts: list[str]) -> int:
    """How many words at the end are a legal form; 0 if none is."""
    for words in range(min(5, len(parts)), 0, -1):
        if " ".join(parts[-words:]) in LEGAL_PHRASES:
            return words
    return 1 if parts[-1] in LEGAL_FORMS else 0


def is_same_organization(one: str, other: str) -> bool:
    """Whether two names are equal, apart from legal forms, "and", "the" and abbreviations."""
    return not organization_forms(one).isdisjoint(organization_forms(other))


def is_cut(listed: str) -> bool:
    """Whether the exclusion list had perhaps no room for the whole name."""
    return len(listed) >= LISTED_LETTERS - 1


@lru_cache(maxsize=100_000)
def cut_form(listed: str) -> str:
    """What is sure of a name that may be cut: all but its last word, as one word."""
    return "".join(_core(listed.rpartition(" ")[0]))


@lru_cache(maxsize=100_000)
def kindless_form(name: str) -> str:
    """The name as one word without clinic, center … at the end; "" if too little is left."""
    parts = _core(name)
    while parts and parts[-1] in KINDS:
        parts.pop()
    return form if len(form := "".join(parts)) >= LEAST_LETTERS else ""


@lru_cache(maxsize=100_000)
def whole_form(listed: str) -> str:
    """A name as one word if only its legal form is cut; "" if more may be."""
    parts = _words(listed)
    for end in range(1, len(parts)):
        rest = " ".join(parts[end:])
        if any(phrase.startswith(rest) for phrase in LEGAL_PHRASES):
            return "".join(_core(" ".join(parts[:end])))
    return ""
