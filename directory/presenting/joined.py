"""An answer that is put together from others: who says each of them, and since when.

It is never better than its parts: as old as the oldest, confirmed only if all are confirmed,
overdue as soon as one check is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from clinics.checklist import CHECKLIST
from clinics.listing.card import SESSIONS
from clinics.listing.course import prices_of_course
from directory.presenting.answers import ShownAnswer, number_answer, price_answer
from directory.presenting.listed_clinic import Listed
from directory.presenting.one_language import gettext as _
from directory.presenting.patient_reports import Reported


def joined(answer: ShownAnswer, parts: Sequence[ShownAnswer]) -> ShownAnswer:
    """The answer with the sources and dates of its parts; the same answer without any.

    Of several kinds of source it has no `source_kind`, and `source` names all. `since`,
    `affirmed_on`, `confirmed_on` and `due_on` are the earliest.
    """
    if not parts:
        return answer
    are_checked = all(part.checked for part in parts)
    return replace(
        answer,
        source_kind=_only(part.source_kind for part in parts),
        source="; ".join(dict.fromkeys(part.source for part in parts if part.source)),
        source_url=_only(part.source_url for part in parts),
        since=_earliest(part.since for part in parts),
        affirmed_on=_earliest(part.affirmed_on for part in parts),
        is_import_day=all(part.is_import_day for part in parts),
        checked_by=_only(part.checked_by for part in parts) if are_checked else "",
        checked="; ".join(dict.fromkeys(p.checked for p in parts)) if are_checked else "",
        confirmed_on=_earliest(p.confirmed_on for p in parts) if are_checked else None,
        due_on=_earliest(p.due_on for p in parts) if are_checked else None,
        overdue=any(part.overdue for part in parts),
        stale=any(part.stale for part in parts),
        reported=_reported([part.reported for part in parts if part.reported]),
    )


def said_alike(parts: Iterable[ShownAnswer]) -> list[list[ShownAnswer]]:
    """The parts, those of one source, of the same days and checks together, in their order."""
    groups: dict[Hashable, list[ShownAnswer]] = {}
    for part in parts:
        said = (part.source_kind, part.source, part.source_url, part.since, part.affirmed_on)
        checks = (part.checked, part.confirmed_on, part.due_on, part.overdue)
        groups.setdefault((*said, *checks, part.stale, part.reported), []).append(part)
    return list(groups.values())


def labels(parts: Iterable[ShownAnswer], *, most: int | None = None) -> str:
    """What the parts are called, each name once: `IV infusion; At home`.

    Of more than `most` names, all but `most - 1` are counted.
    """
    names = list(dict.fromkeys(part.label for part in parts))
    if most is None or len(names) <= most:
        return "; ".join(names)
    named = "; ".join(names[: most - 1])
    return _("%(names)s and %(n)d more") % {"names": named, "n": len(names) - most + 1}


def course_parts(one: Listed, *, on: dt.date) -> list[ShownAnswer]:
    """The answers that its course price is made of, in the order of the sum; [] without one."""
    made_of = prices_of_course(one.prices.values())
    if made_of is None:
        return []
    kinds = {kind.code: kind for kind in CHECKLIST.prices}
    parts = [
        price_answer(kinds[price.kind], price.route, one.prices[price.code], on=on)
        for price in made_of.all
    ]
    number = CHECKLIST.number(SESSIONS)
    if made_of.session and number and (sessions := one.facts.get(SESSIONS)):
        parts.append(number_answer(number, sessions))
    return parts


def _only(said: Iterable[str]) -> str:
    """What all say; '' if they do not say the same."""
    different = set(said)
    return different.pop() if len(different) == 1 else ""


def _earliest(days: Iterable[dt.date | None]) -> dt.date | None:
    return min((day for day in days if day), default=None)


def _reported(reports: Sequence[Reported]) -> Reported | None:
    """The reports of all parts as one."""
    if not reports:
        return None
    return Reported(
        count=sum(one.count for one in reports),
        since=min(one.since for one in reports),
        is_disputed=any(one.is_disputed for one in reports),
    )
