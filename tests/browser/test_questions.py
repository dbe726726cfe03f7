"""Notes on the question sheet stay on the device; on paper each clinic has one page."""

import pypdfium2
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PELICAN, GUMBO = "clinic=pelican-key-ketamine", "clinic=gumbo-limbo-wellness"
ASKED = "condition=crps&insurance=medicare&near=33444&access=wheelchair&language=es"
THREE = f"/questions/?{PELICAN}&{GUMBO}&clinic=saltmarsh-mind-clinic&{ASKED}"
FIRST, SECOND = "note-pelican-key-ketamine-start", "note-gumbo-limbo-wellness-start"


def notes(page) -> dict:
    """What this device keeps; {} where there is no trace."""
    return page.evaluate("JSON.parse(localStorage.getItem('notes') ?? '{}')")


def test_notes_last_and_are_the_clinics_own(open_page):
    with open_page(f"/questions/?{PELICAN}&{GUMBO}") as page:
        sent = []
        page.on("request", lambda request: sent.append(request.url))
        page.get_by_label("Are you taking new patients").first.fill("In two weeks")
        page.get_by_label("I spoke with").last.fill("Bea")
        assert [url for url in sent if "/static/" not in url] == []
        assert notes(page) == {
            "pelican-key-ketamine/start": "In two weeks", "gumbo-limbo-wellness/person": "Bea",
        }  # fmt: skip
        page.goto(page.url.partition("?")[0] + f"?{GUMBO}&condition=crps")
        expect(page.locator(f"#{SECOND}")).to_have_value("")
        expect(page.get_by_label("I spoke with")).to_have_value("Bea")
        page.go_back()
        expect(page.locator(f"#{FIRST}")).to_have_value("In two weeks")
        page.locator(f"#{FIRST}").fill("")
        assert notes(page) == {"gumbo-limbo-wellness/person": "Bea"}


def test_notes_are_erased_at_once_and_can_be_taken_back(open_page):
    with open_page(f"/questions/?{PELICAN}") as page:
        page.evaluate("localStorage.setItem('notes', JSON.stringify({'other/start': 'Kept'}))")
        page.locator(f"#{FIRST}").fill("In two weeks")
        expect(page.get_by_role("button", name="Undo")).to_be_hidden()
        page.get_by_role("button", name="Erase my notes").click()
        expect(page.locator("#notes [role=status]")).to_have_text("Your notes are erased.")
        expect(page.locator(f"#{FIRST}")).to_have_value("")
        assert notes(page) == {}
        assert page.evaluate("localStorage.getItem('notes')") is None
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(f"#{FIRST}")).to_have_value("In two weeks")
        assert notes(page) == {
            "other/start": "Kept", "pelican-key-ketamine/start": "In two weeks"}  # fmt: skip


def test_two_windows_agree_about_the_notes(open_page):
    with open_page(f"/questions/?{PELICAN}") as page:
        other = page.context.new_page()
        other.goto(page.url)
        page.locator(f"#{FIRST}").fill("In two weeks")
        expect(other.locator(f"#{FIRST}")).to_have_value("In two weeks")


def test_notes_that_were_tampered_with_break_nothing(open_page):
    with open_page(f"/questions/?{PELICAN}") as page:
        for kept in ("7", "[1]", '{"pelican-key-ketamine/start": {"a": 1}}', "{"):
            page.evaluate("kept => localStorage.setItem('notes', kept)", kept)
            page.reload()
            expect(page.locator(f"#{FIRST}")).to_have_value("")
            page.locator(f"#{FIRST}").fill("Still works")
            assert notes(page)["pelican-key-ketamine/start"] == "Still works"


def test_a_box_grows_with_its_words(open_page):
    with open_page(f"/questions/?{PELICAN}") as page:
        box = page.locator(f"#{FIRST}")
        low = box.evaluate("box => box.offsetHeight")
        box.fill("One line\n" * 12)
        assert box.evaluate("box => box.offsetHeight - box.scrollHeight") >= 0
        assert box.evaluate("box => box.offsetHeight") > 3 * low


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_three_clinics_are_three_letter_pages_and_what_is_typed_is_printed(open_page, scripts):
    with open_page(THREE, java_script_enabled=scripts) as page:
        page.locator(f"#{FIRST}").fill("In two weeks")
        expect(page.get_by_role("button", name="Erase my notes")).to_have_count(int(scripts))
        paper = pypdfium2.PdfDocument(page.pdf(format="Letter"))
        words = [sheet.get_textpage().get_text_range() for sheet in paper]
        assert [" ".join(text.split()).count("I spoke with") for text in words] == [1, 1, 1]
        assert ["In two weeks" in text for text in words] == [True, False, False]
        heads = ["Pelican Key Ketamine", "Gumbo Limbo Wellness Lounge", "Saltmarsh Mind Clinic"]
        assert [head in text for head, text in zip(heads, words, strict=True)] == [True] * 3
        assert ["Hmong" in text for text in words] == [False] * 3


def test_what_was_unfolded_is_printed_too(open_page):
    with open_page(f"/questions/?{PELICAN}") as page:
        page.get_by_text("More it has not stated").click()
        page.get_by_text("Conditions, insurers and languages it has not stated").click()
        paper = pypdfium2.PdfDocument(page.pdf(format="Letter"))
        assert any("Hmong" in sheet.get_textpage().get_text_range() for sheet in paper)
