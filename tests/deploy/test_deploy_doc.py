"""docs/deploy.md followed to the letter: one machine from nothing, on loopback.

What is replaced stands in REPLACED, and which blocks are not run, and why, in NOT_RUN.
"""

import io
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import psycopg
import pypdf
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from directory.devserver import database
from tests.attacks.sockets import DEADLINE, Line
from tests.deploy.document import Machine, blocks
from tests.deploy.proxy import NAME, Answer, Proxy, free_port, ports, started
from tests.post import letters

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")
SECTION = "One machine, from nothing"
NOT_RUN = {
    "apt-get update": "packages and accounts of this machine are not a test's to change",
    "git clone": "the checkout is this one; its packages were installed by tools/install.sh",
    "systemctl daemon-reload": "no systemd: the test starts what the units say",
    "systemctl restart nginx": "no systemd: the test starts nginx",
    "apt-get install -y --no-install-recommends certbot": "no certificate authority knows the name",
    "cd /srv/clinic-directory\ngit pull": "there is no new release",
    "deploy/manage build_messages": "the step before the services runs the same commands",
    "systemctl restart clinic-directory-web": "no systemd: the test starts the services anew",
}
"""How blocks begin that are not run → why."""
FIRST_DAY = ["Register NPPES", "Register LEIE", "Moderators"]
"""What doctor still wants, which the first day of operate.md does."""
SCHEDULER = "clinic-directory-scheduler.service"
PASSWORD = "correct horse battery"
CLINIC = "external_id,name,street,city,state,postal_code,phone,route.iv-infusion\n" \
         "1,Heron House,1 Main St,Delray Beach,FL,33444,561-555-0100,yes\n"  # fmt: skip
ESSENTIAL = {"apt-get", "adduser", "git", "install", "openssl", "psql", "cp", "systemctl"}


def test_every_block_is_run_or_named_with_the_reason_why_not():
    found = blocks(SECTION)
    for start in NOT_RUN:
        assert [block.startswith(start) for block in found].count(True) == 1, start
    assert len(found) == 19
    (first,) = [block for block in found if "deploy/manage load_places" in block]
    (again,) = [block for block in found if block.startswith("deploy/manage build_messages")]
    assert set(again.splitlines()) < set(first.splitlines())
    # The code is root's: nothing of it is given to, or made by, the account of the site.
    assert not re.search(r"chown|runuser -u clinics\b", "".join(found))
    owned = re.findall(r"^install -d -o clinics.*?700 (.*)$", "\n".join(found), re.MULTILINE)
    assert {path.startswith("/var/lib/clinic-directory") for path in " ".join(owned).split()} == {
        True
    }
    assert {word for word in ESSENTIAL if re.search(rf"\b{word}\b", "".join(found))} == ESSENTIAL


class Browser:
    """Somebody's browser, which asks nginx: it keeps cookies and sends forms with their token."""

    def __init__(self, front: Proxy) -> None:
        self.front, self.cookies, self.page = front, SimpleCookie(), ""

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask(path, "GET", None, {})

    def post(
        self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None
    ) -> Answer:
        """What the form of a page answers. `file`: the name of its field, and the content."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)
        assert token, path
        fields = fields | {"csrfmiddlewaretoken": token[1]}
        if not file:
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        else:
            kind, edge = (
                "multipart/form-data; boundary=edge",
                b"--edge\r\nContent-Disposition: form-data; ",
            )
            parts = [f'name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
            head = f'name="{file[0]}"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
            parts.append(head.encode() + file[1] + b"\r\n")
            body = edge + edge.join(parts) + b"--edge--\r\n"
        return self._ask(path, "POST", body, {"Content-Type": kind})

    def _ask(self, path: str, method: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        home = f"https://{NAME}:{self.front.tls}"
        said = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in self.cookies.items()),
                "Referer": home + path, "Origin": home}  # fmt: skip
        answer = self.front.ask(path, method, body=body, headers=said | headers)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(cookie)
        return answer


@pytest.fixture(scope="module")
def roles() -> Iterator[str]:
    """A name that no other database and role of the server has; taken away at the end."""
    name = f"deployed_{os.getpid()}"
    yield name
    with psycopg.connect(database.url(), autocommit=True) as server:
        for order in (f"drop database if exists {name}", f"drop role if exists {name}_site",
                      f"drop role if exists {name}_owner"):  # fmt: skip
            server.execute(order)


def pdf() -> bytes:
    """A page that says nothing."""
    made, writer = io.BytesIO(), pypdf.PdfWriter()
    writer.add_blank_page(300, 300)
    writer.write(made)
    return made.getvalue()


def test_one_machine_from_nothing(tmp_path, roles, post_office):
    for program in ("curl", "openssl"):
        if not shutil.which(program):
            pytest.skip(f"no {program} is installed")
    tls, plain, site = free_port(), free_port(), free_port()
    pem = tmp_path / f"etc/ssl/{NAME}.pem"
    server = conninfo_to_dict(database.url())
    where = urlencode({name: server[name] for name in ("host", "port") if name in server})
    conf = tmp_path / "etc/nginx/nginx.conf"
    as_clinics, noted = tmp_path / "as-clinics", tmp_path / "as-clinics.txt"
    as_clinics.write_text(f'#!/bin/sh\necho "$3" >>{noted}\nexec "$@"\n')
    as_clinics.chmod(0o755)
    REPLACED = ports(tmp_path, tls=tls, plain=plain, site=f"127.0.0.1:{site}") | {
        "-o clinics -g clinics ": "",
        "setpriv --reuid=clinics --regid=clinics --init-groups": str(as_clinics),
        "runuser -u postgres -- psql": f"psql '{make_conninfo(**server)}'",
        "clinics_owner": f"{roles}_owner",
        "clinics_site": f"{roles}_site",
        "@127.0.0.1:5432/clinic_directory": f"@/{roles}?{where}",
        "create database clinic_directory": f"create database {roles}",
        "smtp+tls://user:password@mail.example:587": f"smtp://127.0.0.1:{post_office.port}",
        f"https://{NAME}": f"https://{NAME}:{tls}",
        "nginx -t": f"nginx -t -e {tmp_path}/start.log -c {conf}",
        "curl -fsS https": f"curl -fsS --cacert {pem} --resolve {NAME}:{tls}:127.0.0.1 https",
    }  # fmt: skip
    machine = Machine(tmp_path, REPLACED)
    todo = [block for block in blocks(SECTION) if not block.startswith(tuple(NOT_RUN))]
    folders, secrets_, roles_, settings_, tables, units, alive, nginx_, look, watch, doctor = todo

    # Of that block, which is not run, this line; without it each start would compile all.
    (compile_,) = {line for line in "\n".join(blocks(SECTION)).splitlines() if "compileall" in line}
    machine.run(compile_, folders, secrets_, roles_, settings_, tables, units)
    called = re.findall(r"^deploy/manage (\w+)", tables, re.MULTILINE)
    by_root = [name for name in called if name not in noted.read_text().split()]
    assert (len(called), by_root) == (6, ["build_messages", "collectstatic"])
    code = machine.files()
    assert oct((tmp_path / "etc/clinic-directory/secrets/secret_key").stat().st_mode)[-3:] == "600"
    with (
        socket.create_server(("127.0.0.1", site), backlog=100) as listener,
        ExitStack() as proxies,
    ):
        web = "clinic-directory-web.service"
        with machine.service(web, listener), machine.service(SCHEDULER):
            assert machine.run(alive) == "ok\n"
            assert "test is successful" in machine.run(nginx_)
            front = proxies.enter_context(started(conf, pem, tls, plain))
            assert machine.run(look) == "ok\nok\n"
            assert "\n# TYPE " in machine.run(watch)
            token = (tmp_path / "etc/clinic-directory/secrets/metrics_token").read_text().strip()
            bearer = {"Authorization": f"Bearer {token}"}
            assert front.ask("/metrics", headers=bearer).status == 404
            the_schedule_runs(site)
            said = machine.run(doctor, ends=1)
            assert re.findall("^MUST +(.*?):", said, re.MULTILINE) == FIRST_DAY
            a_visit(front)
            sam = somebody_signs_up(front, post_office)
            a_document_is_handed_in(machine, front, sam)
            logs = "".join(path.read_text() for path in tmp_path.rglob("*.log"))
            assert " 200 GET search " in logs
            assert {"unspeakable", "33444", "heron", "nowhere"}.isdisjoint(re.findall(r"\w+", logs))
        # The socket stays while the site starts anew: who asks meanwhile waits, and is answered.
        with socket.create_connection(("127.0.0.1", site), DEADLINE) as early:
            early.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            with machine.service(web, listener):
                assert early.recv(15) == b"HTTP/1.1 200 OK"
        listener.close()
        # Neither the site nor a command but those two has written into the checkout.
        assert machine.files() == code
        # What the proxy may keep, it has also when the site is gone.
        assert [front.ask(path).status for path in ("/guide/", "/es/privacy/", "/")] == [
            200,
            200,
            502,
        ]


def the_schedule_runs(site: int) -> None:
    """Wait until every command of the schedule has run, as gunicorn says on the machine itself."""
    limit = time.monotonic() + 2 * DEADLINE
    while True:
        with Line(site) as line:
            line.send(b"GET /readyz?full=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            said = line.answer()
        if said.startswith(b"ok\n"):
            return
        assert time.monotonic() < limit, said
        time.sleep(0.2)


def a_visit(front: Proxy) -> None:
    """Somebody reads and searches, in both languages, without a cookie."""
    home = front.ask("/")
    assert (home.status, home.headers["Set-Cookie"]) == (200, None)
    assert front.ask("/es/").text.startswith('<!doctype html>\n<html lang="es">')
    (style,) = re.findall(r'href="(/static/css/site\.\w+\.css)"', home.text)
    static = front.ask(style, headers={"Accept-Encoding": "br"})
    assert (static.status, static.headers["Content-Encoding"]) == (200, "br")
    assert [front.ask(path).status for path in ("/guide/", "/es/privacy/")] == [200, 200]
    for path, coding in (("/", ""), ("/", "gzip"), ("/privacy/", "gzip"), ("/es/", "gzip")):
        headers = {"Accept-Encoding": coding}
        tag = front.ask(path, headers=headers).headers["ETag"]
        again = front.ask(path, headers=headers | {"If-None-Match": tag})
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert "immutable" in static.headers["Cache-Control"]
    found = front.ask("/search/?near=33444&q=unspeakable")
    assert (found.status, found.headers["Cache-Control"]) == (200, "private, no-store")
    assert front.ask("/clinics/nowhere/").status == 404
    # The site sees who asks through the proxy, so it counts networks by themselves.
    assert front.ask("/api/v1/clinics").headers["RateLimit"].startswith('"api-search";r=119')
    second = front.ask("/api/v1/clinics", source="127.0.0.2")
    assert second.headers["RateLimit"].startswith('"api-search";r=119')


def somebody_signs_up(front: Proxy, post_office) -> Browser:
    """Sam signs up, with the code of a real mail."""
    sam = Browser(front)
    said = {"email": "sam@mail.example", "password1": PASSWORD, "password2": PASSWORD}
    assert sam.post("/accounts/signup/", said).status == 302
    (body,) = [
        mail.get_body().get_content()
        for mail in letters(post_office)
        if mail["To"] == "sam@mail.example"
    ]
    code = re.search(r"^([A-Z]{4}-[A-Z]{4})$", body.replace("\r", ""), re.MULTILINE)
    answer = sam.post("/accounts/confirm-email/", {"code": code[1]})
    assert (answer.status, answer.headers["Location"]) == (302, "/my/")
    assert sam.get("/my/").status == 200
    assert sam.cookies["__Host-sessionid"]["secure"]
    return sam


def a_document_is_handed_in(machine: Machine, front: Proxy, sam: Browser) -> None:
    """Sam asks to speak for a clinic, with a document, which lies where nobody else reads it."""
    (machine.root / "list.csv").write_text(CLINIC)
    machine.run(
        f"deploy/manage import_clinics {machine.root}/list.csv --format csv --source List --publish"
    )
    path = "/clinics/heron-house-delray-beach/claim/"
    said = {"method": "documents", "statement": ""}
    answer = sam.post(path, said, ("documents", pdf()))
    assert answer.status == 302, answer.text
    (file,) = (machine.root / "var/lib/clinic-directory/documents").rglob("*.pdf")
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert sam.get(answer.headers["Location"]).status == 200
