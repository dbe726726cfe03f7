"""Visitors of a running site, each with an address and a connection of their own."""

from __future__ import annotations

import http.client
import random
import re
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def anybody() -> str:
    """An address that asks for the first time, most likely."""
    return ".".join(str(random.randrange(1, 224)) for _ in range(4))


@dataclass(frozen=True)
class Answer:
    """What a visitor got, and after how many seconds."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float


class Visitor:
    """Somebody behind a proxy that says who asks. Without an address: somebody else each time."""

    def __init__(self, site: str, address: str = "") -> None:
        self._connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=120)
        self._address, self._cookies = address, SimpleCookie()

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, **fields: str) -> Answer:
        """Open the page of a form, fill it in and send it."""
        form = self.get(path)
        assert form.status == 200, (path, form.status)
        token = TOKEN.search(form.body.decode())
        assert token, path
        body = urlencode({"csrfmiddlewaretoken": token[1]} | fields)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *raised: object) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        said = {"X-Forwarded-For": self._address or anybody(), **headers}
        if self._cookies:
            said["Cookie"] = "; ".join(f"{n}={c.value}" for n, c in self._cookies.items())
        start = time.perf_counter()
        self._connection.request(method, path, body, said)
        answer = self._connection.getresponse()
        read = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.load(cookie)
        return Answer(answer.status, answer.headers, read, time.perf_counter() - start)


def quantile(values: list[float], share: float) -> float:
    """Of sorted or unsorted seconds, in milliseconds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000
