"""The guide: pages that a reader can check, claim by claim."""

import re

import pytest

from clinics.checklist import CHECKLIST
from clinics.guide_facts import UnknownFact, known_facts, texts
from directory.guide.reading import read
from directory.guide.topics import BadTopic, topics
from directory.guide.topics import _topic as topic_of
from tests import make
from tests.directory.seen import Element, seen
from tools.guide_claims import PAGE, bare, document, needs_a_fact, read_aloud, said_in
from tools.reading_grade import grade, syllables

CODES = [topic.code for topic in topics()]
each_topic = pytest.mark.parametrize("topic", topics(), ids=CODES)
public = pytest.mark.django_db


def page_of(client, code: str) -> Element:
    """A page of the guide, as a reader sees it."""
    return seen(client.get(f"/guide/{code}/"))


# The files


@each_topic
def test_every_sentence_that_claims_something_has_a_fact(topic):
    assert bare(topic.text.tokens) == []


@each_topic
def test_a_page_is_read_after_eight_years_of_school(topic):
    assert (topic.code, grade(read_aloud(topic.text.tokens)) <= 8) == (topic.code, True)


@each_topic
def test_a_topic_says_what_it_is_in_the_room_that_search_engines_give(topic):
    assert 50 <= len(topic.description) <= 160
    assert len(topic.title) <= 60


def test_no_topic_has_the_address_of_a_condition_or_the_place_of_another():
    assert {item.code for item in CHECKLIST.group("condition").items} & set(CODES) == set()
    assert len({topic.order for topic in topics()}) == len(topics())


def test_what_is_known_from_memory_about_telephones_law_and_doses_is_held_back():
    used = {note.fact.code: note.fact for topic in topics() for note in topic.notes}
    from_memory = {code for code, fact in used.items() if fact.known == "M"}
    assert from_memory == {"feels-like", "tell-also", "ftc"}
    assert [code for code in from_memory if re.search(r"\d{3}-|mg", used[code].says)] == []


def test_every_text_is_cited_by_a_fact_and_every_fact_rests_on_a_text():
    cited = {text.code for fact in known_facts().values() for text in fact.texts}
    assert [fact.code for fact in known_facts().values() if not fact.texts] == []
    assert cited <= set(texts())


def test_the_table_of_claims_is_the_one_that_the_files_make():
    assert PAGE.read_text(encoding="utf-8") == document()


def test_no_row_of_the_table_lacks_claim_fact_or_source():
    rows = [line for line in document().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows]
    claims = [row for row in cells if row[1] in CODES]
    assert len(claims) == sum(
        bool(one.facts) for topic in topics() for one in said_in(topic.text.tokens)
    )
    assert [row for row in claims if len(row) != 4 or not all(row)] == []


# What needs a fact


@pytest.mark.parametrize(
    ("sentence", "needed"),
    [
        ("Ketamine is safe.", True),
        ("What does it cost?", False),
        ("Ask who is in the building.", False),
        ("Asking is free.", True),
        ("If you think of suicide, call 988.", False),
        ("If you drink, it makes you sleepy.", True),
        ("If it works, it works in hours.", True),
        ("This guide is no advice.", False),
        ("This drug is no cure.", True),
        ("Before the session:", False),
        ("It is safe in all of these cases and for all people:", True),
        ("“Never again,” some people say.", False),
    ],
)
def test_a_sentence_needs_a_fact_unless_it_claims_nothing(sentence, needed):
    assert needs_a_fact(sentence) is needed


def test_a_fact_speaks_for_the_sentence_before_it_and_for_no_other():
    text = (
        "It raises blood pressure. It is a drug.[^schedule-3] It is old.\n\n"
        "Tell the clinic if you have:\n\n- high blood pressure\n- a weak heart. Hearts fail.\n\n"
        "Some people have:\n\n- pain\n\n"
        "| How | Dose |\n|---|---|\n| vein | low[^off-label] |\n| nose | high |\n"
    )
    assert bare(read(text, cited_in="a test").tokens) == [
        "It raises blood pressure.", "It is old.", "Hearts fail.", "pain", "nose | high",
    ]  # fmt: skip


# The formula


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("guide", 1), ("table", 2), ("ketamine", 3), ("called", 1), ("needed", 2),
     ("doses", 2), ("names", 1), ("suicide", 3), ("medicine", 3), ("FDA", 3), ("I", 1)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables(word) == count


def test_the_grade_is_that_of_flesch_and_kincaid():
    assert grade(["The cat sat on the mat."]) == -1.4 or grade(["The cat sat on the mat."]) == -1.5
    assert grade(["The medicine is dangerous.", "Call."]) == round(
        0.39 * 5 / 2 + 11.8 * 9 / 5 - 15.59, 1
    )


# Reading


def test_a_fact_that_is_not_sure_says_so_beside_the_sentence_and_a_sure_one_does_not():
    found = read("A.[^coch25-pain] B.[^off-label]", cited_in="a test")
    first, second = str(found.html).split(" B.")
    assert first.endswith('<span class="flag stale">to be checked</span>')
    assert "to be checked" not in second
    assert [(note.number, note.fact.code, note.times) for note in found.notes] == [
        (1, "coch25-pain", 1), (2, "off-label", 1),
    ]  # fmt: skip


def test_a_footnote_without_a_fact_stops_everything():
    with pytest.raises(UnknownFact, match=r"crisis\.md cites 'no-such-fact'"):
        read("It cures.[^no-such-fact]", cited_in="crisis.md")


def test_a_topic_without_a_day_stops_everything():
    with pytest.raises(BadTopic, match=r"x\.md: the front matter has"):
        topic_of("x", "---\ntitle: X\ndescription: Y\norder: 1\n---\nWords.\n")


def test_markdown_of_ours_holds_no_html():
    html = read("A <script>x</script> [b](javascript:x)", cited_in="a test").html
    assert html == "<p>A &lt;script&gt;x&lt;/script&gt; [b](javascript:x)</p>\n"


# The pages


@public
@each_topic
def test_every_mark_leads_to_a_note_and_every_note_back(client, topic, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = page_of(client, topic.code)
    marks = [mark.one("a") for mark in page.all("sup.note-mark")]
    notes = page.one("ol.guide-notes").all("li") if marks else []
    assert {mark["href"] for mark in marks} == {f"#{note['id']}" for note in notes}
    backs = [back["href"] for note in notes for back in note.all("a.note-back")]
    assert sorted(backs) == sorted(f"#{mark['id']}" for mark in marks)
    assert len(backs) == len(set(backs))
    assert page.one("h1").text == topic.title
    said = [m["content"] for m in page.all("meta") if m.attrs.get("name") == "description"]
    assert said == [topic.description]


@public
def test_the_guide_begins_with_its_topics_in_their_order(client):
    page = seen(client.get("/guide/"))
    assert page.one("main").texts("h2") == [
        "Read about it", "Does it help for what I have?", "What to ask about safety",
        "What to ask about the price", "The texts that the checklist cites",
    ]  # fmt: skip
    links = [link["href"] for link in page.one("ol.guide-topics").all("a")]
    assert links == [f"/guide/{code}/" for code in CODES]


@public
def test_a_topic_leads_to_the_one_before_and_the_one_after(client):
    for at, code in enumerate(CODES):
        links = {a["rel"]: a["href"] for a in page_of(client, code).one("nav.guide-next").all("a")}
        assert links == {
            **({"prev": f"/guide/{CODES[at - 1]}/"} if at else {}),
            **({"next": f"/guide/{CODES[at + 1]}/"} if at + 1 < len(CODES) else {}),
        }


@public
@pytest.mark.parametrize("code", ["crisis", "suicidal-thoughts"])
def test_who_may_be_in_danger_reads_988_before_anything_else(client, code):
    page = page_of(client, code)
    first = page.one("section.crisis-first")
    assert "call or text 988" in first.text
    order = [e for e in page.walk() if e is first or e.tag in ("main", "h1")]
    assert [e.tag for e in order] == ["section", "main", "h1"]


@public
@each_topic
def test_a_number_to_call_now_can_be_tapped_wherever_a_topic_says_so(client, topic):
    text = page_of(client, topic.code).one("div.guide-text")
    called = re.findall(r"[Cc]all (?:or text )?(911|988)\b", text.text)
    links = [a["href"] for a in text.all("a") if a["href"] in ("tel:911", "tel:988")]
    assert links == [f"tel:{number}" for number in called]


@public
def test_the_guide_begins_with_the_numbers_to_call_and_so_do_suicidal_thoughts(client):
    main = seen(client.get("/guide/")).one("main")
    assert [a["href"] for a in main.all("a")][:3] == ["tel:911", "tel:988", "/guide/crisis/"]
    main = page_of(client, "suicidal-thoughts").one("main")
    assert main.one("p.note").text == (
        "A ketamine clinic does not take the place of 911 or 988. Call them first. A clinic that "
        "you find here says that it treats this, which does not show that it helps. Whom to call "
        "now"
    )
    assert page_of(client, "depression").one("main").all("p.note") == []


@public
def test_suicidal_thoughts_are_a_condition_without_a_promise(client):
    page = page_of(client, "suicidal-thoughts")
    assert page.one("p.evidence").text == (
        "Off-label: suggested only as a short addition to hospital care, on weak evidence. Not "
        "shown to prevent suicide. In a crisis call or text 988."
    )
    assert page.one("ul.sources").texts("li") == [
        "Veterans’ guideline. VA and Department of Defense: guideline on suicide risk, 2024. We "
        "read it second-hand: to be checked."
    ]
    make.clinic(slug="heron", name="Heron", yes="condition.suicidal-thoughts")
    make.clinic(slug="egret", name="Egret", yes="condition.depression")
    found = client.get("/search/", {"condition": "suicidal-thoughts", "offers": "any"})
    assert seen(found).texts("h3") == ["Heron"]


@public
def test_a_condition_of_the_mind_asks_for_a_psychiatrist_and_pain_for_the_hours(client):
    asked = {
        code: page_of(client, code).one("ul.ask-list").texts("li") for code in ("crps", "ptsd")
    }
    assert asked["crps"][0] == "How many hours, on how many days, and what was tested for this?"
    assert asked["ptsd"][0] == "Who does it, and do you talk to my therapist?"
    assert asked["crps"][1:] == asked["ptsd"][1:]


@public
def test_every_topic_stands_in_the_sitemap(client):
    found = re.findall(r"testserver(/guide/[^<]*)<", client.get("/sitemap.xml").content.decode())
    conditions = [item.code for item in CHECKLIST.group("condition").items]
    pages = ("self-check", *CODES, *conditions)
    assert found == ["/guide/", *(f"/guide/{code}/" for code in pages)]


def test_a_link_of_the_guide_to_another_page_stays_in_the_language(client):
    def links(prefix):
        text = seen(client.get(f"{prefix}/guide/is-it-for-me/")).one("div.guide-text")
        return [a["href"] for a in text.all("a") if a["href"].startswith("/")]

    english = links("")
    assert "/guide/who-should-not/" in english
    assert links("/es") == [f"/es{path}" for path in english]
    assert links("") == english
