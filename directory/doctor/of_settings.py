"""Findings about settings, mail and files. No query."""

from __future__ import annotations

import datetime as dt
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from shutil import disk_usage

from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.mail import EmailMessage

from directory.doctor.findings import Finding, look, must, ok
from directory.site.checks import AREAS, errors
from directory.site.kept_backups import DAYS_KEPT, backup_folder, days
from directory.site.mail import SMTP
from directory.site.static_files import static_files_are_old

GB = 1024**3
FULL, NEARLY_FULL = 1 * GB, 10 * GB
"""Free bytes of a disk below which something must be done, or somebody should look."""
NEWEST = 2
"""Days after which there is a newer backup, unless something is wrong."""
SECONDS_TO_ANSWER = 5
TEST_MAIL = (
    "Clinic Directory: a test",
    "Whoever operates this site tried whether its mail arrives: manage.py doctor --mail.\n",
)


def of_settings() -> Iterator[Finding]:
    """What `check --deploy` says, one line for each kind of fault, or that it finds none."""
    fine = {
        "Name of the site": settings.SITE_URL,
        "Keys": f"ADDRESS_KEYS holds {len(settings.ADDRESS_KEYS)}.",
        "Mail server": f"{getattr(settings, 'EMAIL_HOST', '')}, from {settings.DEFAULT_FROM_EMAIL}",
        "Line to the database": "on this machine, or its certificate is checked",
        "Line to the bucket": "none, or encrypted",
        "Contact address": settings.CONTACT_EMAIL,
        "Demo": "off",
        "Proxy": "PROXY=1",
        "Translations": "compiled",
    }
    for about, find in AREAS.items():
        found = [must(about, f"{error.msg} {error.hint}") for error in errors(find)]
        yield from found or [ok(about, fine[about])]
    for message in run_checks(tags=[Tags.security], include_deployment_checks=True):
        if not message.is_silenced():
            say = must if message.level >= ERROR else look
            yield say("Settings", f"{message.msg} ({message.id}) {message.hint or ''}")


def of_mail(address: str) -> Finding:
    """Send a mail to the address and say whether the server took it; '' sends none."""
    about = "Mail sent"
    if settings.EMAIL_BACKEND != SMTP:
        return must(about, "No mail was sent, because EMAIL_URL names no mail server.")
    if not address:
        return look(about, "Not tried. Run manage.py doctor --mail ADDRESS.")
    try:
        EmailMessage(*TEST_MAIL, to=[address]).send()
    except OSError as error:  # the base class of smtplib's errors, too
        return must(about, f"The mail server refused it: {error}. Look at EMAIL_URL.")
    return ok(about, f"The mail server took a mail to {address}. Look whether it arrives.")


def of_site() -> Finding:
    """Whether the site answers under its own name."""
    about, url = "Site answers", f"{settings.SITE_URL}/healthz"
    if not settings.SITE_URL:
        return look(about, "Not tried, because SITE_URL is not set.")
    try:
        with urllib.request.urlopen(url, timeout=SECONDS_TO_ANSWER) as answer:
            if answer.read(10) == b"ok\n":
                return ok(about, url)
        reason = "something else answers there"
    except (OSError, ValueError) as error:  # URLError is an OSError
        reason = str(getattr(error, "reason", error))
    return look(about, f"{url} gave no answer from here ({reason}). Start gunicorn and the proxy.")


def of_proxy() -> Finding:
    """Whether the proxy keeps from strangers what only whoever runs the site should ask."""
    about, url = "Proxy closes", f"{settings.SITE_URL}/readyz?full=1"
    try:
        with urllib.request.urlopen(url, timeout=SECONDS_TO_ANSWER) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        with error:
            status = error.code
    except OSError as error:
        return look(about, f"{url} gave no answer ({error}).")
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return ok(about, "/readyz with a query")
    todo = "Close it in the proxy, as deploy/nginx.conf does; see deploy.md."
    return must(about, f"{url} answers everybody ({status}). {todo}")


def of_static_files() -> Finding:
    """Whether `collectstatic` was run for this version."""
    if static_files_are_old():
        return must("Static files", "Not those of this version. Run manage.py collectstatic.")
    return ok("Static files", "collected")


def of_documents() -> Finding:
    """Whether documents that clinics hand in can be kept. Writes nothing."""
    about = "Documents"
    if not isinstance(default_storage, FileSystemStorage):
        try:
            default_storage.exists("doctor")
        except Exception as error:  # whatever the client of the bucket raises
            kind = type(error).__name__
            return must(about, f"The bucket does not answer ({kind}). Look at DOCUMENTS_URL.")
        return ok(about, "The bucket answers.")
    there, is_ours = _nearest(Path(settings.MEDIA_ROOT))
    if not is_ours:
        todo = "Let the account of gunicorn write there, or set MEDIA_ROOT."
        return must(about, f"{there} cannot be written by this account. {todo}")
    return of_room(about, there)


def of_data_files() -> Finding:
    """Whether data files are made, and of which day the newest are. Writes nothing."""
    about = "Data files"
    if not settings.DATA_FOLDER:
        todo = "Set DATA_FOLDER to a folder that every machine of the site sees."
        return look(about, f"None are made, so /data/ has nothing to download. {todo}")
    folder = Path(settings.DATA_FOLDER)
    there, is_ours = _nearest(folder)
    if not is_ours:
        todo = "Let the account of the scheduler write there, or set DATA_FOLDER."
        return must(about, f"{there} cannot be written by this account. {todo}")
    if not (folder / "latest").exists():
        return look(about, f"{folder} has none yet. Run manage.py make_data_files.")
    return of_room(about, folder, "or no new data files are made")


def of_backups(*, on: dt.date) -> Finding:
    """Whether there is a backup of these days, and none that is too old."""
    about, folder = "Backups", backup_folder()
    if folder is None:
        todo = "See “Backup and restore” in operate.md."
        return look(about, f"BACKUP_FOLDER is not set: none are made by themselves. {todo}")
    there, is_ours = _nearest(folder)
    if not is_ours:
        todo = "Let the account of the scheduler write there, or set BACKUP_FOLDER."
        return must(about, f"{there} cannot be written by this account. {todo}")
    known = days(folder)
    if not known:
        return look(about, f"{folder} has none yet. Run manage.py backup.")
    if (on - known[0]).days > NEWEST:
        return must(about, f"The newest in {folder} is of {known[0]}. Run manage.py backup, and "
                    "look at the scheduled work.")  # fmt: skip
    if (on - known[-1]).days > DAYS_KEPT:
        return must(about, f"The one of {known[-1]} in {folder} is older than {DAYS_KEPT} days: "
                    "it holds what people erased. Delete it.")  # fmt: skip
    return ok(about, f"{len(known)}, the newest of {known[0]}")


def _nearest(folder: Path) -> tuple[Path, bool]:
    """(the folder, or what is there of its path; whether this account may write in it)."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return there, os.access(there, os.W_OK | os.X_OK)


def of_room(about: str, folder: Path, harm: str = "or PostgreSQL and uploads stop") -> Finding:
    """How much room the disk of a folder has. Raises OSError."""
    free = disk_usage(folder).free
    words = f"{free / GB:,.0f} GB free in {folder}."
    if free < FULL:
        return must(about, f"{words} Make room, {harm}.")
    if free < NEARLY_FULL:
        return look(about, f"{words} A full register file needs more while it is loaded.")
    return ok(about, words)
