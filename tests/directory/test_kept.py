"""What a process keeps of its pages says on every page what it would say if it were made anew."""

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template import Context, EngineHandler, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls.base import set_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import override

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Item
from directory.pages.boxes import boxes_by_group
from directory.pages.form import SearchForm, form_of, form_refused
from directory.search.question import QuestionRefused, ask
from directory.site.urls import path_of
from tests.one_more_item import one_more_item


def made(template: Template, **page: object) -> str:
    return template.render(Context(page))


def test_what_is_kept_says_its_words_in_the_language_of_each_page():
    template = Template('{% load kept %}{% kept %}{% translate "Monday" %}{% endkept %}')
    said = []
    for language in ("en", "es", "en", "es"):
        with override(language):
            said.append(made(template))
    assert said == ["Monday", "lunes", "Monday", "lunes"]


def test_nothing_of_a_page_reaches_what_is_kept():
    template = Template("{% load kept %}{{ who }}{% kept %}[{{ who }}]{% endkept %}{{ who }}")
    assert made(template, who="Ann") == "Ann[]Ann"
    assert made(template, who="Bob") == "Bob[]Bob"


def test_what_is_kept_under_a_condition_is_made_anew_where_it_does_not_hold():
    template = Template("{% load kept %}{% kept when blank %}[{{ who }}]{% endkept %}")
    pages = [(False, "Ann"), (True, ""), (False, "Bob"), (True, "")]
    assert [made(template, blank=blank, who=who) for blank, who in pages] == [
        "[Ann]", "[]", "[Bob]", "[]",
    ]  # fmt: skip
    # It was made once: a condition that holds promises that the page makes no difference.
    assert made(template, blank=True, who="Cid") == "[]"


def test_a_hole_in_what_is_kept_is_filled_by_each_page():
    template = Template(
        "{% load kept %}{% kept %}100 % {{ who }}<{% anew %}{{ who }}{% endanew %}>"
        '{% translate "Monday" %}{% anew %}{% if who %}%({{ who }})s{% endif %}{% endanew %}'
        "{% endkept %}"
    )
    said = []
    for language, who in (("en", "Ann & Bob"), ("es", "Cid"), ("en", ""), ("es", "%s {x}")):
        with override(language):
            said.append(made(template, who=who))
    assert said == [
        "100 % <Ann &amp; Bob>Monday%(Ann &amp; Bob)s", "100 % <Cid>lunes%(Cid)s",
        "100 % <>Monday", "100 % <%s {x}>lunes%(%s {x})s",
    ]  # fmt: skip


def test_a_hole_is_filled_also_where_a_condition_does_not_hold_and_within_other_tags():
    template = Template(
        "{% load kept search_form %}{% kept when form.is_right %}"
        '{% search_field form "q" "Words" %}{% anew %}{{ who }}{% endanew %}{% endsearch_field %}'
        "{% endkept %}"
    )
    right, wrong = form_for(""), form_for_wrong()
    field = '<div class="field{}"><label for="id_q">Words</label>{}{}</div>'
    errors = '<p class="error" id="error_q">No.</p>'
    pages = [(right, "Ann"), (wrong, "Bob"), (right, "Cid")]
    assert [made(template, form=form, who=who) for form, who in pages] == [
        field.format("", "", "Ann"), field.format(" wrong", errors, "Bob"),
        field.format("", "", "Cid"),
    ]  # fmt: skip


def form_for_wrong() -> SearchForm:
    return SearchForm(values={}, errors={"q": ["No."]})


def test_a_block_may_stand_in_a_hole():
    base = Template(
        "{% load kept %}{% kept %}[{{ who }}{% anew %}{% block a %}base {{ who }}{% endblock %}"
        "{% endanew %}]{% endkept %}"
    )
    child = Template(
        "{% extends base %}{% load kept %}"
        '{% block a %}{{ block.super }}, {{ who }}{% kept %} {% translate "May" %}{% endkept %}'
        "{% endblock %}"
    )
    assert [made(child, base=base, who=who) for who in ("Ann", "Bob")] == [
        "[base Ann, Ann May]", "[base Bob, Bob May]",
    ]  # fmt: skip
    assert made(base, who="Cid") == "[base Cid]"


def test_parts_that_are_kept_stand_in_each_other():
    template = Template(
        "{% load kept %}{% kept %}{% kept %}a{% anew %}{{ who }}{% kept when no %}{{ who }}"
        "{% endkept %}{% endanew %}{% endkept %}b{% anew %}{{ who }}{% endanew %}{% endkept %}"
    )
    assert [made(template, who=who) for who in ("Ann", "Bob")] == ["aAnnAnnbAnn", "aBobBobbBob"]
    wrong = "{% load kept %}{% kept %}{% kept when who %}{{ who }}{% endkept %}{% endkept %}"
    with pytest.raises(TemplateSyntaxError):
        made(Template(wrong), who="Ann")


@pytest.mark.parametrize(
    "wrong",
    ["{% kept if blank %}{% endkept %}", "{% kept when %}{% endkept %}", "{% kept %}",
     "{% kept %}{% block title %}{% endblock %}{% endkept %}", "{% anew %}",
     "{% kept %}{% anew %}{% block a %}{% endblock %}{% endanew %}{% block b %}{% endblock %}"
     "{% endkept %}", "{% anew who %}{% endanew %}"],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_when_the_template_is_read(wrong):
    with pytest.raises(TemplateSyntaxError):
        Template("{% load kept %}" + wrong)


FORMS = [
    "", "max_course_price=2000", "", "verified=1", "near=33444", "sort=checked&near=33444", "",
    "max_course_price=free", "checked_within=0", "verified=yes", "confirmed=condition.crps",
    "unit=leagues", "page_size=1000", "page_size=7", "q=a%00b", "q=pelican", "unit=km",
    "condition=crps", "condition=xyz", "confirmed=staff.psychiatrist", "offers=any",
    "near=33444&sort=match&nice=condition.crps", "near=Florida", "lat=91&lon=0", "",
]  # fmt: skip
"""Questions, answered and refused, between which every part of the form is blank and filled."""


def form_for(query: str) -> SearchForm:
    try:
        counts = {group.code: {item.code: 3 for item in group.items} for group in CHECKLIST.groups}
        return form_of(ask(QueryDict(query)), counts=counts)
    except QuestionRefused as refused:
        return form_refused(refused)


@pytest.mark.django_db
def test_the_form_is_the_same_with_what_earlier_pages_left_as_in_a_new_process():
    shown = []
    for query in FORMS:
        form = form_for(query)
        kept = render_to_string("directory/_search_form.html", {"form": form})
        anew = EngineHandler(settings.TEMPLATES)["django"].get_template(
            "directory/_search_form.html"
        )
        assert kept == anew.render({"form": form}), query
        shown.append(kept)
    assert len(set(shown)) == len(set(FORMS))


def test_words_that_are_kept_are_no_promises_of_words():
    for boxes in boxes_by_group().values():
        words = [boxes.title, boxes.combine, *(box.label for box in boxes.boxes)]
        assert {type(said) for said in words} <= {str, SafeString}


def boxes_html(group: str, counts: dict[str, int] | None, **asked: set[str]) -> list[str]:
    asked = {"ticked": set(), "confirmed": set(), **asked}
    return boxes_by_group()[group].html(counts, **asked).split("\n")


def test_a_box_says_its_count_and_is_off_when_it_would_find_nothing():
    first, *others = boxes_html("condition", {"crps": 7})
    assert first == (
        '<label class="tick"><input type="checkbox" name="condition" value="crps">'
        '<span>Complex regional pain syndrome (CRPS)</span><span class="count">7</span></label>'
    )
    assert all(' disabled><span>' in one and '<span class="count">0</span>' in one
               for one in others)  # fmt: skip
    uncounted = boxes_html("condition", None)
    assert "disabled" not in "".join(uncounted)
    assert "count" not in "".join(uncounted)
    ticked = boxes_html("condition", {}, ticked={"crps"})
    assert ' value="crps" checked><span>' in ticked[0]
    assert " disabled>" not in ticked[0]


def test_beside_what_somebody_else_can_confirm_stands_a_box_that_asks_for_it():
    def box_of(counts: dict[str, int], **asked: set[str]) -> str:
        (row,) = (one for one in boxes_html("staff", counts, **asked)
                  if ' value="psychiatrist"' in one)  # fmt: skip
        return row

    assert 'name="confirmed" value="staff.psychiatrist"><span>' in box_of({"psychiatrist": 2})
    asked = box_of({"psychiatrist": 0}, confirmed={"staff.psychiatrist"})
    assert 'name="confirmed" value="staff.psychiatrist" checked><span>' in asked
    assert "disabled" not in asked
    assert "confirmed" not in box_of({"psychiatrist": 0})


def test_an_item_added_at_run_time_has_a_box_with_its_words_escaped():
    assert "Gulf" not in "".join(boxes_html("condition", None))
    with one_more_item("condition", Item(bit=190, code="gulf-war", label="Gulf & <War>")):
        assert boxes_html("condition", {"gulf-war": 1})[-1] == (
            '<label class="tick"><input type="checkbox" name="condition" value="gulf-war">'
            '<span>Gulf &amp; &lt;War&gt;</span><span class="count">1</span></label>'
        )
    assert "Gulf" not in "".join(boxes_html("condition", None))


def test_a_path_that_is_kept_follows_where_the_site_stands():
    try:
        set_script_prefix("/clinics/")
        assert path_of("search") == "/clinics/search/"
    finally:
        set_script_prefix("/")
    assert path_of("search") == "/search/"
