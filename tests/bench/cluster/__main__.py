"""`python -m tests.bench.cluster [SECONDS] [PART…]`: a site on two machines, and what breaks there.

Parts: `beside` (one machine beside two), `documents`, `replica`, `proxy`, `failover`; all of them
without a word. SECONDS is how long a replica is hurt, and how long each set-up works (60).
MOMENTS proxies and primaries are killed in each way (5).

Needs PostgreSQL (the embedded server's programs), PgBouncer and nginx. Prints tables.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django

os.environ["DEMO"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
django.setup()

from tests.bench.cluster.beside import beside  # noqa: E402
from tests.bench.cluster.crowd import Crowd, Row, Secure  # noqa: E402
from tests.bench.cluster.documents import documents  # noqa: E402
from tests.bench.cluster.failover import failover  # noqa: E402
from tests.bench.cluster.faults import proxy, replica  # noqa: E402
from tests.bench.cluster.machines import (  # noqa: E402
    CLINICS,
    bucket,
    fill,
    inside,
    pooled_machines,
    two_machines,
)
from tests.faults.conftest import Post  # noqa: E402
from tests.faults.people import cast  # noqa: E402
from tests.outages.cluster import Cluster, cluster  # noqa: E402

PARTS = ("beside", "documents", "replica", "proxy", "failover")
MOMENTS = int(os.environ.get("MOMENTS", "5"))
CLAIMS = 10
MOST = 80 * MOMENTS
"""How many of each kind there are: enough for whatever goes on during all that breaks."""


def main(seconds: float, parts: list[str]) -> None:
    """Do these parts, and say what was seen."""
    with TemporaryDirectory(prefix="machines") as name, cluster(fill) as both:
        folder = Path(name)
        folder.chmod(0o755)
        some = "select slug from clinics_clinic where status = 'open' order by id limit 200"
        slugs = [slug for (slug,) in both.primary.run(some)]
        print(f"{CLINICS:,} made-up clinics beside the demo's; load {os.getloadavg()[0]:.1f}.\n")
        if "beside" in parts:
            beside(folder, both, slugs, seconds)
        if parts != ["beside"]:
            _broken(folder, both, seconds, parts)
    print(f"\nLoad {os.getloadavg()[0]:.1f} at the end.")


def _broken(folder: Path, both: Cluster, seconds: float, parts: list[str]) -> None:
    with bucket() as (url, store), posted() as post:
        with inside(both.primary):
            crowd = Crowd(cast(0, post.newest_to, MOST, Secure))
        more = {"DOCUMENTS_URL": url, "EMAIL_URL": post.url}
        if "documents" in parts:
            with pooled_machines(folder / "pooled", both, **more) as site:
                crowd.go_to(site.front.tls)
                documents(both, site, crowd, store, CLAIMS)
        if set(parts) <= {"beside", "documents"}:
            return
        with two_machines(folder / "broken", both, **more) as site:
            crowd.go_to(site.front.tls)
            print(Row.HEAD)
            words = replica(both, crowd, seconds) if "replica" in parts else []
            if "proxy" in parts:
                proxy(both, site, crowd, MOMENTS)
            if "failover" in parts:
                failover(both, site, crowd, MOMENTS)
            print("", *words, sep="\n")


@contextmanager
def posted() -> Iterator[Post]:
    """A mail server."""
    post = Post()
    post.start()
    try:
        yield post
    finally:
        post.stop()


if __name__ == "__main__":
    main(float((sys.argv[1:] or ["60"])[0]), sys.argv[2:] or list(PARTS))
