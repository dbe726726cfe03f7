"""Publishing many clinics of which none says that it offers ketamine has to be meant."""

import io
import os
import pty
import sys

import pytest
from django.core.management import CommandError, call_command

from clinics.exchange.routes import MANY
from clinics.models import Clinic
from tests.clinics.listfile import run, write

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("few_places"),
    pytest.mark.once("words of the command, whichever the server"),
]

NONE = (
    "None of the 100 clinics in this file says that it offers ketamine. Published, they are found "
    "only by patients who ask to see every clinic. Without --publish they wait as candidates."
)


def listing(folder, *, routes: dict[int, str] | None = None, rows: int = MANY):
    """A list of clinics; `routes` has what some of them say of infusions."""
    said = routes or {}
    found = [{"external_id": f"{n}", "name": f"Place {n}", "postal_code": "33444",
              "route.iv-infusion": said.get(n, "")} for n in range(rows)]  # fmt: skip
    return write(folder, *found)


@pytest.fixture
def terminal(monkeypatch):
    """A terminal at which somebody types; returns what types."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as screen:
        monkeypatch.setattr(sys, "stdin", screen)
        yield lambda words: os.write(ours, f"{words}\n".encode())
    os.close(ours)


def published() -> int:
    return Clinic.objects.published().count()


def test_where_nobody_can_be_asked_it_is_said_and_done(tmp_path):
    path = listing(tmp_path, routes={3: "no"})
    said = io.StringIO()
    call_command("import_clinics", path, format="csv", source="List", publish=True,
                 stdout=io.StringIO(), stderr=said)  # fmt: skip
    assert NONE in said.getvalue()
    assert published() == 100
    said = io.StringIO()
    call_command("import_clinics", path, format="csv", source="List", publish=True,
                 stdout=io.StringIO(), stderr=said)  # fmt: skip
    assert NONE not in said.getvalue()


def test_a_terminal_asks(tmp_path, terminal):
    path = listing(tmp_path)
    terminal("")
    with pytest.raises(CommandError, match=r"^Nothing was imported\.$"):
        run(path, "--publish")
    assert Clinic.objects.count() == 0
    terminal("Yes")
    run(path, "--publish")
    assert published() == 100


def test_one_route_or_few_rows_and_nobody_asks(tmp_path):
    run(listing(tmp_path, rows=MANY - 1), "--publish", source="Few")
    run(listing(tmp_path, routes={99: "yes"}), "--publish", source="One says so")
    assert published() == 199
