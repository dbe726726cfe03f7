"""JSON that is written already stands in other JSON as if it had been made there."""

import json

import pytest

from clinics.written import COMPACT, WIDE, Pattern, Written, dumps, inside, read_back, several

ODD = 'Zoë’s "Place" \\ 50 % {0} \u2028\n'


@pytest.mark.parametrize("separators", [COMPACT, WIDE])
def test_what_is_written_stands_where_its_value_would(separators):
    first, second = {"name": ODD}, [1, None, True]
    texts = [dumps(one, separators) for one in (first, second)]
    half = {"a": several(texts, separators), "b": [Written(texts[1]), ODD, Written(texts[0])]}
    whole = {"a": [first, second], "b": [second, ODD, first]}
    assert dumps(half, separators) == json.dumps(whole, ensure_ascii=False, separators=separators)
    assert read_back({"a": several([dumps(one, COMPACT) for one in (first, second)], COMPACT)}) == {
        "a": [first, second]
    }


def test_nothing_is_an_empty_list():
    assert several([], COMPACT) == []


def test_what_is_no_json_is_refused():
    with pytest.raises(TypeError, match="set is no JSON"):
        dumps({"a": set()}, COMPACT)


def test_a_pattern_says_of_others_what_its_example_says():
    def made(owner: str, value: str) -> str:
        return dumps({"of": owner, "says": value, "100 %": {"again": [value, owner]}}, WIDE)

    pattern = Pattern(made("[owner]", "[value]"), ["[owner]", "[value]"])
    for owner, value in (("7", "yes"), (ODD, "[owner]"), ("[value]", "%s")):
        assert pattern.filled([inside(owner), inside(value)]) == made(owner, value)
