"""A notice stays in the language it was written in, and its page says which that is."""

import pytest

from clinics.notices.actions.notify import notify
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "marked"),
    [("/my/", {"Luma.": None, "Una luma.": "es"}), ("/es/my/", {"Luma.": "en", "Una luma.": None})],
)
def test_a_notice_in_another_language_than_the_page_says_so(page, marked):
    clinic = make.clinic()
    ann = make.ann(clinic)
    notify(ann, "Luma.", clinic=clinic, path="/my/")
    ann.language = "es"
    notify(ann, "Una luma.", clinic=clinic, path="/my/")
    links = seen(make.signed_in(ann).get(page)).all("a.more")
    found = {link.text: link.attrs.get("lang") for link in links}
    assert {words: found[words] for words in marked} == marked
