"""Names of organizations as we compare them: legal forms and abbreviations do not count."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

from clinics.credentials.person_names import SAINTS, bare_words

LEGAL_FORMS = {
    "apc", "apmc", "chartered", "chtd", "co", "company", "corp", "corporation", "inc",
    "incorporated", "lc", "limited", "llc", "lllp", "llp", "lp", "ltd", "pa", "pc", "pl", "plc",
    "pllc", "pllp", "psc", "sc",
}  # fmt: skip
SILENT = LEGAL_FORMS | {"the", "and"}
"""Words that make no difference."""
IN_FULL = SAINTS | {
    "assn": "association", "assoc": "associates", "assocs": "associates", "centre": "center",
    "centers": "center", "clinics": "clinic", "cntr": "center", "ctr": "center",
    "ctrs": "center", "dept": "department", "grp": "group", "hlth": "health",
    "hlthcare": "healthcare", "hosp": "hospital", "inst": "institute", "intl": "international",
    "med": "medical", "mgmt": "management", "mgt": "management", "mt": "mount",
    "natl": "national", "phys": "physicians", "rehab": "rehabilitation", "serv": "services",
    "service": "services", "svc": "services", "svcs": "services", "univ": "university",
}  # fmt: skip
"""How words are abbreviated, and what we compare instead."""
LISTED_LETTERS = 30
"""Characters of a business's name that the exclusion list has room for. Longer names are cut."""
LEAST_LETTERS = 12
"""A cut name with fewer letters is too short to tell which names it begins."""

_TRADE_NAME = re.compile(
    r"\b(?:d\W?b\W?a|doing\s+business\s+as|trading\s+as|t/a|[af]\W?k\W?a)\b[.:]?", re.IGNORECASE
)


@lru_cache(maxsize=100_000)
def organization_forms(name: str) -> frozenset[str]:
    """The name as one word in the form we compare; several if it says "doing business as"."""
    parts = _TRADE_NAME.split(name) if _TRADE_NAME.search(name) else []
    forms = {"".join(_core(part)) for part in (name, *parts)}
    return frozenset(forms - {""})


def _core(name: str) -> list[str]:
    """The words that count, in full; all of them if nothing else is left."""
    whole: list[str] = []
    for is_letter, group in groupby(bare_words(name), key=lambda word: len(word) == 1):
        letters = list(group)
        whole += ["".join(letters)] if is_letter else letters
    return [IN_FULL.get(word, word) for word in whole if word not in SILENT] or whole


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
