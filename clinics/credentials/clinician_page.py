"""What a clinic sees of its clinicians and credentials: the state of each, and what to do."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST, STAFF_NEEDS
from clinics.credentials.credential_line import CredentialLine, line_of, stated_by
from clinics.credentials.models import Clinician, Credential, Evidence
from clinics.credentials.route_requirements import RouteNeed, route_needs
from clinics.listing.models import Clinic

Kind, Standing = Credential.Kind, Credential.Standing


@dataclass(frozen=True, kw_only=True)
class ClinicianLines:
    """A clinician, and all that is stated about them."""

    clinician: Clinician
    lines: list[CredentialLine] = field(default_factory=list)

    @property
    def is_public(self) -> bool:
        """Whether the public sees the person."""
        shown = (line.credential for line in self.lines if line.credential.standing == "shown")
        return any(held.kind != Kind.NOT_EXCLUDED for held in shown)

    @property
    def missing(self) -> list[str]:
        """The labels of what is still to be stated before the profession can be confirmed."""
        stated = {line.credential.kind for line in self.lines if line.state != "refused"}
        wanted = STAFF_NEEDS.get(self.clinician.profession, ())
        return [str(Kind(kind).label) for kind in wanted if kind not in stated]

    @property
    def supervises(self) -> list[str]:
        """The labels of the routes for which the person supervises treatment."""
        codes = self.clinician.supervises
        return [str(CHECKLIST.label(f"route.{code}")) for code in codes]


def _without_restated(lines: list[CredentialLine]) -> list[CredentialLine]:
    """Leave out refused credentials that the same holder has since stated again."""
    open_: dict[tuple, int] = {}
    for line in lines:
        if line.credential.standing != Standing.REFUSED:
            open_[(line.credential.clinician_id, line.credential.kind)] = line.credential.pk
    return [
        line
        for line in lines
        if line.credential.standing != Standing.REFUSED
        or open_.get((line.credential.clinician_id, line.credential.kind), 0) < line.credential.pk
    ]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A clinic's clinicians, its own credentials, and what each route asks for."""

    people: list[ClinicianLines]
    own: list[CredentialLine]
    needs: list[RouteNeed]

    @property
    def routes(self) -> list[tuple[str, list[RouteNeed]]]:
        """What each route asks for, under the route's label."""
        by_route = groupby(self.needs, key=lambda need: need.route)
        return [(str(CHECKLIST.label(f"route.{r}")), list(needs)) for r, needs in by_route]

    @property
    def todo(self) -> list[str]:
        """What the clinic should do about its credentials, a sentence each."""
        return _todo([line for person in self.people for line in person.lines] + self.own)


def overview_of(clinic: Clinic, *, on: dt.date) -> Overview:
    """What the clinic's own page shows. Six queries, for any number of people."""
    held = stated_by([clinic.pk]).prefetch_related(
        "checks", Prefetch("evidence", queryset=Evidence.objects.order_by("uploaded_at", "pk"))
    )
    lines = _without_restated([line_of(credential, on=on) for credential in held])
    people = {
        p.pk: ClinicianLines(clinician=p) for p in Clinician.objects.present().filter(clinic=clinic)
    }
    own = []
    for line in lines:
        if line.credential.clinician_id is None:
            own.append(line)
        elif line.credential.clinician_id in people:
            people[line.credential.clinician_id].lines.append(line)
    routes = clinic.facts.filter(code__startswith="route.", value=True)
    shown = [line.credential for line in lines if line.credential.standing == Standing.SHOWN]
    codes = [code.partition(".")[2] for code in routes.values_list("code", flat=True)]
    return Overview(people=list(people.values()), own=own, needs=route_needs(codes, shown, on=on))


def todo(clinics: list[int], *, on: dt.date) -> dict[int, list[str]]:
    """What each clinic should do about its credentials, by clinic id. Two queries."""
    lines = defaultdict(list)
    if not clinics:
        return {}
    for credential in stated_by(clinics):
        lines[credential.clinic_id].append(line_of(credential, on=on))
    return {clinic: _todo(of_clinic) for clinic, of_clinic in lines.items()}


def _todo(lines: Iterable[CredentialLine]) -> list[str]:
    sentences = []
    for line in lines:
        if line.question:
            sentences.append(_("%s: a moderator has a question.") % line.title)
        elif line.case or not line.may_renew:
            continue
        elif line.state == "overdue":
            sentences.append(_("%s is overdue. Renew it.") % line.title)
        elif (days := line.ends_in) is not None:
            ends = ngettext(
                "%(what)s will be overdue in %(n)d day. Renew it.",
                "%(what)s will be overdue in %(n)d days. Renew it.",
                days + 1,
            )
            sentences.append(ends % {"what": line.title, "n": days + 1})
    return sentences
