"""Words are looked up once a language, and are always those of the language that is on."""

from threading import Thread

import pytest
from django.utils import translation

from directory.presenting import one_language as words
from directory.presenting.wording import day
from directory.templatetags.filled import filled
from tests import make


@pytest.fixture(autouse=True)
def english():
    """Requests of other tests may have left a language on."""
    with translation.override("en"):
        yield


def said() -> list[str]:
    """A few words that Django itself can say in other languages."""
    counted = words.ngettext("%(num)d day", "%(num)d days", 2) % {"num": 2}
    return [words.gettext("Monday"), words.gettext("Yes"), counted, words.language()]


def test_a_block_says_what_its_language_says_and_asks_again_in_the_next():
    english, spanish = ["Monday", "Yes", "2 days", "en"], ["lunes", "Sí", "2 días", "es"]
    for _ in range(2):
        assert said() == english
        with words.one_language():
            assert said() == english
        with translation.override("es"):
            assert said() == spanish
            with words.one_language():
                assert said() == spanish
                with words.one_language():
                    assert said() == spanish
                assert said() == spanish
        assert said() == english


def test_a_block_is_of_its_own_thread():
    with translation.override("es"), words.one_language():
        elsewhere: list[list[str]] = []
        thread = Thread(target=lambda: elsewhere.append(said()))
        thread.start()
        thread.join()
        assert said()[0] == "lunes"
    assert elsewhere[0][0] == "Monday"


def test_a_block_ends_when_something_breaks():
    with translation.override("es"), pytest.raises(KeyError), words.one_language():
        words.brief("condition.nothing")
    assert said()[0] == "Monday"
    assert words.brief("condition.crps") == "CRPS"


def test_days_follow_the_language():
    with words.one_language():
        english = day(make.today().replace(day=3, month=3))
    with translation.override("es"), words.one_language():
        spanish = day(make.today().replace(day=3, month=3))
    year = make.today().year
    assert (english, spanish) == (f"3 March {year}", f"3 de marzo de {year}")


def test_what_is_filled_in_is_escaped_unless_it_is_safe():
    link = filled('<a href="{url}">{name}</a>', url='/x?a=1&b="', name="<b> {name}")
    assert link == '<a href="/x?a=1&amp;b=&quot;">&lt;b&gt; {name}</a>'
    assert filled("<li>{link}</li>", link=link) == f"<li>{link}</li>"
