"""Files to import, made by the tests themselves, and what an import of them says."""

import csv
import io
from pathlib import Path

from django.core.management import call_command

from clinics.models import Clinic, Event, Fact, Price, SearchRow
from directory.places.models import Place
from directory.places.names import key

PLACES = (
    {"kind": "zip", "code": "06708", "key": "06708", "name": "Waterbury", "state": "CT",
     "county": 9140, "latitude": 41.5512, "longitude": -73.0649, "population": 30000},
    {"kind": "zip", "code": "33444", "key": "33444", "name": "Delray Beach", "state": "FL",
     "county": 12099, "latitude": 26.4600, "longitude": -80.0790, "population": 22000},
    {"kind": "town", "code": "4153132", "key": key("Delray Beach"), "name": "Delray Beach",
     "state": "FL", "county": 12099, "latitude": 26.46146, "longitude": -80.07282,
     "population": 66255},
    {"kind": "county", "code": "12099", "key": key("Palm Beach County"),
     "name": "Palm Beach County", "state": "FL", "county": 12099, "latitude": 26.65,
     "longitude": -80.2, "population": 1500000,
     "west": -80.9, "south": 26.3, "east": -80.0, "north": 27.0},
)  # fmt: skip
"""Two ZIP codes, a town and a county: the gazetteer of the fixture `few_places`."""


def place(kind: str, name: str, state: str) -> Place:
    """A gazetteer row: the most populous of that name."""
    return Place.objects.filter(kind=kind, key=key(name), state=state).order_by("-population")[0]


def write(folder: Path, *rows: dict, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    """A CSV of these rows; its columns are those of the first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def run(path: Path, *options: str, kind: str = "csv", source: str = "A list") -> list[str]:
    """What `import_clinics` prints, line by line."""
    said = io.StringIO()
    call_command(
        "import_clinics", str(path), "--format", kind, "--source", source, *options, stdout=said
    )
    return said.getvalue().splitlines()


def counts(path: Path, *options: str, **words) -> tuple[int, int, int, int]:
    """Rows created, updated, unchanged, rejected; their sum is the rows read."""
    line = next(line for line in run(path, *options, **words) if " rows read: " in line)
    read, *four = [int(word) for word in line.replace(",", "").split() if word.isdigit()]
    assert read == sum(four)
    return tuple(four)


def rejected(path: Path) -> list[tuple[str, str]]:
    """The lines and reasons in FILE.rejected.csv."""
    with Path(f"{path}.rejected.csv").open(encoding="utf-8", newline="") as file:
        return [(row["line"], row["reason"]) for row in csv.DictReader(file)]


def stored() -> dict[str, list]:
    """Everything an import can write, to the last column."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Clinic, Fact, Price, SearchRow, Event)
    }
