"""The scheduled work: each command with its rhythm. One entry adds a command."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.schedule.rhythm import Daily, Hourly


@dataclass(frozen=True, kw_only=True)
class Job:
    """A command of `manage.py` as one types it, when it is due, and what it is for.

    It must do no harm when it is run again, or was killed in the middle.
    """

    name: str
    due: Hourly | Daily
    what: str | Promise


JOBS = (
    Job(
        name="forget",
        due=Hourly(5),
        what=_("Deletes what is no longer needed."),
    ),
    Job(
        name="rebuild_search --due",
        due=Daily(dt.time(0, 10)),
        what=_("Keeps searches for confirmed answers quick."),
    ),
    Job(
        name="apply_moves",
        due=Daily(dt.time(0, 20)),
        what=_("Gives clinics that move their new address on its day."),
    ),
    Job(
        name="check_credentials",
        due=Daily(dt.time(0, 30)),
        what=_("Compares every credential that is due with the registers and the calendar."),
    ),
    Job(
        name="prune_changes",
        due=Daily(dt.time(0, 50)),
        what=_("Keeps the log of public changes short."),
    ),
    Job(
        name="make_data_files",
        due=Daily(dt.time(3, 30)),
        what=_("Makes the day’s data files for everybody to download."),
    ),
    Job(
        name="backup",
        due=Daily(dt.time(3, 50)),
        what=_("Makes the day’s backup, if the operator named a folder for it."),
    ),
    Job(
        name="clearsessions",
        due=Daily(dt.time(4, 10)),
        what=_("Deletes old sign-in sessions."),
    ),
    Job(
        name="send_notices",
        due=Daily(dt.time(7, 30)),
        what=_("Mails the daily digests to clinics and moderators."),
    ),
    Job(
        name="tell_listed",
        due=Daily(dt.time(10, 0)),
        what=_("Tells clinics once that they are listed, if the operator wants that."),
    ),
)
"""In the order in which they run when several are due. No daily time lies between 1 and 3 o'clock,
where some nights have an hour twice or not at all."""
