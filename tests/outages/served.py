"""The settings of a site that is served in tests: static files straight from their folders."""

from directory.settings import *  # noqa: F403
from directory.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
