"""What a command says, and what the registers hold after it."""

import io
from pathlib import Path

from django.core.management import call_command

from clinics.models import NppesProvider, RegisterFile


def load(*args: str | Path, register: str = "nppes") -> list[str]:
    """The lines that the command prints. Raises CommandError."""
    out = io.StringIO()
    call_command("import_registry", register, *map(str, args), stdout=out)
    return out.getvalue().splitlines()


def counted(*args: str | Path, register: str = "nppes") -> str:
    """Of its first line what follows the file's name: the counts."""
    return load(*args, register=register)[0].partition(": ")[2]


def names() -> dict[str, str]:
    """Last names by NPI."""
    return {str(p.npi): p.last_name for p in NppesProvider.objects.order_by("npi")}


def files() -> list[tuple]:
    """Which files are loaded."""
    return list(RegisterFile.objects.order_by("pk").values_list("name", "kind", "rows", "rejected"))
