"""Whatever is asked of /hsds/: an answer that holds, or a refusal in words."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinics.exchange.hsds.terms import terms
from directory.hsds.parameters import LISTS, PARAMETERS
from tests import make
from tests.clinics.hsds.official import faults
from tests.clinics.hsds.rich import rich

pytestmark = pytest.mark.django_db

KINDS = {
    "services": "service", "service_at_locations": "service_at_location",
    "organizations": "organization", "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term",
}  # fmt: skip
LIKELY = st.sampled_from([
    "true", "false", "1", "2", "0", "-1", "33444", "26.46", "-80.07", "json", "ndjson", "heron",
    "2026-01-01", "9" * 30, "²", "%", "\0", "a" * 201, *[term["id"] for term in terms().values()],
])  # fmt: skip


@pytest.fixture
def two_clinics():
    """One that says everything, and one that says nothing."""
    rich()
    make.clinic(name="Bare", latitude=None, longitude=None, offers_none=True)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.sampled_from(sorted(LISTS)),
    st.dictionaries(
        st.sampled_from(sorted(PARAMETERS)) | st.text(max_size=5),
        LIKELY | st.text(max_size=20),
        max_size=4,
    ),
)
def test_every_question_is_answered_or_refused_in_words(two_clinics, path, query):
    answer = Client().get(f"/hsds/{path}", query)
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        said = answer.json()
        assert set(said["errors"]) <= {name[:60] for name in query}
        assert all(words for texts in said["errors"].values() for words in texts)
    elif not answer.streaming and query.get("minimal") != "true":
        page = answer.json()
        assert page["size"] == len(page["contents"]) <= page["total_items"]
        assert [faults(KINDS[path], one) for one in page["contents"]] == [[]] * page["size"]
