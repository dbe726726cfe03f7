"""How hard the Spanish guide is, by a formula made for Spanish: 65 is "bastante fácil"."""

import pytest
from django.utils.translation import override

from directory.guide.topics import topics
from tools.guide_claims import read_aloud
from tools.reading_grade import ease_in_spanish, syllables_in_spanish


@pytest.mark.parametrize("code", [topic.code for topic in topics()])
def test_a_page_of_the_guide_is_fairly_easy_to_read(code):
    with override("es"):
        [topic] = [topic for topic in topics() if topic.code == code]
        sentences = read_aloud(topic.text.tokens)
    assert len(sentences) > 20
    assert " que " in " ".join(sentences)
    assert (code, ease_in_spanish(sentences) >= 65) == (code, True)


@pytest.mark.parametrize(
    ("word", "count"),
    [("ketamina", 4), ("depresión", 3), ("país", 2), ("guía", 2), ("quién", 1), ("psiquiatra", 3),
     ("hoy", 1), ("muy", 1), ("y", 1), ("yo", 1), ("ayuda", 3), ("ciudad", 2), ("aéreo", 4),
     ("pingüino", 3), ("construido", 3), ("riesgo", 2), ("oído", 3), ("queso", 2), ("guerra", 2),
     ("antiguo", 3), ("leer", 2), ("prohibido", 4), ("Uruguay", 3), ("FDA", 3), ("I", 1)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables_in_spanish(word) == count


def test_the_index_is_that_of_flesch_and_szigriszt():
    assert ease_in_spanish(["La ketamina es un medicamento.", "Llame."]) == round(
        206.835 - 62.3 * 14 / 6 - 6 / 2, 1
    )
    assert ease_in_spanish(["Sí."]) > ease_in_spanish(["Esquizofrenia psicofarmacológica."])
