"""manage.py build_messages [--extract]."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from directory.messages.catalogue import compile_catalogue, is_filled, merge, read, save
from directory.messages.extract import extracted


class Command(BaseCommand):
    """Compiles the catalogues of all languages, without gettext's programs."""

    help = "Compiles the catalogues in locale/. --extract first brings them up to date."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --extract."""
        parser.add_argument(
            "--extract",
            action="store_true",
            help="first write what the program says now into the catalogues",
        )

    def handle(self, *args: Any, extract: bool, **options: Any) -> None:
        """Extract if asked, compile, and say what is left to translate."""
        messages = extracted() if extract else {}
        for language, _name in settings.LANGUAGES:
            if language == "en":
                continue
            if extract:
                catalogue = read(language)
                new, gone = merge(catalogue, messages)
                save(catalogue, language)
                self.stdout.write(f"{language}: {new} new, {gone} gone.")
            compile_catalogue(language)
            left = sum(not is_filled(entry) for entry in read(language))
            self.stdout.write(f"{language}: compiled; {left} messages are not translated.")
