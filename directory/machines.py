"""What machines ask for: whether the process and the database are well, robots.txt, sitemaps."""

from __future__ import annotations

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clinics.checklist import CHECKLIST
from clinics.models import Clinic
from directory.public import public

URLS_A_FILE = 50_000
"""The most addresses one sitemap file may hold (sitemaps.org)."""

PLAIN_PAGES = ("home", "guide", "how_we_verify", "how_we_rank", "privacy", "accessibility")


def absolute(request: HttpRequest, path: str) -> str:
    """A path with scheme and host: those of SITE_URL, else of the request."""
    return settings.SITE_URL.rstrip("/") + path if settings.SITE_URL else (
        request.build_absolute_uri(path)
    )  # fmt: skip


def _text(words: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(words + "\n", content_type="text/plain; charset=utf-8", status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. No query."""
    return _text("ok")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database is reachable and every migration is applied; else 503 and why."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return _text("the database does not answer", 503)
    if waiting:
        return _text(f"{len(waiting)} migrations are not applied", 503)
    return _text("ok")


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers are asked to leave alone: pages that are questions, and forms."""
    closed = [reverse(name) for name in ("search", "compare", "questions")]
    closed += ["/clinics/*/review/", "/clinics/*/wrong/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {absolute(request, reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every plain page and published clinic; an index of files when one cannot hold them."""
    keys = Clinic.objects.published().aggregate(first=Min("pk"), last=Max("pk"))
    files = range((keys["first"] or 0) // URLS_A_FILE, (keys["last"] or 0) // URLS_A_FILE + 1)
    if len(files) == 1:
        return _sitemap_file(request, _plain_paths() + _clinic_paths(files[0]))
    paths = [reverse("sitemap_plain"), *(reverse("sitemap_clinics", args=[n]) for n in files)]
    return _xml(request, "directory/sitemap_index.xml", paths)


@public
def sitemap_plain(request: HttpRequest) -> HttpResponse:
    """The pages that are no clinic's."""
    return _sitemap_file(request, _plain_paths())


@public
def sitemap_clinics(request: HttpRequest, number: int) -> HttpResponse:
    """The clinics whose keys lie in one run of 50,000."""
    paths = _clinic_paths(number)
    if not paths:
        raise Http404
    return _sitemap_file(request, paths)


def _plain_paths() -> list[str]:
    guides = [reverse("guide_condition", args=[i.code]) for i in CHECKLIST.group("condition").items]
    return [reverse(name) for name in PLAIN_PAGES] + guides


def _clinic_paths(number: int) -> list[str]:
    run = (number * URLS_A_FILE, (number + 1) * URLS_A_FILE - 1)
    slugs = Clinic.objects.published().filter(pk__range=run).order_by("pk")
    return [reverse("clinic", args=[slug]) for slug in slugs.values_list("slug", flat=True)]


def _sitemap_file(request: HttpRequest, paths: list[str]) -> HttpResponse:
    return _xml(request, "directory/sitemap.xml", paths)


def _xml(request: HttpRequest, template: str, paths: list[str]) -> HttpResponse:
    host = absolute(request, "/").rstrip("/")
    return render(
        request, template, {"urls": [host + p for p in paths]}, content_type="application/xml"
    )
