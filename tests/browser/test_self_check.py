"""The self-check: the sums as published, 988 at once, and nothing that leaves the page."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.looks import BOTH, WIDER, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGE = "/guide/self-check/"
PHONE = {"viewport": {"width": 360, "height": 740}}

PUBLISHED = {
    "phq-9": {
        **dict.fromkeys(range(5), "Minimal depression."),
        **dict.fromkeys(range(5, 10), "Mild depression."),
        **dict.fromkeys(range(10, 15), "Moderate depression."),
        **dict.fromkeys(range(15, 20), "Moderately severe depression."),
        **dict.fromkeys(range(20, 28), "Severe depression."),
    },
    "gad-7": {
        **dict.fromkeys(range(5), "Minimal anxiety."),
        **dict.fromkeys(range(5, 10), "Mild anxiety."),
        **dict.fromkeys(range(10, 15), "Moderate anxiety."),
        **dict.fromkeys(range(15, 22), "Severe anxiety."),
    },
    "pc-ptsd-5": {
        **dict.fromkeys(range(3), "Below both limits (3 and 4)."),
        3: "Positive screen at the limit of 3.",
        **dict.fromkeys((4, 5), "Positive screen at the limit of 4."),
    },
}
"""What the papers of 2001, 2006, 2016 and 2021 call each sum."""
HIGHEST = {"phq-9": (9, 3), "gad-7": (7, 3), "pc-ptsd-5": (5, 1), "peg": (3, 10)}
"""How many questions count, and the most points of each."""

ANSWER = """([code, answers]) => {
    for (const [name, value] of Object.entries(answers)) {
        document.querySelector(`input[name="${code}-${name}"][value="${value}"]`).click();
    }
    return document.querySelector(`#${code} [data-result]`).textContent;
}"""

TRACES = """async () => ({
    address: location.href, history: history.length, state: history.state, cookie: document.cookie,
    local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage),
    databases: await indexedDB.databases(), caches: await caches.keys(), title: document.title,
    windowName: window.name,
})"""


def answer(page, code: str, answers: dict) -> str:
    """Click these answers (question → points) and give what the result then says."""
    return page.evaluate(ANSWER, [code, answers])


def adding_up_to(total: int, code: str) -> dict:
    """Answers to all questions of a scale that make this sum, the first ones highest."""
    count, most = HIGHEST[code]
    return {n + 1: min(most, max(0, total - n * most)) for n in range(count)}


def opened(page, code: str):
    """Unfold a list of questions, as somebody does."""
    page.locator(f"#{code} > summary").click()
    return page.locator(f"#{code}")


@pytest.mark.parametrize("code", PUBLISHED)
def test_every_sum_is_called_what_the_papers_call_it(open_page, code):
    count, most = HIGHEST[code]
    with open_page(PAGE) as page:
        if code == "pc-ptsd-5":
            answer(page, code, {"gate": 1})
        said = {n: answer(page, code, adding_up_to(n, code)) for n in range(count * most + 1)}
    assert said == {
        n: f"Your sum: {n} of {count * most}. {words}" for n, words in PUBLISHED[code].items()
    }


def test_the_pain_score_is_the_average_of_three_answers_for_every_sum(open_page):
    with open_page(PAGE) as page:
        said = [answer(page, "peg", adding_up_to(n, "peg")) for n in range(31)]
    tenths = ["0.0", "0.3", "0.7"]
    assert said == [
        f"Your score: {n // 3}{tenths[n % 3][1:]} of 10, the average of your answers."
        for n in range(31)
    ]


def test_each_answer_counts_for_its_own_points_whichever_question_it_is(open_page):
    with open_page(PAGE) as page:
        none = dict.fromkeys(range(1, 10), 0)
        for number in range(1, 10):
            for points in range(4):
                said = answer(page, "phq-9", none | {number: points})
                assert said == f"Your sum: {points} of 27. Minimal depression."


def test_nothing_is_summed_up_before_every_question_is_answered(open_page):
    with open_page(PAGE) as page:
        check = opened(page, "phq-9")
        expect(check.locator("[data-open]")).to_be_hidden()
        answer(page, "phq-9", dict.fromkeys(range(1, 9), 3))
        expect(check.locator("[data-open]")).to_have_text("Answered: 8 of 9.")
        expect(check.locator("[data-result]")).to_be_hidden()
        answer(page, "phq-9", {9: 0})
        expect(check.locator("[data-open]")).to_be_hidden()
        expect(check.get_by_role("status")).to_have_text("Your sum: 24 of 27. Severe depression.")
        expect(check.locator("tr.here")).to_have_text("20–27Severe depression")
        answer(page, "phq-9", {"after": 3})  # how difficult it makes life has no points
        expect(check.get_by_role("status")).to_have_text("Your sum: 24 of 27. Severe depression.")


def test_who_met_no_such_event_is_asked_no_more_and_may_think_again(open_page):
    with open_page(PAGE) as page:
        check = opened(page, "pc-ptsd-5")
        answer(page, "pc-ptsd-5", {1: 1, 2: 1, 3: 1, 4: 1, 5: 1})
        expect(check.locator("[data-result]")).to_be_hidden()
        check.get_by_label("No", exact=True).first.check()
        expect(check.locator("[data-questions]")).to_be_hidden()
        sum_0 = "Your sum: 0 of 5. Below both limits (3 and 4)."
        expect(check.get_by_role("status")).to_have_text(sum_0)
        check.get_by_label("Yes").first.check()
        sum_5 = "Your sum: 5 of 5. Positive screen at the limit of 4."
        expect(check.get_by_role("status")).to_have_text(sum_5)


@pytest.mark.parametrize("points", [1, 2, 3])
def test_any_answer_to_item_9_but_not_at_all_brings_up_988_at_once(open_page, points):
    with open_page(PAGE, **PHONE) as page:
        check = opened(page, "phq-9")
        alert = check.get_by_role("alert")
        item = page.get_by_role("group", name="9. Thoughts that you would be better off dead")
        item.get_by_role("radio").first.check()
        expect(alert.locator("[data-help]")).to_be_hidden()
        item.get_by_role("radio").nth(points).check()
        expect(alert.get_by_role("link", name="Call 988")).to_be_in_viewport()
        hrefs = alert.get_by_role("link").evaluate_all("all => all.map(a => a.href)")
        assert hrefs == ["tel:988", "sms:988"]
        expect(alert).to_contain_text("Spanish: call 988 and press 2, or text AYUDA to 988.")
        expect(alert).to_contain_text("Veterans and service members: call 988 and press 1")
        expect(item).to_be_visible()
        item.get_by_role("radio").first.check()
        expect(alert.get_by_role("link", name="Call 988")).to_be_visible()
        expect(page.locator("#gad-7").get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(("code", "highest_without"), [("phq-9", 19), ("gad-7", 14)])
def test_a_high_sum_brings_up_988_too(open_page, code, highest_without):
    with open_page(PAGE) as page:
        check = opened(page, code)
        answer(page, code, adding_up_to(highest_without, code))
        expect(check.locator("[data-help]")).to_be_hidden()
        answer(page, code, adding_up_to(highest_without + 1, code))
        expect(check.get_by_role("link", name="Call 988")).to_be_visible()


def test_nothing_leaves_the_page_and_nothing_stays(open_page):
    with open_page(PAGE) as page:
        page.wait_for_load_state("networkidle")
        before, sent = page.evaluate(TRACES), []
        page.on("request", lambda request: sent.append(request.url))
        for code in HIGHEST:
            opened(page, code)
        answer(page, "phq-9", adding_up_to(27, "phq-9"))
        answer(page, "gad-7", adding_up_to(21, "gad-7"))
        answer(page, "pc-ptsd-5", {"gate": 1} | adding_up_to(5, "pc-ptsd-5"))
        answer(page, "peg", adding_up_to(30, "peg"))
        name = page.get_by_label("Your name on the sheet, if you like")
        name.fill("Robin")
        name.press("Enter")
        page.get_by_role("radio").first.press("Enter")
        assert (page.evaluate(TRACES), sent) == (before, [])
        assert page.evaluate("document.forms.length") == 0


ANSWERED = "document.querySelectorAll('.check input:checked').length"


@pytest.mark.parametrize("script", ["whole", "without its erasing"])
def test_whoever_comes_back_finds_no_answer(open_page, script):
    """The browser itself keeps none: the page asks it not to, and erases them besides."""
    with open_page("/guide/") as page:
        if script != "whole":
            page.route("**/self-check*.js", lambda route: route.fulfill(body=""))
        page.goto(page.url + "self-check/")
        opened(page, "phq-9")
        page.get_by_role("radio").nth(2).check()
        page.locator("#check-name").fill("Robin")
        assert page.evaluate(ANSWERED) == 1
        page.goto(page.url.replace("self-check/", ""))
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Self-check")
        assert page.evaluate(ANSWERED) == 0
        expect(page.locator("#check-name")).to_have_value("")
        opened(page, "phq-9")
        page.get_by_role("radio").nth(2).check()
        page.reload()
        assert page.evaluate(ANSWERED) == 0


@pytest.mark.parametrize("event", ["pagehide", "pageshow"])
def test_a_page_that_the_browser_keeps_whole_keeps_no_answer(open_page, event):
    with open_page(PAGE) as page:
        opened(page, "phq-9")
        answer(page, "phq-9", adding_up_to(27, "phq-9"))
        page.get_by_label("Your name on the sheet").fill("Robin")
        page.evaluate(f"dispatchEvent(new PageTransitionEvent('{event}', {{persisted: true}}))")
        assert page.evaluate(ANSWERED) == 0
        assert page.evaluate("document.querySelector('#phq-9 [data-result]').textContent") == ""
        assert page.evaluate("document.querySelectorAll('.check[open]').length") == 0
        assert page.locator("[data-paper=name]").text_content() == ""
        expect(page.get_by_label("Your name on the sheet")).to_have_value("")


def test_the_answers_can_be_erased(open_page):
    with open_page(PAGE) as page:
        check = opened(page, "phq-9")
        answer(page, "phq-9", adding_up_to(27, "phq-9"))
        page.get_by_role("button", name="Erase my answers").click()
        expect(page.locator(".check-do [role=status]")).to_have_text("Your answers are erased.")
        expect(check.locator("[data-result]")).to_be_hidden()
        expect(check.locator("[data-help]")).to_be_hidden()
        assert page.evaluate(ANSWERED) == 0


def test_all_of_it_can_be_done_with_the_keyboard(open_page):
    with open_page(PAGE) as page:
        page.locator("#peg > summary").focus()
        page.keyboard.press("Enter")
        for presses in (2, 4, 6):
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
            for _ in range(presses):
                page.keyboard.press("ArrowRight")
        said = "Your score: 4.0 of 10, the average of your answers."
        expect(page.locator("#peg").get_by_role("status")).to_have_text(said)
        focused = page.evaluate("document.activeElement.name")
        assert focused == "peg-3"


def test_it_has_no_findings_and_fits_unfolded_and_answered(open_page):
    with open_page(PAGE) as page:
        for code in HIGHEST:
            opened(page, code)
        answer(page, "phq-9", adding_up_to(27, "phq-9"))
        answer(page, "gad-7", adding_up_to(21, "gad-7"))
        answer(page, "pc-ptsd-5", {"gate": 1} | adding_up_to(5, "pc-ptsd-5"))
        answer(page, "peg", adding_up_to(17, "peg"))
        assert faults(page, BOTH) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate(WIDER) == 0
        low = page.locator(".check label, .check summary, .check .button").evaluate_all(
            "all => all.map(e => e.getBoundingClientRect().height).filter(height => height < 44)"
        )
        assert low == []


def printed(page) -> list[str]:
    """The words of each sheet of paper."""
    paper = pypdfium2.PdfDocument(page.pdf(format="Letter"))
    return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in paper]


def test_the_doctor_gets_name_date_answers_and_sums_of_what_is_open(open_page):
    with open_page(PAGE) as page:
        page.clock.set_fixed_time("2026-03-03T12:00:00")
        opened(page, "phq-9")
        opened(page, "peg")
        answer(page, "phq-9", adding_up_to(14, "phq-9"))
        answer(page, "peg", adding_up_to(17, "peg"))
        page.get_by_label("Your name on the sheet").fill("Robin")
        sheets = printed(page)
    assert len(sheets) == 2
    for words in ("Robin", "3 March 2026", "It is no diagnosis", "call or text 988",
                  "More than half the days (2)",
                  "Your sum: 14 of 27. Moderate depression."):  # fmt: skip
        assert words in sheets[0]
    assert "Your score: 5.7 of 10" in sheets[1]
    assert [word in "".join(sheets) for word in ("GAD-7", "PC-PTSD-5", "How we verify")] == [
        False
    ] * 3


@pytest.mark.parametrize("language", ["", "/es"])
def test_each_list_that_is_answered_is_one_sheet_in_each_language(open_page, language):
    with open_page(f"{language}{PAGE}") as page:
        for code in HIGHEST:
            opened(page, code)
        answer(page, "phq-9", adding_up_to(26, "phq-9"))
        answer(page, "gad-7", adding_up_to(20, "gad-7"))
        answer(page, "pc-ptsd-5", {"gate": 1} | adding_up_to(4, "pc-ptsd-5"))
        answer(page, "peg", adding_up_to(17, "peg"))
        page.locator("#check-name").fill("Robin")
        sheets = printed(page)
    named = [re.findall(r"PHQ-9|GAD-7|PC-PTSD-5|PEG", sheet)[:1] for sheet in sheets]
    assert named == [["PHQ-9"], ["GAD-7"], ["PC-PTSD-5"], ["PEG"]]


def test_without_scripts_it_is_a_sheet_to_print_and_add_up(open_page):
    with open_page(PAGE, java_script_enabled=False) as page:
        check = opened(page, "phq-9")
        expect(page.get_by_text("Without scripts nothing is added up for you.")).to_be_visible()
        expect(check).to_contain_text("Add up the points of your 9 answers. The most is 27.")
        expect(check.locator("tbody tr").nth(1)).to_have_text("5–9Mild depression")
        expect(check.get_by_role("link", name="Call 988")).to_be_visible()
        expect(check.locator(".points").nth(3)).to_have_text("3")
        expect(check.locator(".points").nth(3)).to_be_visible()
        expect(page.get_by_role("button", name="Print")).to_have_count(0)
        sheets = printed(page)
        assert [code in "".join(sheets) for code in ("PHQ-9", "GAD-7")] == [True, False]
        check.locator("> summary").click()
        sheets = printed(page)
    for name in ("PHQ-9", "GAD-7", "PC-PTSD-5", "PEG"):
        assert sum(name in words for words in sheets) >= 1
