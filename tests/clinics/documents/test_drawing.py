"""Pages of PDFs are drawn by a process of their own: what is seen, and what a bomb may cost."""

import io
import resource

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    RectangleObject,
    StreamObject,
)

from clinics.documents import drawing
from clinics.documents.check import checked
from clinics.documents.draw_pdf import BAND, WIDEST
from clinics.documents.drawing import NotDrawn, NotNow, drawn, page_count, shown
from clinics.models import ClaimDocument
from tests.clinics.documents.cast import pdf

pytestmark = pytest.mark.django_db
RED = (255, 0, 0)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def kept(content: bytes, sha256: str = "a", content_type: str = "application/pdf") -> ClaimDocument:
    """A document whose file is stored."""
    row = ClaimDocument(sha256=sha256, content_type=content_type, size=len(content))
    row.file.save("a.pdf", ContentFile(content), save=False)
    return row


def drawing_red(writer, commands: bytes = b"1 0 0 rg 0 0 9999 9999 re f") -> None:
    """The first page draws that."""
    content = StreamObject()
    content.set_data(commands)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)


def pages(*sizes: tuple[float, float]) -> bytes:
    """A PDF of pages of these sizes; the first is red."""

    def add(writer):
        for width, height in sizes[1:]:
            writer.add_blank_page(width=width, height=height)
        writer.pages[0][NameObject("/MediaBox")] = RectangleObject((0, 0, *sizes[0]))
        drawing_red(writer)

    return checked(pdf(add), called="a.pdf").content


def test_three_pages_stand_one_below_the_other_and_the_rest_in_the_next_picture():
    row = kept(pages((612, 792), (792, 612), (612, 792), (612, 792), (612, 792)))
    assert page_count(row) == 5
    first, rest = (Image.open(io.BytesIO(drawn(row, number))) for number in (1, 4))
    letter, across = (round(high * WIDEST / wide) for wide, high in ((612, 792), (792, 612)))
    assert (first.format, first.size) == ("PNG", (WIDEST, 3 * BAND + 2 * letter + across))
    assert rest.size == (WIDEST, 2 * (BAND + letter))
    for number in (0, 6):
        with pytest.raises(NotDrawn):
            drawn(row, number)


def test_what_a_page_shows_is_drawn_and_the_next_page_is_empty():
    picture = Image.open(io.BytesIO(drawn(kept(pages((200, 200), (200, 200))), 1)))
    first, second = (BAND + 100, 2 * BAND + WIDEST + 100)
    assert picture.getpixel((500, first)) == RED
    assert picture.getpixel((500, second)) == (255, 255, 255)
    assert picture.size == (WIDEST, 2 * (BAND + WIDEST))


def test_the_pages_are_counted_once_and_said_in_words(django_assert_num_queries):
    rows = [kept(pages(*[(200, 200)] * count), sha256=str(count)) for count in (1, 3, 5)]
    rows.insert(1, kept(b"x", content_type="image/png"))
    words = [(1, "1 page"), (2, "0 pages"), (3, "3 pages"), (4, "pages 1 to 3 of 5")]
    assert [(one.number, one.which) for one in shown(rows)] == words
    for row in rows:
        row.file.delete(save=False)
        row.file = "gone.pdf"
    with django_assert_num_queries(1):
        assert [one.pages for one in shown(rows)] == [1, None, 3, 5]
    assert [drawing.pages_in_words(first, 7) for first in (4, 7)] == [
        "pages 4 to 6 of 7", "page 7 of 7"]  # fmt: skip


def test_a_file_that_is_away_is_not_taken_for_one_that_cannot_be_read():
    away, broken = kept(pages((200, 200)), "away"), kept(b"%PDF-1.7 and no more", "broken")
    name, away.file.name = away.file.name, "gone.pdf"
    assert [one.pages for one in shown([away, broken])] == [None, None]
    with pytest.raises(NotNow):
        drawn(away, 1)
    with pytest.raises(NotDrawn) as failed:
        drawn(broken, 1)
    assert not isinstance(failed.value, NotNow)
    away.file.name = name
    broken.file.save("b.pdf", ContentFile(pages((200, 200))), save=False)
    assert [one.pages for one in shown([away, broken])] == [1, None]


def test_who_finds_no_place_in_time_is_told_to_come_again(monkeypatch):
    row = kept(pages((200, 200)))
    monkeypatch.setattr(drawing, "WAIT_SECONDS", 0)
    for _number in range(drawing.PLACES):
        assert drawing._free.acquire(blocking=False)
    try:
        assert [one.pages for one in shown([row])] == [None]
        with pytest.raises(NotNow):
            drawn(row, 1)
    finally:
        for _number in range(drawing.PLACES):
            drawing._free.release()
    assert [one.pages for one in shown([row])] == [1]


def laughs(writer) -> None:
    """A page that draws a form ten times, which draws a form ten times, and so on."""
    inner, box = None, ArrayObject([FloatObject(n) for n in (0, 0, 200, 200)])
    for _depth in range(10):
        form = StreamObject()
        form.set_data(b"1 0 0 rg 0 0 200 200 re f" if inner is None else b"/A Do " * 10)
        form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/BBox"): box,
                     NameObject("/Subtype"): NameObject("/Form")})  # fmt: skip
        form[NameObject("/Resources")] = resources(inner)
        inner = writer._add_object(form)
    writer.pages[0][NameObject("/Resources")] = resources(inner)
    drawing_red(writer, b"/A Do")


def resources(inner) -> DictionaryObject:
    forms = DictionaryObject({NameObject("/A"): inner} if inner else {})
    return DictionaryObject({NameObject("/XObject"): forms})


def test_a_page_without_end_costs_a_second_of_another_process(monkeypatch):
    bomb = kept(checked(pdf(laughs), called="a.pdf").content)
    monkeypatch.setattr(drawing, "CPU_SECONDS", 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert page_count(bomb) == 1
    with pytest.raises(NotDrawn):
        drawn(bomb, 1)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


@pytest.mark.parametrize(
    ("size", "drawn_as"), [((10**9, 10**9), (WIDEST, WIDEST)), ((14400, 0.01), (WIDEST, 1))]
)
def test_a_page_of_any_size_is_a_picture_of_a_common_size(size, drawn_as):
    picture = Image.open(io.BytesIO(drawn(kept(pages(size)), 1)))
    assert (picture.width, picture.height - BAND) == drawn_as
