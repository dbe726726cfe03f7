"""Which words bring the crisis line to the top and a review into the queue that is read first."""

import pytest

from clinics.distress import speaks_of_suicide


@pytest.mark.parametrize(
    "text",
    [
        "I felt suicidal for weeks.", "Suicide", "I wanted to kill myself", "hurting myself",
        "I tried to die", "I wanted\nto die", "I wish I were dead", "I wished I had died",
        "I don’t want to live", "I didn't want to be alive", "I no longer want to live",
        "everybody is better off dead", "There is no reason to live", "I can’t go on like this",
        "I nearly took my own life", "to end my life", "ending it all", "I was cutting myself",
        "self harm", "overdosed on purpose", "Quiero morir", "No quiero vivir así",
        "pensé en hacerme daño", "acabar con mi vida", "Me quiero morir", "pensé en morirme",
        "me quise matar", "Me iba a quitar la vida", "mi hijo habló de quitarse la vida",
        "ya no quería seguir viviendo", "No quería estar viva", "Estaría mejor muerta",
        "Ojalá no hubiera nacido", "No tengo razones para vivir", "sin ganas de vivir",
        "no vale la pena vivir", "La vida no tiene sentido", "No puedo seguir así",
        "ponerle fin a mi vida", "terminar con todo de una vez", "cortarme las venas",
        "me cortaba los brazos", "me hacía daño", "ideas de autolesión", "ahorcarme",
        "una sobredosis a propósito", "me tomé todas las pastillas", "pensamientos suicidas",
        "quisiera no despertar",
    ],
)  # fmt: skip
def test_words_of_suicide_or_self_harm(text):
    assert speaks_of_suicide("They were kind.", text)
    assert speaks_of_suicide(text.upper())


@pytest.mark.parametrize(
    "text",
    [
        "", "They took my blood pressure.", "It took all day", "I want to live near it",
        "It changed my life", "take my insurance", "Homicide Street", "I cut my finger",
        "They take it seriously", "They took it all in hand", "I was dead tired",
        "The nurse hurt me with the needle", "No point in calling", "I go on living here",
        "Me cambió la vida", "Quiero vivir cerca", "Me tomaron la presión", "Me corté el dedo",
        "Fui a cortarme el pelo", "La enfermera me lastimó con la aguja", "No quiero volver",
        "terminar con todo el papeleo", "No puedo más con el dolor", "Estaba muerta de cansancio",
        "Me quitaron la vía", "tomar todas las pastillas con agua", "No hay motivos de queja",
        "Tengo muchas ganas de vivir",
    ],
)  # fmt: skip
def test_other_words_stay_calm(text):
    assert not speaks_of_suicide(text)


def test_no_more_is_looked_through_than_can_be_handed_in():
    assert speaks_of_suicide("a " * 5_000 + "suicide")
    assert not speaks_of_suicide("a " * 500_000 + "suicide")
