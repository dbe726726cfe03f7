"""The page of a state: its boards, its rules, and its clinics, in words."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.states import STATES
from directory.pages.boards import Board, boards
from directory.pages.state_rules import RULES, Rule
from directory.places.area import STATES_NAMED_AS_THEIR_CITY
from directory.search.by_state import Counted

PAGES = {state.code: state.name for state in STATES if state.licenses}
"""The states, DC and the territories, which have boards: two letters → usual name."""

_WITH_THE = {"DC", "MP", "VI"}


def path_of_state(code: str) -> str:
    """The address of a state's page, or of the list of states where it has none."""
    return reverse("state", args=[code.lower()]) if code in PAGES else reverse("states")


def in_state(code: str) -> str:
    """`in Florida`, `in the District of Columbia`; '' for a code without a page."""
    if code not in PAGES:
        return ""
    words = {"state": PAGES[code]}
    return (_("in the %(state)s") if code in _WITH_THE else _("in %(state)s")) % words


def complain_about(code: str) -> str:
    """What the link from a clinic says: `Complain about a clinic in Florida`."""
    where = in_state(code)
    if not where:
        return _("Where to complain about a clinic")
    return _("Complain about a clinic %(in_state)s") % {"in_state": where}


CAN_DO = (
    gettext_lazy("A board licenses people, and seldom clinics. Complain about a person."),
    gettext_lazy("It can discipline a person who holds its license."),
    gettext_lazy("It cannot get your money back. The places below may help with that."),
    gettext_lazy("It is not for danger. If somebody is in danger now, call 911."),
)
"""What a board can do and what it cannot, all from memory."""


class StatePage:
    """What the page of one state says. No query."""

    def __init__(self, code: str, counted: Counted) -> None:
        self.code, self.counted = code, counted

    @property
    def where(self) -> str:
        """`in Florida`."""
        return in_state(self.code)

    @property
    def boards(self) -> tuple[Board, ...]:
        """The boards that we know."""
        return boards()[self.code]

    @property
    def lacking(self) -> list[str]:
        """Whose board we do not know, in sentences."""
        known = {board.kind for board in self.boards}
        if not known:
            return [
                _(
                    "We do not know the boards %(in_state)s yet. That does not mean that there "
                    "are none: look in the lists of all boards below."
                )
                % {"in_state": self.where}
            ]
        said = []
        if "osteopathic" not in known:
            said.append(
                _(
                    "We know no board of its own for osteopathic doctors (D.O.). Ask the medical "
                    "board."
                )
            )
        said.append(_("We do not know the address of the pharmacy board. Look in the lists below."))
        return said

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What the state asks of such clinics, as far as we found."""
        return RULES.get(self.code, ())

    @property
    def clinics(self) -> SafeString:
        """How many clinics are listed there, with links to them."""
        counted = self.counted
        if not counted.listed:
            words = _("No clinic %(in_state)s is listed here yet. There may be some all the same.")
            return format_html("{}", words % {"in_state": self.where})
        listed = ngettext(
            "%(n)d clinic %(in_state)s is listed here.",
            "%(n)d clinics %(in_state)s are listed here.",
            counted.listed,
        ) % {"n": counted.listed, "in_state": self.where}
        treating = ngettext(
            "%(n)d says that it gives ketamine and takes patients.",
            "%(n)d say that they give ketamine and take patients.",
            counted.treating,
        ) % {"n": counted.treating}
        return format_html(
            '<a href="{}">{}</a> <a href="{}">{}</a>',
            self._search(offers="any"), listed, self._search(), treating,
        )  # fmt: skip

    def _search(self, **asked: str) -> str:
        own = PAGES[self.code]
        near = f"{own} State" if self.code in STATES_NAMED_AS_THEIR_CITY else own
        return f"{reverse('search')}?{urlencode({'near': near, **asked})}"
