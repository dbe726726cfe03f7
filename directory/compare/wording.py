"""How clinics differ, in words: of a row, of a section, and of what nobody states."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy, ngettext_lazy

from directory.compare.cells import CompareRow, CompareSection
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import ngettext

MOST_NAMED = 3
"""So many things that nobody states are named; more are counted."""

NOBODY = {
    2: gettext_lazy("Neither clinic states: %(what)s"),
    3: gettext_lazy("None of the three states: %(what)s"),
    4: gettext_lazy("None of the four states: %(what)s"),
    5: gettext_lazy("None of the five states: %(what)s"),
    6: gettext_lazy("None of the six states: %(what)s"),
}
"""What stands before the things that none of so many clinics states."""

COUNTED = {
    "condition": ngettext_lazy("%(n)d condition", "%(n)d conditions", "n"),
    "language": ngettext_lazy("%(n)d language", "%(n)d languages", "n"),
    "insurance": ngettext_lazy("%(n)d insurer", "%(n)d insurers", "n"),
    "price": ngettext_lazy("%(n)d price", "%(n)d prices", "n"),
    "staff": ngettext_lazy("%(n)d profession", "%(n)d professions", "n"),
}
"""What the rows of a section are called; of any other: answers."""


def mark_words(row: CompareRow, columns: Collection[int] = ()) -> str:
    """`differs`, `one does not say`, `not all say`, or '' for these columns; of all without any."""
    mark = row.mark(columns)
    if mark == "differs":
        return _("differs")
    if not mark:
        return ""
    shown = [cell for n, cell in enumerate(row.cells, 1) if not columns or n in columns]
    silent = [cell for cell in shown if not cell.is_stated]
    return _("one does not say") if len(silent) == 1 else _("not all say")


def tally_words(section: CompareSection, columns: Collection[int] = ()) -> str:
    """`3 differ, in 2 one does not say`; '' where every clinic has its own anyway."""
    if all(row.is_blank for row in section.rows):
        return _("nothing stated")
    if all(row.is_own for row in section.rows):
        return ""
    differ, silent = section.tally(columns)
    parts = []
    if differ:
        parts.append(ngettext("%(n)d differs", "%(n)d differ", differ) % {"n": differ})
    if silent:
        pair = 2 in (len(columns), len(section.rows[0].cells))
        pattern = _("in %(n)d one does not say") if pair else _("in %(n)d not all say")
        parts.append(pattern % {"n": silent})
    return ", ".join(parts) or _("all the same")


def blank_words(section: CompareSection) -> str:
    """`None of the three states: 23 languages`; a few are named; '' when there are none."""
    count = len(section.blank)
    if not count:
        return ""
    if count <= MOST_NAMED:
        what = "; ".join(str(row.label) for row in section.blank)
    elif section.code in COUNTED:
        what = str(COUNTED[section.code] % {"n": count})
    else:
        what = ngettext("%(n)d answer", "%(n)d answers", count) % {"n": count}
    return str(NOBODY[len(section.blank[0].cells)]) % {"what": what}


def is_named(section: CompareSection) -> bool:
    """Whether `blank_words` names everything that nobody states."""
    return len(section.blank) <= MOST_NAMED
