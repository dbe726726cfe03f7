"""`make bench`: the search beside what else could answer it, on one machine in one run.

`python -m tests.bench.race` makes or reuses a database for each size, and lets each *section*
measure in a process of its own. Then it writes docs/performance.md's tables and its picture from
what they found. That stays in `.bench/`, so that one section can be measured again.
"""
