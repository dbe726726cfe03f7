"""The brute-force answer: plain Python over the exported clinics, for the search to equal."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property

from clinics.checklist import CHECKLIST
from directory.search.question import Question

KM_PER_MILE = 1.609344


@dataclass
class Expected:
    """What the question must find: keys in order with distances, and every facet."""

    slugs: list[str]
    distances: dict[str, float | None]
    facets: dict[str, dict[str, int]]
    unpriced: int
    partly_priced: int
    may_fit: list[str]


def haversine_miles(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle miles between (latitude, longitude) pairs, by the textbook's formula."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0088 / KM_PER_MILE * math.asin(math.sqrt(min(1.0, h)))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())


def typing_errors(typed: str, word: str) -> int:
    """Letters to add, leave out or change, or neighbours to swap once, until they are equal."""
    if any(typed[:i] + typed[i + 1] + typed[i] + typed[i + 2 :] == word
           for i in range(len(typed) - 1)):  # fmt: skip
        return 1
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        former, row = row, [i]
        for j, other in enumerate(word, 1):
            row.append(min(former[j] + 1, row[-1] + 1, former[j - 1] + (letter != other)))
    return row[-1]


@cache
def meant(typed: str, known: frozenset[str]) -> set[str]:
    """The known words that a typed one means: itself, what it begins, else what it is mistyped."""
    begun = {w for w in known if w == typed or (len(typed) > 3 and w.startswith(typed))}
    forgiven = 0 if len(typed) < 5 else 1 if len(typed) < 8 else 2
    return begun or {w for w in known if typing_errors(typed, w) <= forgiven}


class Exported:
    """One exported clinic (an ndjson object), read as the contract says."""

    def __init__(self, entry: dict, today: dt.date) -> None:
        self.entry, self.slug, self.today = entry, entry["slug"], today
        self.yes = {f["code"] for f in entry["facts"] if f["value"] == "yes"}
        self.confirmed = {
            f["code"]
            for f in entry["facts"]
            if f["confirmed_by"] and dt.date.fromisoformat(f["due_on"]) >= today
        }
        self.paid = {f["code"]: set(f.get("covers") or ()) for f in entry["facts"]}
        self.numbers = {f["code"]: f["value"] for f in entry["facts"]}
        self.point = (entry["latitude"], entry["longitude"])
        self.words = set(_words(f"{entry['name']} {entry['organization']}"))

    @property
    def counted(self) -> set[str]:
        """What counts with `verified`: what others can confirm must be confirmed."""
        return self.confirmed | {c for c in self.yes if not CHECKLIST.item(c).confirm}

    def unpaid(self, question: Question) -> int:
        """How many ticked insurers it takes that pay for none of the ticked, or of all, routes."""
        routes = set(question.ticks.get("route", ()))
        taken = [
            c
            for c in {*question.codes, *question.nice}
            if c.startswith("insurance.") and c in self.yes
        ]
        paid = [self.paid[c] & routes if routes else self.paid[c] - {"visits"} for c in taken]
        return sum(not treatments for treatments in paid)

    @cached_property
    def price(self) -> tuple[float, bool] | None:
        """(course price, partial), or None."""
        by_kind: dict[str, list[tuple[str, float]]] = {}
        extras = 0.0
        for price in self.entry["prices"]:
            kind, _dot, route = price["code"].removeprefix("price.").partition(".")
            by_kind.setdefault(kind, []).append((route, float(price["amount"])))
            if price["required_for_course"]:
                extras += float(price["amount"])
        sessions = by_kind.get("session", [])
        plain = [amount for route, amount in sessions if not route]
        session = plain[0] if plain else min((a for _r, a in sessions), default=None)
        consultation = by_kind.get("consultation", [(None, None)])[0][1]
        number = self.numbers.get("number.sessions_in_course")
        if session is None and consultation is None:
            return None
        amount = (consultation or 0) + (session or 0) * (number or 1) + extras
        return amount, None in (session, consultation) or not number

    @cached_property
    def last_confirmed(self) -> dt.date | None:
        """The latest word of the clinic or check by somebody else."""
        said = [self.entry, *self.entry["facts"], *self.entry["prices"]]
        days = [one["affirmed_on"] for one in said if one["source"] == "clinic"]
        days += [f["confirmed_on"] for f in self.entry["facts"] if f["confirmed_on"]]
        return max((dt.date.fromisoformat(day) for day in days), default=None)


def brute_force(question: Question, clinics: list[Exported], today: dt.date) -> Expected:
    """The answer over every exported clinic, one after the other."""
    origin = None
    if question.area:
        origin = (question.area.point.latitude, question.area.point.longitude)
    miles = {
        c.slug: haversine_miles(origin, c.point) if origin and c.point[0] is not None else None
        for c in clinics
    }
    named = _named(question, clinics)
    eligible = [c for c in named if _eligible(question, c, miles[c.slug], today)]
    codes = (lambda c: c.counted) if question.verified else (lambda c: c.yes)
    ticking = {} if question.sort == "match" else question.ticks

    def meets(clinic: Exported, but: str = "") -> bool:
        for group, ticked in ticking.items():
            tests = [f"{group}.{code}" in codes(clinic) for code in ticked]
            together = all if CHECKLIST.group(group).combine == "all" else any
            if group != but and not together(tests):
                return False
        return True

    def affordable(clinic: Exported) -> bool:
        price = clinic.price
        limit = question.max_course_price
        return limit is None or (price is not None and not price[1] and price[0] <= limit)

    found = [c for c in eligible if meets(c) and affordable(c)]
    facets: dict[str, dict[str, int]] = {}
    for group in CHECKLIST.groups:
        pool = found
        if group.combine == "any":
            pool = [c for c in eligible if meets(c, but=group.code) and affordable(c)]
        tally = Counter(code for c in pool for code in codes(c))
        facets[group.code] = {i.code: tally[i.qualified] for i in group.items if tally[i.qualified]}
    left_out = [c.price for c in eligible if meets(c) and not affordable(c)]
    order, limit = _order(question, miles, codes), question.max_course_price
    may_fit = [
        c for c in eligible
        if meets(c) and limit and (c.price is None or (c.price[1] and c.price[0] <= limit))
    ]  # fmt: skip
    return Expected(
        slugs=[c.slug for c in sorted(found, key=order)],
        distances=miles,
        facets=facets,
        unpriced=sum(price is None for price in left_out),
        partly_priced=sum(price is not None and price[1] for price in left_out),
        may_fit=[c.slug for c in sorted(may_fit, key=order)],
    )


def _named(question: Question, clinics: list[Exported]) -> list[Exported]:
    """The clinics in whose names every word occurs, or one that it means."""
    if not question.words:
        return clinics
    known = frozenset(word for clinic in clinics for word in clinic.words)
    typed = [meant(word, known) for word in _words(question.words)]
    return [c for c in clinics if all(words & c.words for words in typed)]


def _inside(question: Question, clinic: Exported, miles: float | None) -> bool:
    if question.area is None:
        return True
    if question.radius is None and question.area.kind == "state":
        return clinic.entry["address"]["state"] == question.area.state
    radius = question.radius or 25
    limit = radius / KM_PER_MILE if question.unit == "km" else radius
    return miles is not None and miles <= limit


def _eligible(question: Question, clinic: Exported, miles: float | None, today: dt.date) -> bool:
    if not _inside(question, clinic, miles):
        return False
    if question.offers == "ketamine" and not any(c.startswith("route.") for c in clinic.yes):
        return False
    if not clinic.confirmed.issuperset(question.confirmed):
        return False
    if clinic.yes & set(question.excluded):
        return False
    if question.checked_within:
        last = clinic.last_confirmed
        return last is not None and (today - last).days <= question.checked_within
    return True


def _order(question: Question, miles: dict, codes):
    infinite = math.inf

    def key(clinic: Exported) -> tuple:
        near = miles[clinic.slug] if miles[clinic.slug] is not None else infinite
        price, last = clinic.price, clinic.last_confirmed
        first = {
            "distance": (),
            "rating": (),
            "course_price": (price is None, bool(price and price[1]), price[0] if price else 0),
            "checked": (last is None, -last.toordinal() if last else 0),
            "match": (
                clinic.unpaid(question)
                - 2 * len(codes(clinic) & {*question.codes, *question.nice}),
            ),
            "name": (" ".join(clinic.entry["name"].casefold().split()),),
        }[question.order]
        return (*first, near if question.order != "name" else 0, clinic.entry["_key"])

    return key
