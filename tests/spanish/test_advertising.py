"""Sentences of advertising in Spanish: which say more than is known, and which do not."""

import re
from re import _parser as parser

import pytest
from django.utils import timezone
from django.utils.translation import override

from clinics import advertising
from clinics.advertising import claimed_in, claims
from clinics.models import Story
from tests import make
from tests.directory.seen import seen

CLAIMS = [
    ("Cura la depresión.", "cures"),
    ("La ketamina cura el dolor crónico.", "cures"),
    ("Aquí curamos la ansiedad.", "cures"),
    ("Nuestro tratamiento puede curar el TEPT.", "cures"),
    ("No solo cura: cambia vidas.", "cures"),
    ("¡No espere más, la ketamina cura la depresión!", "cures"),
    ("CURA LA DEPRESION Y LE DEVUELVE LA VIDA", "cures"),
    ("Diga adiós al dolor.", "cures"),
    ("Elimina la depresión desde la raíz.", "cures"),
    ("Vuelva a vivir sin dolor.", "cures"),
    ("Con la ketamina la depresión desaparece.", "cures"),
    ("Olvídese del dolor.", "cures"),
    ("Termine con su depresión hoy.", "cures"),
    ("Previene el suicidio.", "prevents-suicide"),
    ("Quita los pensamientos suicidas.", "prevents-suicide"),
    ("Ayuda a prevenir el suicidio en adultos.", "prevents-suicide"),
    ("La ketamina salva vidas.", "prevents-suicide"),
    ("Un alivio duradero, sin demora.", "lasting"),
    ("Ofrecemos resultados permanentes.", "lasting"),
    ("Una mejoría de por vida.", "lasting"),
    ("El alivio dura años.", "lasting"),
    ("Funciona en minutos.", "instant"),
    ("Alivio inmediato.", "instant"),
    ("Calma la ansiedad al instante.", "instant"),
    ("Alivia los síntomas en cuestión de minutos.", "instant"),
    ("No causa adicción.", "no-addiction"),
    ("No es adictiva.", "no-addiction"),
    ("No tiene ningún riesgo de adicción.", "no-addiction"),
    ("Un tratamiento sin peligro de dependencia.", "no-addiction"),
    ("Nadie se hace adicto: no crea dependencia.", "no-addiction"),
    ("Nueve de cada diez mejoran.", "success-rate"),
    ("El 95 % de nuestros pacientes mejora.", "success-rate"),
    ("Tenemos una tasa de éxito del 85 %.", "success-rate"),
    ("9 de cada 10 pacientes sienten alivio.", "success-rate"),
    ("Es eficaz: 80 por ciento de nuestra gente responde.", "success-rate"),
    ("Más del 90% de éxito.", "success-rate"),
    ("Con una efectividad comprobada del 90 %.", "success-rate"),
    ("Resultados garantizados.", "guarantee"),
    ("Garantizamos un alivio rápido.", "guarantee"),
    ("¡Garantizado!", "guarantee"),
    ("Alivia todo tipo de dolor.", "all-pain"),
    ("Calma cualquier dolor.", "all-pain"),
    ("La infusión alivia la fibromialgia.", "all-pain"),
    ("Es eficaz contra la migraña.", "all-pain"),
    ("Se usa de forma segura desde hace décadas.", "decades-of-safety"),
    ("Es segura porque se usa desde 1970.", "decades-of-safety"),
    ("Desde hace 50 años es un anestésico seguro.", "decades-of-safety"),
    ("Sin efectos secundarios.", "no-side-effects"),
    ("Es 100 % seguro.", "no-side-effects"),
    ("Un tratamiento totalmente inofensivo.", "no-side-effects"),
    ("Riesgo cero para usted.", "no-side-effects"),
    ("No tiene riesgos.", "no-side-effects"),
    ("No hay ningún efecto adverso.", "no-side-effects"),
    ("No afecta la respiración.", "breathing"),
    ("Deja las vías respiratorias intactas.", "breathing"),
    ("Actúa sin alterar el corazón ni la presión.", "breathing"),
    ("Reconecta el cerebro.", "rewires"),
    ("Repara las conexiones de sus neuronas.", "rewires"),
    ("Es un medicamento aprobado por la FDA para el dolor.", "approved"),
    ("La ketamina está aprobada por la FDA.", "approved"),
    ("La FDA aprobó la ketamina para la depresión.", "approved"),
    ("Autorizada por la FDA para la depresión.", "approved"),
    ("En la comodidad de su hogar.", "home"),
    ("Es segura en casa.", "home"),
    ("La mayoría de los seguros la cubren.", "insurance"),
    ("Cubierta por casi todos los seguros.", "insurance"),
    ("Cubierto por Medicare y todos los seguros.", "insurance"),
    ("Su seguro sí lo cubre.", "insurance"),
    ("Su seguro médico la cubre.", "insurance"),
]
"""What claims something, and which claim it is."""

NO_CLAIMS = [
    "No cura.", "¿Cura?", "¿La ketamina cura la depresión?", "Sentirse mejor no es curarse.",
    "Aún no existe una cura.", "Nadie puede decir que cura la ansiedad.",
    "El cura de la parroquia nos recomendó esta clínica.", "Fue una locura llegar con el tráfico.",
    "La enfermera procura que usted esté cómodo.", "La aguja entra casi sin dolor.",
    "Nada prueba que cure.", "¿Quiere una vida sin dolor?",
    "Tratamos la depresión que no desaparece.",
    "Para prevenir el suicidio, llame al 988.", "No se ha demostrado que prevenga el suicidio.",
    "Si tiene pensamientos suicidas, llame al 988 y oprima el 2.",
    "Una guardia de vidas trabaja en la piscina.",
    "Nadie promete un alivio duradero.", "Puede tener efectos secundarios duraderos.",
    "El alivio no dura años.", "La cita dura 40 minutos.", "Estamos a diez minutos del tren.",
    "No funciona en minutos.", "El mareo pasa en minutos.", "Si empeora, llame de inmediato.",
    "No atendemos a personas con adicción.", "Aceptamos a pacientes sin adicción activa.",
    "No se sabe si causa dependencia.", "No oculte una adicción al alcohol.",
    "Puede causar adicción.",
    "Se paga el 20 % el día de la cita.", "3 de cada 5 salas tienen cama.",
    "No publicamos una tasa de éxito.", "Pregunte por la tasa de éxito y por el grupo comparado.",
    "Nadie puede garantizar resultados.", "No garantizamos ningún alivio.",
    "Garantizamos la privacidad de sus datos.", "Una garantía es una señal de advertencia.",
    "Tratamos la fibromialgia y el dolor de espalda.", "Atendemos a todos los pacientes con dolor.",
    "Díganos si siente cualquier dolor.", "No alivia todo tipo de dolor.",
    "Aceptamos seguros médicos desde 1998.", "Llevamos 20 años en Ocala con el mismo seguro.",
    "Nunca se ha probado que sea segura por décadas.",
    "Ningún tratamiento está libre de riesgos.", "No hay tratamientos sin riesgos.",
    "No tiene que preocuparse por los riesgos.",
    "Los riesgos y los efectos secundarios se explican antes.",
    "No es 100 % seguro.", "¿Sin efectos secundarios?", "Tiene efectos secundarios y riesgos.",
    "Nadie debe empezar sin conocer los riesgos.", "El efecto secundario más común es el mareo.",
    "Vigilamos su respiración y su presión.", "Avise si no puede respirar bien.",
    "No sabemos si afecta el corazón.", "Sube la presión arterial.",
    "Reinicie su contraseña en la página.", "Reparamos las sillas de la sala.",
    "No reinicia el cerebro.",
    "La ketamina no está aprobada por la FDA para la depresión.",
    "La FDA aprobó la esketamina para la depresión.",
    "La FDA aprobó la ketamina como anestésico.",
    "Le pedimos un taxi seguro a casa.", "Guarde la tarjeta del seguro en casa.",
    "No es segura en casa.",
    "Pregunte qué cubre su seguro.", "Si su seguro la cubre, solo paga el copago.",
    "Pregunte si su seguro la cubre.", "No la cubren todos los seguros.",
    "La mayoría de los planes cubre la esketamina.", "Aceptamos la mayoría de los seguros.",
    "Nos mudamos a Ocala y compramos sillas.", "",
]  # fmt: skip
"""What takes a claim back, asks, warns, or only sounds like one."""


def codes(text: str) -> list[str]:
    return [found.claim.code for found in claimed_in(text)]


def test_each_claim_in_its_own_spanish_words_is_found():
    with override("es"):
        said = [(claim.words, claim.code) for claim in claims()]
    assert [(words, codes(words)) for words, code in said if codes(words) != [code]] == []
    assert len(said) == len({words for words, _code in said}) == 15


def test_a_spanish_sentence_is_taken_for_what_it_claims():
    assert [(said, codes(said)) for said, code in CLAIMS if codes(said) != [code]] == []
    assert {code for _said, code in CLAIMS} == {claim.code for claim in claims()}
    assert len(CLAIMS) >= 40


def test_a_spanish_sentence_that_claims_nothing_is_left_alone():
    assert [(said, codes(said)) for said in NO_CLAIMS if codes(said)] == []
    assert len(NO_CLAIMS) >= 40


def test_a_spanish_pattern_reads_few_characters_from_wherever_it_begins():
    """So a text of twice the length is twice the work: no repeat is without an end."""
    reads = {
        claim.code: parser.parse(expression.pattern.pattern).getwidth()[1]
        for claim in claims()
        for expression in claim.found_by[1:]
    }
    assert len(reads) == 15
    assert {code: most for code, most in reads.items() if most > 260} == {}
    assert parser.parse(r"cura\w+").getwidth()[1] > 260


@pytest.mark.parametrize("denied", ["no cura ", "no cura, ", "no cura - ", "cura sin nada y no "])
def test_what_takes_claims_back_is_looked_for_near_each_of_them(denied):
    """A sentence of twice as many claims is read twice as far, not four times."""
    cures = next(claim for claim in claims() if claim.code == "cures").found_by[1]

    def read(times: int) -> int:
        plain = denied * times
        return sum(
            len(advertising._clause(plain, found)) for found in cures.pattern.finditer(plain)
        )

    once, twice = read(400), read(800)
    assert once < twice < 2.2 * once
    assert codes(denied * 800) == (["cures"] if denied.startswith("cura") else [])


def test_a_word_takes_a_claim_back_from_near_and_not_from_far_away():
    assert codes("No promete nada y " + "a todos " * 30 + "cura la ansiedad.") == []
    assert codes("No promete nada y " + "a todos " * 60 + "cura la ansiedad.") == ["cures"]


def test_a_long_spanish_text_is_read_to_where_forms_end_and_no_further():
    filler = "Nos mudamos a Ocala y compramos sillas. " * 600
    assert codes(f"{filler[:19_000]}. Cura la depresión.") == ["cures"]
    assert codes(f"{filler[:20_001]}. Cura la depresión.") == []


@pytest.mark.django_db
def test_beside_a_spanish_story_stands_what_is_known_in_the_language_of_the_page(client):
    clinic = make.clinic(slug="heron", description="Atendemos en Ocala.\n\nCura la ansiedad.")
    decided = {"decision": "published", "decided_at": timezone.now()}
    Story.objects.create(clinic=clinic, title="Un año", language="es", **decided,
                         words="Me atendieron bien. No tiene efectos secundarios.")  # fmt: skip
    for path, notes in (
        ("/clinics/heron/", ["What is known: To feel better", "What is known: In trials of the"]),
        ("/es/clinics/heron/", ["Lo que se sabe: Sentirse mejor", "Lo que se sabe: En estudios"]),
    ):
        page = seen(client.get(path)).one("#own-words")
        found = [" ".join(note.text.split()) for note in page.all("p.known-note")]
        quoted = [note.one("q").text for note in page.all("p.known-note")]
        assert quoted == ["Cura la ansiedad.", "No tiene efectos secundarios."]
        assert [re.sub(r"^.*?\. (?=What|Lo)", "", note)[: len(start)] for note, start in
                zip(found, notes, strict=True)] == notes  # fmt: skip
