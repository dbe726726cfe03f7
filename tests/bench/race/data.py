"""The databases of the race: one for each size, made once by the site's own commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from directory.devserver import database

PROJECT = Path(__file__).resolve().parents[3]
KEPT = PROJECT / ".bench"
"""What is kept between runs: figures, and the indexes of other programs."""
SEED = 1
WITH_FACTS = 200_000
"""More clinics than these have search rows alone, but for the first 5,000."""

STATIC = ("collectstatic", "--no-input", "--verbosity", "0")
POINTS = """
create index if not exists race_point on clinics_searchrow using gist (point(longitude, latitude))
"""


def url_of(size: int) -> str:
    """The address of the database of so many clinics, on the server of DATABASE_URL or our own.

    `BENCH_DATABASE` is the address of one that is there already.
    """
    own = re.sub(r"^(\w+://[^/?]*/)[^?]*", rf"\1clinic_race_{size}", database.url())
    return os.environ.get("BENCH_DATABASE") or own


def environ_of(size: int) -> dict[str, str]:
    """The environment of a process that works on that database."""
    return {**os.environ, "DATABASE_URL": url_of(size), "DEMO": "1", "SECRET_KEY": "race" * 16}


def make(size: int) -> None:
    """Make the database, or use the one that is there, with all migrations."""
    url = url_of(size)
    name = conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        known = server.execute("select from pg_database where datname = %s", [name]).fetchone()
        if known is None:
            server.execute(f'create database "{name}"')
    manage(size, "migrate", "--verbosity", "0")
    manage(size, "createcachetable", "--verbosity", "0")
    manage(size, *STATIC)
    with psycopg.connect(url, autocommit=True) as server:
        places = server.execute("select count(*) from directory_place").fetchone()
        clinics = server.execute("select count(*) from clinics_searchrow").fetchone()
    if places == (0,):
        manage(size, "load_places")
    if clinics == (0,):
        only_rows = ["--without-facts"] if size > WITH_FACTS else []
        manage(size, "make_clinics", str(size), "--seed", str(SEED), *only_rows)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(POINTS)
        server.execute("vacuum analyze clinics_searchrow")


def manage(size: int, *words: str) -> None:
    """Run one of the site's commands."""
    subprocess.run([sys.executable, "manage.py", *words], cwd=PROJECT, env=environ_of(size),
                   check=True)  # fmt: skip
