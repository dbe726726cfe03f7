"""Which clinics a question under /hsds/ finds, and the record of an id."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.exchange.hsds.ids import ORGANIZATION, OWN_ORGANIZATION, number_of, term_id
from clinics.exchange.hsds.terms import ANSWERS, TAXONOMIES, codes_by_id
from clinics.geo import KM_PER_MILE, Point
from clinics.listing import columns
from clinics.listing.coverage import COVERS
from clinics.listing.models import PublicChange
from clinics.listing.models.clinic import ClinicQuerySet
from clinics.listing.shown import TakenOff, once_shown
from clinics.models import Clinic, Fact, Price
from directory.hsds.parameters import RADIUS, Asked
from directory.hsds.problems import Refused
from directory.places.models import Place
from directory.search.expressions import miles_from
from directory.search.filters import clinics_that_answer
from directory.search.question import QuestionRefused, ask

METRES_PER_MILE = KM_PER_MILE * 1000


def clinics_found(asked: Asked) -> QuerySet[Clinic]:
    """The published clinics that meet all of a question, oldest first. Raises Refused.

    A ZIP code takes a query, and words those of the search.
    """
    clinics: QuerySet[Clinic] = Clinic.objects.published()
    if (changed := asked.get("modified_after")) is not None:
        changes = PublicChange.objects.filter(clinic_id=OuterRef("pk"), at__gte=changed)
        clinics = clinics.filter(Exists(changes))
    if id := asked.get("taxonomy_term_id"):
        clinics = clinics.filter(_says_yes(id))
    if id := asked.get("taxonomy_id"):
        clinics = clinics.filter(_says_anything(id))
    if id := asked.get("organization_id"):
        clinics = clinics.filter(_run_by(id))
    if around := _around(asked):
        point, metres = around
        reach = clinics.alias(miles=miles_from(point))
        clinics = reach.filter(miles__lte=metres / METRES_PER_MILE)
    if words := asked.get("search"):
        clinics = _named(clinics, words)
    return clinics.order_by("pk")


def organizations_found(asked: Asked) -> QuerySet[Clinic]:
    """One clinic for each organization that is found: the first of those that it runs."""
    words = asked.get("search")
    clinics = clinics_found({name: one for name, one in asked.items() if name != "search"})
    if words:
        own = Q(organization=None, name__icontains=words)
        clinics = clinics.filter(own | Q(organization__name__icontains=words))
    same = {"organization": OuterRef("organization"), "pk__lt": OuterRef("pk")}
    earlier = clinics.order_by().filter(**same)
    return clinics.filter(Q(organization=None) | ~Exists(earlier))


def clinic_of(kind: str, id: str, clinics: ClinicQuerySet) -> Clinic:
    """The published clinic that an id of that kind names. Raises Http404, TakenOff.

    Its queries are those of `clinics`; one more if it is not published.
    """
    number = number_of(kind, id)
    if number is None:
        raise Http404
    clinic = clinics.published().filter(pk=number).first()
    if clinic is not None:
        return clinic
    raise TakenOff if once_shown().filter(pk=number).exists() else Http404


def clinics_of_organization(id: str, answers: ClinicQuerySet) -> list[Clinic]:
    """Those of some clinics that an organization runs, and that are published.

    Raises Http404, TakenOff.
    """
    number = number_of(ORGANIZATION, id)
    if number is None:
        clinic = clinic_of(OWN_ORGANIZATION, id, answers)
        if clinic.organization_id is not None:
            raise TakenOff
        return [clinic]
    found = list(answers.published().filter(organization=number).order_by("pk"))
    if not found:
        raise TakenOff if once_shown().filter(organization=number).exists() else Http404
    return found


def _refuse(name: str, words: str) -> Refused:
    return Refused({name: [words]})


def _says_yes(id: str) -> Any:
    """Whether a clinic says yes to a term, or states its number or its price."""
    code = codes_by_id().get(id, "")
    facts = Fact.objects.filter(clinic=OuterRef("pk"))
    prices = Price.objects.filter(clinic=OuterRef("pk"))
    if code in columns.coverage():
        insurer, part = columns.coverage()[code]
        is_said = {"covers__isnull": False} if part == COVERS else {"prior_authorization": True}
        return Exists(facts.filter(code=insurer, **is_said))
    if code in CHECKLIST.price_columns():
        kind, route = CHECKLIST.price_columns()[code]
        return Exists(prices.filter(kind=kind.code, route=route))
    if code == "price":
        return Exists(prices)
    if code == "number" or code in {group.code for group in CHECKLIST.groups}:
        return Exists(facts.filter(Q(value=True) | Q(number__isnull=False),
                                   code__startswith=f"{code}."))  # fmt: skip
    if CHECKLIST.get(code) or CHECKLIST.number(code):
        return Exists(facts.filter(Q(value=True) | Q(number__isnull=False), code=code))
    raise _refuse(
        "taxonomy_term_id", _("No record can be found by this term: see /hsds/taxonomy_terms.")
    )


def _says_anything(id: str) -> Any:
    if id == term_id(ANSWERS):
        facts = Fact.objects.filter(clinic=OuterRef("pk"))
        return Exists(facts) | Exists(Price.objects.filter(clinic=OuterRef("pk")))
    if id in map(term_id, TAXONOMIES):
        return ~Q(slug="")  # every listing has its own terms
    raise _refuse("taxonomy_id", _("We have no such taxonomy: see /hsds/taxonomies."))


def _run_by(id: str) -> Q:
    if (number := number_of(ORGANIZATION, id)) is not None:
        return Q(organization=number)
    if (number := number_of(OWN_ORGANIZATION, id)) is not None:
        return Q(pk=number, organization=None)
    raise _refuse("organization_id", _("No organization has had this id here."))


def _around(asked: Asked) -> tuple[Point, int] | None:
    """The place to search around, and the metres."""
    if "lat" in asked:
        point = Point(latitude=asked["lat"], longitude=asked["lon"])
        return point, asked.get("radius", RADIUS)
    if "postcode" not in asked:
        return None
    place = Place.objects.filter(kind="zip", code=asked["postcode"]).first()
    if place is None:
        raise _refuse("postcode", _("We know no such ZIP code."))
    point = Point(latitude=place.latitude, longitude=place.longitude)
    return point, asked.get("proximity", RADIUS)


def _named(clinics: QuerySet[Clinic], words: str) -> QuerySet[Clinic]:
    """Those that the search page finds for words, whether or not they say that they offer it."""
    query = QueryDict(mutable=True)
    query["q"], query["offers"] = words, "any"
    try:
        return clinics_that_answer(ask(query), clinics)
    except QuestionRefused as refused:
        raise Refused(
            {"search": [text for said in refused.errors.values() for text in said]}
        ) from refused
