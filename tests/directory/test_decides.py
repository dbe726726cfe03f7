"""Warnings and ticks as HTML: a shape, words for who cannot see it, and remarks; all escaped."""

from directory.presenting.ticks import ShownTick
from directory.presenting.warnings import ShownWarning
from directory.templatetags.decides import tick_lines, warning_lines

GRAVE = ShownWarning(kind="exclusion", text="Ada <b>Marsh</b> is listed", anchor="people")
LATE = ShownWarning(kind="paused", text="Paused")


def test_a_warning_leads_to_the_section_that_says_more():
    assert warning_lines([]) == ""
    assert warning_lines([GRAVE, LATE], "/clinics/pelican/") == (
        '<ul class="warnings" aria-label="Warnings">'
        '<li><a href="/clinics/pelican/#people">Ada &lt;b&gt;Marsh&lt;/b&gt; is listed</a></li>'
        "<li>Paused</li></ul>"
    )
    assert '<a href="#people">' in warning_lines([GRAVE], "#")
    assert "<a" not in warning_lines([GRAVE])


def test_a_tick_says_its_state_in_words_and_keeps_its_remarks():
    ticks = [
        ShownTick(code="insurance.medicare", label="Medicare", state="half", remarks=("<i>", "2")),
        ShownTick(code="condition.ocd", label="OCD", state="unstated"),
        ShownTick(code="condition.ptsd", label="PTSD", state="no"),
    ]
    assert tick_lines([]) == ""
    assert tick_lines(ticks) == (
        '<ul class="ticks"><li><span class="value half"><span>Medicare'
        '<span class="hidden">: only in part</span></span></span> '
        '<span class="tick-remark">&lt;i&gt; · 2</span></li>'
        '<li><span class="value unstated"><span>OCD<span>: not stated</span></span></span></li>'
        '<li><span class="value no"><span>PTSD<span>: no</span></span></span></li></ul>'
    )
