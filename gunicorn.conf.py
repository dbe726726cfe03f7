"""How gunicorn serves the site. It reads this file where it starts; `make run` reads it as well.

No access log: it would hold the addresses of readers and what they asked.
"""

from django.apps import apps
from gunicorn.http.wsgi import Response

worker_class = "gthread"
workers = 2
threads = 4
control_socket_disable = True  # it would lie in the home of whoever started the site
preload_app = True  # all processes share the columns of the search


def when_ready(server: object) -> None:
    """Load the columns before the first process is forked; who connects meanwhile waits."""
    if apps.ready:  # gunicorn may serve something else
        from directory.search.columns.shared import preload  # noqa: PLC0415  (needs Django set up)

        preload()


on_reload = when_ready

_headers = Response.default_headers
# Nobody need know what serves the site, and gunicorn has no setting for it.
Response.default_headers = lambda self: [h for h in _headers(self) if not h.startswith("Server:")]
