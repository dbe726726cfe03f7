"""What the guide says: what each condition is, what to ask, and what the checklist cites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Item, Source

PLAIN_DESCRIPTIONS = {
    "crps": _(
        "Lasting, severe pain, usually in one arm or leg, that is out of proportion to the injury "
        "it followed. The skin may change color, swell or feel hot or cold."
    ),
    "spinal-injury-pain": _("Lasting pain after the spinal cord was injured."),
    "neuropathic-pain": _(
        "Pain that comes from damaged nerves: burning, shooting or electric, for example after "
        "shingles or with diabetes."
    ),
    "phantom-limb-pain": _("Pain that is felt in a limb that was lost."),
    "post-surgical-pain": _("Pain that goes on for months after an operation has healed."),
    "fibromyalgia": _("Pain all over the body for months, with tiredness and poor sleep."),
    "cancer-pain": _("Pain from a cancer or from its treatment, also toward the end of life."),
    "migraine": _("Headaches that come back or never quite leave, with or without migraine."),
    "back-pain": _("Lasting pain in the lower back, which may run down a leg (sciatica)."),
    "pelvic-pain": _("Lasting pain below the navel, for example from the bladder."),
    "sickle-cell-pain": _(
        "Pain from sickle cell disease: sudden crises, and for some people pain on most days."
    ),
    "depression": _(
        "Depression that has not lifted after at least two medicines at a proper dose and for a "
        "proper time."
    ),
    "bipolar-depression": _("The low phases of bipolar disorder."),
    "anxiety": _("Worry or fear that is there most days and gets in the way of living."),
    "ptsd": _("Memories, nightmares and alarm that stay after something terrible happened."),
    "suicidal-thoughts": _("Thoughts of ending one’s own life, now and then or all the time."),
    "ocd": _("Thoughts that force themselves on a person, and things that they feel they must do."),
}
"""By the code of the condition. The page of a condition that is missing has no description."""

SUICIDAL_THOUGHTS = "suicidal-thoughts"

_MOOD = {"depression", "bipolar-depression", "anxiety", "ptsd", "ocd", SUICIDAL_THOUGHTS}
_ASK_EVERYBODY = ("medical-screening", "stop-rule", "clinician-on-site", "continuous-observation")


def cited(sources: Iterable[str]) -> list[Source]:
    """The cited sources of those short names."""
    return [CHECKLIST.source(short) for short in sources]


def warned() -> list[tuple[Any, list[Source]]]:
    """Each warning of the checklist once, with every source that an item with it cites."""
    sources: dict[Any, dict[str, None]] = {}
    for item in CHECKLIST.items:
        if item.warning:
            sources.setdefault(item.warning, {}).update(dict.fromkeys(item.sources))
    return [(warning, cited(shorts)) for warning, shorts in sources.items()]


def questions_about(condition: Item) -> list[Any]:
    """What to ask a clinic that treats a condition: the shortest list that helps to choose."""
    first = ("psychiatric-evaluation",) if condition.code in _MOOD else ()
    asked = [CHECKLIST.item(f"safety.{code}").question for code in (*first, *_ASK_EVERYBODY)]
    of_pain = (
        [] if first else [_("How many hours, on how many days, and what was tested for this?")]
    )
    session = next(kind for kind in CHECKLIST.prices if kind.code == "session")
    return [*of_pain, *asked, session.question]


def cost_questions() -> list[Any]:
    """What to ask about money: each price, then insurance and payment."""
    groups = [CHECKLIST.group(code) for code in ("insurance", "payment")]
    return [kind.question for kind in CHECKLIST.prices] + [group.question for group in groups]
