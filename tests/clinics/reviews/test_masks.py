"""Masking takes out and never puts in."""

from hypothesis import given, settings
from hypothesis import strategies as st

from clinics.reviews.masks import HEALTH, MOST_REPLACED, NAME, is_masked

TEXT = st.text("ab c.\n[", min_size=1, max_size=60).map(str.strip).filter(bool)


@settings(max_examples=150, deadline=None)
@given(TEXT, st.data())
def test_stretches_replaced_by_a_marker_are_accepted(words, data):
    shown = words
    for _ in range(data.draw(st.integers(0, 3))):
        plain = [n for n, sign in enumerate(shown) if sign in "ab c."]
        start = data.draw(st.sampled_from(plain)) if plain else None
        if start is None or any(m in shown for m in MOST_REPLACED):
            break
        end = data.draw(st.integers(start + 1, len(shown)))
        shown = shown[:start] + data.draw(st.sampled_from(list(MOST_REPLACED))) + shown[end:]
    assert is_masked(words, shown)


@settings(max_examples=150, deadline=None)
@given(TEXT, st.data())
def test_a_word_put_in_is_refused(words, data):
    place = data.draw(st.integers(0, len(words)))
    assert not is_masked(words, words[:place] + "Z" + words[place:])
    assert not is_masked(words, words[:place] + NAME + words[place:] + "Z")


def test_masks_in_sentences():
    words = "Ann and Ann met Ann Lee at 5."
    assert is_masked(words, words)
    assert is_masked(words, f"{NAME} and {NAME} met {NAME} at 5.")
    assert is_masked(words, f"{NAME} and Ann met {NAME}")
    assert is_masked(words, NAME)
    assert not is_masked(words, f"{NAME} and Ben met {NAME} at 5.")
    assert not is_masked(words, f"{words}{NAME}")
    assert not is_masked(words, "")
    assert is_masked("", "")
    assert not is_masked("", NAME)


def test_a_marker_stands_for_a_name_and_not_for_an_opinion():
    name, opinion = "x" * 80, "y" * 81
    assert is_masked(f"It was {name}.", f"It was {NAME}.")
    assert not is_masked(f"It was {opinion}.", f"It was {NAME}.")
    assert is_masked(f"It was {opinion}.", f"It was {HEALTH}.")
    assert not is_masked("z" * 301, HEALTH)
    assert not is_masked("z" * 301, f"{HEALTH}{HEALTH}")
    assert not is_masked(f"{'z' * 200} {'z' * 200}", f"{HEALTH} {HEALTH}")
    assert is_masked(f"{name} {opinion}", f"{NAME} {HEALTH}")
    assert is_masked(f"{NAME} {NAME}", f"{NAME} {NAME}")


def test_lines_end_as_forms_end_them():
    assert is_masked("One.\nTwo.", "One.\r\nTwo.\r\n")
    assert is_masked(f"He wrote {NAME} himself.", f"He wrote {NAME} himself.")
