"""Small applications that gunicorn can serve, and a worker that soon loses its patience."""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

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


def mirror(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """200 with what arrived, as JSON: method, path, query, headers and the body's length.

    A query `size` names how many letters more to answer, a header `X-Answer` headers of the answer,
    as JSON, and `X-Until` a file: it is answered once there is one.
    """
    length = len(environ["wsgi.input"].read())
    while not Path(environ.get("HTTP_X_UNTIL", "/")).exists():
        time.sleep(0.02)
    found = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
    found |= {name: environ[name] for name in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING")}
    query = parse_qs(environ["QUERY_STRING"])
    found["padding"] = "a" * int(query.get("size", ["0"])[0])
    answer = json.dumps(found | {"length": length, "at": time.time_ns()}).encode()
    headers = json.loads(environ.get("HTTP_X_ANSWER", "{}"))
    headers |= {"Content-Length": str(len(answer)), "Content-Type": "application/json"}
    start_response("200 OK", list(headers.items()))
    return [answer]
