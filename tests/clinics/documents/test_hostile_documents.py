"""Files that are meant to do harm: what is kept is ours, and little memory is spent on them."""

import io
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from functools import cache

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from clinics.documents.check import LARGEST_DOCUMENT, DocumentRefused, checked, readable_name
from clinics.documents.forms import DocumentsField
from tests import make
from tests.clinics.documents.cast import pdf, picture

HTML = b"<html><script>alert(1)</script>"
RIGHT_TO_LEFT = "\u202e"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("program.exe", b"MZ")
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *chunks: bytes, mode: int = 2, rows: bytes = b"") -> bytes:
    """A PNG that says it has that size; `mode` 0 is one bit a point, 2 is red, green and blue."""
    header = struct.pack(">IIBBBBB", width, height, 1 if mode == 0 else 8, mode, 0, 0, 0)
    body = chunk(b"IDAT", rows or zlib.compress(bytes(height * (1 + width * 3))))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + body
            + chunk(b"IEND", b""))  # fmt: skip


POLYGLOTS = {"a page behind it": HTML, "an archive behind it": archive(), "another PDF": pdf()}


@pytest.mark.parametrize("tail", POLYGLOTS.values(), ids=POLYGLOTS)
def test_of_a_pdf_with_something_behind_it_only_the_pages_are_kept(tail):
    def comment(writer):
        writer.add_metadata({"/Author": "A. Person at home"})

    kept = checked(pdf(comment) + tail, called="a.pdf").content
    assert len(PdfReader(io.BytesIO(kept)).pages) == 1
    assert kept.startswith(b"%PDF-")
    assert kept.rstrip().endswith(b"%%EOF")
    assert [word for word in (b"script", b"PK\x03", b"at home") if word in kept] == []
    assert kept.count(b"%%EOF") == 1
    assert not zipfile.is_zipfile(io.BytesIO(kept))


def test_nothing_that_no_page_shows_is_kept():
    def hide(writer):
        hidden = StreamObject()
        hidden.set_data(HTML)
        writer._add_object(hidden)
        carried = StreamObject()
        carried.set_data(b"taken at home")
        writer.pages[0][NameObject("/Metadata")] = writer._add_object(carried)
        notes = DictionaryObject({NameObject("/Note"): TextStringObject("typed at home")})
        writer.pages[0][NameObject("/PieceInfo")] = notes

    content = pdf(hide)
    assert all(word in content for word in (b"script", b"taken at home", b"typed at home"))
    kept = checked(content, called="a.pdf").content
    assert [w for w in (b"script", b"taken at home", b"typed at home") if w in kept] == []


@pytest.mark.parametrize("head", [HTML, archive(), b"\n", b"MZ"])
def test_a_pdf_behind_something_else_is_none(head):
    with pytest.raises(DocumentRefused):
        checked(head + pdf(), called="a.pdf")


@pytest.mark.parametrize("tail", [HTML, archive(), pdf()])
def test_of_a_picture_with_something_behind_it_only_the_points_are_kept(tail):
    kept = checked(picture() + tail, called="a.png").content
    assert Image.open(io.BytesIO(kept)).size == (20, 10)
    assert [word for word in (b"script", b"%PDF", b"PK\x03") if word in kept] == []


def test_a_telephones_picture_of_several_frames_is_kept_as_one():
    frames = io.BytesIO()
    first, second = Image.new("RGB", (20, 10), "teal"), Image.new("RGB", (20, 10))
    first.save(frames, format="MPO", save_all=True, append_images=[second])
    kept = checked(frames.getvalue(), called="a.jpg")
    drawn = Image.open(io.BytesIO(kept.content))
    assert (kept.content_type, drawn.format, drawn.size) == ("image/jpeg", "JPEG", (20, 10))


@cache
def unfolds() -> bytes:
    """Little that unfolds to more than all the memory that is allowed: 400 million zeros.

    One block of a million is compressed and repeated, which takes no time.
    """
    million = bytes(1_000_000)
    packer = zlib.compressobj()
    head = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1  # Adler-32 of zeros: the low half stays 1, the high half counts the bytes
    size = 400 * len(million)
    check |= size % 65521 << 16
    return head + 399 * block + b"\x03\x00" + struct.pack(">I", check)


def test_the_bomb_is_one_that_unfolds():
    unpacker, size = zlib.decompressobj(), 0
    packed = unfolds()
    while packed:
        size += len(unpacker.decompress(packed, 1_000_000))
        packed = unpacker.unconsumed_tail
    assert (size, unpacker.eof) == (400_000_000, True)
    assert len(unfolds()) < 1_000_000


BOMBS = {
    "more points than it has bytes": lambda: png(40000, 40000, mode=0, rows=b"x\x9c"),
    "all the points there may be": lambda: png(6300, 6300),
    "a small picture with much behind its points":
        lambda: png(20, 20, rows=unfolds()),
    "a comment that unfolds":
        lambda: png(20, 20, chunk(b"zTXt", b"a\0\0" + unfolds())),
    "words in a language that unfold":
        lambda: png(20, 20, chunk(b"iTXt", b"a\0\1\0\0\0" + unfolds())),
    "colours that unfold":
        lambda: png(20, 20, chunk(b"iCCP", b"a\0\0" + unfolds())),
}  # fmt: skip
MEASURE = """
import resource, sys
import django
django.setup()
from clinics.documents.check import DocumentRefused, checked
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = peak()
for path in sys.argv[1:]:
    try:
        checked(open(path, "rb").read(), called="a.png")
    except DocumentRefused:
        pass
print(peak() - before)
"""


def test_bombs_cost_little_memory(tmp_path):
    """All of them in one process of their own: 40 million points of three bytes fit, no more."""
    paths = []
    for number, bomb in enumerate(BOMBS.values()):
        paths.append(tmp_path / f"{number}.png")
        paths[-1].write_bytes(bomb())
        assert paths[-1].stat().st_size < LARGEST_DOCUMENT
    run = [sys.executable, "-c", MEASURE, *paths]
    done = subprocess.run(run, capture_output=True, check=True, timeout=60)
    assert int(done.stdout) < 300


def unfolding(size: int) -> bytes:
    """A PDF whose page unfolds from a compressed object to that many bytes."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /X (" + b"a" * size + b") >>"
    packed = zlib.compress(b"3 0 " + page, 9)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        4: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\n"
           b"endstream" % (len(packed), packed),
    }  # fmt: skip
    file, places = b"%PDF-1.5\n", {}
    for number, body in objects.items():
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = struct.pack(">BIH", 0, 0, 65535)
    for number in (1, 2, 3, 4, 5):
        row = (2, 4) if number == 3 else (1, places.get(number, len(file)))
        rows += struct.pack(">BIH", *row, 0)
    at = len(file)
    index = b"<< /Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R /Length %d >>" % len(rows)
    file += b"5 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (index, rows)
    return file + b"startxref\n%d\n%%%%EOF" % at


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\Users\\ann\\card.png": "card.png",
    "a\x00b\r\nc.pdf": "abc.pdf",
    f"card{RIGHT_TO_LEFT}gnp.exe": "cardgnp.exe",
    "a" * 300: "a" * 60,
    "/": "The file",
    "": "The file",
}


def test_a_small_pdf_that_unfolds_without_end_costs_seconds_of_another_process(monkeypatch):
    kept = checked(unfolding(9), called="a.pdf").content
    assert len(PdfReader(io.BytesIO(kept)).pages) == 1
    bomb = unfolding(60_000_000)
    assert len(bomb) < 100_000
    monkeypatch.setattr("clinics.documents.check.CPU_SECONDS", 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DocumentRefused, match="is not a PDF that we can read"):
        checked(bomb, called="a.pdf")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


@pytest.mark.parametrize(("name", "shown"), NAMES.items(), ids=range(len(NAMES)))
def test_a_name_is_only_ever_words(name, shown):
    assert readable_name(name) == shown
    with pytest.raises(DocumentRefused) as refused:
        checked(b"", called=name)
    assert str(refused.value) == f"“{shown}” is empty."


@pytest.mark.django_db
def test_nothing_of_a_name_reaches_what_is_kept():
    field = DocumentsField()
    field.by = make.user("cam@example.org")
    kept = field.clean([SimpleUploadedFile("../../<b>x.html", picture())])
    assert [(one.ending, one.content_type) for one in kept] == [("png", "image/png")]


def test_of_a_file_that_is_too_large_no_more_is_kept_than_shows_it():
    huge = SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(2 * LARGEST_DOCUMENT))
    request = RequestFactory().post("/", {"words": "typed", "documents": huge})
    (came,) = request.FILES.getlist("documents")
    assert LARGEST_DOCUMENT < came.size <= LARGEST_DOCUMENT + 2 * 64 * 1024
    assert request.POST["words"] == "typed"
    with pytest.raises(Exception, match="at most 10 MB"):
        DocumentsField().clean([came])
    request.close()
