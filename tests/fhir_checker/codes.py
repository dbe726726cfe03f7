"""Which codes a value set has, and what is wrong with a coded value."""

from collections.abc import Iterator
from functools import cache

from tests.fhir_checker.definitions import Definitions

Coding = tuple[str, str]  # (system, code)
ANY = "*"
"""A whole system whose codes are not known here (languages, currencies, types of media)."""


@cache
def members(known: Definitions, url: str) -> set[Coding]:
    """All (system, code) of a value set; sets made of other sets are resolved."""

    def of(parts: list[dict]) -> Iterator[Coding]:
        for part in parts:
            for other in part.get("valueSet", []):
                yield from members(known, other)
            if "system" in part:
                system = part["system"]
                codes = part.get("codes", known.code_systems.get(system, [ANY]))
                yield from ((system, code) for code in codes)

    composed = known.value_sets[url]
    return set(of(composed["include"])) - set(of(composed.get("exclude", [])))


def codings(value: object) -> list[dict]:
    """The codings of a CodeableConcept, a Coding or a code; a code has no system."""
    if isinstance(value, str):
        return [{"code": value}]
    if isinstance(value, dict):
        return value.get("coding", [value] if "code" in value else [])
    return []


def is_in(coding: dict, allowed: set[Coding]) -> bool:
    system, code = coding.get("system"), coding.get("code")
    if system is None:
        return any(code == known or known == ANY for _, known in allowed)
    return bool({(system, code), (system, ANY)} & allowed)


def outside(known: Definitions, binding: list[str], kind: str, value: object) -> str:
    """What a required or extensible binding says of a value; '' when it is content.

    An extensible one allows other codes where its own do not fit: what a list lacks may be right.
    What is wrong is a code of a system that it has whole, without this one.
    """
    strength, url = binding
    if url not in known.value_sets:
        return ""
    allowed = members(known, url)
    given = codings(value)
    if kind != "code":  # a Coding without a system is in no set
        given = [coding | {"system": coding.get("system", "")} for coding in given]
    if any(is_in(coding, allowed) for coding in given):
        return ""
    name = url.rsplit("/", 1)[-1]
    if strength == "required":
        return f"no code of {name}"
    whole = {part["system"] for part in known.value_sets[url]["include"]
             if "system" in part and ("codes" not in part or "whole" in part)}  # fmt: skip
    if any(coding.get("system") in whole for coding in given):
        return f"no code of {name}, though of its system"
    return ""


def unknown(known: Definitions, coding: dict) -> str:
    """Whether a coding of a system that is known here has a code, and a display, of that system."""
    system = known.code_systems.get(coding.get("system", ""))
    if not system or "code" not in coding:
        return ""
    code, display = coding["code"], coding.get("display")
    if code not in system:
        return f"{code!r} is no code of {coding['system']}"
    if display and system[code] and display.casefold() != system[code].casefold():
        return f"{code!r} means {system[code]!r}, not {display!r}"
    return ""
