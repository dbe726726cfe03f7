"""What Django reads is made from the catalogue whenever that was written since."""

import io
import os
import shutil

import pytest
from django.conf import settings as real
from django.core.management import call_command

from directory.messages.catalogue import compile_what_is_old
from directory.site.languages import catalogue_of, old_catalogues

WORDS = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\nmsgid "Guide"\nmsgstr "{}"\n'


@pytest.fixture
def catalogue(settings, tmp_path):
    """A catalogue of one message, not compiled."""
    settings.LOCALE_PATHS = [str(tmp_path)]
    path = catalogue_of("es")
    path.parent.mkdir(parents=True)
    path.write_text(WORDS.format("Guía"))
    return path


def test_a_catalogue_that_was_never_compiled_is_old_until_it_is(catalogue):
    assert old_catalogues() == ["es"]
    compile_what_is_old()
    assert old_catalogues() == []
    assert "Guía".encode() in catalogue.with_suffix(".mo").read_bytes()
    assert sorted(path.name for path in catalogue.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_catalogue_written_since_is_compiled_again_and_no_other(catalogue):
    compile_what_is_old()
    compiled = catalogue.with_suffix(".mo")
    os.utime(compiled, ns=(7, 10**12))
    os.utime(catalogue, ns=(7, 10**12))
    compile_what_is_old()
    assert compiled.stat().st_mtime_ns == 10**12
    catalogue.write_text(WORDS.format("Manual"))
    os.utime(catalogue, ns=(7, 10**12 + 1))
    assert old_catalogues() == ["es"]
    compile_what_is_old()
    assert b"Manual" in compiled.read_bytes()


def test_the_command_compiles_whatever_the_clock_says(catalogue, capsys):
    compile_what_is_old()
    catalogue.write_text(WORDS.format("Manual"))
    os.utime(catalogue, ns=(7, 7))
    assert old_catalogues() == []
    call_command("build_messages")
    assert b"Manual" in catalogue.with_suffix(".mo").read_bytes()
    assert capsys.readouterr().out == "es: compiled; 0 messages are not translated.\n"


def test_reading_and_writing_a_catalogue_changes_no_letter(settings, tmp_path):
    shutil.copytree(real.LOCALE_PATHS[0], tmp_path / "locale")
    before = catalogue_of("es").read_text()
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    call_command("build_messages", "--extract", stdout=io.StringIO())
    assert catalogue_of("es").read_text() == before
