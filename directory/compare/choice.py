"""Which clinics a comparison shows, and what is wrong with what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.listing.models import Status
from clinics.models import Clinic
from directory.presenting.listed_clinic import Listed
from directory.search.carried import carried, carry, miles, split
from directory.search.question import Question, QuestionRefused

FEWEST_CLINICS, MOST_CLINICS = 2, 6
MOST_LOOKED_UP = 10 * MOST_CLINICS
LONGEST_SLUG = Clinic._meta.get_field("slug").max_length or 0


@dataclass(frozen=True, kw_only=True)
class ChosenClinics:
    """The clinics to compare, and what is wrong with the request.

    `clinics`: the published ones, each with its distance from the place that was asked for.
    `slugs`: all that were asked for. `question`: what else was asked for. `problems`: sentences
    for the person. `fewest`: how many clinics the page needs.
    """

    clinics: list[Listed]
    slugs: list[str]
    only_differences: bool
    problems: list[str]
    fewest: int
    question: Question

    @property
    def carry(self) -> str:
        """The query that names the clinics, and what else was asked for."""
        return "&".join(filter(None, (self.named, carry(self.question))))

    @property
    def named(self) -> str:
        """The query that names the clinics alone."""
        return "&".join(f"clinic={one.clinic.slug}" for one in self.clinics)

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What else was asked for, as the parameters of a form."""
        return parse_qsl(carry(self.question))

    @property
    def search_url(self) -> str:
        """The search for more clinics: what was asked for, near the first clinic if nowhere."""
        near = self.clinics[0].clinic.postal_code if self.clinics else ""
        nearby = [("near", near)] if near and self.question.area is None else []
        query = urlencode([*nearby, *self.asked])
        return f"{reverse('search')}?{query}" if query else reverse("search")

    @property
    def is_enough(self) -> bool:
        """Whether enough clinics were found, and not too many."""
        return self.fewest <= len(self.clinics) <= MOST_CLINICS


def choose(params: QueryDict, *, fewest: int = FEWEST_CLINICS) -> ChosenClinics:
    """The clinics that the parameters name, in the same order, and what was asked for.

    Unknown parameters, unknown or repeated clinics, too few and too many become `problems`.
    Queries: three, none without a name; with a place, those of `directory.search.carried`.
    """
    question, refused = _asked(params)
    asked = [slug for slug in params.getlist("clinic") if slug.strip()]
    slugs = list(dict.fromkeys(asked))
    known = _shown(slugs[:MOST_LOOKED_UP])
    chosen = {known[slug].pk: known[slug] for slug in slugs if slug in known}
    problems = refused + _parameter_problems(
        split(params)[1], flags=("differences",) if fewest > 1 else ()
    )
    problems += [
        _("“%(slug)s” was given twice; it is shown once.") % {"slug": _printable(slug)}
        for slug in slugs
        if asked.count(slug) > 1
    ]
    problems += [
        _("There is no clinic “%(slug)s” here.") % {"slug": _printable(slug)}
        for slug in slugs[:MOST_LOOKED_UP]
        if slug not in known
    ]
    problems += _number_problems(len(slugs), len(chosen), fewest)
    return ChosenClinics(
        clinics=[Listed(clinic, miles(question, clinic)) for clinic in chosen.values()],
        slugs=slugs,
        only_differences=params.get("differences") == "1",
        problems=problems,
        fewest=fewest,
        question=question,
    )


def _asked(params: QueryDict) -> tuple[Question, list[str]]:
    """What else was asked for, and what is wrong with it: then it asks for nothing."""
    try:
        return carried(params), []
    except QuestionRefused as refused:
        return Question(), [words for many in refused.errors.values() for words in many]


def _printable(slug: str) -> str:
    return slug[:LONGEST_SLUG].replace("\0", "\ufffd")


def _shown(slugs: Sequence[str]) -> dict[str, Clinic]:
    """The shown clinics by slug. A merged one is found under its own name too: two queries more."""
    possible = [slug for slug in slugs if len(slug) <= LONGEST_SLUG and "\0" not in slug]
    clinics = (
        Clinic.objects.shown()
        .with_import_days()
        .select_related("organization")
        .prefetch_related("facts", "prices")
    )
    if not possible:
        return {}
    known = {clinic.slug: clinic for clinic in clinics.filter(slug__in=possible)}
    missing = [slug for slug in possible if slug not in known]
    merged = Clinic.objects.filter(slug__in=missing, status=Status.MERGED) if missing else ()
    survivors = {clinic.slug: clinic.survivor().pk for clinic in merged}
    found = clinics.in_bulk(survivors.values()) if survivors else {}
    return known | {slug: found[key] for slug, key in survivors.items() if key in found}


def _parameter_problems(params: QueryDict, *, flags: Iterable[str]) -> list[str]:
    problems = [
        _("“%(name)s” is not a parameter of this page.") % {"name": name[:60]}
        for name in params
        if name not in ("clinic", *flags)
    ]
    for flag in flags:
        if not set(params.getlist(flag)) <= {"", "1"}:
            problems.append(_("“%(name)s” can only be 1.") % {"name": flag})
        if len(params.getlist(flag)) > 1:
            problems.append(_("“%(name)s” was given more than once.") % {"name": flag})
    return problems


def _number_problems(asked: int, known: int, fewest: int) -> list[str]:
    if asked > MOST_CLINICS:
        return [
            _("You chose %(n)d clinics; at most %(most)d fit side by side. Untick some.")
            % {"n": asked, "most": MOST_CLINICS}
        ]
    if known == 0:
        return [_("No clinic is chosen yet.")]
    if known < fewest:
        return [
            ngettext(
                "One clinic is chosen: choose at least %(more)d more to compare.",
                "%(n)d clinics are chosen: choose at least %(more)d more to compare.",
                known,
            )
            % {"n": known, "more": fewest - known}
        ]
    return []
