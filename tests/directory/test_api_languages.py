"""`lang` is the language of words in answers and refusals; codes are the same in every language."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from clinics.listing.actions.status import pause
from directory.api.problems import PROBLEMS
from tests import make

pytestmark = pytest.mark.django_db

CLINICS = "/api/v1/clinics"


def ask(client, path: str, status: int = 200, **asked):
    answer = client.get(path, asked)
    assert answer.status_code == status, answer.content
    return answer


def titled(code: str) -> str:
    """The Spanish title of a problem."""
    with override("es"):
        return str(PROBLEMS[code].title)


def test_labels_and_questions_of_the_checklist_are_spanish_and_the_codes_are_not(client):
    english, spanish = (ask(client, "/api/v1/checklist", lang=code).json() for code in ("en", "es"))
    pairs = [
        (one, two)
        for of_one, of_two in zip(english["groups"], spanish["groups"], strict=True)
        for one, two in zip(of_one["items"], of_two["items"], strict=True)
    ]
    assert all(one["qualified"] == two["qualified"] for one, two in pairs)
    depression = next(two for one, two in pairs if one["code"] == "depression")
    assert depression["label"].startswith("Depresión")
    questions = [(one["question"], two["question"]) for one, two in pairs if one["question"]]
    assert len(questions) >= 30
    assert [one for one, two in questions if not two or one == two] == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{CLINICS}?condition=xyz", "bad-value"),
        (f"{CLINICS}?near=orange+county", "ambiguous-place"),
        (f"{CLINICS}?nope=1", "unknown-parameter"),
        (f"{CLINICS}/nobody?a=1", "unknown-parameter"),
        (f"{CLINICS}/nobody?", "not-found"),
        ("/api/v1/nowhere?", "not-found"),
    ],
)
def test_refusals_are_spanish(client, path, code):
    answer = client.get(f"{path}&lang=es")
    assert (answer.status_code, answer["Content-Language"]) == (PROBLEMS[code].status, "es")
    said, english = answer.json(), client.get(path).json()
    assert said["type"] == english["type"] == f"/api/v1/docs#{code}"
    assert said["title"] == titled(code) != english["title"]
    assert said["detail"] != english["detail"]
    assert [error["parameter"] for error in said.get("errors", [])] == [
        error["parameter"] for error in english.get("errors", [])
    ]


def test_other_methods_and_too_many_requests_are_refused_in_spanish_too(client, settings):
    answer = client.post(f"{CLINICS}?lang=es")
    assert (answer.status_code, answer["Content-Language"]) == (405, "es")
    assert answer.json()["title"] == titled("method-not-allowed")
    settings.OPEN_DATA_A_MINUTE = {"api-search": 1}
    ask(client, CLINICS)
    answer = ask(client, CLINICS, 429, lang="es")
    said = answer.json()["title"]
    assert (said, answer["Content-Language"]) == (titled("too-many-requests"), "es")
    assert said != "Too many requests"


def test_warnings_are_spanish_and_their_kinds_are_not(client):
    clinic = make.clinic()
    pause(clinic.pk, until=None, actor="moderator")
    [english] = ask(client, CLINICS, offers="any").json()["results"]
    [spanish] = ask(client, CLINICS, offers="any", lang="es").json()["results"]
    [one], [two] = english["warnings"], spanish["warnings"]
    assert (one["kind"], one["count"]) == (two["kind"], two["count"]) == ("paused", 1)
    assert one["text"] != two["text"]
    assert two["text"].startswith("En pausa")


def test_the_language_is_kept_from_page_to_page_and_links_lead_to_spanish_pages(client):
    for name in ("One", "Two", "Three"):
        make.clinic(name=name)
    answer = ask(client, CLINICS, page_size=1, page=2, lang="es")
    said = answer.json()
    base = f"http://testserver{CLINICS}"
    assert said["next"] == f"{base}?page=3&page_size=1&lang=es"
    assert said["previous"] == f"{base}?page_size=1&lang=es"
    assert said["results"][0]["url"].startswith("http://testserver/es/clinics/")
    assert said["next"] in answer["Link"]
    assert ask(client, said["next"]).json()["results"][0]["name"] == "Two"
    english = ask(client, CLINICS, page_size=1, page=2, lang="en").json()
    assert english["next"] == f"{base}?page=3&page_size=1"
    assert english["results"][0]["url"].startswith("http://testserver/clinics/")


def test_a_cursor_keeps_it_too(client):
    for name in ("One", "Two"):
        make.clinic(name=name)
    said = ask(client, CLINICS, page_size=1, cursor="*", lang="es").json()
    assert "lang=es" in said["next"]
    assert ask(client, said["next"])["Content-Language"] == "es"


def test_words_are_understood_in_either_language(client):
    make.clinic(yes="condition.depression route.iv-infusion")
    make.clinic(name="Another")
    asked = [ask(client, CLINICS, q=q, lang="es").json() for q in ("depression", "depresión")]
    assert [said["count"] for said in asked] == [1, 1]
    assert asked[0]["question"] == asked[1]["question"]


def test_what_a_browser_prefers_changes_nothing(client):
    asked = {"accept-language": "es"}
    english, spanish = (client.get(CLINICS, {"nope": 1}, headers=h) for h in ({}, asked))
    assert english.content == spanish.content
    assert spanish["Content-Language"] == "en"


@pytest.mark.parametrize("lang", ["xx", "ES", "es-mx", "../es"])
@pytest.mark.parametrize("path", [CLINICS, "/api/v1/places?q=delray", "/api/v1/changes"])
def test_an_unknown_language_is_refused_in_english(client, path, lang):
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert (answer.status_code, answer["Content-Language"]) == (400, "en")
    [error] = answer.json()["errors"]
    assert error["detail"] == f"The API is not in the language “{lang}”. It is in: en, es."


def test_every_operation_says_that_it_takes_a_language(client):
    paths = ask(client, reverse("api-schema")).json()["paths"]
    for operation in (methods["get"] for methods in paths.values()):
        [lang] = [one for one in operation["parameters"] if one["name"] == "lang"]
        assert lang["schema"]["enum"] == ["en", "es"]
