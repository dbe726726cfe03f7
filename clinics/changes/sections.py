"""The edit form as the page shows it: sections of rows, each with its inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.changes import fields, values
from clinics.changes.edit import Edit
from clinics.changes.instant import INSTANT_CODES
from clinics.checklist import CHECKLIST
from clinics.listing.coverage import PRIOR_AUTHORIZATION, coverable_label, coverage_words
from clinics.listing.draft import DERIVED
from clinics.listing.fields import ADDRESS_FIELDS
from clinics.listing.models import SourceKind
from clinics.listing.wording import answer, label, provenance

FIELD_HINTS = {
    "name": gettext_lazy("The name on the door."),
    "description": gettext_lazy(
        "In your own words, without promises. Patients see that it is yours."
    ),
    "how_to_find": gettext_lazy("Which door, which floor, where to park."),
    "phone": gettext_lazy("Where patients reach you."),
    "website": gettext_lazy("A new domain waits for a moderator: we send codes to its addresses."),
    "address": gettext_lazy("The ZIP code decides the place on the map."),
    "hours": gettext_lazy("Leave a day blank if you are closed. Use two spans for a break."),
}
ROW_KINDS = {"description": "lines", "address": "address", "hours": "hours"}
INPUT_TYPES = {"phone": "tel", "website": "url", "email": "email"}


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input of the form."""

    name: str
    label: str
    value: str
    type: str = "text"
    max_length: int = 300

    @property
    def id(self) -> str:
        """The name as an HTML id, without the signs that mean something in CSS."""
        return "f-" + self.name.replace(".", "-").replace(":", "-")


@dataclass(frozen=True, kw_only=True)
class CoverageInputs:
    """What an insurer pays for: a box for each thing, prior authorization, and both in words."""

    boxes: list[Input]
    prior_authorization: Input
    words: str


@dataclass(kw_only=True)
class FormRow:
    """One answer of the form: `public` in words, `asked` by a moderator."""

    code: str
    kind: str
    label: str
    hint: str = ""
    public: str = ""
    said_by: str = ""
    error: str = ""
    asked: str = ""
    moderated: bool = True
    is_stated: bool = False
    is_edited: bool = False
    inputs: dict[str, Input] = field(default_factory=dict)
    coverage: CoverageInputs | None = None
    days: list[tuple[str, list[tuple[Input, Input]]]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The HTML id to which the list of errors links."""
        return "row-" + self.code.replace(".", "-")

    @property
    def aria(self) -> SafeString | str:
        """The attributes that connect a wrong input with its error message."""
        wrong = 'aria-invalid="true" aria-describedby="error-{}"'
        return format_html(wrong, self.id) if self.error else ""


@dataclass(kw_only=True)
class FormSection:
    """A group of rows under one title."""

    code: str
    title: str
    question: str
    rows: list[FormRow]

    @property
    def stated(self) -> int:
        """How many rows have an answer."""
        return sum(row.is_stated for row in self.rows)

    @property
    def edited(self) -> int:
        """How many rows were edited."""
        return sum(row.is_edited for row in self.rows)

    @property
    def wrong(self) -> int:
        """How many rows cannot be sent as they are."""
        return sum(bool(row.error) for row in self.rows)


def sections(edit: Edit, *, questions: dict[str, str]) -> list[FormSection]:
    """All sections, in the order of the checklist. `questions`: a moderator's questions by code."""
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
            row.asked = questions.get(row.code, "")
    return found


def _section(
    edit: Edit, code: str, title: Any, codes: Iterable[str], question: Any = ""
) -> FormSection:
    rows = [row_of(edit, one) for one in codes]
    return FormSection(code=code, title=str(title), question=str(question), rows=rows)


def row_of(edit: Edit, code: str) -> FormRow:
    """One answer as the form shows it."""
    value = edit.public.get(code)
    if code in DERIVED:
        words = _("Yes: you state a price of a session") if _has_price(edit) else _("Not stated")
        hint = _("This follows from the prices.")
        return FormRow(code=code, kind="derived", label=label(code), public=words, hint=hint)
    given = edit.given(code)
    return FormRow(
        code=code,
        kind=_kind(code),
        label=label(code),
        hint=str(FIELD_HINTS.get(code, "") or _question(code)),
        public=answer(code, values.content(code, value)),
        said_by=provenance(value) if _by_others(value) else "",
        error=edit.errors.get(code, ""),
        moderated=code not in INSTANT_CODES,
        is_stated=any(text for name, text in given.items() if not name.endswith(":country")),
        is_edited=code in edit.after or code in edit.errors,
        inputs={} if code == "hours" else _inputs(code, given),
        coverage=_coverage(code, given),
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
    return "choice" if CHECKLIST.get(code) else ROW_KINDS.get(code, "line")


def _question(code: str) -> Any:
    if item := CHECKLIST.get(code):
        return item.question
    number = CHECKLIST.number(code)
    return number.unit if number else ""


def _by_others(value: Any) -> bool:
    """Whether somebody other than the clinic states or confirms it."""
    if not isinstance(value, dict):
        return False
    return bool(value.get("confirmed_by")) or value.get("source", "clinic") != SourceKind.CLINIC


def _coverage(code: str, given: dict[str, str]) -> CoverageInputs | None:
    boxes = fields.boxes(code)
    if not boxes:
        return None
    prior = f"{code}:{PRIOR_AUTHORIZATION}"
    paid = [covered for name, covered in boxes.items() if given[name]]
    authorization = {fields.YES: True, fields.NO: False}.get(given[prior])
    words = list(coverage_words(paid, authorization)) or [_("what it pays for is not stated")]
    return CoverageInputs(
        boxes=[
            Input(name=name, label=capfirst(coverable_label(covered)), value=given[name])
            for name, covered in boxes.items()
        ],
        prior_authorization=Input(
            name=prior, label=_("Is prior authorization needed?"), value=given[prior]
        ),
        words=capfirst("; ".join(words)),
    )


def _inputs(code: str, given: dict[str, str]) -> dict[str, Input]:
    """The inputs of a row by the last part of their name; the first one is `answer`."""
    labels = {
        "detail": _("Note"), "amount": _("Amount in dollars"), "valid_from": _("Valid from"),
        "includes": _("What is included"),
        "required_for_course": _("Must be bought with the course"),
    } | {part: label(part) for part in ADDRESS_FIELDS}  # fmt: skip
    types = INPUT_TYPES | {"valid_from": "date"}
    inputs = {}
    elsewhere = {*fields.boxes(code), f"{code}:{PRIOR_AUTHORIZATION}"}
    for name, value in given.items():
        if name in elsewhere:
            continue
        part = name.rpartition(":")[2] if ":" in name else "answer"
        inputs[part] = Input(
            name=name,
            label=str(labels.get(part, label(code))),
            value=value,
            type=types.get(code if part == "answer" else part, "text"),
            max_length=4000 if code == "description" else 300,
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
