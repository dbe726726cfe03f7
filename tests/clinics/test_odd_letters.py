"""Names whose letters are not what they look like."""

import pytest

from clinics.odd_letters import odd_letters


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("P\u0430lm Clinic", ["\u0430 (Cyrillic small letter a)"]),
        ("\u0420\u0415\u0410\u0421\u0415 Wellness", [
            "\u0420 (Cyrillic capital letter er)", "\u0415 (Cyrillic capital letter ie)",
            "\u0410 (Cyrillic capital letter a)", "\u0421 (Cyrillic capital letter es)"]),
        ("Pa\u03bfl", ["\u03bf (Greek small letter omicron)"]),
        ("\uff21da Marsh", ["\uff21 (Fullwidth latin capital letter a)"]),
        ("Ada\u202eMarsh", ["Right-to-left override"]),
        ("Ada\u200bMarsh", ["Zero width space"]),
        ("Ada 😀 Marsh", ["😀 (Grinning face)"]),
    ],
)  # fmt: skip
def test_a_letter_of_another_script_a_hidden_sign_or_a_picture_is_named(name, odd):
    assert odd_letters(name) == odd


@pytest.mark.parametrize(
    "name",
    ["", "Zoë’s Clinic & Spa, P.A. (2nd floor)", "Søren Müller-Groß", "ʻEwa Beach Ketamine",
     "Núñez 1ª", "Клиника Мир", "東京クリニック ひかり", "김민수", "Mind®Well™ Clinic", "O'Neill"],
)  # fmt: skip
def test_a_name_in_one_script_is_left_alone(name):
    assert odd_letters(name) == []
