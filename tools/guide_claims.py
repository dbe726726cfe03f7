"""What the guide claims, sentence by sentence, and the fact and texts behind each.

    .venv/bin/python -m tools.guide_claims      # writes docs/guide.md

A *sentence that needs a fact* is every sentence of a paragraph, an item of a list or a row of a
table, except these, which say nothing about the world:

- a question;
- an instruction: its first word is one of `INSTRUCTIONS` ("Ask …", "Call …", "Do not …");
- a sentence about these pages: it begins with one of `ABOUT_US` ("This guide …");
- a label without a verb that ends with a colon and leads to a list ("Before the first session:");
- the first sentence of an item under a line that ends with a colon and is itself an instruction, a
  question, or followed by a fact: it completes that line.

A fact stands right behind its sentence. In a table a fact anywhere in the row speaks for the row.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.reading_grade import grade

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
os.environ.setdefault("DEMO", "1")

INSTRUCTIONS = {
    "add", "ask", "bring", "call", "chat", "check", "choose", "compare", "dial", "do", "don’t",
    "drink", "eat", "file", "find", "get", "go", "keep", "leave", "let", "look", "make", "never",
    "note", "pay", "phone", "plan", "please", "press", "print", "read", "report", "save", "say",
    "search", "see", "send", "set", "share", "start", "stop", "take", "talk", "tell", "text",
    "try", "use", "visit", "wait", "walk", "watch", "wear", "write",
}  # fmt: skip
"""First words of instructions. "If you …, call …" is one, too."""
ABOUT_US = ("this page", "this guide", "this directory", "this site", "these pages", "here is",
            "here are", "the table", "the list below", "we ")  # fmt: skip
OPENERS = {"if", "for", "in", "after", "before", "when", "at", "on", "to", "with", "while"}
LINKS = re.compile(r"^(?:and|or|then|but|so|also|first|always|please),? ")

_NOTES = re.compile(r"(?:\[\^[\w-]+\])+")
_END = re.compile(r"(?<=[.!?:])[”\"’)]*(?P<notes>(?:\s*\[\^[\w-]+\])*)(?=\s|$)")
_SPAN = re.compile(r"\[([^\]^]*)\]\{#[\w-]+\}")
_ABBREVIATIONS = re.compile(r"\b(U\.S|a\.m|p\.m|e\.g|i\.e|Dr|vs|St)\.")


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence of a topic and the codes of the facts behind it; whether it needs one."""

    words: str
    facts: tuple[str, ...]
    needs_one: bool


def needs_a_fact(sentence: str) -> bool:
    """Whether a sentence claims something of the world."""
    plain = sentence.strip("*_“\"’' ").lower().replace("'", "’")
    plain = LINKS.sub("", plain)
    first = re.split(r"[\s,.:;]", plain, maxsplit=1)[0]
    if plain.endswith("?") or not re.search(r"\w", plain):
        return False
    if plain.endswith(":") and len(plain.split()) <= 6:
        return False
    if first in OPENERS:
        return _opens_with_a_claim(plain)
    return first not in INSTRUCTIONS and not plain.startswith(ABOUT_US)


def _opens_with_a_claim(plain: str) -> bool:
    """Whether a sentence like "If you …, REST" or "For Spanish, REST" does not instruct."""
    _start, comma, rest = plain.partition(", ")
    return not comma or re.split(r"[\s,.:;]", rest, maxsplit=1)[0] not in INSTRUCTIONS


def sentences(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Sentences of Markdown text with the codes of the facts right behind each."""
    text = _SPAN.sub(r"\1", text)
    text = _ABBREVIATIONS.sub(lambda m: m[0].replace(".", "\u2024"), " ".join(text.split()))
    at = 0
    for end in [*_END.finditer(text), None]:
        stop = end.end() if end else len(text)
        part = text[at:stop].replace("\u2024", ".")
        at = stop
        codes = tuple(re.findall(r"\[\^([\w-]+)\]", part))
        words = " ".join(_NOTES.sub("", part).split())
        if re.search(r"\w", words):
            yield words, codes


def said_in(tokens: Sequence) -> list[Said]:
    """Every sentence of a topic after reading, in its order."""
    found: list[Said] = []
    led, rows, row, in_item = False, 0, [], False
    for at, token in enumerate(tokens):
        before = tokens[at - 1].type if at else ""
        if token.type == "tr_open":
            row = []
        elif token.type == "list_item_open":
            in_item = True
        elif token.type in ("heading_open", "table_open"):
            led = False
        elif token.type == "tr_close" and before != "th_close":
            rows += 1
            found += _row(row)
        elif token.type == "inline" and before == "td_open":
            row.append(token.content)
        elif token.type == "inline" and before == "paragraph_open":
            parts = list(sentences(token.content))
            found += _paragraph(parts, completes=led and in_item)
            if in_item:
                in_item = False
            else:
                last, facts = parts[-1]
                # As a sentence of its own, "Some people have:" claims something.
                led = last.endswith(":") and bool(facts or not needs_a_fact(f"{last[:-1]}."))
    return found


def _paragraph(parts: list[tuple[str, tuple[str, ...]]], *, completes: bool) -> Iterator[Said]:
    for n, (words, facts) in enumerate(parts):
        completed = completes and n == 0
        yield Said(words=words, facts=facts, needs_one=not completed and needs_a_fact(words))


def _row(cells: list[str]) -> Iterator[Said]:
    parts = [list(sentences(cell)) for cell in cells]
    facts = tuple(dict.fromkeys(code for cell in parts for _, codes in cell for code in codes))
    words = " | ".join(" ".join(words for words, _ in cell) for cell in parts)
    needs = any(needs_a_fact(words) for cell in parts for words, _ in cell)
    yield Said(words=words, facts=facts, needs_one=needs)


def read_aloud(tokens: Sequence) -> list[str]:
    """Every sentence of a topic by itself, cells of tables too: what the grade counts."""
    cells = [cell for one in said_in(tokens) for cell in one.words.split(" | ")]
    return [words for cell in cells for words, _ in sentences(cell)]


def bare(tokens: Sequence) -> list[str]:
    """The sentences of a topic that need a fact and have none."""
    return [one.words for one in said_in(tokens) if one.needs_one and not one.facts]


ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "guide.md"


def document() -> str:
    """docs/guide.md, made from the files of the guide."""
    from clinics.guide_facts import HOW_KNOWN, TO_CHECK, known_facts  # noqa: PLC0415  # after setup
    from directory.guide.topics import topics  # noqa: PLC0415  # after Django's setup

    facts = known_facts()
    lines = [HEAD]
    lines += ["| page | last checked | reading grade | claims |", "|---|---|---|---|"]
    claims = [(topic, one) for topic in topics() for one in said_in(topic.text.tokens) if one.facts]
    for topic in topics():
        school = grade(read_aloud(topic.text.tokens))
        count = sum(of.code == topic.code for of, _ in claims)
        lines.append(f"| {topic.title} | {topic.checked} | {school} | {count} |")
    used = {code for _, one in claims for code in one.facts}
    for known, words in HOW_KNOWN.items():
        flag = " **To be checked.**" if known in TO_CHECK else ""
        lines += ["", f"## {known}: {words}{flag}", "", "| claim | page | fact | sources |"]
        lines.append("|---|---|---|---|")
        for topic, one in claims:
            weakest = max(one.facts, key=lambda code: list(HOW_KNOWN).index(facts[code].known))
            if facts[weakest].known == known:
                lines.append(_line(topic.code, one, [facts[code] for code in one.facts]))
    lines += [
        "",
        "## Held back",
        "",
        "These facts stand in the file and on no page of the guide.",
        "",
    ]
    lines += [f"- `{f.code}` ({f.known}): {f.says}" for f in facts.values() if f.code not in used]
    sign = (ROOT / "fixtures" / "guide" / "to-sign.md").read_text(encoding="utf-8")
    return "\n".join(lines) + "\n\n" + sign


def _line(page: str, one: Said, facts: list) -> str:
    says = " · ".join(f"{fact.says} ({fact.known})" for fact in facts)
    texts = " · ".join(dict.fromkeys(text.brief for fact in facts for text in fact.texts))
    cells = (one.words, page, says, texts)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


HEAD = """\
# The guide: claim, fact, source

Written by `python -m tools.guide_claims` from `fixtures/guide/`; a test compares it. Every sentence
of the guide that says something about the world has a fact, and every fact a source. No doctor has
signed a page of it yet; what one must look at stands at the end.

The grade is Flesch-Kincaid's; no page may be above 8.
"""


def main() -> None:
    """Write docs/guide.md."""
    import django  # noqa: PLC0415  # before it is set up, nothing of ours can be imported

    django.setup()
    PAGE.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
