"""The site before the columns: its commit in a work tree, and a database of its own."""

from __future__ import annotations

import subprocess
import sys

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.bench.race.data import KEPT, PROJECT, STATIC, environ_of, url_of

COMMIT = "ea47e38"
"""The last one before."""
MIGRATION = "0029"
"""The last one of its database."""
TREE = KEPT / "before"


def make(size: int) -> None:
    """Make its work tree, and its database as a copy of ours, unless they are there.

    Nobody else may be connected to our database.
    """
    if not TREE.exists():
        subprocess.run(["git", "worktree", "add", "--detach", TREE, COMMIT], cwd=PROJECT,
                       check=True, capture_output=True)  # fmt: skip
        subprocess.run([sys.executable, "manage.py", *STATIC], cwd=TREE, env=environ_of(size),
                       check=True)  # fmt: skip
    name, own = (conninfo_to_dict(url)["dbname"] for url in (url_of(size), url_before(size)))
    with psycopg.connect(url_of(size), dbname="postgres", autocommit=True) as server:
        if server.execute("select from pg_database where datname = %s", [own]).fetchone():
            return
        server.execute(f'create database "{own}" template "{name}"')
    # Only the site that has a migration can take it back.
    environ = environ_of(size) | {"DATABASE_URL": url_before(size)}
    subprocess.run([sys.executable, "manage.py", "migrate", "clinics", MIGRATION, "-v", "0"],
                   cwd=PROJECT, env=environ, check=True)  # fmt: skip
    with psycopg.connect(url_before(size), autocommit=True) as server:
        server.execute("vacuum analyze clinics_searchrow, clinics_fact")


def url_before(size: int) -> str:
    """The address of its database."""
    url = url_of(size)
    name = conninfo_to_dict(url)["dbname"]
    return url.replace(f"/{name}", f"/{name}_before")


def environ_before(size: int) -> dict[str, str]:
    """The environment of a process of that site."""
    return environ_of(size) | {"DATABASE_URL": url_before(size)}
