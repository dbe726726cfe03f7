"""The house rules that a machine can read off the source; docs/architecture.md draws the house."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

import clinics.models

ROOT = Path(__file__).resolve().parents[1]

RECORD = [
    {"audit", "erasures", "files", "schedule"},
    {"accounts"},
    {"documents"},
    {"listing", "registries"},
    {"notices"},
    {"memberships"},
    {"claims", "inquiries"},
    {"reviews"},
    {"credentials"},
    {"changes", "exchange", "outreach", "suggestions"},
    {"merging", "candidates"},
    {"moderation", "dashboard"},
]
"""The floors of `clinics/`: a feature imports only what is below it. Neighbors never meet."""

SITE = [
    {"guide", "formats", "sight", "databases"},
    {"places", "site"},
    {"search"},
    {"presenting"},
    {"pages", "compare"},
    {"api", "devserver", "doctor", "fhir", "hsds", "messages"},
    {"bulk", "backup"},
    {"views", "management"},
]
"""The floors of `directory/`."""

WRITES = {"save", "create", "bulk_create", "bulk_update", "update", "delete", "update_or_create",
          "get_or_create", "record"}  # fmt: skip
NOT_A_ROW = {
    "clinics/documents/check.py: plain.save",  # draws a picture anew
    "clinics/documents/draw_pdf.py: strip.save",  # draws pages
    "clinics/erasures/copies.py: default_storage.save",  # writes beside the documents
    "directory/backup/actions/documents.py: default_storage.save",  # puts a document back
    "directory/site/private_s3.py: super().save",  # puts a file into a bucket
}


def modules(*folders: str) -> Iterator[tuple[str, ast.Module, str]]:
    """The project's own modules, migrations aside: (path, syntax tree, source)."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                source = path.read_text()
                yield str(path.relative_to(ROOT)), ast.parse(source), source


def imported(tree: ast.AST) -> Iterator[str]:
    """The names of the modules that a module imports, wherever it does so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(app: str, floors: list[set[str]], dotted: str) -> tuple[int, str] | None:
    """`clinics.listing.models` → (its floor, "listing"), when that is a room of the house."""
    parts = dotted.split(".")
    if parts[0] != app or len(parts) < 2:
        return None
    return next(((i, parts[1]) for i, rooms in enumerate(floors) if parts[1] in rooms), None)


def test_the_record_never_imports_the_site():
    found = [f"{path}: {name}" for path, tree, _ in modules("clinics") for name in imported(tree)
             if name.split(".")[0] == "directory"]  # fmt: skip
    assert found == []


def test_imports_go_down():
    found = []
    for app, floors in (("clinics", RECORD), ("directory", SITE)):
        for path, tree, _ in modules(app):
            own = floor(app, floors, path.removesuffix(".py").replace("/", "."))
            for name in imported(tree) if own else []:
                other = floor(app, floors, name)
                if other and other[1] != own[1] and other[0] >= own[0]:
                    found.append(f"{path}: {name}")
    assert found == []


def test_every_folder_has_a_floor():
    for app, floors in (("clinics", RECORD), ("directory", SITE)):
        rooms = {p.name for p in (ROOT / app).iterdir() if p.is_dir() and any(p.glob("*.py"))}
        beside = {"migrations", "management", "templatetags"}
        assert rooms - beside == set.union(*floors) - beside


def test_nothing_hides_an_import():
    """A name looked up while the program runs is an import that the rule above cannot see."""
    hidden = {"get_model", "import_string", "import_module"}
    found = [f"{path}:{node.lineno}" for path, tree, _ in modules("clinics")
             for node in ast.walk(tree)
             if isinstance(node, ast.Attribute | ast.Name)
             and (node.attr if isinstance(node, ast.Attribute) else node.id) in hidden]  # fmt: skip
    assert [f for f in found if not f.startswith("clinics/listing/locate.py:")] == []


def test_no_text_becomes_code_while_the_program_runs():
    """Nor does a pickle: whoever can write one runs what they like."""
    calls = {"eval", "exec", "compile", "__import__"}
    readers = {"pickle", "marshal", "shelve", "dill", "yaml"}
    found = []
    for path, tree, _ in modules("clinics", "directory"):
        found += [f"{path}: {name}" for name in imported(tree) if name.split(".")[0] in readers]
        found += [f"{path}:{node.lineno}" for node in ast.walk(tree)
                  if isinstance(node, ast.Name) and node.id in calls]  # fmt: skip
    scripts = sorted((ROOT / "directory/static/js").rglob("*.js"))
    code = re.compile(r"\beval\b|\bFunction\(|\bset(?:Timeout|Interval)\(\s*[\"'`]")
    assert len(scripts) > 10
    assert found + [path.name for path in scripts if code.search(path.read_text())] == []


CONFIRMATIONS = "clinics.credentials.derived_facts"
SETTLES = "clinics.reviews.actions.settle.settle_reports"


def test_whoever_writes_a_listing_hands_in_what_credentials_confirm():
    """`Listing.save` asks for `confirm=`; there is one function to hand in, and one beside it."""
    written = []
    for path, tree, _ in modules("clinics", "directory"):
        names = set(imported(tree))
        for node in ast.walk(tree):
            is_save = isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".save")
            for word in node.keywords if is_save else []:
                if word.arg == "confirm":
                    handed = ast.unparse(word.value)
                    function = handed.removeprefix("partial(").split(",")[0]
                    assert f"{CONFIRMATIONS}.{function}" in names
                    # The demo starts with no report that was closed.
                    assert path.endswith("/demo.py") or SETTLES in names
                    written.append((path, handed))
    assert sorted(written) == [
        ("clinics/changes/actions/editing.py", "confirm"),
        ("clinics/credentials/actions/follow.py", "partial(confirm_from, credentials)"),
        ("clinics/exchange/actions/demo.py", "confirm"),
        ("clinics/exchange/actions/merge_rows.py", "confirm"),
        ("clinics/suggestions/actions/moves.py", "confirm"),
    ]


def test_only_listing_writes_answers():
    """Facts, prices and hours are written in `listing/actions`, by nobody else."""
    found = []
    for path, tree, _ in modules("clinics", "directory"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in WRITES - {"record"}:
                owner = ast.unparse(node.value)
                if re.search(r"\b(Fact|Price|Hours)\.objects|\.(facts|prices|hours)\b", owner):
                    found.append(f"{path}: {owner}.{node.attr}")
    assert [f for f in found if not f.startswith("clinics/listing/actions/")] == []


def test_only_actions_write():
    """Writes stand in `actions/` alone; a queryset's own methods are no exception."""
    found = []
    for path, tree, _ in modules("clinics", "directory"):
        if {"actions", "actions.py", "management"} & set(path.split("/")) or "/models" in path:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in WRITES:
                owner = ast.unparse(node.value)
                if "objects" in owner or node.attr == "save":
                    found.append(f"{path}: {owner}.{node.attr}")
    assert set(found) - NOT_A_ROW == set()


def test_every_model_is_gathered():
    """A model that clinics/models.py does not import is invisible to `migrate`."""
    defined = set()
    for _, tree, _ in modules("clinics"):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(base) in {"models.Model", "Stated", "Decided"} for base in node.bases
            ):
                abstract = "abstract = True" in ast.unparse(node)
                defined |= set() if abstract else {node.name}
    assert defined - set(dir(clinics.models)) == set()
    assert {m.__name__ for m in apps.get_app_config("clinics").get_models()} >= defined


def test_modules_are_short_and_say_what_they_are():
    found = []
    for path, tree, source in modules("clinics", "directory"):
        longest = 500 if path == "clinics/checklist.py" else 300  # the vocabulary is one module
        if source.strip() and not ast.get_docstring(tree):
            found.append(f"{path}: no docstring")
        if len(source.splitlines()) > longest:
            found.append(f"{path}: {len(source.splitlines())} lines")
    assert found == []


def test_functions_are_short():
    found = []
    for path, tree, _ in modules("clinics", "directory"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and node.body[1:] else node.body
                lines = node.end_lineno - body[0].lineno + 1
                if lines > 30:
                    found.append(f"{path}:{node.name} {lines}")
    assert found == []


def test_nothing_is_imported_inside_a_function_without_a_reason():
    found = []
    for path, tree, source in modules("clinics", "directory"):
        lines = source.splitlines()
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                for inner in ast.walk(node):
                    imports = isinstance(inner, ast.Import | ast.ImportFrom)
                    if imports and "#" not in lines[inner.lineno - 1]:
                        found.append(f"{path}:{inner.lineno}")
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
