"""`make bench`. BENCH_SIZES says how many clinics (10000 100000 1000000), BENCH_SECTIONS what."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.bench.race import before, data, report

SECTIONS = "peers near anywhere page memory http edits"


def main() -> None:
    """Make the databases, let all sections measure one after the other, write the report."""
    for size in map(int, os.environ.get("BENCH_SIZES", "10000 100000 1000000").split()):
        data.make(size)
        before.make(size)
        for name in os.environ.get("BENCH_SECTIONS", SECTIONS).split():
            print(f"{size:,} clinics: {name}", flush=True)
            words = [sys.executable, "-m", "tests.bench.race.section", name, str(size)]
            subprocess.run(words, cwd=data.PROJECT, env=data.environ_of(size), check=True)
    report.write()


if __name__ == "__main__":
    main()
