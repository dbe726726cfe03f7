"""Pages on demand, for a process of any commit of the site: an address a line, milliseconds back.

It uses nothing but Django, because the site before the columns runs it, too. What comes first on an
answer's line is the number of bytes of the page.
"""

import os
import sys
import time

import django
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory


def main() -> None:
    """Answer lines until there are no more."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    handler, factory = WSGIHandler(), RequestFactory(HTTP_HOST="127.0.0.1")
    for line in sys.stdin:
        start = time.perf_counter()
        answer = handler.get_response(factory.get(line.strip()))
        spent = (time.perf_counter() - start) * 1000
        assert answer.status_code == 200, f"{answer.status_code}: {line}"
        print(len(answer.content), spent, flush=True)


if __name__ == "__main__":
    main()
