"""What tests of the desk do again and again; the people are in `tests.make`."""

import re

from clinics.changes.actions.propose import propose
from clinics.models import Clinic, CredentialCase, ProposedChange, User
from tests import make
from tests.clinics.changes.cast import YES


def proposal(clinic: Clinic, *, email: str = "ann@example.org", note: str = "", **after):
    """A waiting proposal; the keywords name codes with `__` for the dot and `_` for the dash."""
    if not clinic.memberships.filter(user__email=email).exists():
        make.member(email, clinic)
    by = User.objects.get(email=email)
    codes = {code.replace("__", ".").replace("_", "-"): said for code, said in after.items()}
    return propose(clinic, codes or {"condition.crps": YES}, by=by, note=note)


def aged(change: ProposedChange, *, days: int) -> ProposedChange:
    """The proposal, as if made that many days ago."""
    at = change.proposed_at - make.dt.timedelta(days=days)
    ProposedChange.objects.filter(pk=change.pk).update(proposed_at=at)
    return ProposedChange.objects.get(pk=change.pk)


def seen(page) -> str:
    """The version of the case that stands on a page."""
    return re.search(r'name="seen" value="([0-9a-f]+)"', page.content.decode())[1]


def of_case(page, case: CredentialCase, **said) -> dict[str, str]:
    """What a moderator posts about one credential of a page: what it shows, and what is typed."""
    name = f"case-{case.pk}"
    [version] = re.findall(rf'name="{name}-seen" value="([0-9a-f]+)"', page.content.decode())
    return {f"{name}-{field}": value for field, value in ({"seen": version} | said).items()}


def typed(change: ProposedChange, decision: str, *, reason: str = "", words: str = "") -> dict:
    """What a moderator posts when every item gets the same."""
    return {
        f"item-{item.pk}-{name}": value
        for item in change.items.all()
        for name, value in (("decision", decision), ("reason", reason), ("words", words))
    }
