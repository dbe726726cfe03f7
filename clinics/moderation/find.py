"""What the desk finds for a few typed words: clinics in every state, clinicians, and accounts.

Each way to look something up is one query over an index, and reads at most MOST_READ rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.credentials.models import Clinician, Credential
from clinics.listing.models import Clinic
from clinics.listing.phones import readable_phone
from clinics.listing.websites import host
from clinics.text import words
from clinics.word_index import beginning_with, indexed_words, only_letters_and_digits

MOST_SHOWN = 25
"""How many clinics, clinicians and accounts a page shows of each."""
MOST_READ = 200
"""How many rows one look-up reads, so that a common word stays quick."""

CLINIC_COLUMNS = ("name", "street", "city", "state", "postal_code")
PERSON_COLUMNS = ("given_name", "family_name")
_SLUG = re.compile(r"(?:.*/clinics/)?([-\w]+)/?", re.ASCII)
_NUMBER = re.compile(r"[^A-Za-z0-9]")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A clinic, a clinician or an account, and in which of its fields the words stand."""

    row: Any
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class Found:
    """At most MOST_SHOWN hits of each kind; `more` names the kinds that have more."""

    clinics: list[Hit] = field(default_factory=list)
    people: list[Hit] = field(default_factory=list)
    accounts: list[Hit] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.clinics or self.people or self.accounts)


def find(typed: str) -> Found:
    """What the words stand in. At most nine queries, whatever there is."""
    return Found(
        clinics=_shown([*_clinics_by_key(typed), *_clinics_by_words(typed)]),
        people=_shown([*_by_number(typed), *_people_by_name(typed)]),
        accounts=_shown(_accounts(typed)),
    )


def _shown(hits: Iterable[Hit]) -> list[Hit]:
    """The hits without doubles, all fields of one row together; one more than is shown."""
    fields: dict[Any, list[str]] = {}
    for hit in hits:
        known = fields.setdefault(hit.row, [])
        known += [name for name in hit.fields if name not in known]
    return [Hit(row=row, fields=names) for row, names in list(fields.items())[: MOST_SHOWN + 1]]


def _hits(rows: QuerySet, name: str) -> Iterator[Hit]:
    return (Hit(row=row, fields=[name]) for row in rows[: MOST_SHOWN + 1])


def _clinics_by_key(typed: str) -> Iterator[Hit]:
    """Clinics that one whole thing names: their page, a number of a list, a phone, an address."""
    clinics = Clinic.objects.order_by("pk")
    if match := _SLUG.fullmatch(typed):
        yield from _hits(clinics.filter(slug=match[1].lower()), _("Address of the page"))
    by_row = clinics.filter(source_records__external_id=typed).distinct()
    yield from _hits(by_row, _("Number in a list"))
    if phone := _phone(typed):
        yield from _hits(clinics.exclude(phone="").filter(phone__startswith=phone), _("Phone"))
    if "@" in typed:
        by_mail = clinics.alias(mail=Lower("email")).exclude(email="").filter(mail=typed.lower())
        yield from _hits(by_mail, _("E-mail address"))
    elif starts := _websites(typed):
        with_site = clinics.exclude(website="").alias(site=Lower("website"))
        yield from _hits(with_site.filter(starts), _("Website"))


def _phone(typed: str) -> str:
    """The typed phone number as listings keep it; '' when it is none with an area code."""
    try:
        phone = readable_phone(typed) if len(_NUMBER.sub("", typed)) >= 10 else ""
    except ValueError:
        return ""
    return phone if phone.startswith("+") else ""


def _websites(typed: str) -> Q | None:
    """Which websites begin with the typed host, with and without `www.`; None when it is none."""
    if " " in typed or "." not in typed:
        return None
    name = host(typed if "://" in typed else f"https://{typed}")
    starts = Q()
    for start in (f"{scheme}://{www}{name}" for scheme in ("https", "http")
                  for www in ("", "www.")):  # fmt: skip
        starts |= Q(site__startswith=start)
    return starts if name else None


def _clinics_by_words(typed: str) -> list[Hit]:
    """Clinics in whose name and address all the words stand; the name before the rest."""
    query = beginning_with(typed)
    if query is None:
        return []
    found = Clinic.objects.alias(found=indexed_words(*CLINIC_COLUMNS)).filter(found=query)
    names = {"name": _("Name"), "street": _("Street"), "city": _("Town"), "state": _("State"),
             "postal_code": _("ZIP code")}  # fmt: skip
    hits = [(row, _columns(row, CLINIC_COLUMNS, typed)) for row in found[:MOST_READ]]
    hits.sort(key=lambda hit: (_in_name(hit[0], typed), hit[0].name.casefold(), hit[0].pk))
    return [Hit(row=row, fields=[names[column] for column in columns]) for row, columns in hits]


def _in_name(clinic: Clinic, typed: str) -> int:
    """0: these words are the name. 1: they all stand in it. 2: not all of them."""
    asked, name = words(typed), words(clinic.name)
    if asked == name:
        return 0
    return 1 if all(_begins(word, name) for word in asked) else 2


def _begins(word: str, within: list[str]) -> bool:
    return any(one.startswith(word) for one in within)


def _columns(row: Any, columns: Iterable[str], typed: str) -> list[str]:
    """The columns of a row in which one of the words stands."""
    asked = words(typed)
    return [
        column
        for column in columns
        if any(_begins(word, words(getattr(row, column))) for word in asked)
    ]


def _by_number(typed: str) -> Iterator[Hit]:
    """Clinicians, and clinics themselves, that hold a credential of this number."""
    bare = _NUMBER.sub("", typed).upper()
    if len(bare) < 3 or not any(map(str.isdecimal, bare)):
        return
    held = Credential.objects.exclude(number="").alias(bare=only_letters_and_digits("number"))
    rows = held.filter(bare=bare).select_related("clinic", "clinician__clinic").order_by("pk")
    for one in rows[: MOST_SHOWN + 1]:
        yield Hit(row=one.clinician or one.clinic, fields=[one.get_kind_display()])


def _people_by_name(typed: str) -> Iterator[Hit]:
    query = beginning_with(typed)
    if query is None:
        return iter(())
    people = Clinician.objects.alias(found=indexed_words(*PERSON_COLUMNS)).filter(found=query)
    rows = people.select_related("clinic").order_by("family_name", "given_name", "pk")
    return _hits(rows, _("Name"))


def _accounts(typed: str) -> Iterator[Hit]:
    """Accounts with such an address, or with a part of it that has three characters."""
    if len(typed) < 3 or " " in typed:
        return iter(())
    named = Q(email__icontains=typed) | Q(emailaddress__email__icontains=typed)
    return _hits(User.objects.filter(named).distinct().order_by("email"), _("E-mail address"))
