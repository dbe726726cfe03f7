"""The PostgreSQL of the tests: an embedded server of their own, which never waits for the disk.

It is started once, stays for the next run of pytest, and holds nothing that outlives a run without
`--reuse-db`. With a DATABASE_URL the tests use that server instead.
"""

import os
import shutil
from urllib.parse import quote

from directory.devserver import database
from directory.devserver.embedded import Server
from directory.devserver.embedded import server as embedded
from directory.devserver.embedded.server import ROLE

FOLDER = database.PROJECT / ".tests"
HASTY = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
}
"""Settings of a server whose machine may lose its power with nothing lost: a run begins anew."""


def ensure_running() -> None:
    """Start the server, and name it in DATABASE_URL, which workers and their processes inherit."""
    if not database.is_elsewhere():
        FOLDER.mkdir(mode=0o755, exist_ok=True)
        server = Server.of(FOLDER, os.environ.get("PG_BIN", ""))
        if server.has_died():  # perhaps with its machine, half of its pages unwritten
            shutil.rmtree(server.data)
        of_the_site = dict(embedded.SETTINGS)
        embedded.SETTINGS.update(HASTY)
        try:
            server.start(database.DATABASE_NAME)
        finally:
            embedded.SETTINGS.update(of_the_site)
            for name in HASTY.keys() - of_the_site.keys():
                del embedded.SETTINGS[name]
        host = quote(str(server.sockets), safe="/")
        os.environ["DATABASE_URL"] = (
            f"postgres:///{database.DATABASE_NAME}?host={host}&port=5432&user={ROLE}"
        )
    database.ensure_running()


if __name__ == "__main__" and FOLDER.is_dir():  # `make test` and `make stop` end it
    Server.of(FOLDER, os.environ.get("PG_BIN", "")).stop()
