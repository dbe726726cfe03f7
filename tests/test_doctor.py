"""`manage.py doctor` names what keeps a site from working, and nothing else."""

import datetime as dt
import http.server
import io
import threading
import time
from typing import ClassVar

import pytest
from allauth.mfa.utils import encrypt
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from clinics.listing.models import SearchRow, StoredCard
from clinics.models import Clinic, Erasure, Fact, PublicChange, RegisterFile, Run, User
from clinics.schedule.jobs import JOBS
from clinics.schedule.locks import Locks
from directory.doctor import of_settings
from tests import make
from tests.post import letters, speak_smtp
from tests.test_deploy_checks import READY

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SECURE = {
    "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 3600,
    "SECRET_KEY": "a secret of the tests with enough different letters",
}  # fmt: skip


class Healthy(http.server.BaseHTTPRequestHandler):
    """A site that answers /healthz, and /readyz with a query only if it is open."""

    closed: ClassVar = {"/readyz?full=1"}
    refusal = 404

    def do_GET(self):
        self.send_response(self.refusal if self.path in self.closed else 200)
        self.end_headers()
        self.wfile.write(b"ok\n" if self.path == "/healthz" else b"another page")

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    """A real web server, and its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Healthy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def ready(settings, site, post_office, tmp_path):
    """A site that lacks nothing."""
    own = {"SITE_URL": site, "HTTPS": False, "ALLOWED_HOSTS": ["127.0.0.1"],
           "MEDIA_ROOT": str(tmp_path), "STATIC_ROOT": str(tmp_path),
           "DATA_FOLDER": str(tmp_path), "BACKUP_FOLDER": str(tmp_path)}  # fmt: skip
    for name, value in (READY | SECURE | own).items():
        setattr(settings, name, value)
    speak_smtp(settings, post_office)
    (tmp_path / "staticfiles.json").write_text("{}")
    (tmp_path / "latest").mkdir()
    (tmp_path / str(TODAY)).mkdir()
    (tmp_path / f"{TODAY}/manifest.json").touch()
    for register in ("nppes", "leie"):
        RegisterFile.objects.create(register=register, kind="full", name=f"{register}.csv",
                                    as_of=TODAY - dt.timedelta(days=20), rows=1)  # fmt: skip
    for job in JOBS:
        due = job.due.last(timezone.now())
        Run.objects.create(job=job.name, due_at=due, started_at=due, ended_at=due, outcome="done")
    factor = make.moderator().authenticator_set.get()
    factor.data = {"secret": encrypt("x")}
    factor.save()
    make.clinic()
    run_sql("set local synchronous_commit = on")  # other tests do without
    run_sql("set local log_min_error_statement = panic")
    locks = Locks()
    yield locks
    locks.close()


def said(*arguments: str) -> tuple[list[str], bool]:
    """(what the doctor says that is not ok, whether all is well)."""
    out, is_well = io.StringIO(), True
    try:
        call_command("doctor", *arguments, stdout=out)
    except CommandError:
        is_well = False
    *lines, blank, last = out.getvalue().splitlines()
    levels = [line.split(maxsplit=1)[0] for line in lines]
    assert (blank, last) == (
        "", f"To do: {levels.count('MUST')}. To look at: {levels.count('look')}."
    )  # fmt: skip
    assert set(levels) <= {"ok", "look", "MUST"}
    return [line for line in lines if not line.startswith("ok ")], is_well


def test_a_site_that_lacks_nothing_is_told_so_and_the_mail_is_really_sent(ready, post_office):
    assert said("--mail", "op@clinics.example") == ([], True)
    (letter,) = letters(post_office)
    assert (letter["To"], letter["From"]) == ("op@clinics.example", "directory@clinics.example")
    assert letter["Subject"] == "Clinic Directory: a test"


def test_without_an_address_no_mail_is_sent_and_a_refused_one_is_named(ready, post_office):
    untried = "look  Mail sent: Not tried. Run manage.py doctor --mail ADDRESS."
    assert (said(), letters(post_office)) == (([untried], True), [])
    post_office.handler.refuses = "op@clinics.example"
    refused, is_well = said("--mail", "op@clinics.example")
    assert refused == [
        "MUST  Mail sent: The mail server refused it: {'op@clinics.example': (550, b'no such "
        "person')}. Look at EMAIL_URL."
    ]
    assert not is_well
    with pytest.raises(CommandError, match="“op” is no e-mail address"):
        call_command("doctor", "--mail", "op")


def test_a_proxy_that_tells_strangers_how_the_site_is_doing_is_named(ready, settings, monkeypatch):
    monkeypatch.setattr(Healthy, "closed", set())
    assert said("--mail", "op@clinics.example") == ([
        f"MUST  Proxy closes: {settings.SITE_URL}/readyz?full=1 answers everybody (200). Close it "
        "in the proxy, as deploy/nginx.conf does; see deploy.md."
    ], False)  # fmt: skip


@pytest.mark.parametrize("status", [401, 403])
def test_a_proxy_that_passes_it_on_to_a_site_that_refuses_is_good(ready, monkeypatch, status):
    monkeypatch.setattr(Healthy, "refusal", status)
    assert said("--mail", "op@clinics.example") == ([], True)


def files(register: str, **words) -> None:
    """Change the file of a register."""
    days = words.pop("days", 20)
    RegisterFile.objects.filter(register=register).update(
        as_of=TODAY - dt.timedelta(days=days), **words
    )


def run_sql(order: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(order)


def its_clock(other: str) -> str:
    """SQL that gives the database another time until the transaction ends."""
    return f"""
    create function public.clock_timestamp() returns timestamptz language sql as
    $$ select pg_catalog.clock_timestamp() {other} $$;
    set local search_path = public, pg_catalog
    """


CHECKED = "set constraints all immediate"  # no table changes while a check of it waits
FAULTS = {
    "MUST  Register NPPES: No file is loaded: nothing is compared with it.":
        lambda: files("nppes", name="fictitious_nppes.csv"),
    "MUST  Register LEIE: leie.csv covers until": lambda: files("leie", days=46),
    "look  Register LEIE: leie.csv covers until": lambda: files("leie", days=36),
    "MUST  Scheduled forget: failed, last run":
        lambda: Run.objects.filter(job="forget").update(outcome="failed"),
    "MUST  Scheduled send_notices: has never run.":
        lambda: Run.objects.filter(job="send_notices").delete(),
    "MUST  Moderators: None: nothing is ever decided.":
        lambda: User.objects.update(is_moderator=False),
    "MUST  Moderators: None has a second factor, so none can work.":
        lambda: User.objects.get().authenticator_set.all().delete(),
    "look  Moderators: 1 can work. No second factor: new@example.org.":
        lambda: make.user("new@example.org", is_moderator=True),
    "MUST  Fictitious: 0 clinics and 1 accounts of the demo":
        lambda: make.user("admin@demo.example"),
    "MUST  Fictitious: 1 clinics and 0 accounts of the demo":
        lambda: Clinic.objects.update(listed_by="demo", external_id="1"),
    "look  Clinics: 1 are public, and none says that it offers ketamine: the usual search finds":
        lambda: Fact.objects.filter(code__startswith="route.").update(value=False),
    "MUST  Places: None: no search by place works.": lambda: run_sql("delete from directory_place"),
    "MUST  Extensions: Missing: pg_trgm.": lambda: run_sql("drop extension pg_trgm cascade"),
    "MUST  Search rows: 1 public clinics have none, 0 belong to no public clinic.":
        lambda: SearchRow.objects.all().delete(),
    "look  Result cards: 1 public clinics have none of this version: lists of results are slow.":
        lambda: StoredCard.objects.update(layout=1),
    "MUST  Search triggers: They do not always fire: searches go on with what was in memory. As "
    "the owner of the database, run alter table clinics_searchrow enable always trigger stamp, "
    "enable always trigger gone; then restart the web service.":
        lambda: run_sql(f"{CHECKED}; alter table clinics_searchrow enable trigger all"),
    "MUST  Search triggers: They do not always fire: searches go on with what was in memory. As "
    "the owner of the database, run alter table clinics_searchrow enable always trigger gone;":
        lambda: run_sql(f"{CHECKED}; drop trigger gone on clinics_searchrow"),
    "MUST  Public changes: Triggers of their log do not always fire: who keeps a copy of the "
    "directory misses changes. As the owner of the database, run alter table clinics_fact enable "
    "always trigger public_update.":
        lambda: run_sql(f"{CHECKED}; alter table clinics_fact enable trigger public_update"),
    "MUST  Public changes: Their log came with a restore: nobody can follow it. Run manage.py":
        lambda: PublicChange.objects.update(xid=2**60),
    "MUST  Restore: It did not come to its end: what was erased may be there again. Run manage.py "
    "restore once more, with the same folder.":
        lambda: run_sql("create table directory_restore (backup text, stage text)"),
    "MUST  Erasures: 1 have no copy beside the documents: a restore would bring back what people":
        lambda: Erasure.objects.create(kind="review", key=1, identity="1",
                                       at=timezone.now() - dt.timedelta(hours=3)),
    "look  Commits: synchronous_commit is off: a crash of the server loses what people saved":
        lambda: run_sql("set local synchronous_commit = off"),
    "MUST  Database’s log: The server writes statements down (log_min_error_statement), and in":
        lambda: run_sql("set local log_min_error_statement = error"),
    "MUST  Database’s log: The server writes statements down (log_min_duration_statement, log_stat":
        lambda: run_sql("set local log_min_duration_statement = 0; set local log_statement = mod"),
    "MUST  Clock: This machine is 3,600 s behind the database. Until they agree, nothing":
        lambda: run_sql(its_clock("+ interval '1 hour'")),
    "MUST  Clock: This machine is 10 s ahead of the database.":
        lambda: run_sql(its_clock("- interval '10 seconds'")),
    "look  Clock: This machine is 1 s ahead of the database.":
        lambda: run_sql(its_clock("- interval '1.2 seconds'")),
    "MUST  Migrations: 1 are not applied.":
        lambda: MigrationRecorder.Migration.objects.filter(app="clinics").latest("pk").delete(),
    "MUST  Database: It refused a question (relation \"clinics_registerfile\" does not exist":
        lambda: run_sql("alter table clinics_registerfile rename to gone"),
}  # fmt: skip


def test_each_fault_of_the_database_is_named_alone(ready):
    for start, spoil in FAULTS.items():
        with transaction.atomic():
            spoil()
            (line,), is_well = said("--mail", "op@clinics.example")
            transaction.set_rollback(True)
        assert line.startswith(start), line
        assert is_well == start.startswith("look")


def test_a_clock_that_is_not_the_databases_is_named(ready, monkeypatch):
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 7200)
    (line, *_rest), is_well = said("--mail", "op@clinics.example")
    assert is_well is False
    assert line.startswith("MUST  Clock: This machine is 7,200 s ahead of the database."), line


def test_no_scheduler_no_room_and_no_other_keys_are_named(ready, settings, tmp_path, monkeypatch):
    ready.close()
    ((line,), is_well) = said("--mail", "op@clinics.example")
    assert (line, is_well) == (
        "MUST  Schedulers: None runs. Start manage.py scheduler as a service; see deploy.md.", False
    )  # fmt: skip
    monkeypatch.setattr(of_settings, "FULL", 2**70)
    starts = [line.split(":")[0] for line in said("--mail", "op@clinics.example")[0]]
    assert starts == [
        "MUST  Documents", "MUST  Data files", "MUST  Database’s disk", "MUST  Schedulers",
    ]  # fmt: skip


def test_each_fault_of_the_settings_is_named_alone(ready, settings, site, tmp_path):
    for start, words in {
        "MUST  Contact address: CONTACT_EMAIL is no address": {"CONTACT_EMAIL": ""},
        "MUST  Demo: DEMO is on": {"DEMO": True},
        "MUST  Keys: No key opens the second factor of a moderator.": {"ADDRESS_KEYS": ["x" * 44]},
        "MUST  Translations: Messages are not compiled (es)": {"LOCALE_PATHS": [str(tmp_path)]},
        "MUST  Static files: Not those of this version.": {"STATIC_ROOT": str(tmp_path / "none")},
        "look  Settings: Your SECRET_KEY has less than 50 characters": {"SECRET_KEY": "short"},
        f"look  Site answers: {site}1/healthz gave no answer from here": {"SITE_URL": f"{site}1"},
    }.items():
        before = {name: getattr(settings, name) for name in words}
        for name, value in words.items():
            setattr(settings, name, value)
        (line,), is_well = said("--mail", "op@clinics.example")
        assert line.startswith(start), line
        assert is_well == start.startswith("look")
        for name, value in before.items():
            setattr(settings, name, value)


def test_without_a_mail_server_nothing_claims_that_mail_was_sent(ready, settings, capfd):
    settings.EMAIL_BACKEND = "directory.site.mail.Refuse"
    lines, is_well = said("--mail", "op@clinics.example")
    assert [line.split(":")[0] for line in lines] == ["MUST  Mail server", "MUST  Mail sent"]
    assert not is_well
    assert capfd.readouterr() == ("", "")


def test_data_files_that_are_not_made_are_named_with_what_to_do(ready, settings, tmp_path):
    untried = "look  Mail sent: Not tried. Run manage.py doctor --mail ADDRESS."
    settings.DATA_FOLDER = ""
    todo = "Set DATA_FOLDER to a folder that every machine of the site sees."
    none = f"look  Data files: None are made, so /data/ has nothing to download. {todo}"
    assert said() == ([untried, none], True)
    settings.DATA_FOLDER = str(tmp_path / "data" / "files")
    told = f"look  Data files: {settings.DATA_FOLDER} has none yet. Run manage.py make_data_files."
    assert said() == ([untried, told], True)


def test_a_folder_that_this_account_cannot_write_in_is_named(ready, settings, tmp_path):
    nowhere = tmp_path / "a file"
    nowhere.touch()  # nobody can write in it, not even root
    for name, about, who in (
        ("MEDIA_ROOT", "Documents", "gunicorn"),
        ("DATA_FOLDER", "Data files", "the scheduler"),
        ("BACKUP_FOLDER", "Backups", "the scheduler"),
    ):
        before = getattr(settings, name)
        setattr(settings, name, str(nowhere / "below"))
        assert said("--mail", "op@clinics.example") == ([
            f"MUST  {about}: {nowhere} cannot be written by this account. Let the account of {who} "
            f"write there, or set {name}."
        ], False)  # fmt: skip
        setattr(settings, name, before)


def test_backups_that_are_too_old_are_named(ready, settings, tmp_path):
    def backups(*ages: int) -> tuple[list[str], bool]:
        folder = tmp_path / "-".join(map(str, ages or ["none"]))
        settings.BACKUP_FOLDER = str(folder)
        for age in ages:
            (folder / str(TODAY - dt.timedelta(days=age))).mkdir(parents=True)
            (folder / str(TODAY - dt.timedelta(days=age)) / "manifest.json").touch()
        (folder / "2001-01-01.part").mkdir(parents=True)
        return said("--mail", "op@clinics.example")

    assert backups(2, 30) == ([], True)
    folder, old = tmp_path / "3", TODAY - dt.timedelta(days=3)
    assert backups(3) == ([
        f"MUST  Backups: The newest in {folder} is of {old}. Run manage.py backup, and look at the "
        "scheduled work."
    ], False)  # fmt: skip
    folder, old = tmp_path / "1-31", TODAY - dt.timedelta(days=31)
    assert backups(1, 31) == ([
        f"MUST  Backups: The one of {old} in {folder} is older than 30 days: it holds what people "
        "erased. Delete it."
    ], False)  # fmt: skip
    none = f"look  Backups: {tmp_path}/none has none yet. Run manage.py backup."
    assert backups() == ([none], True)
    settings.BACKUP_FOLDER = ""
    ((line,), is_well) = said("--mail", "op@clinics.example")
    assert (line, is_well) == (
        "look  Backups: BACKUP_FOLDER is not set: none are made by themselves. See “Backup and "
        "restore” in operate.md.", True,
    )  # fmt: skip
