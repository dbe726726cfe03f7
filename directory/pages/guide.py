"""What each condition is, in plain words. What the guidelines say is in the checklist."""

from django.utils.translation import gettext_lazy as _

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
    "ocd": _("Thoughts that force themselves on a person, and things that they feel they must do."),
}
"""By the code of the condition. The page of a condition that is missing has no description."""
