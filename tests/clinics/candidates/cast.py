"""Organizations of NPPES, and what `find_candidates` prints of them."""

import io

from django.core.management import call_command

from clinics.models import NppesProvider
from tests import make

DELRAY = {"street": "1 KESTREL AVE", "city": "DELRAY BEACH", "state": "FL",
          "postal_code": "334441234", "phone": "5615550101", "country": "US"}  # fmt: skip
WATERBURY = {"street": "9 HERON ST", "city": "WATERBURY", "state": "CT", "postal_code": "06708",
             "phone": "2035550109", "country": "US"}  # fmt: skip


def organization(number: int, name: str, **fields) -> NppesProvider:
    """A row of NPPES in Delray Beach, of an organization that is no place of its kind."""
    words = {"entity_type": 2, "last_name": "", "first_name": "", "taxonomies": ["207Q00000X"],
             "licences": [], "organization_name": name} | DELRAY | fields  # fmt: skip
    return make.nppes(make.npi(number), **words)


def physician(number: int, **fields) -> NppesProvider:
    """A psychiatrist's row of NPPES in Delray Beach."""
    return make.nppes(make.npi(number), **(DELRAY | fields))


def find(*options: str) -> list[str]:
    """What the command prints, line by line."""
    said = io.StringIO()
    call_command("find_candidates", *options, stdout=said, stderr=said)
    return said.getvalue().splitlines()


def counts(*options: str, what: str = "NPPES") -> list[int]:
    """Rows, new candidates, listings that wait now, left alone, elsewhere, refused."""
    line = next(line for line in find(*options) if line.startswith(what))
    numbers = line.partition(": ")[2].replace(",", "").split()
    rows, *five = [int(word) for word in numbers if word.isdigit()]
    assert rows == sum(five)
    return [rows, *five]
