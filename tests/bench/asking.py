"""One client with many connections that asks one thing without a pause, until it is ended."""

import sys
import threading
from contextlib import suppress
from http.client import HTTPException

from tests.bench.visiting import Visitor

CONNECTIONS = 12


def ask(site: str, path: str) -> None:
    """Ask, and ask again; a line says what came back."""
    while True:
        with suppress(OSError, HTTPException), Visitor(site, "203.0.113.7") as visitor:
            while True:
                print(visitor.get(path).status, flush=True)


if __name__ == "__main__":
    for _number in range(CONNECTIONS):
        threading.Thread(target=ask, args=sys.argv[1:]).start()
