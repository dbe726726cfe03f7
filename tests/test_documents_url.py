"""Documents in a bucket, by one setting: against a real server that speaks S3."""

import socket
import subprocess
import sys
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clinics.claims.actions.ask import start
from clinics.claims.models import ClaimRefused
from clinics.credentials.actions import state
from clinics.credentials.actions.state import CredentialRefused
from clinics.documents.check import checked
from clinics.models import ClaimDocument, Credential
from directory.site.documents import storage
from tests import make
from tests.clinics.documents.cast import picture

FORM = "DOCUMENTS_URL is not of the form s3://KEY:SECRET@host[:port]/bucket[/folder]"


def test_unset_documents_lie_in_a_folder():
    assert storage("") == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_everything_about_a_bucket_stands_in_one_setting():
    url = "s3://key:a%2Fb%2B%40c@s3.example:9000/papers/of/clinics?scheme=http&region=eu-1"
    assert storage(url)["OPTIONS"] == {
        "access_key": "key", "secret_key": "a/b+@c", "endpoint_url": "http://s3.example:9000",
        "region_name": "eu-1", "bucket_name": "papers", "location": "of/clinics",
    }  # fmt: skip
    options = storage("s3://key:word@s3.example/papers")["OPTIONS"]
    assert (options["endpoint_url"], options["location"]) == ("https://s3.example", "")


WRONG = [
    "/srv/papers", "https://key:hush@s3.example/papers", "s3://s3.example/papers",
    "s3://key:hush@s3.example", "s3://key:hush@/papers", "s3://key:hush@s3.example:x/papers",
    "s3://key:hush@s3.example/papers?acl=public-read", "s3://key:hush@s3.example/papers?scheme",
    "s3://key:hush@s3.example/papers?scheme=ftp", "s3://key:hush@s3.example/papers#here",
]  # fmt: skip


@pytest.mark.parametrize("url", WRONG)
def test_another_form_is_refused_without_telling_the_secret(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        storage(url)
    assert str(refused.value).startswith(FORM)
    assert "hush" not in str(refused.value)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server():
    """The port of a server of its own that speaks S3."""
    port = free_port()
    run = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def use(settings, port: int, bucket: str) -> None:
    """Let documents go to that bucket."""
    kept = storage(f"s3://key:word@127.0.0.1:{port}/{bucket}/of-clinics?scheme=http")
    settings.STORAGES = settings.STORAGES | {"default": kept}


@pytest.fixture
def bucket(settings, server, request):
    """An empty bucket that the documents go to."""
    use(settings, server, f"papers-{len(request.node.name)}")
    made = default_storage.bucket
    made.create()
    yield made
    made.meta.client.close()


def wait_for(port: int) -> None:
    """Until somebody answers on that port; 30 seconds at most."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


@pytest.mark.django_db
def test_a_document_goes_into_the_bucket_and_comes_out_only_through_our_view(bucket, client):
    clinic, ann = make.clinic(), make.user()
    claim = start(clinic, "documents", by=ann, documents=[checked(picture(), called="a.png")])
    default_storage.save("rival.png", ContentFile(b"somebody else's"))
    document = ClaimDocument.objects.get(claim=claim)
    keys = sorted(one.key for one in bucket.objects.all())
    assert keys == [f"of-clinics/{document.file.name}", "of-clinics/rival.png"]

    client.force_login(ann)
    address = f"/my/claims/{claim.pk}/documents/{document.pk}/"
    answer = client.get(address)
    assert answer.getvalue() == checked(picture(), called="a.png").content
    assert answer["Content-Disposition"].startswith("attachment; ")
    with pytest.raises(NotImplementedError):
        document.file.url  # noqa: B018 - asking for it is the point
    everybody = "http://acs.amazonaws.com/groups/global/"
    grants = bucket.Object(f"of-clinics/{document.file.name}").Acl().grants
    assert [g for g in grants if g["Grantee"].get("URI", "").startswith(everybody)] == []

    document.file.delete(save=False)
    assert [one.key for one in bucket.objects.all()] == ["of-clinics/rival.png"]
    document = ClaimDocument.objects.get(claim=claim)
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_evidence_goes_the_same_way(bucket, client):
    clinic = make.clinic(slug="pelican")
    ann, mo = make.ann(clinic), make.moderator()
    kept = [checked(picture(), called="a.png")]
    evidence = state.claim(clinic, by=ann, kind="rems", documents=kept).evidence.get()
    assert [one.key for one in bucket.objects.all()] == [f"of-clinics/{evidence.file.name}"]
    answer = make.signed_in(mo, client=client).get(
        f"/my/clinics/pelican/clinicians/evidence/{evidence.pk}/"
    )
    assert answer.getvalue() == kept[0].content


@pytest.mark.django_db
def test_a_bucket_that_does_not_answer_is_said_in_words(settings):
    clinic = make.clinic()
    ann, kept = make.ann(clinic), [checked(picture(), called="a.png")]
    use(settings, free_port(), "papers")
    with pytest.raises(CredentialRefused, match="We could not store your documents just now"):
        state.claim(clinic, by=ann, kind="malpractice", name="Example Mutual", documents=kept)
    with pytest.raises(ClaimRefused, match="We could not store your documents just now"):
        start(make.clinic(), "documents", by=ann, documents=kept)
    assert not Credential.objects.filter(kind="malpractice").exists()
    assert not ClaimDocument.objects.exists()
