"""What HSDS says of the published clinics."""

import io
import json

from django.core.management import call_command

from clinics.exchange.export import streamed
from clinics.exchange.hsds.zipped import nested
from clinics.models import Clinic
from tests.clinics.listfile import run, stored
from tests.clinics.test_export import empty


def services() -> list[dict]:
    """Every published clinic as a nested service, read back from JSON."""
    listed = streamed(Clinic.objects.published().order_by("pk"))
    return [json.loads(json.dumps(one)) for one in nested(listed)]


def write_ndjson(path) -> None:
    """Every published clinic, one a line."""
    path.write_text("".join(json.dumps(one) + "\n" for one in services()), encoding="utf-8")


def write_zip(path) -> None:
    """Every published clinic in tables."""
    call_command("export_clinics", "--format", "hsds", "--output", str(path), stderr=io.StringIO())


SAYS_CLOSED = "The clinic says that it is closed"
"""A statement that waits for a moderator of this site, and comes back to none."""
HERE = ("updated_by", "last_modified", "assured_date")
"""What is about this record of a clinic and not about the clinic."""


def about_clinics(found: list[dict]) -> list[dict]:
    """What HSDS says of clinics, whoever keeps the record: without the trail of the record.

    Ids are those of the record too: each stands here for the order in which it first appears.
    """
    ids: dict[str, str] = {}
    return [
        _without(one, ids)
        for one in sorted(found, key=lambda one: one["additional_urls"][0]["url"])
    ]


def _without(value, ids: dict[str, str], *, of: str = ""):
    if isinstance(value, list):
        return [_without(one, ids, of=of) for one in value]
    if isinstance(value, dict):
        kept = {name: one for name, one in value.items() if name not in HERE}
        if kept.get("alert", "").startswith(SAYS_CLOSED):
            del kept["alert"]
        if "status" in value:
            kept.pop("metadata", None)
        elif "metadata" in value:
            kept["metadata"] = [
                m for m in value["metadata"] if m["last_action_type"] != "confirmed"
            ]
        return {name: _without(one, ids, of=name) for name, one in kept.items()}
    is_of_the_record = of in ("id", "link_id", "resource_id") or of.endswith("_id")
    if (
        is_of_the_record
        and isinstance(value, str)
        and of not in ("taxonomy_id", "taxonomy_term_id")
    ):
        return ids.setdefault(value, f"id {len(ids)}")
    return value


WRITERS = {"zip": write_zip, "ndjson": write_ndjson}


def comes_back_as_hsds(path) -> int:
    """Export to that file, import it into an empty database, and again; how many clinics.

    What comes back says the same, but for the record's own trail.
    """
    count = Clinic.objects.published().count()
    before = about_clinics(services())
    WRITERS[path.suffix[1:]](path)
    empty()
    said = run(path, "--publish", kind="hsds", source="Restore")
    assert said[0] == f"{count} rows read: {count} created, 0 updated, 0 unchanged, 0 rejected."
    assert about_clinics(services()) == before
    once = stored()
    said = run(path, "--publish", kind="hsds", source="Restore")
    assert said[0] == f"{count} rows read: 0 created, 0 updated, {count} unchanged, 0 rejected."
    assert stored() == once
    return count
