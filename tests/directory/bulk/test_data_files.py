"""The data files: what is in them, how they take their place, and how they are served."""

import csv
import datetime as dt
import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from io import StringIO, TextIOWrapper
from itertools import pairwise

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from clinics.exchange import columns
from clinics.listing.actions.status import hide
from directory.bulk import folder as folders
from directory.bulk.files import FILES
from directory.bulk.folder import InUse, days, latest, making, to_keep
from directory.bulk.make import make_data_files
from tests import make
from tests.clinics.test_import_killed import database_url

pytestmark = pytest.mark.django_db

FHIR = ("Organization", "Location", "HealthcareService", "Practitioner", "PractitionerRole",
        "VerificationResult")  # fmt: skip
NAMES = ["clinics.csv", "clinics.ndjson", "clinics.geojson", "hsds.zip",
         *(f"fhir/{kind}.ndjson.gz" for kind in FHIR)]  # fmt: skip
BESIDE = ["LICENSE.txt", "datapackage.json", "manifest.json", "SHA256SUMS"]


@pytest.fixture
def data(settings, tmp_path):
    """The folder of the data files, empty."""
    settings.DATA_FOLDER = str(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def listed():
    """Clinics of all kinds, and some that nobody may see."""
    make_clinics()


def make_clinics():
    """What `listed` has."""
    rich = make.clinic(slug="heron", name="Heron", yes="condition.crps", no="insurance.medicare")
    make.member("ann@example.org", rich)
    person = make.clinician(rich)
    held = make.credential(rich, "npi", clinician=person, confirmed_until=30)
    make.check(held, "agrees", days=90)
    make.review(rich)
    make.clinic(slug="ibis", name="=Ibis", description="Two\nlines")
    for n in range(3):
        make.clinic(slug=f"plain-{n}")
    make.clinic(slug="draft", published=False)


def lines(path):
    """The lines of a file, unpacked if it is compressed."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return text.decode().splitlines()


def counted(path):
    """How many records a file holds, counted as its reader does."""
    if path.suffix == ".csv":
        return len(list(csv.DictReader(StringIO(path.read_text(), newline=""))))
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as tables, tables.open("services.csv") as rows:
            return len(list(csv.DictReader(TextIOWrapper(rows, "utf-8", newline=""))))
    if path.suffix == ".geojson":
        return len(json.loads(path.read_text())["features"])
    return len(lines(path))


def test_the_files_hold_every_published_clinic_and_the_manifest_counts_them(data, listed):
    assert make_data_files(data)["clinics.csv"] == 5
    manifest = json.loads((data / "latest/manifest.json").read_text())
    assert [one["path"] for one in manifest["files"]] == NAMES
    counts = {one["path"]: one["count"] for one in manifest["files"]}
    assert counts == {name: counted(data / "latest" / name) for name in NAMES}
    assert counts == {
        "clinics.csv": 5, "clinics.ndjson": 5, "clinics.geojson": 5,
        "hsds.zip": 5,
        "fhir/Organization.ndjson.gz": 6, "fhir/Location.ndjson.gz": 5,
        "fhir/HealthcareService.ndjson.gz": 5, "fhir/Practitioner.ndjson.gz": 1,
        "fhir/PractitionerRole.ndjson.gz": 1, "fhir/VerificationResult.ndjson.gz": 2,
    }  # fmt: skip
    slugs = [json.loads(line)["slug"] for line in lines(data / "latest/clinics.ndjson")]
    assert slugs == ["heron", "ibis", "plain-0", "plain-1", "plain-2"]


def test_the_files_are_those_of_the_export_byte_for_byte(data, listed, tmp_path):
    make_data_files(data)
    for kind in ("csv", "ndjson", "geojson"):
        path = tmp_path / f"export.{kind}"
        call_command("export_clinics", format=kind, output=path, stderr=StringIO())
        assert (data / f"latest/clinics.{kind}").read_bytes() == path.read_bytes()


def test_every_fhir_file_has_resources_of_its_kind(data, listed):
    make_data_files(data)
    for kind in FHIR:
        found = [json.loads(one) for one in lines(data / f"latest/fhir/{kind}.ndjson.gz")]
        assert {one["resourceType"] for one in found} == {kind}
        assert len({one["id"] for one in found}) == len(found)


def test_what_nobody_stated_is_in_no_file_and_nobody_is_told_who_moderates(data, listed):
    make_data_files(data)
    found = lines(data / "latest/clinics.ndjson")
    (stated,) = [json.loads(line) for line in found if '"heron"' in line]
    answers = {fact["code"]: fact["value"] for fact in stated["facts"]}
    assert answers == {"condition.crps": "yes", "insurance.medicare": "no",
                       "route.iv-infusion": "yes"}  # fmt: skip
    everything = "".join("".join(lines(data / "latest" / name)) for name in NAMES if name[0] != "h")
    with zipfile.ZipFile(data / "latest/hsds.zip") as tables:
        everything += "".join(tables.read(name).decode() for name in tables.namelist())
    assert [
        word for word in ("draft", "ann@example.org", "mo@example.org") if word in everything
    ] == []


@pytest.mark.django_db(transaction=True)
def test_from_the_cursor_of_the_manifest_on_changes_tell_what_is_not_in_the_files(data, client):
    make.clinic(slug="heron")
    gone = make.clinic(slug="ibis")
    make_data_files(data)
    said = json.loads((data / "latest/manifest.json").read_text())["changes"]
    assert said["url"].endswith(f"/api/v1/changes?after={said['cursor']}")
    assert client.get("/api/v1/changes", {"after": said["cursor"]}).json()["results"] == []
    make.clinic(slug="new")
    hide(gone.pk, reason="fraud", actor="moderator", why="A forged license.")
    told = client.get("/api/v1/changes", {"after": said["cursor"]}).json()["results"]
    assert [(one["slug"], one["kind"]) for one in told] == [
        ("new", "changed"), ("ibis", "withdrawn"),
    ]  # fmt: skip


def test_sums_and_packages_describe_what_lies_there(data, listed):
    make_data_files(data)
    newest = data / "latest"
    sums = dict(reversed(line.split("  ")) for line in lines(newest / "SHA256SUMS"))
    assert sorted(sums) == sorted([*NAMES, *BESIDE[:3]])
    assert sums == {name: hashlib.sha256((newest / name).read_bytes()).hexdigest() for name in sums}
    package = json.loads((newest / "datapackage.json").read_text())
    for one in package["resources"]:
        assert one["hash"] == f"sha256:{sums[one['path']]}"
        assert one["bytes"] == (newest / one["path"]).stat().st_size
    fields = [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    head = lines(newest / "clinics.csv")[0].split(",")
    assert (fields, fields) == (head, columns.all_columns())
    assert "Creative Commons Attribution 4.0" in (newest / "LICENSE.txt").read_text()
    assert "no endorsement" in (newest / "LICENSE.txt").read_text()
    found = sorted(p.relative_to(newest).as_posix() for p in newest.rglob("*") if p.is_file())
    assert found == sorted([*NAMES, *BESIDE])


def test_the_same_clinics_make_the_same_bytes(data, listed, tmp_path):
    make_data_files(data)
    make_data_files(tmp_path / "again")
    one, other = ({n: (f / "latest" / n).read_bytes() for n in NAMES}
                  for f in (data, tmp_path / "again"))  # fmt: skip
    assert one == other


def test_a_day_is_written_once_and_never_changed(data, listed):
    first = make_data_files(data)
    before = {p: p.read_bytes() for p in data.rglob("*") if p.is_file()}
    make.clinic(slug="new")
    assert first is not None
    assert make_data_files(data) is None
    assert {p: p.read_bytes() for p in data.rglob("*") if p.is_file()} == before


def test_the_number_of_queries_does_not_grow_with_the_clinics(data, django_assert_num_queries):
    make.clinic()
    with django_assert_num_queries(46):
        make_data_files(data)
    for _n in range(3):
        make.clinic()
    with django_assert_num_queries(46):
        make_data_files(data.with_name("more"))


TODAY = dt.date(2026, 11, 28)


def test_thirty_days_and_the_last_of_each_month_are_kept():
    every = [TODAY - dt.timedelta(days=n) for n in range(100)]
    kept = sorted(to_keep(every, on=TODAY), reverse=True)
    assert kept == [*every[:30], dt.date(2026, 9, 30), dt.date(2026, 8, 31)]
    few = [dt.date(2026, 5, 3), dt.date(2026, 5, 17), dt.date(2026, 6, 1)]
    assert to_keep(few, on=TODAY) == {*few[1:]}


def test_old_days_go_when_a_new_one_comes(data):
    for day in ("2026-01-01", "2026-01-02", "2026-02-01", "2026-11-10", "notes"):
        (data / day).mkdir(parents=True)
    with making(data, TODAY) as draft:
        (draft / "a").write_text("a")
    assert sorted(p.name for p in data.iterdir()) == [
        ".lock", "2026-01-02", "2026-02-01", "2026-11-10", "2026-11-28", "latest", "notes",
    ]  # fmt: skip


def fail(data, day):
    """Begin with the files of a day, and find the disk full."""
    with making(data, day) as draft:
        (draft / "a").write_text("new")
        raise OSError("full")


def test_what_fails_half_way_leaves_the_former_files_and_nothing_else(data):
    with making(data, TODAY) as draft:
        (draft / "a").write_text("old")
    with pytest.raises(OSError, match="full"):
        fail(data, TODAY + dt.timedelta(days=1))
    assert (data / "latest/a").read_text() == "old"
    assert sorted(p.name for p in data.iterdir()) == [".lock", "2026-11-28", "latest"]


def test_two_at_once_do_not_meet(data):
    with making(data, TODAY) as draft, pytest.raises(InUse), making(data, TODAY):
        raise AssertionError
    assert draft is not None
    assert latest(data) == TODAY


def test_without_a_folder_the_command_says_so_and_is_content(settings):
    settings.DATA_FOLDER = ""
    out = StringIO()
    call_command("make_data_files", stdout=out)
    assert out.getvalue() == "Off: DATA_FOLDER is not set, so there are no data files.\n"


def test_a_folder_that_cannot_be_written_is_an_error_in_one_line(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.DATA_FOLDER = str(tmp_path / "file" / "data")
    with pytest.raises(CommandError) as raised:
        call_command("make_data_files", stderr=StringIO())
    assert str(raised.value) == (
        f"No data files were made: Not a directory ({settings.DATA_FOLDER}). The former files stay."
    )


STOPPING = """
import sys
from directory.bulk import make
real = make.sha256_of
def stopping(path):
    print(path.name, flush=True)
    if path.name == "{stop}":
        sys.stdin.readline()
    return real(path)
make.sha256_of = stopping
"""
"""After a file of that name, the command waits for a line."""


def started(data, limit: str = "") -> subprocess.Popen:
    """The command in a process of its own; `limit` is run before it."""
    run = (
        f"{limit}\nfrom django.core.management import call_command\ncall_command('make_data_files')"
    )
    environ = {**os.environ, "DATABASE_URL": database_url(), "DATA_FOLDER": str(data)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", run], cwd=site_settings.BASE_DIR,
        env=environ, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def earlier(data):
    """The files of the day before, which are `latest`."""
    day = timezone.localdate() - dt.timedelta(days=1)
    with making(data, day) as draft:
        (draft / "clinics.csv").write_text("yesterday")
    return day


@pytest.mark.once("what is killed is a process of ours, in whichever server's transaction")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop", ["clinics.geojson", "manifest.json"])
def test_killed_half_way_yesterday_s_files_stay_whole_and_the_next_run_cleans_up(data, stop):
    make.clinic(slug="heron")
    day = earlier(data)
    running = started(data, STOPPING.format(stop=stop))
    assert next(line for line in running.stdout if line == f"{stop}\n")
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    assert (days(data), latest(data)) == ([day], day)
    assert (data / "latest/clinics.csv").read_text() == "yesterday"
    left = [p.name for p in data.iterdir() if p.name.startswith(folders.DRAFT)]
    assert len(left) == 1

    out = StringIO()
    call_command("make_data_files", stdout=out)
    assert out.getvalue() == "1 clinics in 10 files.\n"
    assert sorted(p.name for p in data.iterdir()) == sorted(
        [".lock", str(day), str(timezone.localdate()), "latest"]
    )
    assert counted(data / "latest/clinics.csv") == 1


FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"


@pytest.mark.once("says nothing about the server")
@pytest.mark.django_db(transaction=True)
def test_where_the_disk_takes_no_more_the_command_says_so_and_the_former_files_stay(data):
    make.clinic()
    day = earlier(data)
    running = started(data, FULL)
    _out, err = running.communicate(timeout=120)
    assert running.returncode == 1
    assert f"No data files were made: File too large ({data}). The former files stay." in err
    assert (days(data), latest(data)) == ([day], day)
    assert sorted(p.name for p in data.iterdir()) == [".lock", str(day), "latest"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.once("says nothing about the server")
def test_everything_is_of_one_moment(data):
    """Clinics that are published while the files are written are in none of them."""
    make.clinic(slug="heron")
    running = started(data, STOPPING.format(stop="clinics.csv"))
    assert next(line for line in running.stdout if line == "clinics.csv\n")
    make.clinic(slug="late")
    out, err = running.communicate("\n", timeout=120)
    assert running.returncode == 0, err
    for name in NAMES[:3]:
        assert "late" not in (data / "latest" / name).read_text()
    assert out.endswith("1 clinics in 10 files.\n")


def get(path, method="get", **headers):
    """The answer to a request with these headers."""
    return getattr(Client(headers=headers), method)(path)


def body(answer):
    """The content of an answer."""
    content = answer.getvalue() if answer.streaming else answer.content
    answer.close()
    return content


def status(path, **headers):
    """The status of the answer to a request with these headers."""
    answer = get(path, **headers)
    answer.close()
    return answer.status_code


CSV, GZ = "/data/latest/clinics.csv", "/data/latest/fhir/Location.ndjson.gz"
INSIDE = GZ.removesuffix(".gz")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The folder of the files of those clinics, made once; no test changes it."""
    folder = tmp_path_factory.mktemp("made") / "data"
    with django_db_blocker.unblock(), transaction.atomic():
        make_clinics()
        make_data_files(folder)
        transaction.set_rollback(True)
    return folder


@pytest.fixture
def served(data, made):
    """The files, ready to be served; the clinics in them are not in the database."""
    shutil.copytree(made, data, symlinks=True)
    return data / "latest"


@pytest.mark.parametrize("name", [*NAMES, *BESIDE])
def test_every_file_is_served_byte_for_byte_under_both_addresses(served, name):
    day = timezone.localdate()
    for path, kept in (
        (f"/data/latest/{name}", "public, max-age=300"),
        (f"/data/{day}/{name}", "public, max-age=31536000, immutable"),
    ):
        answer, whole = get(path), (served / name).read_bytes()
        sha = hashlib.sha256(whole).hexdigest()
        assert (answer.status_code, answer["ETag"]) == (200, f'"{sha}"')
        assert (answer["Content-Length"], answer["Cache-Control"]) == (str(len(whole)), kept)
        assert (answer["Accept-Ranges"], answer["Access-Control-Allow-Origin"]) == ("bytes", "*")
        assert body(answer) == whole


def test_each_kind_of_file_says_what_it_is(served):
    kinds = {name: get(f"/data/latest/{name}", "head")["Content-Type"] for name in
             ("clinics.csv", "clinics.ndjson", "clinics.geojson", "manifest.json", "SHA256SUMS",
              "LICENSE.txt", "fhir/Location.ndjson.gz", "fhir/Location.ndjson")}  # fmt: skip
    assert kinds == {
        "clinics.csv": "text/csv; charset=utf-8; header=present",
        "clinics.ndjson": "application/x-ndjson",
        "clinics.geojson": "application/geo+json",
        "manifest.json": "application/json",
        "SHA256SUMS": "text/plain; charset=utf-8",
        "LICENSE.txt": "text/plain; charset=utf-8",
        "fhir/Location.ndjson.gz": "application/gzip",
        "fhir/Location.ndjson": "application/fhir+ndjson",
    }
    for path in (CSV, GZ, INSIDE):
        answer = get(path)
        assert answer["Content-Type"] == kinds[path.removeprefix("/data/latest/")]
        assert body(answer)


@pytest.mark.parametrize("path", [CSV, GZ, INSIDE])
def test_head_says_what_get_says_without_the_content(served, path):
    whole, head = get(path), get(path, "head")
    names = ("ETag", "Last-Modified", "Content-Length", "Content-Type", "Accept-Ranges",
             "Content-Encoding", "Cache-Control")  # fmt: skip
    assert [whole.get(n) for n in names] == [head.get(n) for n in names]
    assert (body(whole) != b"", head.content) == (True, b"")


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [("bytes=0-9", 0, 9), ("bytes=5-", 5, None), ("bytes=-7", -7, None),
     ("bytes=0-99999999", 0, None), ("bytes=-99999999", 0, None), ("bytes=3-3", 3, 3)],
)  # fmt: skip
def test_a_part_of_a_file_is_that_part(served, asked, begin, end):
    whole = (served / "clinics.csv").read_bytes()
    answer = get(CSV, range=asked)
    wanted = whole[begin : None if end is None else end + 1]
    first = begin if begin >= 0 else len(whole) + begin
    assert answer.status_code == 206
    said = f"bytes {first}-{first + len(wanted) - 1}/{len(whole)}"
    assert (answer["Content-Range"], answer["Content-Length"]) == (said, str(len(wanted)))
    assert body(answer) == wanted


@pytest.mark.parametrize(
    "asked", ["bytes=9-3", "bytes=-", "bytes=a-b", "lines=0-1", "bytes=0-1,3-4", "0-9", ""]
)
def test_a_range_that_we_do_not_serve_is_answered_with_the_whole(served, asked):
    answer = get(CSV, range=asked)
    assert answer.status_code == 200
    assert body(answer) == (served / "clinics.csv").read_bytes()


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-999999999", "bytes=-0"])
def test_a_part_behind_the_end_is_refused_in_words(served, asked):
    size, answer = (served / "clinics.csv").stat().st_size, get(CSV, range=asked)
    said = answer.json()
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{size}")
    assert said["detail"] == f"The file has {size} bytes, and none of those you asked for."
    assert answer["Content-Type"] == "application/problem+json"


def test_a_part_of_what_was_there_before_is_answered_with_the_whole_of_what_is_there(served):
    now = get(CSV, "head")
    same = {"range": "bytes=0-9", "if-range": now["ETag"]}
    dated = {"range": "bytes=0-9", "if-range": now["Last-Modified"]}
    assert [status(CSV, **one) for one in (same, dated)] == [206, 206]
    for other in ('"other"', f"W/{now['ETag']}", "Sat, 03 Jan 2026 10:00:00 GMT", "nonsense"):
        assert status(CSV, **{"range": "bytes=0-9", "if-range": other}) == 200


def test_who_has_a_file_already_does_not_get_it_again(served):
    now = get(CSV, "head")
    known = [{"if-none-match": now["ETag"]}, {"if-none-match": "*"},
             {"if-none-match": f'"x", W/{now["ETag"]}'},
             {"if-modified-since": now["Last-Modified"]},
             {"if-none-match": now["ETag"], "range": "bytes=0-9"}]  # fmt: skip
    answers = [get(CSV, **one) for one in known]
    assert [(a.status_code, body(a)) for a in answers] == [(304, b"")] * 5
    other = [{"if-none-match": '"x"'}, {"if-modified-since": "Sat, 03 Jan 2026 10:00:00 GMT"}]
    assert [status(CSV, **one) for one in other] == [200, 200]
    assert get(CSV, **{"if-match": '"x"'}).status_code == 412


@pytest.mark.parametrize("accepted", ["gzip, br", "identity", "gzip;q=0", ""])
def test_a_compressed_file_is_saved_as_it_lies_there_whatever_its_reader_unpacks(served, accepted):
    answer = get(GZ, **{"accept-encoding": accepted})
    assert (answer.status_code, answer.get("Content-Encoding")) == (200, None)
    assert answer["Content-Disposition"] == 'inline; filename="Location.ndjson.gz"'
    assert body(answer) == (served / "fhir/Location.ndjson.gz").read_bytes()
    assert status(GZ, **{"accept-encoding": accepted, "range": "bytes=0-9"}) == 206


def test_no_file_is_compressed_on_its_way_and_what_is_inside_a_compressed_one_has_its_name(served):
    whole = (served / "clinics.csv").read_bytes()
    assert len(whole) > 2000
    answer = get(CSV, **{"accept-encoding": "gzip"})
    assert (answer.get("Content-Encoding"), body(answer)) == (None, whole)
    packed = get(INSIDE, **{"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Disposition"] == 'inline; filename="Location.ndjson"'
    assert gzip.decompress(body(packed)).count(b"\n") == 5
    for refuses in ("identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0"):
        plain = get(INSIDE, **{"accept-encoding": refuses})
        assert (plain.get("Content-Encoding"), plain["ETag"][:2]) == (None, "W/")
        assert body(plain).count(b"\n") == 5
    half = get(INSIDE, "head", **{"accept-encoding": "gzip;q=0.5"})
    assert half["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("latest/nothing.csv", 404,
         "There is no such file. /data/latest/manifest.json names all that there are."),
        ("latest/../.lock", 404,
         "There is no such file. /data/latest/manifest.json names all that there are."),
        ("../latest/clinics.csv", 404, None),
        ("2026-02-30/clinics.csv", 404,
         "There is no such file. /data/latest/manifest.json names all that there are."),
        ("2020-01-01/clinics.csv", 410,
         "The files of this day are gone: we keep those of 30 days and the last ones of each "
         "month. /data/latest/ has the newest."),
        ("2999-01-01/clinics.csv", 404,
         "There is no such file. /data/latest/manifest.json names all that there are."),
        ("latest/clinics", 404,
         "There is no such file. /data/latest/manifest.json names all that there are."),
        ("latest/clinics.csv?x=1", 400, "A file takes no parameters; leave “?x=1” out."),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(served, path, status, detail):
    answer = get(f"/data/{path}")
    assert answer.status_code == status
    if detail:
        assert answer.json()["detail"] == detail
        assert answer["Cache-Control"] == "no-store"


def test_nothing_but_reading_is_answered(served):
    assert get(CSV, "options").status_code == 204
    answer = get(CSV, "delete")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert (served / "clinics.csv").exists()


def test_before_the_first_files_everything_says_so(data, client):
    assert "No files were made yet." in client.get("/data/").content.decode()
    assert client.get(CSV).status_code == 404
    assert client.get("/fhir/$bulk-publish").json()["resourceType"] == "OperationOutcome"


def test_the_page_names_each_file_with_its_size_its_records_and_its_sum(served, client):
    page = client.get("/data/").content.decode()
    manifest = json.loads((served / "manifest.json").read_text())
    for one in manifest["files"]:
        assert f'href="/data/latest/{one["path"]}"' in page
        assert one["sha256"] in page
    assert "5 clinics, " in page
    assert f"<code>/data/{manifest['day']}/…</code> has" in page
    start = page.index('<script type="application/ld+json">')
    told = json.loads(page[start + 35 :].partition("</script>")[0])
    assert (told["@type"], told["license"]) == (
        "Dataset", "https://creativecommons.org/licenses/by/4.0/",
    )  # fmt: skip
    assert [one["contentUrl"] for one in told["distribution"]] == [
        f"http://testserver/data/latest/{name}" for name in NAMES
    ]


def test_the_manifest_of_fhir_names_each_kind_and_its_file(served, client):
    said = client.get("/fhir/$bulk-publish").json()
    assert said["requiresAccessToken"] is False
    assert [(one["type"], one["count"]) for one in said["output"]] == [
        ("Organization", 6), ("Location", 5), ("HealthcareService", 5), ("Practitioner", 1),
        ("PractitionerRole", 1), ("VerificationResult", 2),
    ]  # fmt: skip
    for one in said["output"]:
        assert one["url"].endswith(f"/fhir/{one['type']}.ndjson")
        answer = client.get(one["url"].removeprefix("http://testserver"))
        assert gzip.decompress(body(answer)).count(b"\n") == one["count"]
    assert (said["deleted"], said["error"]) == ([], [])


@pytest.mark.parametrize("query", ["_since=2026-11-01T00:00:00Z", "_type=Location", "x", "=%ff"])
def test_the_manifest_of_fhir_ignores_no_parameter(served, client, query):
    answer = client.get(f"/fhir/$bulk-publish?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (
        400,
        "application/fhir+json; charset=utf-8",
    )
    (issue,) = answer.json()["issue"]
    assert issue["code"] == "not-supported"
    assert issue["details"]["text"] == (
        f"“$bulk-publish” takes no parameters; leave “?{query}” out."
    )


def test_the_files_are_in_the_order_of_the_table():
    assert [file.path for file in FILES] == NAMES
    assert all(a.path != b.path for a, b in pairwise(FILES))
