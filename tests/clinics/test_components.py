"""The tags for the shapes that repeat on the pages of the record."""

import re

from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve


def shown(source, **context):
    """What a template with the tags shows, without the white space between its elements."""
    text = Template("{% load components %}" + source).render(Context(context))
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", text).strip()


class Asked(forms.Form):
    """Two fields: one must be filled in, one has a hint of its own."""

    outcome = forms.ChoiceField(choices=[("yes", "the first"), ("no", "the second")],
                                widget=forms.RadioSelect)  # fmt: skip
    note = forms.CharField(required=False, help_text="Who reads it.")


def test_a_section_is_named_by_its_heading_and_escapes_its_title():
    assert shown('{% section "a" title "card" %}<p>In</p>{% endsection %}', title="Q & A") == (
        '<section class="card" aria-labelledby="a">'
        '<h2 id="a">Q &amp; A</h2><p>In</p></section>')  # fmt: skip
    assert shown('{% section "a" "B" %}{% endsection %}') == (
        '<section aria-labelledby="a"><h2 id="a">B</h2></section>')  # fmt: skip


def test_a_fact_without_a_value_has_no_row_and_zero_has_one():
    fact = '{% fact "Rooms" %}\n  {{ n }}\n{% endfact %}'
    assert shown(fact, n="") == ""
    assert shown(fact, n=0) == "<div><dt>Rooms</dt><dd>0</dd></div>"
    assert shown(fact, n="<3") == "<div><dt>Rooms</dt><dd>&lt;3</dd></div>"


def test_an_alert_is_announced_under_a_heading_of_its_level():
    assert shown('{% alert "No" level=2 %}<p>Why</p>{% endalert %}') == (
        '<div class="summary" role="alert"><h2>No</h2><p>Why</p></div>')  # fmt: skip


def test_blank_parts_leave_no_comma_behind():
    assert shown("{% commas a b c %}", a="A & B", b="", c="TX") == "A &amp; B, TX"
    assert shown("{% commas a b c %}", a="", b=None, c="TX") == "TX"


def test_a_quote_has_paragraphs_and_nothing_is_quoted_of_nobody():
    assert shown('{% quote words "Note" "desk-note" %}', words="<a>\n\nb") == (
        '<blockquote class="desk-note"><p class="small">Note</p><p>&lt;a&gt;</p><p>b</p>'
        "</blockquote>")  # fmt: skip
    assert shown("{% quote words %}", words="") == ""


def test_nobody_said_leaves_no_line():
    assert shown("{% provenance by %}", by="the clinic") == '<p class="said">the clinic</p>'
    assert shown("{% provenance by %}", by="") == ""


def test_a_link_that_leaves_the_site_does_not_tell_from_where():
    link = '<a class="more" href="https://a.example" rel="noreferrer noopener nofollow">A</a>'
    assert shown('{% outside_link url "A" css="more" %}', url="https://a.example") == link
    assert shown("{% outside_link url %}", url="https://a.example").endswith(
        ">https://a.example</a>"
    )
    assert shown('{% outside_link "" "A register" %}') == "A register"


def test_a_navigation_marks_the_page_that_is_open_and_no_other():
    request = RequestFactory().get("/moderation/")
    request.resolver_match = resolve("/moderation/")
    link = '{% nav_link "What waits" "desk" %}{% nav_link "Decided" "desk_decided" %}'
    assert shown(link, request=request) == (
        '<a href="/moderation/" aria-current="page">What waits</a>'
        '<a href="/moderation/decided/">Decided</a>')  # fmt: skip


def test_a_button_posts_to_a_named_address_with_the_token():
    assert shown('{% post_button "Take it" "desk_take" "claim" 7 %}', csrf_token="abc") == (
        '<form method="post" action="/moderation/claim/7/take/">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="abc">'
        '<button class="button quiet">Take it</button></form>')  # fmt: skip


def test_a_field_of_the_desk_shows_its_own_hint_before_the_pages_and_one_error():
    form = Asked(QueryDict("note="), label_suffix="")
    hint = '<p class="hint" id="id_note_helptext">Who reads it.</p>'
    assert hint in shown('{% desk_field form.note "Not this" %}', form=form)
    wrong = shown('{% desk_field form.outcome "This" %}', form=form)
    assert wrong.startswith(
        '<div class="field wrong"><label>Outcome</label><p class="hint">This</p>'
        '<p class="error" id="id_outcome_error">This field is required.</p>'
    )


def test_pills_begin_with_a_capital_below_the_error():
    text = shown("{% pills form.outcome %}", form=Asked(QueryDict("note=")))
    assert re.findall(r"<span>(.*?)</span>", text) == ["The first", "The second"]
    assert text.startswith('<p class="error" id="id_outcome_error">This field is required.</p>'
                           '<div class="pills" id="id_outcome" tabindex="-1">')  # fmt: skip


def test_what_is_wrong_in_a_form_leads_to_its_field():
    wrong = shown("{% form_errors form %}", form=Asked(QueryDict("note=")))
    assert '<li><a href="#id_outcome">Outcome: This field is required.</a></li>' in wrong
    assert "id_note" not in wrong
    assert shown("{% form_errors form %}", form=Asked(QueryDict("outcome=no"))) == ""


def test_a_field_shows_label_hint_and_every_error():
    form = Asked(QueryDict("outcome=maybe"))
    assert shown("{% field form.note %}", form=form) == (
        '<div class="field"><label for="id_note">Note</label>'
        '<input type="text" name="note" aria-describedby="id_note_helptext" id="id_note">'
        '<div class="hint" id="id_note_helptext">Who reads it.</div></div>')  # fmt: skip
    wrong = shown("{% field form.outcome %}", form=form)
    assert '<div class="error" id="id_outcome_error"><p>Select a valid choice.' in wrong
    assert wrong.count('<label class="tick"') == 2
