"""How gunicorn serves the site. It reads this file where it starts; `make run` reads it as well.

No access log: it would hold the addresses of readers and what they asked.
"""

from django.apps import apps
from gunicorn.http.wsgi import Response

worker_class = "directory.site.worker.Worker"  # threads, for whole requests only
workers = 2
threads = 4
# Longer than the proxy keeps a connection that it does not use: if both ended it at one time, a form
# that the proxy sends just then would be lost.
keepalive = 75
limit_request_line = 8190  # more than the proxy lets in, which refuses the rest in words
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
