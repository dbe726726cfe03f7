"""What we take for a website's host is what the browser opens."""

import pytest

from clinics.listing.websites import host
from tests.clinics.nasty_websites import HOSTS

pytestmark = pytest.mark.browser

READ = """addresses => addresses.map(address => {
  try { return new URL(address).hostname } catch { return "" }
})"""


def test_the_browser_opens_the_hosts_that_we_read(chromium):
    page = chromium.new_page()
    opened = page.evaluate(READ, list(HOSTS))
    page.close()
    read = [name.rstrip(".").removeprefix("www.") for name in opened]
    assert dict(zip(HOSTS, read, strict=True)) == HOSTS
    assert [host(address) for address in HOSTS] == read
