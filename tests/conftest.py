"""What every test stands on: a running PostgreSQL."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator

import django
import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import TransactionTestCase
from django.utils import timezone, translation

from directory.devserver.database import DatabaseRefused
from tests.server import ensure_running

# Here and not in pyproject.toml: pytest-django would read the settings before this.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("DATA_FOLDER", "")  # tests that make data files have folders of their own
if "MEDIA_ROOT" not in os.environ:  # what tests erase is noted beside the documents
    os.environ["MEDIA_ROOT"] = tempfile.mkdtemp(prefix="documents-of-tests-")
    atexit.register(shutil.rmtree, os.environ["MEDIA_ROOT"], ignore_errors=True)

pytest_plugins = ["tests.chromium", "tests.post"]

try:
    ensure_running()
except DatabaseRefused as refused:
    pytest.exit(str(refused), returncode=1)

# pytest-django sets Django up only for settings that are loaded already.
django.setup()

from directory.messages.catalogue import compile_what_is_old  # noqa: E402  (need Django set up)
from tests import databases  # noqa: E402

compile_what_is_old()

# Static files straight from their folders: nothing is collected before a test.
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True


# Real Argon2, but made to be quick; test_accounts.py looks at what production uses.
HASHERS, settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS, ["tests.hashers.QuickArgon2"]

# A commit need not wait for the disk either where DATABASE_URL names the server.
settings.DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"

TransactionTestCase._fixture_teardown = databases.empty

DEAREST = {
    "test_accessible.py", "test_claim_browser.py", "test_credentials_browser.py",
    "test_deploy_doc.py", "test_edit_browser.py", "test_export.py", "test_import_killed.py",
    "test_permissions_table.py", "test_reflex.py", "test_reviews_browser.py",
    "test_search_property.py", "test_swap.py",
}  # fmt: skip
"""Files with tests of many seconds: last in line, they would leave the other worker idle."""


@pytest.hookimpl(trylast=True)  # pytest-django has an order of its own
def pytest_collection_modifyitems(items) -> None:
    """Begin with the dearest files; a worker that has ended takes over what waits at the other."""
    items.sort(key=lambda item: item.path.name not in DEAREST)


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """A request turns its thread to the language of its address: each test begins in English."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def nothing_counted():
    """Requests of one test do not count against the next: all come from one address."""
    caches["throttles"].clear()


@pytest.fixture(scope="session")
def run(request) -> databases.Run:
    """This run of the tests, under a name that all its workers know."""
    known = getattr(request.config, "workerinput", {})
    reuses = request.config.getoption("reuse_db") and not request.config.getoption("create_db")
    return databases.Run(
        name=known.get("testrunuid", f"process {os.getpid()}"),
        day=str(timezone.localdate()),
        keeps=reuses,
    )


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, run) -> Iterator[None]:
    """This worker's own database, a copy of the run's template (see docs/testing.md)."""
    with django_db_blocker.unblock():
        own = databases.make_own(run)
        yield
        assert databases.use(databases.SITE) == own
        databases.drop(own)


@pytest.hookimpl(trylast=True)  # once pytest-django allows the database again
def pytest_unconfigure(config) -> None:
    """Take the shared databases away when every worker has ended; `--reuse-db` leaves them."""
    if not hasattr(config, "workerinput") and not config.getoption("reuse_db"):
        databases.drop(*map(databases.name_of, ("peopled", "demo", "template")))
