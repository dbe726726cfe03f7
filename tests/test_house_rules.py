"""The house rules that a machine can read off the source."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

import clinics.models

ROOT = Path(__file__).resolve().parents[1]
LADDER = ["audit", "people", "listing", "registries", "credentials", "changes", "reviews",
          "exchange", "moderation"]  # fmt: skip
NEVER_EACH_OTHER = {"credentials", "changes", "reviews", "exchange"}
WRITES = {"save", "create", "bulk_create", "bulk_update", "update", "delete", "update_or_create",
          "get_or_create", "record"}  # fmt: skip
WRITERS = ("actions.py", "bulk.py", "demo.py", "load.py", "notify.py", "staging.py")
NOT_A_ROW = ["clinics/people/documents.py: plain.save",  # draws a picture anew
             "directory/private_s3.py: super().save"]  # puts a file into a bucket  # fmt: skip


def modules(folder: str) -> list[Path]:
    """The project's own modules in a folder, migrations aside."""
    return [p for p in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in p.parts]


def imported(path: Path) -> list[str]:
    """The names of the modules that a module imports, wherever it does so."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def feature(dotted: str) -> str | None:
    """`clinics.listing.models` → `listing`, when that is a rung of the ladder."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "clinics" and len(parts) > 1 and parts[1] in LADDER else None


@pytest.mark.parametrize("path", modules("clinics"), ids=str)
def test_the_record_never_imports_the_site(path):
    assert [name for name in imported(path) if name.split(".")[0] == "directory"] == []


@pytest.mark.parametrize("path", modules("clinics"), ids=str)
def test_a_feature_imports_only_what_is_below_it(path):
    own = feature(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for name in imported(path) if own else []:
        other = feature(name)
        if other and other != own:
            assert LADDER.index(other) < LADDER.index(own), f"{own} imports {other}"
            assert not {own, other} <= NEVER_EACH_OTHER, f"{own} imports {other}"


def test_no_model_or_view_writes():
    """Writes stand in actions and their kin alone; a queryset's own methods are no exception."""
    found = []
    for path in modules("clinics") + modules("directory"):
        writes = path.name in WRITERS or path.name.startswith("actions_")
        if writes or "management" in path.parts or path.name == "models.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in WRITES:
                owner = ast.unparse(node.value)
                if "objects" in owner or node.attr == "save":
                    found.append(f"{path.relative_to(ROOT)}: {owner}.{node.attr}")
    assert [line for line in found if line not in NOT_A_ROW] == []


def test_every_model_is_gathered():
    """A model that clinics/models.py does not import is invisible to `migrate`."""
    defined = set()
    for path in modules("clinics"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(base) in {"models.Model", "Stated"} for base in node.bases
            ):
                abstract = "abstract = True" in ast.unparse(node)
                defined |= set() if abstract else {node.name}
    assert defined - set(dir(clinics.models)) == set()
    assert {m.__name__ for m in apps.get_app_config("clinics").get_models()} >= defined


@pytest.mark.parametrize("path", modules("clinics") + modules("directory"), ids=str)
def test_modules_are_short_and_say_what_they_are(path):
    source = path.read_text()
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), "no docstring"
    longest = 500 if path.name == "checklist.py" else 300  # the vocabulary is one module
    assert len(source.splitlines()) <= longest


def test_functions_are_short():
    long = []
    for path in modules("clinics") + modules("directory"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and node.body[1:] else node.body
                lines = node.end_lineno - body[0].lineno + 1
                if lines > 30:
                    long.append(f"{path.relative_to(ROOT)}:{node.name} {lines}")
    assert long == []


def test_nothing_is_imported_inside_a_function_without_a_reason():
    found = []
    for path in modules("clinics") + modules("directory"):
        lines = path.read_text().splitlines()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                for inner in ast.walk(node):
                    imports = isinstance(inner, ast.Import | ast.ImportFrom)
                    if imports and "#" not in lines[inner.lineno - 1]:
                        found.append(f"{path.relative_to(ROOT)}:{inner.lineno}")
    assert found == []


BLOCK = re.compile(
    r"<(address|article|aside|blockquote|caption|dd|details|div|dl|dt|fieldset|figure|footer|form"
    r"|h[1-6]|header|legend|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr"
    r"|ul)\b"
)


def test_template_lines_are_short_and_open_one_block_element():
    found = []
    for path in sorted((ROOT / "templates").rglob("*.*")):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if len(line) > 120 or len(BLOCK.findall(line)) > 1:
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []
