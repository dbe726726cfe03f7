"""What every kind of search parameter can do: read a value, and say which rows match it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _

from directory.fhir.outcome import Refused

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING
PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net/SearchParameter/"
NDH = "http://hl7.org/fhir/us/ndh/SearchParameter/"
BASE_R4 = "http://hl7.org/fhir/SearchParameter/"


@dataclass(frozen=True)
class Now:
    """The day a search is as of, and the address of the FHIR server, without a slash at its end."""

    on: dt.date
    base: str


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A search parameter of one type. Rows of a type come from sources, each under a prefix of ids.

    `code` is its name in addresses, `definition` the address of its SearchParameter, and `says`
    what it does, for the CapabilityStatement.
    """

    code: str
    definition: str
    says: str = ""

    type: ClassVar[str] = ""
    modifiers: ClassVar[tuple[str, ...]] = ()

    def read(self, text: str, modifier: str, now: Now) -> Any:
        """The value that a text means. Raises Refused."""
        raise NotImplementedError

    def where(self, source: str, value: Any, now: Now) -> Q:
        """Which rows of a source match what `read` made."""
        raise NotImplementedError

    def known(self, modifier: str) -> None:
        """Raise Refused for a modifier that is not known here."""
        if modifier and modifier not in self.modifiers:
            words = _("“%(name)s” has no modifier “%(modifier)s”. It has: %(known)s.")
            if not self.modifiers:
                words = _("“%(name)s” has no modifier “%(modifier)s”, and no other.")
            known = ", ".join(f":{one}" for one in self.modifiers)
            said = {"name": self.code, "modifier": f":{modifier[:60]}", "known": known}
            raise self.wrong(words % said)

    def wrong(self, words: str) -> Refused:
        """The refusal of a value of this parameter."""
        return Refused(words, code="value", where=f"http.{self.code}")


def any_of(conditions: list[Q]) -> Q:
    """Rows that meet one of the conditions; of none, no row."""
    found = NOTHING
    for condition in conditions:
        found = condition if found is NOTHING else found | condition
    return found
