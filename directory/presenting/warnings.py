"""What is known against a clinic. Card, page, comparison, question sheet and API show one list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from clinics.checklist import CHECKLIST
from clinics.listing.models import Status
from clinics.models import Check, Clinician, Credential
from clinics.vocabulary import Source
from directory.presenting.clinicians import rank
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import language, ngettext
from directory.presenting.patient_reports import Reports
from directory.presenting.prepared import Prepared, among
from directory.presenting.shown import Shown
from directory.presenting.status import status_meaning, status_words
from directory.presenting.wording import label

KINDS = ("exclusion", "closed", "paused", "fda", "report", "overdue")
"""Every kind of warning, the gravest first: the order in which they are shown."""

ANCHORS = {"exclusion": "people", "fda": "route"}
"""The section of a clinic's page that says more about a kind of warning."""


@dataclass(frozen=True, kw_only=True)
class ShownWarning:
    """One warning. `text`: a short sentence without a full stop. `detail`: what it means, or ''.

    `count`: how many people, routes, checks or reports. `anchor`: the section of the clinic's
    page that says more. `sources`: the published texts that warn.
    """

    kind: str
    text: str
    count: int = 1
    detail: str = ""
    anchor: str = ""
    sources: tuple[Source, ...] = ()


def warnings_of(
    listed: Shown, *, on: dt.date, reports: Reports, excluded: Sequence[str]
) -> list[ShownWarning]:
    """What is known against a clinic as of a day, the gravest first. No query.

    `listed` needs its confirmed facts and `CHECKLIST.warned`. `reports`: its open reports.
    `excluded`: names on the exclusion list, from `excluded_names`.
    """
    found = [
        _exclusion(excluded),
        _status(listed, on),
        *_official(listed),
        _reports(reports),
        _overdue(listed, on),
    ]
    return [warning for warning in found if warning]


def excluded_names(clinic_ids: Iterable[int]) -> dict[int, list[str]]:
    """Who of each clinic is on the federal exclusion list, as a moderator found. One query.

    Like `presenting.clinicians`, in the same order: nobody who left, and nobody of whom nothing
    else is shown.
    """
    names: dict[int, list[str]] = {pk: [] for pk in clinic_ids}
    rows = set(_EXCLUDED.rows(names, at=timezone.now()))
    people = (Clinician(**dict(zip(PERSON, row, strict=True))) for row in rows)
    for clinician in sorted(people, key=rank):
        names[clinician.clinic_id].append(str(clinician))
    return names


PERSON = ("pk", "clinic_id", "role", "family_name", "given_name")


def _excluded() -> QuerySet[Credential, tuple[Any, ...]]:
    others = Credential.objects.shown().exclude(kind=Credential.Kind.NOT_EXCLUDED)
    return (
        Credential.objects.shown()
        .filter(clinic__in=among(), current__outcome=Check.Outcome.EXCLUDED)
        .filter(Exists(others.filter(clinician=OuterRef("clinician"))))
        .filter(~Q(clinician=None), clinician__left_on=None)
        .values_list(*(f"clinician__{name}" for name in PERSON))
    )


_EXCLUDED = Prepared(_excluded)

MAY_NAME = f"""
exists (select from clinics_credential k join clinics_check o on o.id = k.current_id
         where k.clinic_id = c.clinic_id and o.outcome = '{Check.Outcome.EXCLUDED}')
"""
"""In a query of clinics `c`: false only where `excluded_names` finds nobody."""


def _exclusion(excluded: Sequence[str]) -> ShownWarning | None:
    if not excluded:
        return None
    text = ngettext(
        "%(names)s is on the federal exclusion list",
        "%(n)d people here are on the federal exclusion list: %(names)s",
        len(excluded),
    ) % {"n": len(excluded), "names": "; ".join(excluded)}
    return ShownWarning(
        kind="exclusion",
        text=text,
        count=len(excluded),
        detail=_("Medicare, Medicaid and other federal programs pay for nothing that they do."),
        anchor=ANCHORS["exclusion"],
    )


def _status(listed: Shown, on: dt.date) -> ShownWarning | None:
    clinic = listed.clinic
    words = status_words(clinic, on=on)
    if not words:
        return None
    is_closed = clinic.status == Status.CLOSED or clinic.says_closed_since
    kind = "closed" if is_closed else "paused"
    return ShownWarning(kind=kind, text=words, detail=status_meaning(clinic, on=on))


def _official(listed: Shown) -> list[ShownWarning]:
    """The warnings of an authority, one for each text, with all that it is about."""
    facts = listed.facts
    codes = (code for code in CHECKLIST.warned if (fact := facts.get(code)) and fact.value)
    return _of_authorities(tuple(codes), language())


@lru_cache(maxsize=1000)
def _of_authorities(codes: tuple[str, ...], _language: str) -> list[ShownWarning]:
    offered: dict[str, list[str]] = {}
    for code in codes:
        offered.setdefault(str(CHECKLIST.item(code).warning), []).append(code)
    return [_of_authority(text, codes) for text, codes in offered.items()]


def _of_authority(text: str, codes: Sequence[str]) -> ShownWarning:
    items = [CHECKLIST.item(code) for code in codes]
    cited = {CHECKLIST.source(short) for item in items for short in item.sources}
    what = "; ".join(str(item.brief) for item in items)
    return ShownWarning(
        kind="fda",
        text=_("FDA warning about what is offered here: %(what)s") % {"what": what},
        count=len(items),
        detail=text,
        anchor=ANCHORS["fda"],
        sources=tuple(sorted(cited, key=lambda source: (source.year, source.short))),
    )


def _reports(reports: Reports) -> ShownWarning | None:
    if not reports:
        return None
    count = sum(reported.count for reported in reports.values())
    text = ngettext(
        "%(n)d unconfirmed report that something here is wrong: %(what)s",
        "%(n)d unconfirmed reports that something here is wrong: %(what)s",
        count,
    ) % {"n": count, "what": "; ".join(label(code) for code in reports)}
    return ShownWarning(kind="report", text=text, count=count, anchor=_anchor(next(iter(reports))))


def _anchor(code: str) -> str:
    """The section of a clinic's page that shows an answer."""
    group = code.partition(".")[0]
    return group if group in {"price", "number", "hours", *_GROUPS} else "contact"


_GROUPS = frozenset(group.code for group in CHECKLIST.groups)


def _overdue(listed: Shown, on: dt.date) -> ShownWarning | None:
    overdue = listed.overdue(on=on)
    if not overdue:
        return None
    text = ngettext("%(n)d check is overdue", "%(n)d checks are overdue", len(overdue))
    what = "; ".join(label(fact.code) for fact in overdue)
    return ShownWarning(
        kind="overdue",
        text=text % {"n": len(overdue)},
        count=len(overdue),
        detail=_("Nobody has looked again in time: %(what)s.") % {"what": what},
        anchor=_anchor(overdue[0].code),
    )
