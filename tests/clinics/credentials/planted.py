"""People and organizations of an exclusion list, and how else their names are written.

`plant(500)` spreads the kinds of variants evenly. Everybody in it is invented. `crowd` draws people
as frequent as the census found names, for the measure of false alarms.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import cycle, islice, product
from typing import NamedTuple

from clinics.credentials.name_frequency import shares
from clinics.credentials.register_matching import Holder
from tests.clinics.registries.leie_file import row

STATES = ["FL", "GA", "TX", "CA", "NY", "OH", "PA", "IL", "WA", "CO", "AZ", "NC", "MI", "NJ", "VA",
          "MA", "TN", "IN", "MO", "MD", "WI", "MN", "SC", "AL", "LA", "KY", "OR", "OK", "CT", "UT",
          "IA", "NV", "AR", "MS", "KS", "NM", "NE", "ID", "WV", "HI", "NH", "ME", "RI", "MT", "DE",
          "SD", "ND", "AK", "VT", "WY"]  # fmt: skip
FAMILIES = [begin + end for begin, end in product(
    ["Bran", "Corl", "Dell", "Fenn", "Garl", "Holm", "Kest", "Lorn", "Marl", "Nort", "Pell"],
    ["wick", "mere", "dale", "tarn", "holt", "quist", "worth", "ling"])]  # fmt: skip
GIVENS = ["Robert", "Margaret", "William", "Elizabeth", "James", "Katherine", "Richard", "Deborah",
          "Edward", "Susan", "Michael", "Patricia", "Thomas", "Barbara", "Charles"]  # fmt: skip
SHORT = [("Bob", "ROBERT"), ("Peggy", "MARGARET"), ("Bill", "WILLIAM"), ("Liz", "ELIZABETH"),
         ("Wm.", "WILLIAM"), ("Chas.", "CHARLES"), ("Ted", "EDWARD"), ("Jack", "JOHN"),
         ("Debbie", "DEBORAH"), ("Robert", "BOB"), ("Margaret", "PEGGY")]  # fmt: skip
SOUNDS = [("Catherine", "KATHERINE"), ("Steven", "STEPHEN"), ("Jeffrey", "GEOFFREY"),
          ("Sara", "SARAH"), ("Katherine", "CATHERINE"), ("Stephen", "STEVEN"),
          ("Mohd", "MUHAMMED"), ("Kristin", "CHRISTINE"), ("Sean", "SHAUN"),
          ("Rebecca", "REBEKAH")]  # fmt: skip
TITLES = ["Dr.", "Dr", "Doctor", "Prof.", "Ms.", "Mrs", "Professor Dr."]
DEGREES = ["MD", "M.D.", "DO", "CRNA", "PhD", "NP", "DNP, APRN", "PMHNP-BC", "Jr.", "III", "LCSW"]
APOSTROPHES = "'’`"
LEGAL = ["P.A.", "P. A.", "PSC", "PLLC", "S.C.", "LLC", "L.L.C.", "Inc.", "P.C.", "Corp", "LTD"]


class Case(NamedTuple):
    """A row of the list, and somebody whose name is written otherwise."""

    kind: str
    holder: Holder
    row: dict[str, str]


Maker = Callable[[random.Random, str, str], tuple[tuple[str, str], dict[str, str]]]
"""(given, family) as invented → as ours are written, and the cells of the row."""


def _row(last: str, first: str, middle: str = "", **cells: str) -> dict[str, str]:
    return {"LASTNAME": last.upper(), "FIRSTNAME": first.upper(), "MIDNAME": middle.upper()} | cells


def wrong(word: str, how: str, rng: random.Random) -> str:
    """The word with a typing error, not in its first letter."""
    at = rng.randrange(1, len(word) - 1)
    if how == "swap":
        at = next(n for n in range(1, len(word) - 1) if word[n] != word[n + 1])
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    letter = rng.choice([one for one in "bdfgklmnprstv" if one != word[at]])
    return {"insertion": word[:at] + letter + word[at:], "deletion": word[:at] + word[at + 1 :],
            "exchange": word[:at] + letter + word[at + 1 :]}[how]  # fmt: skip


PEOPLE: dict[str, Maker] = {
    "title": lambda r, g, f: ((f"{r.choice(TITLES)} {g}", f), _row(f, g)),
    "degree behind the given name": lambda r, g, f: ((f"{g}, {r.choice(DEGREES)}", f), _row(f, g)),
    "degree behind the surname": lambda r, g, f: ((g, f"{f} {r.choice(DEGREES)}"), _row(f, g)),
    "suffix on the list": lambda r, g, f: ((g, f), _row(f"{f} {r.choice(['JR', 'III'])}", g)),
    "hyphen in the given name": lambda r, g, f: ((f"{g}-Ann", f), _row(f, f"{g}ann")),
    "blank in the given name": lambda r, g, f: ((f"La{g}", f), _row(f, f"La {g}")),
    "given name in two cells": lambda r, g, f: ((f"{g}ann", f), _row(f, g, "Ann")),
    "apostrophe": lambda r, g, f: ((g, f"O{r.choice(APOSTROPHES)}{f}"), _row(f"O {f}", g)),
    "apostrophe in the given name": lambda r, g, f: ((f"D’{g}", f), _row(f, f"D{g}")),
    "hyphen in the surname": lambda r, g, f: ((g, f"{f}-Marsh"), _row(f"{f} Marsh", g)),
    "one part of the surname": lambda r, g, f: ((g, f), _row(f"{f}-Marsh", g)),
    "particles": lambda r, g, f: ((g, f"De La {f}"), _row(f"Dela{f}", g)),
    "swapped": lambda r, g, f: ((f, g), _row(f, g)),
    "middle name is ours": lambda r, g, f: ((g, f), _row(f, "John", g)),
    "former name with us": lambda r, g, f: ((f"{g} {f}", "Marsh"), _row(f, g)),
    "former name on the list": lambda r, g, f: ((g, f), _row("Marsh", g, f)),
    "practice on the list": lambda r, g, f: (
        (g, f), _row("", "", BUSNAME=f"{g} {f} MD PA".upper()[:30])),
    "turned surname": lambda r, g, f: ((g, f"{f}-Marsh"), _row(f"Marsh-{f}", g)),
    "our middle name is first": lambda r, g, f: ((f"John {g}", f), _row(f, g)),
    "initial": lambda r, g, f: ((f"{g[0]}.", f), _row(f, g)),
    "two initials": lambda r, g, f: ((f"{g[0]}.R.", f), _row(f, g, "Ruth")),
    "Saint": lambda r, g, f: ((g, f"St. {f}"), _row(f"Saint {f}", g)),
    "St": lambda r, g, f: ((g, f"Saint {f}"), _row(f"ST{f}", g)),
    "ü": lambda r, g, f: ((g, f"Mü{f}"), _row(r.choice([f"Mue{f}", f"Mu{f}"]), g)),
    "ue": lambda r, g, f: ((g, f"Oe{f}ss"), _row(f"O{f}ss", g)),
    "å and ß": lambda r, g, f: ((g, f"Å{f}ß"), _row(f"Aa{f}ss", g)),
    "other state": lambda r, g, f: ((f"Dr. {g}", f"{f}son"), _row(f"{f}son", g, STATE="WY")),
    **{
        f"{how} in the surname": lambda r, g, f, how=how: ((g, wrong(f, how, r)), _row(f, g))
        for how in ("insertion", "deletion", "exchange", "swap")
    },
    **{
        f"{how} in the given name": lambda r, g, f, how=how: ((wrong(g, how, r), f), _row(f, g))
        for how in ("insertion", "deletion", "exchange", "swap")
    },
}  # fmt: skip
PAIRS = {"short form": SHORT, "sound": SOUNDS}
BUSINESSES: dict[str, Callable[[random.Random, str], tuple[str, str]]] = {
    "&": lambda r, f: (f"{f} Pain & Wellness", f"{f} PAIN AND WELLNESS"),
    "and": lambda r, f: (f"{f} Pain and Wellness", f"{f} PAIN & WELLNESS"),
    "saint of a clinic": lambda r, f: (f"St. {f}'s Clinic", f"SAINT {f}S CLINIC"),
    "legal form": lambda r, f: (f"{f} Clinic", f"THE {f} CLINIC, {r.choice(LEGAL)}"),
    "legal form of ours": lambda r, f: (f"{f} Clinic {r.choice(LEGAL)}", f"{f} CLINIC"),
    "center": lambda r, f: (f"{f} Center", f"{f} CTR"),
    "the": lambda r, f: (f"The {f} Institute", f"{f} INSTITUTE"),
    "doing business as": lambda r, f: (f, f"ORMER LLC {r.choice(['DBA', 'D/B/A'])} {f}"),
    "trade name of ours": lambda r, f: (f"Tidewrack LLC d/b/a {f} Key", f"{f} KEY INC"),
    "initials of a clinic": lambda r, f: (f"A.B.C. {f} Care", f"A B C {f} CARE"),
    "joined initials": lambda r, f: (f"JR {f} Medical", f"J. R. {f} MED"),
    "cut legal form": lambda r, f: (f"{f} Key", f"{f} KEY, A PROFESSIONAL CORPORATION"),
    "kind of place": lambda r, f: (f"{f} Key Ketamine", f"{f} KEY KETAMINE CLINIC"),
    "direction": lambda r, f: (f"N. {f} Clinic", f"NORTH {f} CLINIC"),
    "cut at thirty letters": lambda r, f: (
        f"{f} Interventional Ketamine Institute", f"{f} INTERVENTIONAL KETAMINE INSTITUTE"[:30]),
    "wrong letter": lambda r, f: (f"{wrong(f, 'swap', r)} Ketamine", f"{f} KETAMINE"),
}  # fmt: skip


def plant(count: int, seed: int = 9) -> list[Case]:
    """So many variants, each kind as often as the others."""
    rng = random.Random(seed)
    kinds = [*PEOPLE, *PAIRS, *BUSINESSES]
    made = []
    for n, kind in enumerate(islice(cycle(kinds), count)):
        state = STATES[n % 20]
        family = FAMILIES[n * 7 % len(FAMILIES)]
        where = frozenset({state})
        if kind in BUSINESSES:
            ours, theirs = BUSINESSES[kind](rng, family)
            cells = row("", FIRSTNAME="", BUSNAME=theirs.upper()[:30], STATE=state)
            made.append(Case(kind, Holder(names=(ours,), states=where), cells))
            continue
        if kind in PAIRS:
            ours, theirs = PAIRS[kind][n % len(PAIRS[kind])]
            written, cells = (ours, family), _row(family, theirs)
        else:
            written, cells = PEOPLE[kind](rng, GIVENS[n % len(GIVENS)], family)
        holder = Holder(given=written[0], family=written[1], states=where)
        made.append(Case(kind, holder, row("") | {"STATE": state} | cells))
    return made


def _drawn(which: str, count: int, rng: random.Random) -> list[str]:
    """Names as often as the census counts them. Rare surnames, which it leaves out, are made up."""
    known = shares(which)
    names = [name.title() for name, _share in known]
    weights = [share for _name, share in known]
    drawn = rng.choices(names, weights, k=count)
    missing = 1 - sum(weights)
    return [
        rng.choice(names)[:4] + rng.choice(names)[-4:].lower() if rng.random() < missing else name
        for name in drawn
    ]


def crowd(count: int, seed: int) -> list[tuple[str, str, str, str]]:
    """So many people: given, middle ('' for three in ten) and family name, and a random state."""
    rng = random.Random(seed)
    givens, middles = (_drawn("given_names", count, rng) for _each in range(2))
    middles = [middle if rng.random() < 0.7 else "" for middle in middles]
    families, states = _drawn("surnames", count, rng), rng.choices(STATES, k=count)
    return list(zip(givens, middles, families, states, strict=True))
