"""robots.txt and the sitemaps."""

from __future__ import annotations

from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clinics.checklist import CHECKLIST
from clinics.models import Clinic
from clinics.states import STATES
from directory.guide.topics import topics
from directory.site.parameters import takes_no_parameter
from directory.site.readonly import public
from directory.site.urls import absolute

URLS_A_FILE = 50_000
"""The most addresses one sitemap file may hold (sitemaps.org)."""

PAGES_WITHOUT_CLINIC = (
    *("home", "guide", "how_we_verify", "how_we_rank", "for_clinics", "add_clinic", "privacy"),
    *("accessibility", "contact", "states", "self_check", "embed", "data"),
)


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Asks crawlers to leave alone searches, comparisons and forms."""
    closed = [reverse(name) for name in ("search", "embed_search", "compare", "questions")]
    closed += ["/clinics/*/review/", "/clinics/*/wrong/", "/clinics/*/problem/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {absolute(request, reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@takes_no_parameter
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page and published clinic; an index of sitemaps if one file cannot hold them."""
    keys = Clinic.objects.published().aggregate(first=Min("pk"), last=Max("pk"))
    files = range((keys["first"] or 0) // URLS_A_FILE, (keys["last"] or 0) // URLS_A_FILE + 1)
    if len(files) == 1:
        return _sitemap_file(request, _plain_paths() + _clinic_paths(files[0]))
    paths = [reverse("sitemap_plain"), *(reverse("sitemap_clinics", args=[n]) for n in files)]
    return _xml(request, "directory/sitemap_index.xml", paths)


@public
@takes_no_parameter
def sitemap_plain(request: HttpRequest) -> HttpResponse:
    """The pages that are not about one clinic."""
    return _sitemap_file(request, _plain_paths())


@public
@takes_no_parameter
def sitemap_clinics(request: HttpRequest, number: int) -> HttpResponse:
    """The clinics whose keys are in one range of 50,000; 404 if there are none."""
    paths = _clinic_paths(number)
    if not paths:
        raise Http404
    return _sitemap_file(request, paths)


def _plain_paths() -> list[str]:
    conditions = CHECKLIST.group("condition").items
    codes = [topic.code for topic in topics()] + [item.code for item in conditions]
    guides = [reverse("guide_page", args=[code]) for code in codes]
    own = [reverse("state", args=[one.code.lower()]) for one in STATES if one.licenses]
    return [reverse(name) for name in PAGES_WITHOUT_CLINIC] + guides + own


def _clinic_paths(number: int) -> list[str]:
    run = (number * URLS_A_FILE, (number + 1) * URLS_A_FILE - 1)
    slugs = Clinic.objects.published().filter(pk__range=run).order_by("pk")
    return [reverse("clinic", args=[slug]) for slug in slugs.values_list("slug", flat=True)]


def _sitemap_file(request: HttpRequest, paths: list[str]) -> HttpResponse:
    return _xml(request, "directory/sitemap.xml", paths)


def _xml(request: HttpRequest, template: str, paths: list[str]) -> HttpResponse:
    host = absolute(request, "/").rstrip("/")
    known = {"urls": [host + path for path in paths]}
    return render(request, template, known, content_type="application/xml; charset=utf-8")
