"""Sphinx, a search server of its own: cells and answers as words and attributes."""

from __future__ import annotations

import math
import shutil
import subprocess
import time
from itertools import chain
from pathlib import Path

from directory.search.columns.rows import cell_ranges
from tests.bench.race.asked import MILES, Circle
from tests.bench.race.peers.peer import Missing, Peer
from tests.bench.race.rows import PAGE, Found

OPEN = 127
WITHIN = 60
"""Seconds in which its server must answer."""
SETTINGS = """
source clinics
{{
    type = tsvpipe
    tsvpipe_command = cat {folder}/rows.tsv
    tsvpipe_field = said
    tsvpipe_attr_float = latitude
    tsvpipe_attr_float = longitude
    tsvpipe_attr_multi = bits
}}
index clinics
{{
    source = clinics
    path = {folder}/clinics
    docinfo = extern
    mlock = 0
}}
indexer
{{
    mem_limit = 512M
}}
searchd
{{
    listen = {folder}/socket:mysql41
    log = /dev/null
    pid_file = {folder}/pid
    workers = threads
    binlog_path =
}}
"""
GIVES = "geodist(latitude, longitude, {}, {}) as far"
COUNTS = """
select groupby() as bit, count(*) as n from clinics where match('{}') group by bits limit 200
option max_matches=1000, ranker=none
"""
NEAREST = f"""
select id, {{}} from clinics where match('{{}}') order by far asc limit {PAGE}
option max_matches=1000, ranker=none
"""


class Sphinx(Peer):
    """Words find cells and ticks, an attribute of many values is counted by `group by`."""

    name = "Sphinx, its own server"
    lacks = "circle (its points are 32-bit): answers for the cells around it"
    exact = False

    def build(self) -> None:
        """The index is made once; the server runs as long as the race."""
        try:
            import pymysql  # noqa: PLC0415  (not installed everywhere)
        except ImportError as error:
            raise Missing(
                "Sphinx needs a client of its protocol (`pip install pymysql`)."
            ) from error
        if not (shutil.which("searchd") and shutil.which("indexer")):
            raise Missing("Sphinx is not installed (Debian: sphinxsearch).")
        own = self.folder / "sphinx"
        is_made, settings = own.exists(), own / "sphinx.conf"
        own.mkdir(exist_ok=True)
        settings.write_text(SETTINGS.format(folder=own))
        if not is_made:
            self._write(own / "rows.tsv")
            subprocess.run(["indexer", "--quiet", "--config", settings, "--all"], check=True)
        self.server = subprocess.Popen(
            ["searchd", "--nodetach", "--config", settings], stdout=subprocess.DEVNULL
        )
        self.connection = self._connected(pymysql, own / "socket")

    def _write(self, path: Path) -> None:
        points = zip(self.rows.latitude.tolist(), self.rows.longitude.tolist(), strict=True)
        with path.open("w") as file:
            for (key, cell, bits), (south, west) in zip(
                self.rows.listed(OPEN), points, strict=True
            ):
                said = " ".join([f"c{cell}", *(f"b{bit}" for bit in bits)])
                place = f"{math.radians(south)!r}\t{math.radians(west)!r}"
                file.write(f"{key}\t{said}\t{place}\t{','.join(map(str, bits))}\n")

    def _connected(self, client, socket: Path):
        deadline = time.monotonic() + WITHIN
        while True:
            try:
                return client.connect(unix_socket=str(socket), autocommit=None)
            except client.err.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def ask(self, circle: Circle) -> Found:
        """The page, the total and the counts."""
        counts: dict[int, int] = {}
        with self.connection.cursor() as cursor:
            for needed, counted in circle.passes:
                match = self._match(circle, needed)
                cursor.execute(COUNTS.format(match))
                own = {int(row[0]): int(row[1]) for row in cursor.fetchall()}
                counts.update({bit: own[bit] for bit in counted if bit in own})
                if needed == circle.needed:
                    total = own.get(OPEN, 0)
            point = circle.point
            far = GIVES.format(math.radians(point.latitude), math.radians(point.longitude))
            cursor.execute(NEAREST.format(far, match))
            cursor.fetchall()
        return Found(total, None, counts)

    def _match(self, circle: Circle, needed: tuple[int, ...]) -> str:
        low_high = zip(*cell_ranges(circle.point, MILES), strict=True)
        cells = chain.from_iterable(range(low, high + 1) for low, high in low_high)
        words = [f"b{bit}" for bit in (OPEN, *needed)]
        return f"{' '.join(words)} ({'|'.join(f'c{cell}' for cell in cells)})"

    def close(self) -> None:
        """Stop the server."""
        self.connection.close()
        self.server.terminate()
        self.server.wait()
