"""Pages for people with many clinics: one edit for several, and CSV download and upload."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinics.changes import csv_values, sheet, values
from clinics.changes.batch import (
    MOST_CLINICS,
    PlannedEdit,
    own_clinics,
    packed,
    planned_edit,
    propose_each,
)
from clinics.changes.values import ChangeRefused
from clinics.changes.views.refusal import refuse
from clinics.checklist import CHECKLIST
from clinics.documents.actions.places import NoPlace, place
from clinics.listing.models import Clinic
from clinics.listing.wording import label
from clinics.memberships.decorators import AuthenticatedRequest, with_factor

ANSWERS = range(6)
"""The numbers of the answers in one edit of several clinics."""


@require_http_methods(["GET", "HEAD", "POST"])
@with_factor
def edit_several(request: AuthenticatedRequest) -> HttpResponse:
    """Choose clinics of one organization and answers for all of them. POST shows a preview."""
    clinics = list(own_clinics(request.user))
    if request.method != "POST":
        return show_choice(request, clinics)
    try:
        plans = planned(request.POST, clinics)
    except ChangeRefused as refused:
        return show_choice(request, clinics, problem=str(refused), status=400)
    return show_preview(request, plans)


def planned(posted: QueryDict, clinics: list[Clinic]) -> list[PlannedEdit]:
    """What each chosen clinic would change. Raises ChangeRefused."""
    by_slug = {clinic.slug: clinic for clinic in clinics}
    slugs = list(dict.fromkeys(posted.getlist("clinic")))
    if not slugs or len(slugs) > MOST_CLINICS or set(slugs) - by_slug.keys():
        raise ChangeRefused(_("Choose among the clinics you speak for."))
    chosen = [by_slug[slug] for slug in slugs]
    if len({clinic.organization_id for clinic in chosen} | {None}) != 2:
        raise ChangeRefused(_("Choose clinics of one organization."))
    asked = [(posted.get(f"code-{n}", ""), posted.get(f"answer-{n}", "")) for n in ANSWERS]
    given = {code: text for code, text in asked if code}
    if not given or len(given) < sum(bool(code or text) for code, text in asked):
        raise ChangeRefused(
            _("Choose a question for each answer, and choose each question only once.")
        )
    if unknown := sorted(given.keys() - set(csv_values.answer_codes())):
        raise ChangeRefused(_("The checklist has no “%(code)s”.") % {"code": unknown[0][:64]})
    return [planned_edit(clinic, _asked(clinic, given)) for clinic in chosen]


def _asked(clinic: Clinic, given: dict[str, str]) -> dict[str, Any]:
    public, asked = values.public(clinic), {}
    for code, text in given.items():
        try:
            asked[code] = csv_values.read(code, text, public.get(code))
        except ChangeRefused as refused:
            raise ChangeRefused(f"{label(code)}: {refused}") from None
    return asked


def show_choice(
    request: AuthenticatedRequest, clinics: list[Clinic], *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The form for clinics and answers, filled in with what was posted."""
    posted = request.POST
    groups = [(g.title, [i.qualified for i in g.items]) for g in CHECKLIST.groups]
    groups.append((_("Times and numbers"), [n.qualified for n in CHECKLIST.numbers]))
    groups.append((_("Prices"), list(CHECKLIST.price_columns())))
    asked = set(csv_values.answer_codes())
    choices = [(title, [(c, label(c)) for c in codes if c in asked]) for title, codes in groups]
    context = {
        "clinics": clinics, "problem": problem, "choices": choices,
        "chosen": posted.getlist("clinic") if posted else [],
        "answers": [
            (n, posted.get(f"code-{n}", ""), posted.get(f"answer-{n}", "")) for n in ANSWERS
        ],
    }  # fmt: skip
    return render(request, "clinics/changes/several.html", context, status=status)


def show_preview(
    request: AuthenticatedRequest,
    plans: list[PlannedEdit],
    *,
    lines: list[sheet.SheetRow] | None = None,
) -> HttpResponse:
    """What each clinic would change, before anything is proposed, and a file's bad rows."""
    context = {
        "changing": [p for p in plans if p.after],
        "unchanged": [p for p in plans if not p.after],
        "bad": [line for line in lines or [] if line.problems],
        "remarked": [line for line in lines or [] if line.remarks and not line.problems],
        "packed": packed(plans, by=request.user),
    }
    return render(request, "clinics/changes/batch.html", context)


@require_POST
@with_factor
def propose_batch(request: AuthenticatedRequest) -> HttpResponse:
    """Propose what the preview showed, one proposal a clinic, and show the result of each."""
    note = request.POST.get("note", "")
    try:
        outcomes = propose_each(request.POST.get("packed", ""), by=request.user, note=note)
    except ChangeRefused as refused:
        return refuse(request, None, str(refused))
    return render(request, "clinics/changes/proposed.html", {"outcomes": outcomes})


@require_safe
@with_factor
def download(request: AuthenticatedRequest) -> HttpResponse:
    """The clinics that the person speaks for, as CSV."""
    text = sheet.written(own_clinics(request.user))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="my-clinics.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@with_factor
def upload(request: AuthenticatedRequest) -> HttpResponse:
    """Upload a file of edits. POST shows a preview; nothing is proposed yet."""
    template, context = "clinics/changes/upload.html", {"problem": "", "most": MOST_CLINICS}
    if request.method != "POST":
        return render(request, template, context)
    sent = request.FILES.get("file")
    try:
        data = sent.read(sheet.MOST_BYTES + 1) if sent else b""
        with place(request.user):
            lines = sheet.read(data, own_clinics(request.user))
    except (ChangeRefused, NoPlace) as refused:
        return render(request, template, context | {"problem": str(refused)}, status=400)
    plans = [line.plan for line in lines if line.plan]
    return show_preview(request, plans, lines=lines)
