"""The listings that nobody opened yet: those of imports are too many to be cases."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.unopened import UnopenedForm
from clinics.moderation.views.desk import A_PAGE, refuse


@desk_only
@require_safe
def unopened(request: AuthenticatedRequest) -> HttpResponse:
    """Those that fit the filters, a page at a time; the case of each that has one."""
    form = UnopenedForm(request.GET or {}, label_suffix="")
    rows = form.rows.select_related("candidacy").prefetch_related("source_records")
    pages, typed = Paginator(rows, A_PAGE), request.GET.get("page", "1")
    number = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    if not 1 <= number <= pages.num_pages:
        return refuse(request, [_("This list has no page %(n)s.") % {"n": typed[:20]}])
    page = pages.page(number)
    context = {"form": form, "page": page, "rows": page.object_list, "total": pages.count}
    status = 200 if form.is_valid() else 400
    return render(request, "clinics/moderation/unopened.html", context, status=status)
