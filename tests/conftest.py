"""What every test stands on: a running PostgreSQL."""

import os

import django
import pytest
from django.conf import settings

from directory.devserver.database import DatabaseRefused, ensure_running

# Here and not in pyproject.toml: pytest-django would read the settings before this.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
os.environ.setdefault("DEMO", "1")

pytest_plugins = ["tests.chromium"]

try:
    ensure_running()
except DatabaseRefused as refused:
    pytest.exit(str(refused), returncode=1)

# pytest-django sets Django up only for settings that are loaded already.
django.setup()

# Static files straight from their folders: nothing is collected before a test.
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
