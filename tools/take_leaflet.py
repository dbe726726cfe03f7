"""Take Leaflet into directory/static/vendor, from the files of its npm package.

    npm pack leaflet@1.9.4 && tar xzf leaflet-1.9.4.tgz
    python -m tools.take_leaflet package

Two things are left out: the address of a source map, which no reader fetches, and the pictures of
its own buttons and markers, which our map does not have.
"""

import re
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "directory" / "static" / "vendor" / "leaflet"
SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=.*")
PICTURE = re.compile(r"^\s*background-image: url\(images/[^)]*\);\n", re.MULTILINE)


def main(package: Path) -> None:
    """Write the script, the style sheet and the license."""
    TARGET.mkdir(parents=True, exist_ok=True)
    script, styles = (package / "dist" / f"leaflet.{kind}" for kind in ("js", "css"))
    (TARGET / "leaflet.js").write_text(SOURCE_MAP.sub("", script.read_text()).rstrip() + "\n")
    (TARGET / "leaflet.css").write_text(PICTURE.sub("", styles.read_text()))
    (TARGET / "LICENSE").write_text((package / "LICENSE").read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
