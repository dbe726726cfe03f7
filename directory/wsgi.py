"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
application = get_wsgi_application()

from directory.databases.limits import limit_this_process  # noqa: E402  (needs Django set up)

limit_this_process()
