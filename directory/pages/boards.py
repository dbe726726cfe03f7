"""The boards that license people in each state, read from one file, and how each is known."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.states import STATES, state_code
from directory.presenting import wording

FILE = Path(settings.BASE_DIR) / "fixtures" / "states" / "boards.csv"

KINDS = {
    "medical": gettext_lazy("Doctors (M.D.)"),
    "osteopathic": gettext_lazy("Osteopathic doctors (D.O.)"),
    "nursing": gettext_lazy("Nurses, nurse practitioners and nurse anesthetists"),
}
"""Whom a board of each kind licenses, in the order of the page."""

KNOWN = {
    "read": gettext_lazy("We read it in a copy of the page."),
    "list": gettext_lazy("From somebody else’s list: check before you rely on it."),
    "second-hand": gettext_lazy("Second-hand: check before you rely on it."),
    "memory": gettext_lazy("From memory: check before you rely on it."),
}
"""How something is known, the best first. All but the first are to be checked."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address outside of this site. `known` is one of KNOWN; `checked`: opened by a person."""

    url: str
    known: str
    is_home: bool = False
    checked: dt.date | None = None

    @property
    def shown(self) -> str:
        """The address as people write it: `www.fda.gov/medwatch`."""
        parts = urlsplit(self.url)
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f"{parts.netloc}{parts.path}{fragment}".rstrip("/")

    @property
    def is_sure(self) -> bool:
        """Whether nobody has to check it first."""
        return bool(self.checked) or self.known == "read"

    @property
    def sureness(self) -> str:
        """How we know it, in a sentence."""
        if self.checked:
            return _("We opened it on %(day)s.") % {"day": wording.day(self.checked)}
        return str(KNOWN[self.known])


@dataclass(frozen=True, kw_only=True)
class Board:
    """A board of a state: one row of the file."""

    state: str
    kind: str
    body: str
    complaint: Address
    lookup: Address

    @property
    def licenses(self) -> str:
        """Whom it licenses."""
        return str(KINDS[self.kind])


@cache
def boards() -> dict[str, tuple[Board, ...]]:
    """The boards by state, read once in the life of a process.

    Raises ValueError for a row that says what no row may say.
    """
    with FILE.open(encoding="utf-8", newline="") as file:
        return gathered(csv.DictReader(file))


def gathered(rows: Iterable[dict[str, str]]) -> dict[str, tuple[Board, ...]]:
    """Boards by state, each state's in the order of KINDS. Raises ValueError; see `boards`."""
    found: dict[str, list[Board]] = {state.code: [] for state in STATES if state.licenses}
    for number, row in enumerate(rows, start=2):
        wrong = list(_wrong(row))
        if wrong:
            raise ValueError(f"boards.csv, line {number}: {', '.join(wrong)}")
        found[row["state"]].append(_board(row))
    order = list(KINDS)
    return {
        code: tuple(sorted(some, key=lambda board: order.index(board.kind)))
        for code, some in found.items()
    }


_ALLOWED = {
    "kind": set(KINDS),
    "complaint_is": {"page", "home"},
    "complaint_known": set(KNOWN) - {"read"},
    "lookup_is": {"search", "home"},
    "lookup_known": set(KNOWN) - {"read"},
}


def _wrong(row: dict[str, str]) -> Iterator[str]:
    """The columns of a row that hold what they must not, and what they hold."""
    for column, allowed in _ALLOWED.items():
        if row[column] not in allowed:
            yield f"{column} {row[column]!r}"
    for column in ("complaint_url", "lookup_url"):
        if urlsplit(row[column]).scheme != "https" or not urlsplit(row[column]).hostname:
            yield f"{column} {row[column]!r}"
    if row["state"] not in {state.code for state in STATES if state.licenses}:
        yield f"state {row['state']!r}"
    if not row["body"]:
        yield "body ''"
    try:
        _checked(row)
    except ValueError:
        yield f"checked {row['checked']!r}"


def _checked(row: dict[str, str]) -> dt.date | None:
    return dt.date.fromisoformat(row["checked"]) if row["checked"] else None


def _board(row: dict[str, str]) -> Board:
    checked = _checked(row)
    complaint, lookup = (
        Address(
            url=row[f"{which}_url"],
            known=row[f"{which}_known"],
            is_home=row[f"{which}_is"] == "home",
            checked=checked,
        )
        for which in ("complaint", "lookup")
    )
    return Board(
        state=row["state"], kind=row["kind"], body=row["body"], complaint=complaint, lookup=lookup
    )


def code_of(typed: str) -> str:
    """The code of a state with boards, given as in an address: `fl`, `FL`, `new-york`; or ''."""
    code = state_code(typed.replace("-", " "))
    return code if code in boards() else ""
