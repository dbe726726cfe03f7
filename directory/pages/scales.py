"""The four questionnaires of the self-check: their words and limits as published, with the sources.

Nobody here rewords an item: a scale is only worth its published words. A translation takes the
published translation of a scale. Where none was found, the page says that the words are our own:
docs/spanish.md names those scales.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from directory.pages.scale import Band, Choice, Item, Paper, Scale

HOW_OFTEN = (
    Choice(0, _("Not at all")),
    Choice(1, _("Several days")),
    Choice(2, _("More than half the days")),
    Choice(3, _("Nearly every day")),
)
HOW_DIFFICULT = (
    Choice(0, _("Not difficult at all")),
    Choice(1, _("Somewhat difficult")),
    Choice(2, _("Very difficult")),
    Choice(3, _("Extremely difficult")),
)
YES_NO = (Choice(1, _("Yes")), Choice(0, _("No")))
TEN = tuple(Choice(n, str(n)) for n in range(11))

DIFFICULTY = Item(
    _(
        "If you checked off any problems, how difficult have these problems made it for you to do "
        "your work, take care of things at home, or get along with other people?"
    ),
    HOW_DIFFICULT,
    _("This answer has no points. Your doctor will want to know it."),
)

PHQ_9 = Scale(
    code="phq-9",
    name="PHQ-9",
    about=_("Depression"),
    brief=_("9 questions about the last 2 weeks"),
    stem=_(
        "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
    ),
    items=(
        *(
            Item(words, HOW_OFTEN)
            for words in (
                _("Little interest or pleasure in doing things"),
                _("Feeling down, depressed, or hopeless"),
                _("Trouble falling or staying asleep, or sleeping too much"),
                _("Feeling tired or having little energy"),
                _("Poor appetite or overeating"),
                _(
                    "Feeling bad about yourself – or that you are a failure or have let yourself "
                    "or your family down"
                ),
                _(
                    "Trouble concentrating on things, such as reading the newspaper or watching "
                    "television"
                ),
                _(
                    "Moving or speaking so slowly that other people could have noticed? Or the "
                    "opposite – being so fidgety or restless that you have been moving around a "
                    "lot more than usual"
                ),
            )
        ),
        Item(
            _("Thoughts that you would be better off dead or of hurting yourself in some way"),
            HOW_OFTEN,
            helps=True,
        ),
    ),
    after=DIFFICULTY,
    bands=(
        Band(0, 4, _("Minimal depression")),
        Band(5, 9, _("Mild depression")),
        Band(10, 14, _("Moderate depression")),
        Band(15, 19, _("Moderately severe depression")),
        Band(20, 27, _("Severe depression")),
    ),
    note=_("In the study, 10 or more found most people who had major depression."),
    papers=(
        Paper(
            "Kroenke, Spitzer, Williams. The PHQ-9: validity of a brief depression severity "
            "measure. J Gen Intern Med 16:606–613",
            2001,
            "https://doi.org/10.1046/j.1525-1497.2001.016009606.x",
        ),
    ),
    rights=_(
        "Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, "
        "with an educational grant from Pfizer Inc. No permission required to reproduce, "
        "translate, display or distribute."
    ),
    help_from=20,
)

GAD_7 = Scale(
    code="gad-7",
    name="GAD-7",
    about=_("Anxiety"),
    brief=_("7 questions about the last 2 weeks"),
    stem=_("Over the last 2 weeks, how often have you been bothered by the following problems?"),
    items=tuple(
        Item(words, HOW_OFTEN)
        for words in (
            _("Feeling nervous, anxious or on edge"),
            _("Not being able to stop or control worrying"),
            _("Worrying too much about different things"),
            _("Trouble relaxing"),
            _("Being so restless that it is hard to sit still"),
            _("Becoming easily annoyed or irritable"),
            _("Feeling afraid as if something awful might happen"),
        )
    ),
    after=DIFFICULTY,
    bands=(
        Band(0, 4, _("Minimal anxiety")),
        Band(5, 9, _("Mild anxiety")),
        Band(10, 14, _("Moderate anxiety")),
        Band(15, 21, _("Severe anxiety")),
    ),
    note=_("From 10 on, its authors advise a closer look."),
    papers=(
        Paper(
            "Spitzer, Kroenke, Williams, Löwe. A brief measure for assessing generalized anxiety "
            "disorder: the GAD-7. Arch Intern Med 166:1092–1097",
            2006,
            "https://doi.org/10.1001/archinte.166.10.1092",
        ),
    ),
    rights=PHQ_9.rights,
    help_from=15,
)

PC_PTSD_5 = Scale(
    code="pc-ptsd-5",
    name="PC-PTSD-5",
    about=_("After something terrible happened (PTSD)"),
    brief=_("up to 6 questions, most about the past month"),
    stem=_("In the past month, have you …"),
    gate=Item(_("Have you ever experienced this kind of event?"), YES_NO),
    examples=(
        _("a serious accident or fire"),
        _("a physical or sexual assault or abuse"),
        _("an earthquake or flood"),
        _("a war"),
        _("seeing someone be killed or seriously injured"),
        _("having a loved one die through homicide or suicide"),
    ),
    items=tuple(
        Item(words, YES_NO)
        for words in (
            _(
                "Had nightmares about the event(s) or thought about the event(s) when you did not "
                "want to?"
            ),
            _(
                "Tried hard not to think about the event(s) or went out of your way to avoid "
                "situations that reminded you of the event(s)?"
            ),
            _("Been constantly on guard, watchful, or easily startled?"),
            _("Felt numb or detached from people, activities, or your surroundings?"),
            _(
                "Felt guilty or unable to stop blaming yourself or others for the event(s) or any "
                "problems the event(s) may have caused?"
            ),
        )
    ),
    bands=(
        Band(0, 2, _("Below both limits (3 and 4)")),
        Band(3, 3, _("Positive screen at the limit of 3")),
        Band(4, 5, _("Positive screen at the limit of 4")),
    ),
    note=_(
        "With the limit of 3 few people with PTSD are missed (2016). The limit of 4 balances best; "
        "women may need the lower one (2021). At either, an interview should follow."
    ),
    papers=(
        Paper(
            "Prins, Bovin, Smolenski and others. The Primary Care PTSD Screen for DSM-5. "
            "J Gen Intern Med 31:1206–1211",
            2016,
            "https://doi.org/10.1007/s11606-016-3703-5",
        ),
        Paper(
            "Bovin, Kimerling, Weathers and others. Diagnostic accuracy and acceptability of the "
            "PC-PTSD-5 among US veterans. JAMA Netw Open 4:e2036733",
            2021,
            "https://doi.org/10.1001/jamanetworkopen.2020.36733",
        ),
    ),
    rights=_(
        "Made by the National Center for PTSD of the US Department of Veterans Affairs; in the "
        "public domain."
    ),
)

PEG = Scale(
    code="peg",
    name="PEG",
    about=_("Pain"),
    brief=_("3 questions about the past week"),
    stem="",
    items=(
        Item(
            _("What number best describes your pain on average in the past week?"),
            TEN,
            _("0 = no pain, 10 = pain as bad as you can imagine"),
        ),
        *(
            Item(words, TEN, _("0 = does not interfere, 10 = completely interferes"))
            for words in (
                _(
                    "What number best describes how, during the past week, pain has interfered "
                    "with your enjoyment of life?"
                ),
                _(
                    "What number best describes how, during the past week, pain has interfered "
                    "with your general activity?"
                ),
            )
        ),
    ),
    bands=(),
    note=_(
        "There are no published limits. Compare your score with your own from another day: a lower "
        "one is better."
    ),
    papers=(
        Paper(
            "Krebs, Lorenz, Bair and others. Development and initial validation of the PEG. "
            "J Gen Intern Med 24:733–738",
            2009,
            "https://doi.org/10.1007/s11606-009-0981-1",
        ),
    ),
    rights=_("Free to use."),
    rights_checked=False,
    divide=3,
)

SCALES = (PHQ_9, GAD_7, PC_PTSD_5, PEG)

SCALE_OF = {
    "depression": PHQ_9,
    "bipolar-depression": PHQ_9,
    "anxiety": GAD_7,
    "ptsd": PC_PTSD_5,
    **dict.fromkeys(
        (
            *("crps", "spinal-injury-pain", "neuropathic-pain", "phantom-limb-pain"),
            *("post-surgical-pain", "fibromyalgia", "cancer-pain", "back-pain", "pelvic-pain"),
        ),
        PEG,
    ),
}
"""By the code of a condition. A condition that is missing has no scale here."""
