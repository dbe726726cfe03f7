"""The settings of a site under test: how long mail server and bucket may be silent, and how long
`/readyz` believes that something can be written."""

import os

from directory.site import private_s3, ready
from tests.outages.served import *  # noqa: F403

EMAIL_TIMEOUT = float(os.environ["EMAIL_TIMEOUT"])
private_s3.TIMEOUT_SECONDS = float(os.environ["BUCKET_TIMEOUT"])
ready.KEPT_SECONDS = 1
