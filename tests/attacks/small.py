"""The least application that gunicorn can serve: it answers what it was sent."""

from collections.abc import Callable, Iterable
from typing import Any

from directory.site.worker import Worker


class Hasty(Worker):
    """The worker of the site, with little time to wait for it."""

    head_seconds = 3


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """200 with method, path, query and body of the request, parted by spaces."""
    body = environ["wsgi.input"].read()
    said = [environ[name].encode() for name in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING")]
    answer = b" ".join([*said, body])
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
