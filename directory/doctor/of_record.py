"""Findings about the record: registers, scheduled work, moderators, what the demo left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.formats import date_format

from clinics.accounts.second_factors import BOX
from clinics.memberships.permissions import has_second_factor
from clinics.models import Clinic, Erasure, RegisterFile, User
from clinics.moderation.ages import COPIED_WITHIN, VALID
from clinics.registries.models import Register
from clinics.schedule.standing import Standing, schedule
from directory.doctor.findings import Finding, look, must, ok

NEWER_AFTER = 35
"""Both registers come out at least monthly: after so many days there is a newer file."""


def of_registers(*, on: dt.date) -> Iterator[Finding]:
    """One finding for each register: loaded, and how old."""
    for register in Register:
        about = f"Register {register.value.upper()}"
        load = f"Run manage.py import_registry {register} FILE, then check_credentials."
        file = RegisterFile.objects.real().newest(register)
        if file is None:
            yield must(about, f"No file is loaded: nothing is compared with it. {load}")
            continue
        age = (on - file.as_of).days
        words = f"{file.name} covers until {date_format(file.as_of)}, {age} days ago."
        if age > VALID[register]:
            yield must(about, f"{words} Every check against it reads overdue. {load}")
        elif age > NEWER_AFTER:
            yield look(about, f"{words} There is a newer one. {load}")
        else:
            yield ok(about, words)


def of_schedule(*, at: dt.datetime) -> Iterator[Finding]:
    """Whether a scheduler lives, and how each job stands."""
    found = schedule(at=at)
    if found.schedulers:
        yield ok("Schedulers", f"{found.schedulers} at work")
    else:
        yield must(
            "Schedulers", "None runs. Start manage.py scheduler as a service; see deploy.md."
        )
    yield from (_of_job(one) for one in found.jobs)


def of_erasures(*, at: dt.datetime) -> Finding:
    """Whether what was erased is known outside the database, too."""
    count = Erasure.objects.filter(copied_at=None, at__lt=at - COPIED_WITHIN).count()
    if count:
        return must("Erasures", f"{count:,} have no copy beside the documents: a restore would "
                    "bring back what people erased. Look at the documents, and run manage.py "
                    "forget.")  # fmt: skip
    return ok("Erasures", "each has its copy beside the documents")


def _of_job(one: Standing) -> Finding:
    about = f"Scheduled {one.job.name}"
    if one.run is None:
        return must(about, "has never run.")
    began = date_format(timezone.localtime(one.run.started_at), "j F, P T")
    words = f"{one.state.label}, last run {began}. {one.run.said}"
    return ok(about, words) if one.is_good else must(about, words)


def of_moderators() -> Iterator[Finding]:
    """Whether somebody can work at the desk."""
    moderators = list(User.objects.filter(is_moderator=True, is_active=True).order_by("email"))
    without = [one.email for one in moderators if not has_second_factor(one)]
    ready = len(moderators) - len(without)
    add = "They sign in and add one under /accounts/2fa/."
    if not moderators:
        yield must(
            "Moderators", "None: nothing is ever decided. Run manage.py moderators add EMAIL."
        )
    elif not ready:
        yield must("Moderators", f"None has a second factor, so none can work. {add}")
    elif without:
        yield look("Moderators", f"{ready} can work. No second factor: {', '.join(without)}. {add}")
    else:
        yield ok("Moderators", f"{ready} can work.")
    factors = Authenticator.objects.filter(user__in=moderators, type=Authenticator.Type.TOTP)
    if any(not BOX.opened(one.data["secret"].encode()) for one in factors):
        yield must("Keys", "No key opens the second factor of a moderator. Add the earlier key to "
                   "ADDRESS_KEYS; see operate.md.")  # fmt: skip


def of_demo() -> Finding:
    """Whether the demo left something that readers must not see."""
    clinics = Clinic.objects.filter(listed_by="demo").count()
    accounts = User.objects.filter(email__iendswith="@demo.example", is_active=True).count()
    if clinics or accounts:
        found = f"{clinics:,} clinics and {accounts:,} accounts of the demo"
        return must("Fictitious", f"{found} are in this database. Begin with an empty one.")
    return ok("Fictitious", "no clinic and no account of the demo")
