"""A clinic's history in Spanish: why something changed is kept in English and said in Spanish."""

import pytest
from django.test import Client
from django.utils.translation import override

from clinics.as_written import within
from clinics.audit.whys import FORMS, why
from clinics.changes import values
from clinics.changes.actions.correct import correct
from clinics.changes.actions.propose import propose
from clinics.changes.actions.publish import publish_at_once
from clinics.changes.actions.undo import revert
from clinics.changes.corrections import Found, seen_of
from clinics.credentials.actions import state
from clinics.credentials.actions.decide import reopen
from clinics.listing.actions import status
from clinics.listing.wording import kept_source, source_words
from clinics.models import Clinic, CredentialCase, Event, SourceKind
from tests import make
from tests.clinics.changes.cast import NO, YES
from tests.clinics.changes.cast import decide as approve
from tests.clinics.changes.cast import said as now
from tests.clinics.credentials.cast import of, settle, whole
from tests.clinics.merging.cast import merged, undone
from tests.clinics.suggestions.cast import VALUES, decided
from tests.clinics.suggestions.cast import said as suggested
from tests.directory.seen import seen
from tests.spanish.visible import english

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def heron():
    words = {"yes": "condition.crps", "source": "import", "source_name": "Example State"}
    return make.clinic(name="Heron Marsh", slug="heron", phone="+1 561-555-0100", **words)


def credentials_decided(clinic: Clinic, ann, mo) -> None:
    """A license is decided in every way; another is taken back; somebody leaves."""
    ada, bea = (whole(clinic, given_name=name) for name in ("Ada", "Bea"))
    state.leave(bea, by=ann)
    license_ = of(ada, "licence")
    for outcome in ("confirmed", "unconfirmed", "confirmed"):
        CredentialCase.objects.create(clinic=clinic, credential=license_, why="claimed")
        case = settle(license_, by=mo, outcome=outcome)
    reopen(case, by=mo, reason="Another person has this number.")
    settle(license_, by=mo)
    CredentialCase.objects.create(clinic=clinic, credential=license_, why="claimed")
    settle(license_, by=mo, outcome="refused")
    fay = whole(clinic, given_name="Fay")
    CredentialCase.objects.create(clinic=clinic, credential=of(fay, "licence"), why="claimed")
    settle(of(fay, "licence"), by=mo)
    state.withdraw(of(fay, "licence"), by=ann)


def edits_decided(clinic: Clinic, ann, mo) -> None:
    """A proposal approved and reverted; what was published at once is reverted; a correction."""
    change = propose(clinic, {"condition.crps": NO, "condition.ptsd": YES}, by=ann)
    approve(change, by=mo)
    revert(change, by=mo, reason="A document says otherwise.")
    publish_at_once(clinic, {"phone": "+1 561-555-0101"}, by=ann)
    revert(clinic.changes.latest("pk"), by=mo, reason="The number is a private one.")


def corrected(clinic: Clinic, mo) -> None:
    """A moderator says where they found an answer."""
    found = Found(source=SourceKind.WEBSITE, url="https://heron.example/contact",
                  on=make.days_ago(3))  # fmt: skip
    correct(clinic, "condition.ocd", YES, found, by=mo,
            seen=seen_of(values.public(now(clinic)), "condition.ocd"))  # fmt: skip


def lived(clinic: Clinic, ann, mo) -> None:
    """Paused and opened in words; moved as a visitor said; merged, and unmerged."""
    status.pause(clinic.pk, until=None, actor="clinic", by=ann, why="The roof is being mended.")
    status.open_listing(clinic.pk, actor="moderator", by=mo, why="It is open again.")
    address = {name: VALUES[name] for name in ("street", "city", "state", "postal_code")}
    decided(suggested(clinic, "moved"), mo, address=address, since=make.today())
    twin = make.clinic(name="The Heron of the Marsh", slug="twin")
    undone(merged(clinic, twin, by=mo), by=mo)


REASONS = [
    ("The merge with “The Heron of the Marsh” was undone: They are two after all.",
     "Se deshizo la fusión con “The Heron of the Marsh”: They are two after all."),
    ("Merged with “The Heron of the Marsh”: One door, one phone.",
     "Fusionada con “The Heron of the Marsh”: One door, one phone."),
    ("The clinic moved.", "La clínica se mudó."),
    ("It is open again.", "It is open again."),
    ("The roof is being mended.", "The roof is being mended."),
    ("https://heron.example/contact", "https://heron.example/contact"),
    ("What the clinic had published at once was reverted.",
     "Se revirtió lo que la clínica había publicado de inmediato."),
    ("", ""),
    ("An earlier decision was reverted.", "Se revirtió una decisión anterior."),
    ("Proposed by the clinic.", "Propuesto por la clínica."),
    ("The clinic took back: State license.", "La clínica retiró: Licencia estatal."),
    ("A moderator confirmed: State license.",
     "Una persona moderadora confirmó: Licencia estatal."),
    ("A moderator refused: State license.", "Una persona moderadora rechazó: Licencia estatal."),
    ("A moderator confirmed: State license.",
     "Una persona moderadora confirmó: Licencia estatal."),
    ("A moderator took back a decision, to decide it again: State license.",
     "Una persona moderadora anuló una decisión, para decidir de nuevo: Licencia estatal."),
    ("A moderator confirmed: State license.",
     "Una persona moderadora confirmó: Licencia estatal."),
    ("A moderator could not confirm: State license.",
     "Una persona moderadora no pudo confirmar: Licencia estatal."),
    ("A moderator confirmed: State license.",
     "Una persona moderadora confirmó: Licencia estatal."),
    ("Somebody no longer treats there.", "Alguien ya no atiende allí."),
    ("", ""),
]  # fmt: skip
"""Why each thing happened to the listing, the newest first: as it is kept, and in Spanish."""


def told(path: str) -> list[tuple[str, list[str]]]:
    """Each entry of a history: its line, and what in it is marked as English."""
    lines = [item.one("p") for item in seen(Client().get(path)).all("li.event")]
    return [
        (" ".join(line.text.split()), [s.text for s in line.all("span") if "lang" in s.attrs])
        for line in lines
    ]


def test_what_was_done_in_spanish_is_kept_in_english_and_read_in_both(heron):
    ann, mo = make.ann(heron), make.moderator()
    with override("es"):
        credentials_decided(heron, ann, mo)
        edits_decided(heron, ann, mo)
        corrected(heron, mo)
        lived(heron, ann, mo)
    events = Event.objects.about_clinic(heron.pk).public()
    kept = [event.why for event in events]
    assert kept == [in_english for in_english, _in_spanish in REASONS]
    starts = tuple(form.partition("%")[0] for form in FORMS)
    assert [one for one in starts if not any(words.startswith(one) for words in kept)] == []
    for language, column in (("en", 0), ("es", 1)):
        with override(language):
            assert [why(one).words for one in kept] == [row[column] for row in REASONS]
    page = seen(Client().get("/es/clinics/heron/history/"))
    assert english(page, {"The Heron of the Marsh"}) == []
    lines = dict(told("/es/clinics/heron/history/"))
    assert lines["Abierta por una persona moderadora: It is open again."] == ["It is open again."]
    assert lines[
        "Cambiada por una persona moderadora (una persona moderadora, a partir del sitio web de la "
        "clínica): https://heron.example/contact"
    ] == ["https://heron.example/contact"]
    assert lines[
        "Cambiada por una persona moderadora: Se deshizo la fusión con “ The Heron of the Marsh ”: "
        "They are two after all."
    ] == ["The Heron of the Marsh", "They are two after all."]
    assert lines["Cambiada por una persona moderadora: La clínica se mudó."] == []
    plain = told("/clinics/heron/history/")
    assert [marked for _line, marked in plain if marked] == []
    assert (
        "Changed by a moderator (a moderator, from the clinic’s own website): "
        "https://heron.example/contact"
    ) in dict(plain)


def test_the_notice_of_a_pause_and_the_feed_say_it_in_spanish_too(heron):
    ann, mo = make.ann(heron), make.moderator()
    lived(heron, ann, mo)
    status.pause(heron.pk, until=None, actor="clinic", by=ann, why="The roof is being mended.")
    notice = seen(Client().get("/es/clinics/heron/")).one("section.status-notice")
    assert "Puesta en pausa por la clínica: The roof is being mended." in " ".join(
        notice.one("p.hint").text.split()
    )
    assert [s.text for s in notice.one("p.hint").all("span")] == ["The roof is being mended."]
    feeds = [Client().get(f"{path}clinics/heron/feed/").content.decode() for path in ("/es/", "/")]
    assert ['xml:lang="es-us"' in feeds[0], 'xml:lang="en-us"' in feeds[1]] == [True, True]
    assert "Cambiada por una persona moderadora: La clínica se mudó." not in feeds[1]
    assert "por una persona moderadora: La clínica se mudó." in feeds[0]
    assert "by a moderator: The clinic moved." in feeds[1]


@pytest.mark.parametrize(
    ("kept", "words", "own"),
    [
        ("A moderator confirmed: NPI number.", "Una persona moderadora confirmó: Número NPI.", ()),
        ("A moderator confirmed: A kind of old.",
         "Una persona moderadora confirmó: A kind of old.", ()),
        ("A moderator confirmed State license.", "A moderator confirmed State license.",
         ("A moderator confirmed State license.",)),
        ("They say: A moderator confirmed: NPI number.",
         "They say: A moderator confirmed: NPI number.",
         ("They say: A moderator confirmed: NPI number.",)),
        ("Merged with “A %(why)s & <b>”: 100 %.\nTwo lines.",
         "Fusionada con “A %(why)s & <b>”: 100 %.\nTwo lines.",
         ("A %(why)s & <b>", "100 %.\nTwo lines.")),
        ("there is news", "hay novedades", ()),
        ("", "", ()),
    ],
)  # fmt: skip
def test_our_sentence_is_known_by_its_form_and_nobody_elses_words_are(kept, words, own):
    with override("es"):
        said = why(kept)
        assert (said.words, said.own) == (words, own)
    assert why(kept).words == kept


def test_what_people_wrote_is_marked_where_it_stands_and_never_inside_a_mark():
    own = ["span", "en", "The <b>", "lang"]
    with override("es"):
        assert within("The <b> span en lang, y en paz.", own) == (
            '<span lang="en">The &lt;b&gt;</span> <span lang="en">span</span> '
            '<span lang="en">en</span> <span lang="en">lang</span>, y en paz.'
        )
        assert within("Nada & <i>", []) == "Nada &amp; &lt;i&gt;"
    assert within("The <b> span", own) == "The <b> span"


@pytest.mark.parametrize(
    ("kept", "spanish", "name"),
    [
        ("a moderator, told by the clinic on the phone",
         "una persona moderadora, informada por la clínica por teléfono", ""),
        ("a moderator (The State Board)", "una persona moderadora (The State Board)",
         "The State Board"),
        ("fixtures/demo", "fixtures/demo", "fixtures/demo"),
        ("a moderator from elsewhere", "a moderator from elsewhere", "a moderator from elsewhere"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_source_is_kept_in_english_and_read_in_spanish(kept, spanish, name):
    assert kept_source(kept) == (kept, name)
    with override("es"):
        assert kept_source(kept) == (spanish, name)


def test_a_visitor_who_is_the_source_is_said_in_spanish():
    assert source_words("moderator", "told by a visitor") == "a moderator (told by a visitor)"
    with override("es"):
        assert source_words("moderator", "told by a visitor") == (
            "una persona moderadora (informado por un visitante)"
        )
        assert source_words("moderator", "Told by Ann") == "una persona moderadora (Told by Ann)"
