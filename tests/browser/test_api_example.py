"""A page of another site may read the API: the example in JavaScript does."""

import json
from urllib.request import urlopen

from django.conf import settings

READ = """async ([text, site]) => {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const { clinics } = await import(address);
  const names = [];
  for await (const clinic of clinics(site, { near: "Florida", page_size: 4 })) {
    names.push(clinic.name);
  }
  const answer = await fetch(`${site}/api/v1/clinics?cursor=*&page_size=1`);
  const known = { "If-None-Match": answer.headers.get("ETag") };
  const again = await fetch(`${site}/api/v1/checklist`, { headers: known });
  return [names, answer.headers.get("RateLimit-Policy"), again.status];
}"""


def test_the_example_runs_on_a_page_of_another_site(chromium, site):
    text = (settings.BASE_DIR / "docs" / "examples" / "clinics.mjs").read_text()
    # The same machine under another name is another site. Our own pages may not read others.
    page = chromium.new_context(bypass_csp=True).new_page()
    page.goto(f"{site.replace('127.0.0.1', 'localhost')}/robots.txt")
    names, policy, status = page.evaluate(READ, [text, site])
    with urlopen(f"{site}/api/v1/clinics?near=Florida&page_size=100") as answer:
        expected = [clinic["name"] for clinic in json.load(answer)["results"]]
    assert names == expected
    assert len(names) > 4
    assert policy == '"api-search";q=120;w=60'
    assert status == 200
