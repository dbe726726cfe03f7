"""Documents handed in: told by content, pictures drawn anew, active PDFs refused."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from clinics.documents.check import LARGEST_DOCUMENT, DocumentRefused, checked
from clinics.documents.sanitize_pdf import PdfRefused, written_anew
from tests.clinics.documents.cast import pdf, picture


def name(word: str) -> NameObject:
    return NameObject(f"/{word}")


def launch(writer):
    action = DictionaryObject({name("S"): name("Launch"), name("F"): TextStringObject("x.exe")})
    writer.root_object[name("OpenAction")] = action


def open_script(writer):
    script = DictionaryObject({name("S"): name("JavaScript"), name("JS"): TextStringObject("1")})
    writer.root_object[name("OpenAction")] = writer._add_object(script)


def on_close(writer):
    writer.root_object[name("AA")] = DictionaryObject()


def deep_script(writer):
    """JavaScript behind an annotation in an array in a page."""
    script = DictionaryObject({name("S"): name("JavaScript"), name("JS"): TextStringObject("1")})
    link = DictionaryObject({name("Subtype"): name("Link"), name("A"): script})
    writer.pages[0][name("Annots")] = ArrayObject([writer._add_object(link)])


ACTIVE = {
    "a script at opening": open_script,
    "a script behind a link": deep_script,
    "another file inside": lambda writer: writer.add_attachment("a.exe", b"MZ"),
    "a program to start": launch,
    "something to do on closing": on_close,
}


def test_a_plain_pdf_is_a_pdf_whatever_it_is_called():
    kept = checked(pdf(), called="letter.exe")
    assert (kept.content_type, kept.ending) == ("application/pdf", "pdf")
    assert kept.content.startswith(b"%PDF-")


def test_a_pdf_with_a_web_link_is_no_program():
    def link(writer):
        uri = DictionaryObject({name("S"): name("URI"), name("URI"): TextStringObject("http://a")})
        writer.pages[0][name("Annots")] = ArrayObject([DictionaryObject({name("A"): uri})])

    assert checked(pdf(link), called="letter.pdf").ending == "pdf"


@pytest.mark.parametrize("change", ACTIVE.values(), ids=ACTIVE)
def test_a_pdf_that_does_something_is_refused(change):
    with pytest.raises(PdfRefused, match="active"):
        written_anew(pdf(change))


def test_why_a_pdf_is_refused_is_said_in_words():
    with pytest.raises(DocumentRefused) as refused:
        checked(pdf(launch), called="letter.pdf")
    assert str(refused.value) == (
        "“letter.pdf” contains a program, a form or another file. "
        "Print it to a plain PDF and upload that."
    )


def test_a_locked_pdf_is_refused():
    with pytest.raises(DocumentRefused) as refused:
        checked(pdf(lambda writer: writer.encrypt("secret", algorithm="RC4-128")), called="a.pdf")
    assert str(refused.value) == "“a.pdf” is locked with a password."


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing", b"%PDF-", pdf()[:200]])
def test_a_broken_pdf_is_refused(content):
    with pytest.raises(DocumentRefused) as refused:
        checked(content, called="a.pdf")
    assert str(refused.value) == "“a.pdf” is not a PDF that we can read."


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg")])
def test_a_picture_is_drawn_anew_without_what_it_carried(kind, ending):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    words = {"comment": b"said at home"} if kind == "JPEG" else {}
    content = picture(kind, exif=exif, **words) + b"<script>alert(1)</script>"
    kept = checked(content, called="licence.html")
    assert kept.ending == ending
    assert b"script" not in kept.content
    assert b"at home" in content
    assert b"at home" not in kept.content
    drawn = Image.open(io.BytesIO(kept.content))
    assert (drawn.format, drawn.size) == (kind, (20, 10))


NO_DOCUMENT = {
    "a page": b"<html><script>alert(1)</script>",
    "a drawing with scripts": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a program": b"MZ\x90\x00",
    "half a picture": picture()[:40],
    "a GIF": picture("GIF"),
}


@pytest.mark.parametrize("content", NO_DOCUMENT.values(), ids=NO_DOCUMENT)
def test_whatever_it_is_called_only_pdf_png_and_jpeg_are_taken(content):
    with pytest.raises(DocumentRefused) as refused:
        checked(content, called="licence.pdf")
    assert str(refused.value) == "“licence.pdf” is not a PDF, PNG or JPEG file that we can read."


def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn():
    huge = picture(size=(9000, 9000))
    assert len(huge) < LARGEST_DOCUMENT
    with pytest.raises(DocumentRefused):
        checked(huge, called="huge.png")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "“a.pdf” is empty."),
        (b"%PDF-" + bytes(LARGEST_DOCUMENT), "“a.pdf” is larger than 10 MB."),
    ],
)
def test_nothing_and_too_much_are_refused(content, words):
    with pytest.raises(DocumentRefused) as refused:
        checked(content, called="a.pdf")
    assert str(refused.value) == words


def test_what_is_kept_can_be_read():
    assert len(PdfReader(io.BytesIO(checked(pdf(), called="a.pdf").content)).pages) == 1
