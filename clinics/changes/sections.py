"""The edit form as it stands on the page: sections of rows, each with its fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.changes import fields, values
from clinics.changes.edit import Edit
from clinics.changes.instant import HARMLESS
from clinics.changes.values import ADDRESS
from clinics.checklist import CHECKLIST
from clinics.listing.draft import DERIVED
from clinics.listing.models import SourceKind
from clinics.listing.wording import answer, label, provenance

HINTS = {
    "name": gettext_lazy("The name on the door."),
    "description": gettext_lazy("In your own words, without promises. It is shown as yours."),
    "how_to_find": gettext_lazy("Which door, which floor, where to park."),
    "phone": gettext_lazy("Where patients reach you."),
    "website": gettext_lazy("Another host waits for a moderator: codes are sent to its addresses."),
    "address": gettext_lazy("The place on the map follows from the ZIP code."),
    "hours": gettext_lazy("Leave a day blank when you are closed. Two spans allow for a break."),
}
KINDS = {"description": "lines", "address": "address", "hours": "hours"}
TYPES = {"phone": "tel", "website": "url", "email": "email"}


@dataclass(frozen=True, kw_only=True)
class Input:
    """One field: its name, its id on the page, its label and what is filled in."""

    name: str
    label: str
    value: str
    type: str = "text"
    longest: int = 300

    @property
    def id(self) -> str:
        """The name as an id without signs that mean something else."""
        return "f-" + self.name.replace(".", "-").replace(":", "-")


@dataclass(kw_only=True)
class Row:
    """One answer of the form; `public`: what stands there now, in words."""

    code: str
    kind: str
    label: str
    hint: str = ""
    public: str = ""
    said_by: str = ""
    error: str = ""
    told: str = ""
    moderated: bool = True
    is_stated: bool = False
    is_edited: bool = False
    inputs: dict[str, Input] = field(default_factory=dict)
    days: list[tuple[str, list[tuple[Input, Input]]]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Where the page jumps to."""
        return "row-" + self.code.replace(".", "-")

    @property
    def aria(self) -> SafeString | str:
        """The attributes of an input that cannot be sent: they lead to what is wrong."""
        wrong = 'aria-invalid="true" aria-describedby="error-{}"'
        return format_html(wrong, self.id) if self.error else ""


@dataclass(kw_only=True)
class Section:
    """A group of rows with how many of them are stated."""

    code: str
    title: str
    question: str
    rows: list[Row]

    @property
    def stated(self) -> int:
        """How many rows hold an answer."""
        return sum(row.is_stated for row in self.rows)

    @property
    def edited(self) -> int:
        """How many rows were edited."""
        return sum(row.is_edited for row in self.rows)

    @property
    def wrong(self) -> int:
        """How many rows cannot be sent as they are."""
        return sum(bool(row.error) for row in self.rows)


def sections(edit: Edit, *, told: dict[str, str]) -> list[Section]:
    """Every section of the form, in the order of the checklist; `told`: a moderator's questions."""
    about = ("name", "description")
    contact = ("phone", "website", "email", "how_to_find", "address")
    numbers = [number.qualified for number in CHECKLIST.numbers]
    found = [
        _section(edit, "about", _("Name and description"), about),
        _section(edit, "contact", _("Contact and address"), contact),
        _section(edit, "hours", _("Opening hours"), ("hours",)),
    ]
    for group in CHECKLIST.groups:
        codes = [item.qualified for item in group.items]
        found.append(_section(edit, group.code, group.title, codes, group.question))
    found.insert(4, _section(edit, "price", _("Prices"), CHECKLIST.price_columns()))
    found.insert(5, _section(edit, "number", _("Times and numbers"), numbers))
    for section in found:
        for row in section.rows:
            row.told = told.get(row.code, "")
    return found


def _section(
    edit: Edit, code: str, title: Any, codes: Iterable[str], question: Any = ""
) -> Section:
    rows = [_row(edit, one) for one in codes]
    return Section(code=code, title=str(title), question=str(question), rows=rows)


def _row(edit: Edit, code: str) -> Row:
    said = edit.public.get(code)
    if code in DERIVED:
        words = _("Yes: you state a price of a session") if _has_price(edit) else _("Not stated")
        hint = _("This follows from the prices.")
        return Row(code=code, kind="derived", label=label(code), public=words, hint=hint)
    given = edit.given(code)
    return Row(
        code=code,
        kind=_kind(code),
        label=label(code),
        hint=str(HINTS.get(code, "") or _question(code)),
        public=answer(code, values.content(code, said)),
        said_by=provenance(said) if _by_others(said) else "",
        error=edit.errors.get(code, ""),
        moderated=code not in HARMLESS,
        is_stated=any(text for name, text in given.items() if not name.endswith(":country")),
        is_edited=code in edit.after or code in edit.errors,
        inputs={} if code == "hours" else _inputs(code, given),
        days=_days(given) if code == "hours" else [],
    )


def _has_price(edit: Edit) -> bool:
    prices = [c for c in CHECKLIST.price_columns() if c.startswith("price.session")]
    return any(edit.given(code)[f"{code}:amount"] for code in prices)


def _kind(code: str) -> str:
    if code in CHECKLIST.price_columns():
        return "price"
    if CHECKLIST.number(code):
        return "number"
    return "choice" if CHECKLIST.get(code) else KINDS.get(code, "line")


def _question(code: str) -> Any:
    if item := CHECKLIST.get(code):
        return item.question
    number = CHECKLIST.number(code)
    return number.unit if number else ""


def _by_others(said: Any) -> bool:
    """Whether somebody other than the clinic states or confirms it."""
    if not isinstance(said, dict):
        return False
    return bool(said.get("confirmed_by")) or said.get("source", "clinic") != SourceKind.CLINIC


def _inputs(code: str, given: dict[str, str]) -> dict[str, Input]:
    """The fields of a row by the last part of their name; `answer` for the first."""
    labels = {
        "detail": _("To add"), "amount": _("Amount in dollars"), "valid_from": _("Valid from"),
        "includes": _("What is included"),
        "required_for_course": _("Must be bought with the course"),
    } | {part: label(part) for part in ADDRESS}  # fmt: skip
    types = TYPES | {"valid_from": "date"}
    inputs = {}
    for name, value in given.items():
        part = name.rpartition(":")[2] if ":" in name else "answer"
        inputs[part] = Input(
            name=name,
            label=str(labels.get(part, label(code))),
            value=value,
            type=types.get(code if part == "answer" else part, "text"),
            longest=4000 if code == "description" else 300,
        )
    return inputs


def _days(given: dict[str, str]) -> list[tuple[str, list[tuple[Input, Input]]]]:
    days: list[tuple[str, list[tuple[Input, Input]]]] = []
    for day, span in fields.SPANS:
        if span == 0:
            days.append((str(WEEKDAYS[day]), []))
        again = {"opens": _("%(day)s, opens again"), "closes": _("%(day)s, closes again")}
        words = {"opens": _("%(day)s, opens"), "closes": _("%(day)s, closes")}
        words = again if span else words
        pair = [
            Input(
                name=f"hours:{day}:{span}:{end}",
                label=words[end] % {"day": WEEKDAYS[day]},
                value=given[f"hours:{day}:{span}:{end}"],
                type="time",
            )
            for end in ("opens", "closes")
        ]
        days[-1][1].append((pair[0], pair[1]))
    return days
