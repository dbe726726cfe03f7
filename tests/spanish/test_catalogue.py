"""The Spanish catalogue and guide: whole, and one word a term; names and codes are equal."""

import ast
import re
from collections import Counter

import pytest
from django.conf import settings
from django.utils import translation

from clinics.guide_facts import FILES
from directory.guide.reading import read
from directory.messages.catalogue import key_of
from directory.messages.extract import KEYWORDS
from tests.spanish import texts
from tests.spanish.glossary import GLOSSARY, NEVER

PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAGS = re.compile(r"<[^<>]+>")
LINKS = re.compile(r"https?://[^\s<>\"')]+[^\s<>\"').,;:]")
CODE = re.compile(r"`[^`]*`")
NUMBERS = re.compile(r"\d+(?:[.,:]\d+)*")
EVERYWHERE = ["NPI", "LEIE", "NPPES", "REMS", "Spravato", "FDA", "DEA", "FHIR", "HSDS", "JSON",
              "CSV", "988", "911", "Medicare", "Medicaid", "TRICARE", "HIPAA", "OIG", "GeoJSON",
              "API", "ACLS", "VA", "CRPS"]  # fmt: skip
"""Names that both languages write the same. Spanish has no plural of NPI."""
ONLY_SPANISH = "lifeline-spanish"
"""The note on the key that leads to Spanish at 988."""
SPANISH_LINE = {"988", "2"}
"""Numbers that a Spanish text may have beyond the English one: press 2 for Spanish."""
CRPS_IN_WORDS = "s[ií]ndrome de dolor regional complejo"


def test_the_catalogue_holds_what_the_program_says_and_nothing_else():
    said = {key: message.plural for key, message in texts.in_the_program().items()}
    known = {key_of(entry): entry.msgid_plural or "" for entry in texts.catalogue()}
    assert set(known.items()) ^ set(said.items()) == set()
    assert len(said) > 4000


def test_every_message_is_translated_and_none_is_a_guess():
    catalogue = texts.catalogue()
    assert catalogue.fuzzy_entries() == catalogue.obsolete_entries() == []
    assert [english for english, spanish in texts.messages() if not spanish.strip()] == []
    several = [entry for entry in catalogue if entry.msgid_plural]
    assert {tuple(sorted(entry.msgstr_plural)) for entry in several} == {(0, 1, 2)}


def test_many_is_said_as_several_is():
    several = [entry.msgstr_plural for entry in texts.catalogue() if entry.msgid_plural]
    assert [forms for forms in several if forms[1] != forms[2]] == []


def test_django_reads_all_three_forms_of_the_catalogue_it_is_given():
    with translation.override("es"):
        for number, said in ((1, "1 clínica"), (2, "2 clínicas"), (1_000_000, "1000000 clínicas")):
            one = translation.ngettext("%(n)d clinic", "%(n)d clinics", number)
            assert (number, one % {"n": number}) == (number, said)


@pytest.mark.parametrize("what", [PLACEHOLDERS, TAGS, LINKS, CODE, NUMBERS],
                         ids=["placeholders", "tags", "links", "code", "numbers"])  # fmt: skip
def test_what_is_not_to_translate_stands_in_both(what):
    pairs = [
        (Counter(what.findall(e)), Counter(what.findall(texts.but_988(s))), e)
        for e, s in texts.messages()
        if s
    ]
    assert [pair for pair in pairs if differ(*pair[:2])] == []
    assert any(english for english, _spanish, _text in pairs)


QUOTED = re.compile("“([^”]+?)[.?]?”")
CODES_AND_KINDS = {"yes", "full", "County", "closed"}
"""What stands in quotes and is not the label of the same word."""


def test_a_label_that_a_sentence_quotes_is_quoted_as_it_is_translated():
    labels: dict[str, set[str]] = {}
    for english, spanish in texts.messages():
        labels.setdefault(english.rstrip(".?"), set()).add(spanish.rstrip(".?").casefold())
    quotes = [
        (label, {said.casefold() for said in QUOTED.findall(spanish)}, english)
        for english, spanish in texts.messages()
        for label in QUOTED.findall(english)
        if label in labels and label not in CODES_AND_KINDS
    ]
    assert [quote for quote in quotes if not labels[quote[0]] & quote[1]] == []
    assert len(quotes) > 30


def differ(english: Counter[str], spanish: Counter[str]) -> bool:
    """Whether one has what the other lacks."""
    return bool(english - spanish) or not set(spanish - english) <= SPANISH_LINE


def test_blanks_at_both_ends_and_ends_of_lines_stand_in_both():
    edges = re.compile(r"\A\s*|\s*\Z|\n")
    pairs = [(edges.findall(e), edges.findall(s), e) for e, s in texts.messages() if s]
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


def test_numbers_of_the_guide_stand_in_both():
    pairs = [
        (Counter(NUMBERS.findall(e)), Counter(NUMBERS.findall(texts.but_988(s))), e)
        for e, s in texts.guide()
    ]
    assert [pair for pair in pairs if differ(*pair[:2])] == []
    assert sum(bool(english) for english, _spanish, _text in pairs) > 100


def test_who_calls_or_texts_988_hears_how_in_spanish():
    how = (
        "al 988 y oprima el 2 para español, o envíe la palabra AYUDA en un mensaje de texto al 988"
    )
    told = [
        (english, spanish)
        for english, spanish in ((texts.TAG.sub("", e), texts.TAG.sub("", s))
                                 for e, s in texts.messages())
        if re.search("call or text 988", english, re.IGNORECASE)
    ]  # fmt: skip
    assert [english for english, spanish in told if how not in spanish] == []
    assert len(told) >= 7
    crisis = (FILES / "es" / "crisis.md").read_text(encoding="utf-8")
    plain = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", crisis)
    assert f"Llame a la Línea {how.removeprefix('al ')}" in plain


@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_name_is_written_the_same_in_both(name):
    alone = re.compile(rf"(?<![\w-]){name}s?(?![\w-])")
    said = [(e, s) for e, s in texts.translated() if alone.search(e)]
    if name == "CRPS":
        alone = re.compile(f"{alone.pattern}|{CRPS_IN_WORDS}")
    if name == "REMS":  # an English adjective is a Spanish phrase
        said = [(e, s) for e, s in said if "REMS-" not in e]
    assert said
    assert [(e, s) for e, s in said if not alone.search(s)] == []


@pytest.mark.parametrize("term", GLOSSARY)
def test_a_term_is_one_word_in_spanish(term):
    english = re.compile(rf"(?<![\w-])(?:{term})(?![\w-])", re.IGNORECASE)
    spanish = re.compile(GLOSSARY[term], re.IGNORECASE)
    said = [(e, s) for e, s in texts.translated() if english.search(e)]
    assert said
    assert [(e, s) for e, s in said if not spanish.search(s)] == []


def test_no_text_says_what_another_spanish_or_a_rival_word_would_say():
    never = re.compile(NEVER, re.IGNORECASE | re.VERBOSE)
    said = texts.translated()
    assert [(found[0], text) for _e, text in said if (found := never.search(text))] == []


def test_no_message_is_put_together_before_it_is_looked_up():
    """An f-string inside `_()` is never extracted, and so never translated."""
    put_together = []
    for path in (
        p for f in ("clinics", "directory") for p in (settings.BASE_DIR / f).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in KEYWORDS:
                put_together += [
                    (path.name, node.lineno) for a in node.args if isinstance(a, ast.JoinedStr)
                ]
    assert put_together == []


def test_a_message_within_an_f_string_is_found_too():
    said = texts.in_the_program()
    assert said["", "confirmed only"].files == ["directory/pages/boxes.py"]
    assert "directory/pages/history.py" in said["", "by"].files


@pytest.mark.parametrize(("english", "spanish"), texts.guide_files(), ids=lambda path: path.stem)
def test_a_text_of_the_guide_is_built_the_same_in_both(english, spanish):
    """The same headings, lists and tables; the same links and notes in the same blocks."""
    assert built(spanish) == built(english)
    assert spanish.read_text() != english.read_text()


def test_the_guide_has_every_text_fact_and_claim_in_both():
    assert {p.name for p in texts.FILES.joinpath("es").glob("*.md")} == {
        path.name for path, _spanish in texts.guide_files()
    }
    for name, key in (("facts.csv", "fact"), ("advertising.csv", "claim")):
        assert [r[key] for r in texts.rows(f"es/{name}")] == [r[key] for r in texts.rows(name)]
    assert [english for english, spanish in texts.guide() if english and not spanish] == []


def built(path) -> list:
    """What a text of the guide consists of, without its words."""
    read_so = read(path.read_text(), cited_in=path.name)
    blocks: list = [
        line for line in read_so.said_first.splitlines() if line.startswith(("checked", "order"))
    ]
    for token in read_so.tokens:
        blocks.append((token.type, token.tag))
        inside = token.children or []
        blocks.append(sorted(str(child.attrs["href"]) for child in inside if "href" in child.attrs))
        notes = sorted(c.meta["label"] for c in inside if c.type == "footnote_ref")
        blocks.append([note for note in notes if note != ONLY_SPANISH])
    return blocks
