"""Where to complain, state by state, and how many clinics each state has."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.pages.boards import code_of
from directory.pages.federal import LISTS, OFFICES
from directory.pages.state import PAGES, StatePage
from directory.search.by_state import by_state
from directory.site.readonly import public
from directory.views.errors import refuse


@public
def states(request: HttpRequest) -> HttpResponse:
    """Every state with the number of its clinics, and the offices for the country. One query."""
    counted = by_state(tuple(PAGES), on=timezone.localdate())
    named = sorted(PAGES.items(), key=lambda pair: pair[1])
    context = {
        "states": [(code.lower(), name, counted[code].listed) for code, name in named],
        "offices": OFFICES,
        "lists": LISTS,
    }
    return render(request, "directory/states.html", context)


@public
def state(request: HttpRequest, letters: str) -> HttpResponse:
    """Who licenses and disciplines in a state, where to complain, what it asks. One query.

    The address holds two letters; capital ones and the state's name lead there.
    """
    found = code_of(letters)
    if not found:
        return _no_such_state(request, letters)
    if letters != found.lower():
        return redirect("state", found.lower(), permanent=True)
    counted = by_state((found,), on=timezone.localdate())[found]
    context = {"page": StatePage(found, counted), "offices": OFFICES, "lists": LISTS}
    return render(request, "directory/state.html", context)


def _no_such_state(request: HttpRequest, letters: str) -> HttpResponse:
    title = _("We know no state “%(letters)s”") % {"letters": letters[:30]}
    problem = _("Use the two letters that an address has, such as “fl” for Florida.")
    links = [(_("All states"), reverse("states"))]
    return refuse(request, title, [problem], links, status=404)
