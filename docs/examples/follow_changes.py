"""Keep a copy of the directory in a file, and bring it up to date.

python follow_changes.py https://directory.example clinics.json
"""

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


def follow(base: str, kept: dict) -> None:
    """Bring `kept`, with its "cursor" and its "clinics" by slug, up to date."""
    more = True
    while more:
        after = f"&after={kept['cursor']}" if kept["cursor"] else ""
        try:
            with urllib.request.urlopen(f"{base}/api/v1/changes?full=1{after}") as answer:
                page = json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code == 410:  # the database was restored: read everything once more
                kept.update(cursor="", clinics={})
            elif refused.code in (429, 503):
                time.sleep(int(refused.headers["Retry-After"]))
            else:
                raise
            continue
        for change in page["results"]:
            if change["kind"] == "changed":
                kept["clinics"][change["slug"]] = change["clinic"]
            else:  # withdrawn: perhaps it lives on in change["merged_into"]
                kept["clinics"].pop(change["slug"], None)
        kept["cursor"], more = page["next"], page["more"]


if __name__ == "__main__":
    base, file = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    kept = json.loads(file.read_text()) if file.exists() else {"cursor": "", "clinics": {}}
    follow(base, kept)
    file.write_text(json.dumps(kept))
    print(f"{len(kept['clinics'])} clinics")
