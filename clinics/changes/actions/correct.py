"""A moderator corrects one answer of a listing, claimed or not, and says where they found it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.changes import values
from clinics.changes.actions.editing import (
    Closed,
    cleaned,
    close,
    keep,
    save,
    tell,
    tell_speakers,
    waiting_of,
)
from clinics.changes.corrections import Found, seen_of
from clinics.changes.models import ProposedChange
from clinics.changes.values import ChangeRefused
from clinics.credentials.derived_facts import counting_credentials, is_derived, state_facts
from clinics.languages import reading
from clinics.listing.actions.editing import Listing, editing
from clinics.listing.corrections import is_detail, standing
from clinics.listing.merged import why_untouched
from clinics.listing.models import Clinic, SourceKind
from clinics.listing.wording import names, source_words
from clinics.memberships.permissions import may_decide
from clinics.reviews.actions.report import resolve
from clinics.reviews.answers import is_same, stated_answer
from clinics.reviews.models import Report, ReviewRefused
from clinics.spoken import ENGLISH

Resolution = Report.Resolution


def correct(
    clinic: Clinic,
    code: str,
    value: Any,
    found: Found,
    *,
    by: User,
    seen: str,
    request: Any = None,
) -> int:
    """Set, change or withdraw (None) one answer, as a moderator found it; it is public at once.

    `seen` is `seen_of` what was on the screen. What the clinic asks to have changed in this answer
    is asked anew against the new one. Open reports of it are closed: as corrected, or as right
    when the answer stays; their writers are told. Returns how many. Locks the clinic. Raises
    ChangeRefused: to who speaks for the clinic, and when the listing says this already.
    """
    value = cleaned({code: value})[code]
    with editing(clinic.pk) as listing:
        if not may_decide(by, clinic.pk):
            raise ChangeRefused(
                _("You speak for this clinic, so another moderator must correct its listing.")
            )
        if merged := why_untouched(listing.clinic):
            raise ChangeRefused(merged)
        before = values.stated(listing.stored)
        if seen != seen_of(before, code):
            raise ChangeRefused(_("This answer changed meanwhile. Look at it again."))
        _refuse_what_is_said(listing, code, value, before, found)
        values.correct(listing.draft, code, value, found.said)
        _refuse_what_follows(listing, code)
        with reading(ENGLISH):
            source = source_words(found.source, found.name)[:200]
        save(listing, actor="moderator", by=by, why=found.url, source=source)
        now = values.stated(listing.stored)
        _carry_on(listing, now, code, by=by)
        is_changed = values.content(code, before.get(code)) != values.content(code, value)
        if is_changed:
            words = gettext_lazy("A moderator corrected “%(what)s” in the listing of %(clinic)s.")
            tell_speakers(listing.clinic, lambda: words % {"what": names([code]), "clinic": clinic})
    return _end_reports(listing, code, source, is_changed=is_changed, by=by, request=request)


def _refuse_what_is_said(
    listing: Listing, code: str, value: Any, before: dict[str, Any], found: Found
) -> None:
    """Raise ChangeRefused when the listing says this already, from this source or the clinic."""
    now = before.get(code)
    if values.content(code, now) != values.content(code, value):
        return
    if value is None and not is_detail(code) and code not in standing(listing.clinic):
        raise ChangeRefused(_("The listing does not state this, so there is nothing to withdraw."))
    if is_detail(code):
        contact = {name: str(getattr(listing.clinic, name)) for name in found.said
                   if name != "source_url"}  # fmt: skip
        said = standing(listing.clinic).get(code, contact if code != "hours" else {})
    else:
        said = now or standing(listing.clinic).get(code, {})
    if said.get("source") == SourceKind.CLINIC:
        raise ChangeRefused(_("The clinic itself says this already."))
    if all(said.get(name, "") == part for name, part in found.said.items()):
        raise ChangeRefused(_("The listing says this already, from this source and this day."))


def _refuse_what_follows(listing: Listing, code: str) -> None:
    """Raise ChangeRefused when the clinic's credentials would state the answer again. One query."""
    if not is_derived(code):
        return
    pk, implied = listing.clinic.pk, listing.draft.copy()
    state_facts(implied, counting_credentials([pk]).get(pk, []))
    if implied.facts.get(code) is not listing.draft.facts.get(code):
        raise ChangeRefused(
            _("This answer follows from the credentials of the clinic and its people. Decide those "
              "instead.")
        )  # fmt: skip


def _carry_on(listing: Listing, now: dict[str, Any], code: str, *, by: User) -> None:
    """Let a waiting proposal ask for its change of the answer as it is now.

    What the listing says by now is asked no longer. Whoever proposed it is told.
    """
    waiting = waiting_of(listing)
    pairs = {i.code: (i.before, i.after) for i in waiting.items.all()} if waiting else {}
    if waiting is None or code not in pairs:
        return
    after = pairs.pop(code)[1]
    if values.differs(code, now.get(code), after):
        pairs[code] = (now.get(code), after)
    close(waiting, Closed.SUPERSEDED)
    told = gettext_lazy(
        "A moderator corrected “%(what)s” of %(clinic)s, which your edit changes too."
    )
    tell(waiting, lambda: told % {"what": names([code]), "clinic": waiting.clinic.name})
    if not pairs:
        return
    change = keep(
        ProposedChange(clinic=waiting.clinic, proposed_by=waiting.asker, note=waiting.asked.note,
                       proposed_at=waiting.proposed_at),
        pairs,
    )  # fmt: skip
    record("carried on", change, actor="moderator", by=by, clinic_id=change.clinic_id,
           before={c: before for c, (before, _after) in pairs.items()},
           after={c: after for c, (_before, after) in pairs.items()})  # fmt: skip


def _end_reports(
    listing: Listing, code: str, source: str, *, is_changed: bool, by: User, request: Any
) -> int:
    """Close the reports of an answer that a moderator has looked up; how many.

    Each in its own transaction, because a mail may follow. What speaks of suicide waits on, and so
    does a report that somebody else closed meanwhile.
    """
    ended, now = 0, stated_answer(listing.stored, code)
    for report in Report.objects.for_moderators().filter(clinic=listing.clinic, code=code):
        is_another = is_changed
        if report.answer is not None:
            is_another = not is_same(code, report.answer, now)
        how = Resolution.CORRECTED if is_another else Resolution.STANDS
        with suppress(ReviewRefused):
            resolve(report, by=by, resolution=how, note=source, request=request)
            ended += 1
    return ended
