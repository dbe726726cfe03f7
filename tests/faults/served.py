"""The settings of a site under test: how long mail server and bucket may be silent, and how long
`/readyz` believes that something can be written."""

import os
from pathlib import Path

from directory import settings as production
from directory.site import private_s3, ready
from tests.faults import moved_clock
from tests.outages.served import *  # noqa: F403

EMAIL_TIMEOUT = float(os.environ.get("EMAIL_TIMEOUT", production.EMAIL_TIMEOUT))
private_s3.TIMEOUT_SECONDS = float(os.environ.get("BUCKET_TIMEOUT", private_s3.TIMEOUT_SECONDS))
ready.KEPT_SECONDS = 1
if file := os.environ.get("CLOCK"):
    moved_clock.follow(Path(file))
