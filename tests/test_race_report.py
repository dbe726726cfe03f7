"""What `make bench` writes: tables of Markdown and a picture."""

from xml.etree import ElementTree

from tests.bench.race.clock import in_turns, spread
from tests.bench.race.plot import lines_of, svg
from tests.bench.race.tables import pair, ratio, table

TOOK = [[1.0, 3.0], [2.0, 40.0]]


def test_a_table_has_a_line_for_its_heads_and_one_for_each_row():
    said = table(["ms", "Q1"], [["ours", pair([[1.234], [1.234]])]])
    assert said == "| ms | Q1 |\n| --- | ---: |\n| ours | 1.23 / 1.23 |"


def test_a_ratio_divides_medians_and_percentiles_apart():
    twice = [[2 * one for one in some] for some in TOOK]
    assert spread(TOOK)[0] == 2.5
    assert ratio(twice, TOOK) == "2.00 / 2.00"


def test_calls_take_turns_and_the_first_round_is_not_counted():
    seen = []
    calls = {name: lambda i, name=name: seen.append((name, i)) for name in ("quick", "slow")}
    took = in_turns(calls, [7, 8], rounds=1, once=["slow"])
    assert seen == [("quick", 7), ("quick", 8)] * 2 + [("slow", 7), ("slow", 8)]
    assert {name: list(map(len, some)) for name, some in took.items()} == {
        "quick": [1, 1], "slow": [1, 1],
    }  # fmt: skip


def test_nobody_is_always_first():
    seen = []
    calls = {name: lambda _, name=name: seen.append(name) for name in "ab"}
    in_turns(calls, [0, 1], rounds=1)
    assert "".join(seen) == "abba" * 2


def test_the_picture_has_a_line_for_each_and_names_them_all():
    found = list(range(10, 26))
    lines = lines_of({"**ours**": [[1.0]] * 16, "peer & Co": [[9.0], *[[90.0]] * 15]}, found)
    assert {name: len(line) for name, line in lines.items()} == {"**ours**": 8, "peer & Co": 8}
    assert lines["peer & Co"][0] == (10.5, 49.5)
    picture = ElementTree.fromstring(svg("Times", lines, "**ours**"))
    of = "{http://www.w3.org/2000/svg}"
    assert [line.get("class") for line in picture.iter(f"{of}polyline")] == ["line", "line ours"]
    words = [text.text for text in picture.iter(f"{of}text")]
    assert {"ours", "peer & Co", "clinics in the circle"} <= set(words)
