"""Nothing that somebody looks for, and no link that was mailed, stands in a log or a cache."""

import pytest

from tests.deploy.proxy import NAME, free_port, gunicorn, proxy

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")
WORDS = ("aardvark", "bongo", "caracal", "dugong", "echidna", "fossa", "gannet", "hoopoe", "indri")
"""Words that stand in no configuration: in the query, the path and each header that is sent."""


def asked(front, start: str) -> None:
    """Requests of every kind, each with all WORDS."""
    headers = {
        "Cookie": f"a={WORDS[0]}", "Referer": f"https://{NAME}/{WORDS[1]}/", "From": WORDS[2],
        "User-Agent": WORDS[3], "Authorization": f"Bearer {WORDS[4]}", "Accept-Encoding": WORDS[5],
    }  # fmt: skip
    query, slug, token = WORDS[6:]
    paths = (
        f"/search/?near={query}", f"/clinics/{slug}/", f"/reviews/keep/{token}/",
        f"/accounts/password/reset/key/{token}/", f"/{slug}?{query}", f"/%3F{query}",
        f"/readyz?full=1&a={query}", f"/search/?a={query * 1000}", f"/api/v1/{slug}?{query}",
    )  # fmt: skip
    for path in paths:
        front.ask(path, headers=headers)
        front.ask(path, "POST", body=query.encode() * 400_000, headers=headers)
        front.ask(path, headers=headers | {"Cookie": query * 1000})
    for _ in range(120):  # more than the network may ask
        front.ask(paths[0], headers=headers, source="127.0.0.7")
    for broken in (
        f"GET /?{query} HTTP/1.1\r\n{slug}", f"{query}\r\n\r\n", f"GET /?{query} HTTP/9.1\r\n\r\n",
        f"GET /?{query} HTTP/1.1\r\nHost: {slug}\r\n\r\n",
        f"POST /add/?{query} HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 90\r\n\r\n{slug}",
    ):  # fmt: skip
        with front.line() as line:
            line.send(broken.encode())
    assert start in front.logged()


def found(front) -> list[str]:
    """The words that stand in any file of the proxy's folder but its configuration."""
    files = [path for path in front.folder.rglob("*") if path.is_file()]
    held = b"".join(path.read_bytes() for path in files if path.name != "nginx.conf").lower()
    return [word for word in (*WORDS, "127.0.0.7") if word.encode() in held]


def test_with_the_site_behind_it(tmp_path):
    with gunicorn("tests.attacks.small:mirror") as site, proxy(tmp_path, site) as front:
        asked(front, " 200 GET search ")
        assert " 429 GET search " in front.logged()
        assert found(front) == []


def test_without_the_site_when_nginx_has_errors_to_tell(tmp_path):
    with proxy(tmp_path, f"127.0.0.1:{free_port()}") as front:
        asked(front, " 502 GET search ")
        assert found(front) == []


def test_a_lower_level_of_the_errors_log_would_tell_all(tmp_path):
    """The rival: the words would be found."""
    told = {"clinics.error.log emerg": "clinics.error.log error"}
    with proxy(tmp_path, f"127.0.0.1:{free_port()}", **told) as front:
        asked(front, " 502 GET search ")
        assert {"gannet", "hoopoe", "indri", "127.0.0.7"} <= set(found(front))
