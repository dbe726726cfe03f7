"""Published clinics as the export has them, for the oracle."""

import datetime as dt
import io
import json

from django.core.management import call_command

from clinics.models import Clinic
from tests.directory.oracle import Exported


def exported(today: dt.date) -> list[Exported]:
    """Every published clinic, read back from `export_clinics --format ndjson`."""
    out = io.StringIO()
    call_command("export_clinics", format="ndjson", stdout=out)
    keys = dict(Clinic.objects.values_list("slug", "pk"))
    entries = [json.loads(line) for line in out.getvalue().splitlines()]
    return [Exported({**entry, "_key": keys[entry["slug"]]}, today) for entry in entries]
