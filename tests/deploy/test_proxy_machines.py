"""Two machines behind the proxy, of which one takes requests and answers none."""

import socketserver
import threading
from collections.abc import Iterator

import pytest

from tests.deploy.proxy import gunicorn, proxy

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")


@pytest.fixture
def broken() -> Iterator[socketserver.ThreadingTCPServer]:
    """A server that reads the head of a request, notes its method, and closes the connection."""

    class Breaks(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if line := self.rfile.readline():
                asked.append(line.split()[0].decode())
            while self.rfile.readline().strip():
                pass

    asked: list[str] = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Breaks) as server:
        server.asked = asked
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_what_only_reads_is_asked_of_the_other_machine_and_what_is_sent_never_twice(
    tmp_path, broken
):
    with gunicorn("tests.attacks.small:mirror") as site:
        both = f"127.0.0.1:{broken.server_address[1]} max_fails=0; server {site}"
        with proxy(tmp_path, both) as front:
            assert [front.ask("/clinics/x/").status for _ in range(8)] == [200] * 8
            assert set(broken.asked) == {"GET"}
            said = [front.ask("/add/", "POST", body=b"a=b").status for _ in range(8)]
    assert broken.asked.count("POST") == said.count(502) > 0
    assert said.count(200) == 8 - said.count(502) > 0
