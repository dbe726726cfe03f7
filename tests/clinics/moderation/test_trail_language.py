"""The trail's names of events are the same in each language, and say that they are English."""

import pytest

from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("prefix", "marked"), [("", None), ("/es", "en")])
def test_the_name_of_an_event_is_marked_as_english_in_another_language(prefix, marked):
    make.clinic(slug="boca")
    desk = make.signed_in(make.moderator())
    page = seen(desk.get(f"{prefix}/moderation/clinics/boca/trail/"))
    names = [event.all("strong")[0] for event in page.all("li.event")]
    found = [(name.text, name.attrs.get("lang")) for name in names]
    assert found == [("listed", marked)]
