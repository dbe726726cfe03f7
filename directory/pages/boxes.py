"""The checkboxes of the filters as HTML. A page of results has more than a hundred of them.

Only counts and ticks differ from page to page: all else is kept in each language.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Checklist, Group, Item
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import language


class Box(NamedTuple):
    """The box of an item. `only`: what asks for more where somebody else can confirm it; or ''."""

    code: str
    qualified: str
    name: str
    label: str
    only: str

    @property
    def counted(self) -> tuple[str, str]:
        """The box that is not asked for: with a count, as a pattern for `%`, and with none."""
        some = self.html("\0", is_ticked=False, is_confirmed=False)
        none = self.html(0, is_ticked=False, is_confirmed=False)
        return some.replace("%", "%%").replace("\0", "%d"), none

    def html(self, count: int | str | None, *, is_ticked: bool, is_confirmed: bool) -> str:
        """The box with its count (None: not counted). One that would find nothing is disabled.

        What is asked for is never disabled.
        """
        counted = "" if count is None else f'<span class="count">{count}</span>'
        if count == 0 and not (is_ticked or (is_confirmed and self.only)):
            return (
                f'<label class="tick off"><input type="checkbox"{self.name} disabled>'
                f"{self.label}{counted}</label>"
            )
        box = (
            f'<label class="tick"><input type="checkbox"{self.name}{" checked" * is_ticked}>'
            f"{self.label}{counted}</label>"
        )
        if not self.only:
            return box
        return (
            f'<div class="tick-row">{box}<label class="tick only"><input type="checkbox"'
            f' name="confirmed" value="{self.qualified}"{" checked" * is_confirmed}>'
            f"{self.only}</label></div>"
        )


class Boxes(NamedTuple):
    """The boxes of a group of the checklist, its title, and how its ticks filter together."""

    title: SafeString
    combine: SafeString
    boxes: tuple[Box, ...]
    counted: tuple[tuple[str, str, str], ...]
    """For each box its code, and what `Box.counted` says."""

    def html(
        self,
        counts: Mapping[str, int] | None,
        *,
        ticked: Collection[str],
        confirmed: Collection[str],
    ) -> SafeString:
        """The boxes in a row. `ticked` are codes of the group, `confirmed` are qualified."""
        if counts is not None and not ticked and not confirmed:
            get = counts.get
            return SafeString(
                "\n".join(
                    some % count if (count := get(code)) else none
                    for code, some, none in self.counted
                )
            )
        return SafeString(
            "\n".join(
                box.html(
                    None if counts is None else counts.get(box.code, 0),
                    is_ticked=box.code in ticked,
                    is_confirmed=box.qualified in confirmed,
                )
                for box in self.boxes
            )
        )


def boxes_by_group() -> Mapping[str, Boxes]:
    """The boxes of the checklist in the language of the page, by the code of their group."""
    return _boxes(CHECKLIST, language())


@lru_cache(maxsize=8)
def _boxes(checklist: Checklist, _language: str) -> Mapping[str, Boxes]:
    combine = {"all": _("must have all"), "any": _("any of these")}
    return {
        group.code: Boxes(
            title=SafeString(escape(str(group.title))),
            combine=SafeString(escape(combine[group.combine])),
            boxes=(boxes := tuple(_box(group, item) for item in group.items)),
            counted=tuple((box.code, *box.counted) for box in boxes),
        )
        for group in checklist.groups
    }


def _box(group: Group, item: Item) -> Box:
    label = escape(str(item.label))
    only = f'<span>{escape(_("confirmed only"))}<span class="hidden">: {label}</span></span>'
    return Box(
        code=item.code,
        qualified=item.qualified,
        name=f' name="{group.code}" value="{item.code}"',
        label=f"<span>{label}</span>",
        only=only if item.confirm else "",
    )
