"""Which of SAMHSA's service codes and names answer an item of our checklist, and which do not.

The locator lists what a facility reported, not what it lacks. So a code means *yes*, and a
missing code means *not stated*, never *no*.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CODES_FILE = Path(__file__).with_name("samhsa_codes.csv")
"""Every service code of SAMHSA's locator (a work of the US government)."""


@dataclass(frozen=True)
class Service:
    """An item of our checklist, with the codes (CSV) and names (JSON) of services that mean it."""

    item: str
    codes: tuple[str, ...]
    names: tuple[str, ...] = ()


SERVICES = (
    Service("insurance.medicare", ("mc",)),
    Service("insurance.medicaid", ("md",)),
    Service("insurance.tricare", ("mi",), ("Military insurance (e.g., TRICARE)",)),
    Service("insurance.other-private", ("pi",)),
    Service("payment.self-pay", ("sf",)),
    Service("payment.sliding-scale", ("ss",)),
    Service("payment.financial-aid", ("pa",)),
    Service("route.iv-infusion", ("kit",)),
    Service("access.telehealth-consultation", ("tele",), ("Telemedicine/telehealth",)),
    Service("access.veterans-program", ("vet",)),
    Service("access.adolescents", ("chld", "ad")),
    Service("language.ase", ("ah",)),
    Service("language.es", ("sp", "sp-spanish")),
    Service("language.ar", ("f4-arabic",)),
    Service("language.fa", ("f25-farsi",)),
    Service("language.fr", ("f28-french",)),
    Service("language.de", ("f30-german",)),
    Service("language.el", ("f31-greek",)),
    Service("language.he", ("f35-hebrew",)),
    Service("language.hi", ("f36-hindi",)),
    Service("language.hmn", ("f37-hmong",)),
    Service("language.it", ("f42-italian",)),
    Service("language.ja", ("f43-japanese",)),
    Service("language.ko", ("f47-korean",)),
    Service("language.pl", ("f66-polish",)),
    Service("language.pt", ("f67-portuguese",)),
    Service("language.ru", ("f70-russian",)),
    Service("language.tl", ("f81-tagalog",)),
    Service("language.vi", ("f92-vietnamese",)),
    Service("language.nv", ("n23-navajo",)),
    Service("accreditation.joint-commission", (), ("The Joint Commission",)),
)

NOT_THE_SAME = {
    "ptsd": "a program for people with PTSD is not ketamine for PTSD",
    "trma": "a program about trauma is not ketamine for PTSD",
    "vaf": "money from the VA is not its Community Care network",
    "si": "a state's own plan is not one of the listed insurers",
    "itu": "tribal funds are not one of the listed insurers",
    "np": "treatment without payment is not a free first consultation",
    "vo": "serving only veterans is not a program among others",
    "sed": "a program for some children does not say that adolescents are treated",
    "f17-any chinese language": "any Chinese language may not be Mandarin",
    "f19-creole": "Creole may not be Haitian",
    "fx": "other languages are not named",
    "wi": "an emergency walk-in is not a visit without referral",
}
"""Codes that look like an item but are not, each with the reason."""


@cache
def known_codes() -> dict[str, str]:
    """Every service code of the locator, in lower case → its name."""
    with CODES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def items_by_code() -> dict[str, str]:
    """Code → the item that it means."""
    return {code: service.item for service in SERVICES for code in service.codes}


@cache
def items_by_name() -> dict[str, str]:
    """`folded_name` → the item that it means."""
    named = {
        folded_name(known_codes()[code]): item
        for code, item in items_by_code().items()
        if code in known_codes()
    }
    others = {folded_name(name): s.item for s in SERVICES for name in s.names}
    return named | others


def folded_name(name: str) -> str:
    """A service's name for comparing: single blanks, lower case."""
    return " ".join(name.split()).casefold()
