"""What is handed in at one machine is seen and decided at the other: one PgBouncer, one bucket."""

from __future__ import annotations

import re
import time
from itertools import cycle
from typing import Any

from clinics.models import ClaimDocument, Membership
from tests.bench.cluster.crowd import KINDS, Crowd
from tests.bench.cluster.machines import BUCKET, Site, inside
from tests.clinics.documents.cast import picture
from tests.faults import proof
from tests.faults.people import Browser, Done, seen_of
from tests.outages.cluster import Cluster


def documents(both: Cluster, site: Site, crowd: Crowd, store: Any, many: int) -> None:
    """Print what became of so many claims with documents, and of as many of every other trip."""
    began, people = time.monotonic(), crowd.people
    for number, (one, other) in zip(range(1, many + 1), cycle(_pairs(site)), strict=False):
        _claim(crowd, store, number=-number, one=one, other=other)
    done: list[Done] = []
    for _number in range(many):  # nginx gives each request to the other one
        for kind in KINDS:
            trip = crowd.take(kind)
            assert trip.go(), (kind, trip.failed)
            done += trip.done
    with inside(both.primary):
        lost, half = proof.lost(done), proof.half()
        slugs = people.clinics[-many:]
        members = Membership.objects.filter(clinic__slug__in=slugs, user__email__startswith="cam-")
        papers = list(ClaimDocument.objects.filter(claim__clinic__slug__in=slugs))
        assert (members.count(), len(papers)) == (many, many)
        kept = {one["Key"] for one in store.list_objects_v2(Bucket=BUCKET)["Contents"]}
        assert {paper.file.name for paper in papers} == kept
    assert (lost, half) == ([], [])
    print(f"{many} claims with documents were handed in at one machine, read and approved at the "
          f"other, used at the first; {len(done)} steps of other trips in turn at both; lost 0, "
          f"half there 0; {time.monotonic() - began:.0f} s.\n", flush=True)  # fmt: skip


def _pairs(site: Site) -> list[tuple[int, int]]:
    first, second = site.webs
    return [(first, second), (second, first)]


def _at(browser: Browser, port: int) -> Browser:
    """The same person, straight at one machine."""
    return Browser(port, browser.network, browser.session)


def _claim(crowd: Crowd, store: Any, *, number: int, one: int, other: int) -> None:
    """Hand a document in at one machine; read it and decide at the other."""
    people = crowd.people
    slug, paper = people.clinics[number], picture(size=(20 - number, 10))
    cam, moderator = _at(people.claimants[number], one), _at(people.moderator, other)
    typed = {"method": "documents", "local_part": "", "statement": "I own it."}
    cam.must(f"/clinics/{slug}/claim/", typed, status=302, file=paper)
    [claim] = re.findall(r"/my/claims/(\d+)/", cam.head["location"])
    cam.must(f"/my/claims/{claim}/")
    [path] = set(re.findall(rf"/my/claims/{claim}/documents/\d+/", cam.page))
    cam.must(path)
    handed_in = cam.body
    page = moderator.must(f"/moderation/claim/{claim}/")
    assert path in page
    moderator.must(path)
    assert moderator.body == handed_in != b""
    stored = [store.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()
              for one in store.list_objects_v2(Bucket=BUCKET)["Contents"]]  # fmt: skip
    assert stored.count(handed_in) == 1
    said = {"seen": seen_of(page), "decision": "approved"}
    moderator.must(f"/moderation/claim/{claim}/", said, status=302)
    cam.must(f"/my/clinics/{slug}/edit/")
