"""Of a PDF only what its pages show is taken over, and no more than a reader can bear."""

import io
import time
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from clinics.documents.check import DocumentRefused, checked
from clinics.documents.pdf_parts import MOST_DRAWING
from clinics.documents.sanitize_pdf import PdfRefused, written_anew
from tests.clinics.documents.cast import pdf


def name(word: str) -> NameObject:
    return NameObject(f"/{word}")


def words(**keys) -> DictionaryObject:
    return DictionaryObject({name(key): value for key, value in keys.items()})


def text(said: str) -> TextStringObject:
    return TextStringObject(said)


def stream(data: bytes, **keys) -> StreamObject:
    made = StreamObject()
    made.update(words(**keys))
    made._data = data
    return made


def packed(data: bytes, times: int = 1, **keys) -> StreamObject:
    """A stream that unpacks to the data, packed so many times over."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, Filter=ArrayObject([name("FlateDecode")] * times), **keys)


def numbers(*values: float) -> ArrayObject:
    return ArrayObject([FloatObject(value) for value in values])


def annotated(**keys):
    """A change that puts an annotation with that action or file on the page."""
    return lambda writer: writer.pages[0].update(
        {name("Annots"): ArrayObject([words(Subtype=name("Link"), **keys)])}
    )


def placed(**keys):
    """A change that puts something with those keys among what the page draws with."""

    def change(writer):
        form = stream(b"0 0 9 9 re f", Type=name("XObject"), Subtype=name("Form"),
                      BBox=numbers(0, 0, 9, 9), **keys)  # fmt: skip
        forms = words(Fm0=writer._add_object(form))
        writer.pages[0][name("Resources")] = words(XObject=forms)
        writer.pages[0][name("Contents")] = writer._add_object(stream(b"/Fm0 Do"))

    return change


def on_page(**keys):
    return lambda writer: writer.pages[0].update(words(**keys))


def in_root(**keys):
    return lambda writer: writer.root_object.update(words(**keys))


LEFT_BEHIND = {
    "a link to another machine's file":
        annotated(A=words(S=name("GoToR"), F=text("\\\\evil.example\\share\\x.pdf"))),
    "an address that is a script":
        annotated(A=words(S=name("URI"), URI=text("javascript:evil"))),
    "an action of its own kind": annotated(A=words(S=name("EvilThing"))),
    "a thread to another file": annotated(A=words(S=name("Thread"), F=text("evil.pdf"))),
    "where to go at opening":
        in_root(OpenAction=words(S=name("URI"), URI=text("https://evil.example/"))),
    "a base for addresses": in_root(URI=words(Base=text("https://evil.example/"))),
    "another machine's pictures": placed(F=text("\\\\evil.example\\x.png")),
    "another file in its place": placed(Ref=words(F=text("evil.pdf"))),
    "what a printer would get": placed(OPI=words(F=text("evil.ps"))),
    "hidden words": placed(PieceInfo=words(Private=text("evil"))),
    "a layer": placed(OC=words(Name=text("evil"))),
    "an unknown key of a page": on_page(Evil=text("evil")),
    "how it came into the world": on_page(B=ArrayObject([words(Evil=text("evil"))])),
    "where it leads after a while": on_page(Trans=words(Evil=text("evil"))),
    "a file in the resources": on_page(Resources=words(Evil=words(A=stream(b"evil")))),
    "a key within a font":
        on_page(Resources=words(Font=words(F0=words(Type=name("Font"), Evil=text("evil"))))),
}  # fmt: skip


@pytest.mark.parametrize("change", LEFT_BEHIND.values(), ids=LEFT_BEHIND)
def test_what_no_page_draws_with_stays_behind(change):
    content = pdf(change)
    assert b"evil" in content.lower()
    kept = written_anew(content)
    assert b"evil" not in kept.lower()
    assert len(PdfReader(io.BytesIO(kept)).pages) == 1


def test_what_a_page_draws_with_comes_along():
    """A form within a form, a font, a glyph that is drawn, a state, a mask, an inherited size."""

    def change(writer):
        glyph = writer._add_object(stream(b"9 0 0 0 9 9 d1 0 0 9 9 re f"))
        font = words(Type=name("Font"), Subtype=name("Type3"), FontBBox=numbers(0, 0, 9, 9),
                     FontMatrix=numbers(1, 0, 0, 1, 0, 0), CharProcs=words(square=glyph),
                     Encoding=words(Type=name("Encoding")), FirstChar=NumberObject(97),
                     LastChar=NumberObject(97), Widths=numbers(9))  # fmt: skip
        mask = packed(b"\xff", Subtype=name("Image"), Width=NumberObject(1), Height=NumberObject(1))
        picture = packed(b"\x00", Subtype=name("Image"), Width=NumberObject(1),
                         Height=NumberObject(1), SMask=writer._add_object(mask))  # fmt: skip
        inner = words(XObject=words(Im0=writer._add_object(picture)))
        form = stream(b"/Im0 Do", Subtype=name("Form"), BBox=numbers(0, 0, 9, 9), Resources=inner)
        resources = words(
            XObject=words(Fm0=writer._add_object(form)), Font=words(F0=writer._add_object(font)),
            ExtGState=words(G0=words(CA=FloatObject(0.5))),
        )  # fmt: skip
        page = writer.pages[0]
        del page["/MediaBox"], page["/Resources"]
        page["/Parent"].update(words(Resources=resources, MediaBox=numbers(0, 0, 50, 60)))
        page[name("Rotate")] = NumberObject(90)
        drawing = [packed(b"/G0 gs /Fm0 Do"), stream(b"BT /F0 9 Tf (a) Tj ET")]
        page[name("Contents")] = ArrayObject([writer._add_object(one) for one in drawing])

    page = PdfReader(io.BytesIO(written_anew(pdf(change)))).pages[0]
    resources = page["/Resources"]
    form, font = resources["/XObject"]["/Fm0"], resources["/Font"]["/F0"]
    picture = form["/Resources"]["/XObject"]["/Im0"]
    assert [float(n) for n in page.mediabox] == [0, 0, 50, 60]
    assert page.rotation == 90
    assert page.get_contents().get_data().split() == b"/G0 gs /Fm0 Do BT /F0 9 Tf (a) Tj ET".split()
    assert resources["/ExtGState"]["/G0"]["/CA"] == 0.5
    assert font["/CharProcs"]["/square"].get_data() == b"9 0 0 0 9 9 d1 0 0 9 9 re f"
    assert (picture.get_data(), picture["/SMask"].get_data()) == (b"\x00", b"\xff")


def filled_in(flags: int = 4, **keys):
    """A form's field in which somebody typed: it looks like a box of 20 by 10."""

    def change(writer):
        look = stream(b"(typed) Tj", Subtype=name("Form"), BBox=numbers(0, 0, 20, 10))
        states = words(Yes=writer._add_object(look), Off=writer._add_object(stream(b"(off)")))
        field = words(Subtype=name("Widget"), Rect=numbers(100, 50, 140, 70),
                      F=NumberObject(flags), AS=name("Yes"), AP=words(N=states))  # fmt: skip
        writer.pages[0][name("Annots")] = ArrayObject([writer._add_object(field)])
        writer.pages[0][name("Contents")] = writer._add_object(stream(b"0 0 9 9 re f"))

    return change


def test_what_somebody_typed_into_a_form_is_drawn_where_it_stood():
    page = PdfReader(io.BytesIO(written_anew(pdf(filled_in())))).pages[0]
    assert "/Annots" not in page
    assert (
        page.get_contents().get_data().split()
        == (
            b"q 0 0 9 9 re f Q q 2.000000 0 0 2.000000 100.000000 50.000000 cm /OfAnnotation0 Do Q"
        ).split()
    )
    form = page["/Resources"]["/XObject"].raw_get("/OfAnnotation0")
    assert isinstance(form, IndirectObject)  # readers show nothing of a page with a stream inside
    assert form.get_object().get_data() == b"(typed) Tj"


WRITTEN_ON = {
    "a field": words(Subtype=name("Widget"), V=text("typed")),
    "a field of several": words(Subtype=name("Widget"), Parent=words(V=text("typed"))),
    "a remark": words(Subtype=name("FreeText"), Contents=text("typed")),
}


@pytest.mark.parametrize("note", WRITTEN_ON.values(), ids=WRITTEN_ON)
def test_words_that_only_a_reader_would_draw_are_not_lost_in_silence(note):
    with pytest.raises(PdfRefused, match="active"):
        written_anew(pdf(on_page(Annots=ArrayObject([note]))))
    empty = words(Subtype=name("Widget"), Rect=numbers(0, 0, 9, 9))
    assert written_anew(pdf(on_page(Annots=ArrayObject([empty]))))


def test_what_an_annotation_hides_stays_hidden():
    page = PdfReader(io.BytesIO(written_anew(pdf(filled_in(flags=2))))).pages[0]
    assert page.get_contents().get_data().split() == b"0 0 9 9 re f".split()
    assert "/XObject" not in page["/Resources"]


def drawing(made):
    return lambda writer: writer.pages[0].update(words(Contents=writer._add_object(made)))


def picture_of(made):
    def change(writer):
        forms = words(Im0=writer._add_object(made))
        writer.pages[0][name("Resources")] = words(XObject=forms)

    return change


def font_of(made):
    def change(writer):
        font = words(FontDescriptor=words(FontFile2=writer._add_object(made)))
        writer.pages[0][name("Resources")] = words(Font=words(F0=font))

    return change


def image(data: bytes, wide: int, high: int, **keys) -> StreamObject:
    size = {"Width": NumberObject(wide), "Height": NumberObject(high)}
    return stream(data, Subtype=name("Image"), **size, **keys)


def jpeg(wide: int, high: int) -> bytes:
    """A small JPEG that says it has that size."""
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, format="JPEG")
    data = out.getvalue()
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + high.to_bytes(2, "big") + wide.to_bytes(2, "big") + data[at + 4 :]


BOMB = zlib.compress(zlib.compress(bytes(MOST_DRAWING + 10), 9), 9)
TWICE = ArrayObject([name("FlateDecode")] * 2)
TOO_LARGE = {
    "lines that unpack twice": drawing(stream(BOMB, Filter=TWICE)),
    "lines that call themselves a picture":
        drawing(stream(BOMB, Filter=TWICE, Subtype=name("Image"))),
    "a form": picture_of(stream(BOMB, Filter=TWICE, Subtype=name("Form"))),
    "a font": font_of(stream(BOMB, Filter=TWICE)),
    "runs of one byte":
        drawing(stream(b"\x81\0" * 400_000, Filter=name("RunLengthDecode"))),
    "a fax of too many points":
        picture_of(image(b"", 60_000, 60_000, Filter=name("CCITTFaxDecode"))),
    "a photograph that says two sizes":
        picture_of(image(jpeg(60_000, 60_000), 8, 8, Filter=name("DCTDecode"))),
}  # fmt: skip


@pytest.mark.parametrize("change", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_small_file_that_unpacks_to_much_is_refused(change):
    content = pdf(change)
    assert len(content) < 1_500_000
    with pytest.raises(PdfRefused, match="large"):
        written_anew(content)


def test_why_a_bomb_is_refused_is_said_in_words():
    with pytest.raises(DocumentRefused) as refused:
        checked(pdf(TOO_LARGE["lines that unpack twice"]), called="a.pdf")
    assert str(refused.value) == (
        "“a.pdf” is packed so tightly that it is too large to show. "
        "Print it to a plain PDF and upload that."
    )


def test_a_scanned_photograph_is_no_bomb():
    out = io.BytesIO()
    Image.effect_noise((600, 800), 90).save(out, format="JPEG")
    scan = image(out.getvalue(), 600, 800, Filter=name("DCTDecode"), ColorSpace=name("DeviceGray"))
    page = PdfReader(io.BytesIO(written_anew(pdf(picture_of(scan))))).pages[0]
    assert page["/Resources"]["/XObject"]["/Im0"]._data == out.getvalue()


def kids(count: int) -> bytes:
    """A PDF of one page, which stands that often in its tree."""

    def change(writer):
        tree = writer.root_object["/Pages"]
        tree[name("Kids")] = ArrayObject([list.__getitem__(tree["/Kids"], 0)] * count)

    return pdf(change)


def test_a_hundred_pages_are_kept_and_one_more_is_too_long():
    assert len(PdfReader(io.BytesIO(written_anew(kids(100)))).pages) == 100
    with pytest.raises(PdfRefused, match="long"):
        written_anew(kids(101))


def test_pages_are_counted_before_their_tree_is_read():
    """100,000 pages took 4 to 6 seconds of processor time before they were refused as too many."""
    content = kids(30_000)
    began = time.process_time()
    with pytest.raises(PdfRefused, match="long"):
        written_anew(content)
    assert time.process_time() - began < 1


def test_a_tree_that_leads_back_to_itself_ends():
    def change(writer):
        tree = writer.root_object.raw_get("/Pages")
        tree.get_object()[name("Kids")] = ArrayObject([tree])

    with pytest.raises(PdfRefused, match="unreadable"):
        written_anew(pdf(change))


def test_a_form_that_draws_itself_is_taken_over_once():
    def change(writer):
        form = stream(b"/Fm0 Do", Subtype=name("Form"), BBox=numbers(0, 0, 9, 9))
        at = writer._add_object(form)
        form[name("Resources")] = words(XObject=words(Fm0=at))
        writer.pages[0][name("Resources")] = words(XObject=words(Fm0=at))

    kept = PdfReader(io.BytesIO(written_anew(pdf(change)))).pages[0]["/Resources"]["/XObject"]
    inner = kept["/Fm0"]["/Resources"]["/XObject"].raw_get("/Fm0")
    assert isinstance(inner, IndirectObject)
    assert inner.get_object() is kept["/Fm0"]


def test_parts_that_stand_in_each_other_without_end_are_refused():
    def change(writer):
        inner = words()
        for _ in range(5000):
            inner = words(Group=inner)
        writer.pages[0][name("Group")] = inner

    with pytest.raises((PdfRefused, RecursionError)):
        written_anew(pdf(change))


def test_streams_that_nothing_unpacks_are_refused():
    with pytest.raises(PdfRefused, match="unreadable"):
        written_anew(pdf(drawing(stream(b"evil", Filter=name("Evil")))))
    assert isinstance(packed(b""), StreamObject)
    assert not isinstance(packed(b""), EncodedStreamObject)
