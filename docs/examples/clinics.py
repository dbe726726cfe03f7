"""Prints the clinics around a place that state that they treat a condition.

    python clinics.py https://clinics.example 33444 depression

Needs Python 3.9 or later, and nothing else.
"""

import json
import sys
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen


def clinics(site, **asked):
    """Every clinic that a search finds: by cursor, so that none comes twice and none is missed."""
    url = f"{site}/api/v1/clinics?{urlencode({**asked, 'cursor': '*'}, doseq=True)}"
    while url:
        try:
            with urlopen(url) as answer:
                page = json.load(answer)
        except HTTPError as error:
            if error.code != 429:
                raise SystemExit(json.load(error)["detail"]) from None
            time.sleep(int(error.headers["Retry-After"]))  # asked too often: wait, ask again
            continue
        yield from page["results"]
        url = page["next"]


if __name__ == "__main__":
    site, near, condition = sys.argv[1:]
    for clinic in clinics(site, near=near, condition=condition, radius=50):
        # A code that is absent is not stated: that is not a no.
        medicare = clinic["facts"].get("insurance.medicare", "not stated")
        print(f"{clinic['name']} ({clinic['distance_miles']:.1f} miles). Medicare: {medicare}")
