"""docs/security.md and docs/asvs.csv: every requirement once, and all that is named is there."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from clinics.accounts import sessions
from clinics.accounts.passwords import SITE_NAMES
from clinics.accounts.rates import RATES
from clinics.changes import batch, sheet
from clinics.claims import codes
from clinics.documents import apart, check, sanitize_pdf
from directory.search.question import MOST_TICKS

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")
ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/security.md").read_text()
STATES = ("holds", "not used", "falls short")
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23", "3.1": "3", "3.2": "113",
    "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222", "5.1": "2", "5.2": "112333",
    "5.3": "113", "5.4": "222", "6.1": "122", "6.2": "111111112222", "6.3": "11223333",
    "6.4": "112233", "6.5": "22222333", "6.6": "2223", "6.7": "33", "6.8": "2222", "7.1": "222",
    "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22", "8.1": "1233",
    "8.2": "1123", "8.3": "133", "8.4": "23", "9.1": "111", "9.2": "1222", "10.1": "22",
    "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222", "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23",
    "11.6": "23", "11.7": "33", "12.1": "12233", "12.2": "11", "12.3": "22223", "13.1": "2333",
    "13.2": "222223", "13.3": "2233", "13.4": "1222233", "14.1": "22", "14.2": "12223333",
    "14.3": "122", "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223", "17.1": "23",
    "17.2": "22223333", "17.3": "22",
}  # fmt: skip
"""The standard, version 5.0.0: section → the level of each of its requirements, in their order."""


def rows() -> list[dict[str, str]]:
    with (ROOT / "docs/asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def functions_of(path: str) -> set[str]:
    """The names of the functions in a file, which is read and not run."""
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def settings_set() -> set[str]:
    tree = ast.parse((ROOT / "directory/settings.py").read_text())
    return {name.id for node in ast.walk(tree) if isinstance(node, ast.Assign)
            for name in node.targets if isinstance(name, ast.Name)}  # fmt: skip


def test_every_requirement_of_levels_1_and_2_stands_once_in_its_order():
    of_standard = [
        (f"{section}.{number}", level)
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, start=1)
        if level != "3"
    ]
    assert len(of_standard) == 253
    assert [(row["number"], row["level"]) for row in rows()] == of_standard


def test_each_row_has_a_state_and_says_what_it_must():
    for row in rows():
        assert row["state"] in STATES, row
        assert row["about"], row
        if row["state"] == "holds":
            assert row["held by"], row
        else:
            assert row["words"].endswith("."), row
        if row["state"] == "not used":
            assert not row["tests"], row


def test_whatever_is_named_as_holding_is_there():
    known = settings_set()
    named = [(row["number"], one) for row in rows() for one in row["held by"].split()]
    assert [x for x in named if x[1] not in known and not (ROOT / x[1]).exists()] == []


def test_every_test_that_is_named_is_there():
    named = [one.partition("::") for row in rows() for one in row["tests"].split()]
    assert len(named) > 250
    missing = [
        f"{path}::{name}"
        for path, _, name in named
        if not (ROOT / path).is_file()
        or not name.startswith("test_")
        or name not in functions_of(path)
    ]
    assert missing == []


def test_the_page_counts_what_the_table_says():
    counts = Counter((row["number"].partition(".")[0], row["state"]) for row in rows())
    tested = Counter(
        row["number"].partition(".")[0]
        for row in rows()
        if row["state"] == "holds" and row["tests"]
    )
    found = re.findall(r"^\| V(\d+) \| [^|]+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.M)
    assert [(chapter, *map(int, numbers)) for chapter, *numbers in found] == [
        (str(n), counts[str(n), "holds"], tested[str(n)], counts[str(n), "not used"],
         counts[str(n), "falls short"])
        for n in range(1, 18)
    ]  # fmt: skip


def test_the_page_names_whatever_falls_short_and_nothing_else():
    part = PAGE.partition("### What falls short")[2].partition("\n## ")[0]
    named = [
        number for group in re.findall(r"\(([\d., ]+)\)", part) for number in group.split(", ")
    ]
    assert Counter(named) == Counter(
        row["number"] for row in rows() if row["state"] == "falls short"
    )


def test_the_page_says_the_limits_that_the_code_has():
    minute, hour, day = 60, 3600, 24 * 3600
    sign_up = settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT // minute
    assert f"| 3 tries, {sign_up} minutes |" in PAGE
    assert (settings.PASSWORD_RESET_TIMEOUT, "works once, within an hour;" in PAGE) == (hour, True)
    assert f"password weak, beside the address itself: {', '.join(SITE_NAMES)}." in PAGE
    mods, others = sessions.MODERATORS, sessions.OTHERS
    assert f"| moderators | {mods.idle // minute} minutes, and" in PAGE
    assert f"closes | {mods.longest // hour} hours |" in PAGE
    assert f"| {others.idle // day} days | {others.longest // day} days |" in PAGE
    assert (RATES["login_failed"], RATES["login_failed_anywhere"]) == (
        "10/m/ip,5/5m/key",
        "100/h/key",
    )
    assert [RATES[f"mail_{who}"] for who in ("address", "network", "own")] == [
        "10/d/key", "5/d/key", "20/d/key"]  # fmt: skip
    pages, megabytes = sanitize_pdf.MOST_PAGES, check.LARGEST_DOCUMENT // 1024**2
    assert (check.CPU_SECONDS, apart.MOST_MEMORY) == (3, 1024**3)
    assert (
        f"{check.MOST_DOCUMENTS} at once, {megabytes} MB each; a picture "
        f"{check.MOST_PIXELS // 1_000_000} million points; a PDF {pages} pages" in PAGE
    )
    assert f"| {sheet.MOST_BYTES // 1_000_000} MB, {batch.MOST_CLINICS} clinics |" in PAGE
    assert f"{codes.TRIES} tries; {codes.SENDS_A_DAY} a day for a person and clinic" in PAGE
    assert f"| {MOST_TICKS} on a page" in PAGE
