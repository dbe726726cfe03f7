"""Random edits of a clinic by the product's own actions."""

from random import Random

from django.db import connection

from clinics.credentials.derived_facts import confirm
from clinics.listing.actions.editing import editing
from clinics.listing.actions.status import hide, open_listing, pause
from clinics.listing.models import Clinic, HiddenFor
from tests import make
from tests.directory.feed_writer import SEEN


def edit(random: Random, key: int) -> None:
    """Publish what is hidden; else change anything of the listing, or hide it."""
    if not Clinic.objects.get(pk=key).is_published:
        open_listing(key, actor="operator")
        return
    kind = random.choice(("rename", "move", "tick", "price", "pause", "hide"))
    if kind == "hide":
        hide(key, reason=HiddenFor.NO_CLINIC, actor="operator", why="A test hides it.")
    elif kind == "pause":
        pause(key, until=make.days_ago(-random.randrange(9000)), actor="operator")
    else:
        with editing(key) as listing:
            draft = listing.draft
            if kind == "rename":
                draft.fields["name"] = f"Alder {random.choice(('Quay', 'Bay'))} {random.random()}"
            elif kind == "move":
                draft.fields |= make.TOWNS[random.choice(list(make.TOWNS))]
            elif kind == "tick":
                code = random.choice(("condition.ptsd", "condition.ocd", "insurance.aetna"))
                draft.facts[code] = make.fact(code, random.random() < 0.5)
            else:
                amount = random.randrange(100, 900)
                draft.prices["price.session"] = make.price("price.session", amount)
            listing.save(confirm=confirm, actor="operator")


def packed_row(key: int) -> tuple | None:
    """The search row as it is committed; None without one."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [key])
        return cursor.fetchone()
