"""What the free words asked for that filters nothing, in sentences. Nothing is dropped silently."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.text_lists import all_of
from directory.places.abroad import is_abroad
from directory.search.question import Question


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One sentence about words, and what may have been meant: pairs of label and address."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()


def notices(question: Question) -> list[Notice]:
    """What must be said about the free words of a question; [] when all of them were used."""
    said = question.said
    found = [
        Notice(
            text=_("“%(words)s” can mean several things. Choose what matters to you:")
            % {"words": choice.text},
            choices=tuple((_label(code), _with(question, code)) for code in choice.codes),
        )
        for choice in said.choices
    ]
    if said.not_understood:
        words = all_of([f"“{text}”" for text in said.not_understood])
        found.append(
            Notice(text=_("We did not understand %(words)s and left it out.") % {"words": words})
        )
    if said.no_filter:
        words = all_of([f"“{text}”" for text in said.no_filter])
        found.append(Notice(text=_("We have no filter for %(words)s.") % {"words": words}))
    area = question.area
    if area and area.kind == "town" and is_abroad(area.label.partition(",")[0]):
        words = _("We list clinics in the United States only. This is %(place)s.")
        found.append(Notice(text=words % {"place": area.label}))
    if (said.radius is not None or said.sort == "distance") and question.area is None:
        found.append(Notice(text=_("A distance needs a place. Add a ZIP code, or a town.")))
    if said.sort and question.sort and said.sort != question.sort:
        found.append(Notice(text=_("The order that you chose counts, not the one in the words.")))
    return found


def _label(code: str) -> str:
    return str(CHECKLIST.item(code).brief)


def _with(question: Question, code: str) -> str:
    """The address of the same question with one tick more."""
    group, item = code.split(".", 1)
    ticks = {**question.ticks, group: (*question.ticks.get(group, ()), item)}
    return replace(question, ticks=ticks).url(reverse("search"))
