"""Mail leaves over an encrypted line, to the server that it is meant for and to no other."""

import datetime as dt
import ipaddress
import socket
import ssl

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.mail import send_mail

from directory.site import mail
from tests.post import Box

SECRET_LINK = "https://clinics.example/accounts/password/reset/key/secret"


def certificate(folder, names: list[x509.GeneralName]):
    """A certificate that its own key signed: the file of it and of its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(built.public_bytes(pem))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))
    return folder / "certificate.pem", folder / "key.pem"


OURS = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
ANOTHER = [x509.DNSName("mail.example")]


@pytest.fixture
def office(request, tmp_path):
    """(scheme, an SMTP server of that scheme, the file of its certificate)."""
    scheme, names = request.param
    chain, key = certificate(tmp_path, names)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    how = {"ssl_context": context} if scheme == "smtp+ssl" else {"tls_context": context}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(Box(), hostname="127.0.0.1", port=port, ready_timeout=30, **how)
    # Its own first connection would have to trust it.
    server._trigger_server = lambda: socket.create_connection(("127.0.0.1", port), 30).close()
    server.start()
    yield scheme, server, chain
    server.stop(no_assert=True)


BOTH = ("smtp+tls", "smtp+ssl")


def send(settings, scheme: str, server) -> None:
    """Have the site send a mail with a secret link by that server."""
    url = f"{scheme}://localhost:{server.port}"
    for name, value in mail.settings_for(url, demo=False, debug=False).items():
        setattr(settings, name, value)
    send_mail("Confirm", SECRET_LINK, "site@clinics.example", ["ann@mail.example"])


@pytest.mark.parametrize("office", [(how, OURS) for how in BOTH], ids=BOTH, indirect=True)
def test_mail_goes_to_a_server_whose_certificate_an_authority_signed(office, settings, monkeypatch):
    scheme, server, chain = office
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    send(settings, scheme, server)
    (taken,) = server.handler.taken
    assert SECRET_LINK in taken.decode()


@pytest.mark.parametrize("office", [(how, OURS) for how in BOTH], ids=BOTH, indirect=True)
def test_no_mail_goes_to_a_server_that_vouches_for_itself(office, settings):
    scheme, server, _chain = office
    with pytest.raises(ssl.SSLCertVerificationError, match="self-signed certificate"):
        send(settings, scheme, server)
    assert server.handler.taken == []


@pytest.mark.parametrize("office", [(how, ANOTHER) for how in BOTH], ids=BOTH, indirect=True)
def test_no_mail_goes_to_a_server_of_another_name(office, settings, monkeypatch):
    scheme, server, chain = office
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with pytest.raises(ssl.SSLCertVerificationError, match="not valid for 'localhost'"):
        send(settings, scheme, server)
    assert server.handler.taken == []
