"""What takes too long is ended, and said in words."""

from tests.outages.test_away import slug


def test_a_statement_that_takes_too_long_is_503_and_no_traceback(site):
    before, path = len(site.said()), f"/clinics/{slug(site)}/"
    with site.held("clinics_clinic"):
        answer = site.ask(path)
    assert (answer.status, answer.head["retry-after"]) == (503, "2")
    assert "<h1>We are very busy just now</h1>" in answer.page
    (line,) = site.said()[before:]
    said, about = line.split(" (request_id ")
    assert said == "WARNING directory.databases.faults Answered with 503: busy"
    assert about.endswith(", view clinic)")
    assert site.ask(path).status == 200
