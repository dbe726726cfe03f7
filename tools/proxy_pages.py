"""The proxy's own error pages, `deploy/errors/`: `python -m tools.proxy_pages` writes them anew.

They are files, because they must be there when the site is not: a page in each language, and for
programs problem details (RFC 9457) and a FHIR OperationOutcome. The proxy chooses by the address.
"""

from __future__ import annotations

import json
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[1] / "deploy/errors"


class Words(NamedTuple):
    """What a page says in one language."""

    title: str
    text: str


PAGES: dict[int, tuple[Words, Words]] = {
    400: (
        Words(
            "We could not read that",
            "What reached us is no whole request. Try again. If it happens again, delete the "
            "cookies of this site and open it anew.",
        ),
        Words(
            "No pudimos leer eso",
            "Lo que nos llegó no es una solicitud completa. Pruebe de nuevo. Si vuelve a pasar, "
            "borre las cookies de este sitio y ábralo otra vez.",
        ),
    ),
    403: (
        Words("This is asked by HTTPS alone", "Let the address begin with https://."),
        Words("Esto se pide solo por HTTPS", "Haga que la dirección empiece con https://."),
    ),
    404: (
        Words("There is no such page", "The address may be mistyped."),
        Words("Esa página no existe", "Es posible que la dirección esté mal escrita."),
    ),
    408: (
        Words(
            "That took too long",
            "The rest of what you sent did not arrive in time. Nothing was saved. Try again, on a "
            "better line if you can.",
        ),
        Words(
            "Tardó demasiado",
            "El resto de lo que usted envió no llegó a tiempo. No se guardó nada. Pruebe de nuevo, "
            "con mejor conexión si puede.",
        ),
    ),
    413: (
        Words(
            "That is too large",
            "Nothing was saved. A document may have 10 MB, and five may go together. Go back, "
            "choose smaller files, and send them again.",
        ),
        Words(
            "Es demasiado grande",
            "No se guardó nada. Un documento puede tener 10 MB, y pueden ir cinco juntos. Regrese, "
            "elija archivos más pequeños y envíelos de nuevo.",
        ),
    ),
    414: (
        Words(
            "This address is too long",
            "It asks more than we can read at once. Search anew, with fewer ticks.",
        ),
        Words(
            "Esta dirección es demasiado larga",
            "Pregunta más de lo que podemos leer a la vez. Busque de nuevo, con menos casillas.",
        ),
    ),
    421: (
        Words("No site has this name here", "The address may be mistyped."),
        Words(
            "Aquí no hay ningún sitio con ese nombre",
            "Es posible que la dirección esté mal escrita.",
        ),
    ),
    429: (
        Words(
            "Too many requests",
            "You, or others in your network, asked faster than we can answer everybody. Wait ten "
            "seconds, then try again. If you sent something just now, it was not saved.",
        ),
        Words(
            "Demasiadas solicitudes",
            "Usted, u otras personas de su red, pidieron más rápido de lo que podemos responder a "
            "todos. Espere diez segundos y pruebe de nuevo. Si acaba de enviar algo, no se guardó.",
        ),
    ),
    431: (
        Words(
            "Your browser sent too much",
            "The cookies that it sent with the address are too long. Delete the cookies of this "
            "site and open it anew.",
        ),
        Words(
            "Su navegador envió demasiado",
            "Las cookies que envió con la dirección son demasiado largas. Borre las cookies de "
            "este sitio y ábralo otra vez.",
        ),
    ),
    500: (
        Words(
            "Something broke on our side",
            "It was not your fault. Please try again in a moment.",
        ),
        Words(
            "Algo falló de nuestro lado",
            "No fue culpa suya. Pruebe de nuevo en un momento, por favor.",
        ),
    ),
    502: (
        Words(
            "Back in a moment",
            "The site does not answer just now. Try again in a few seconds. If you sent something, "
            "look first whether it was saved.",
        ),
        Words(
            "Volvemos en un momento",
            "El sitio no responde en este momento. Pruebe de nuevo en unos segundos. Si envió "
            "algo, mire primero si se guardó.",
        ),
    ),
    504: (
        Words(
            "No answer came in time",
            "The site is very busy. Try again in half a minute. If you sent something, look first "
            "whether it was saved.",
        ),
        Words(
            "La respuesta no llegó a tiempo",
            "El sitio está muy ocupado. Pruebe de nuevo en medio minuto. Si envió algo, mire "
            "primero si se guardó.",
        ),
    ),
}
"""Status → its words in English and in Spanish."""

FRAME = {
    "en": (
        "Clinic Directory", "/", "/search/", "Search for clinics", "Try again", "Home",
        "Thinking of suicide, or in distress? Call or text 988, free, day and night (United "
        "States). In immediate danger, call 911.",
    ),
    "es": (
        "Directorio de clínicas", "/es/", "/es/search/", "Buscar clínicas", "Probar de nuevo",
        "Inicio",
        "¿Piensa en el suicidio o siente angustia? Llame al 988 y oprima el 2 para español, o "
        "envíe la palabra AYUDA en un mensaje de texto al 988. Es gratis, de día y de noche "
        "(Estados Unidos). Si hay peligro inmediato, llame al 911.",
    ),
}  # fmt: skip
"""Language → name of the site, its home, its search, the words of three links, and of help."""

PASSING = (429, 500, 502, 504)
"""What passes by itself: the button asks for the same page again."""

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – {site}</title>
<link rel="icon" href="/errors/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/errors/look.css">
</head>
<body>
<header>
  <a class="brand" href="{home}">
    <img src="/errors/mark.svg" alt="" width="28" height="28"> {site}
  </a>
</header>
<main>
  <h1>{title}</h1>
  <p class="lead">{text}</p>
  <p class="do">
    <a class="button" href="{search}">{find}</a>
    <a class="more" href="{home}">{start}</a>
  </p>
</main>
<footer>
  <p class="crisis"><strong><a href="tel:988">988</a></strong> <span>{help}</span></p>
</footer>
</body>
</html>
"""

FHIR_CODES = {400: "invalid", 403: "forbidden", 404: "not-found", 413: "too-long", 414: "too-long",
              429: "throttled", 431: "too-long", 502: "transient", 504: "timeout"}  # fmt: skip
"""Status → code of the issue in an OperationOutcome; else `processing`."""


def files() -> dict[str, str]:
    """Path in FOLDER → text, of all files that are made."""
    made = {}
    for status, words in PAGES.items():
        for language, said in zip(FRAME, words, strict=True):
            made[f"{language}/{status}.html"] = _page(language, said, again=status in PASSING)
        english = words[0]
        problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status,
                   "detail": f"{english.title}. {english.text}"}  # fmt: skip
        issue = {"severity": "error", "code": FHIR_CODES.get(status, "processing"),
                 "diagnostics": problem["detail"]}  # fmt: skip
        outcome = {"resourceType": "OperationOutcome", "issue": [issue]}
        made[f"problem/{status}.json"] = json.dumps(problem) + "\n"
        made[f"fhir/{status}.json"] = json.dumps(outcome) + "\n"
    return made


def _page(language: str, words: Words, *, again: bool) -> str:
    site, home, search, find, try_again, start, help_ = map(escape, FRAME[language])
    return PAGE.format(
        language=language, title=escape(words.title), text=escape(words.text), site=site,
        home=home, search="" if again else search, find=try_again if again else find,
        start=start, help=help_,
    )  # fmt: skip


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text)
