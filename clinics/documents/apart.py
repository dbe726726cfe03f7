"""Reads files of strangers in a process of its own, within limits of time and memory.

A small hostile file can take hours and all memory. `run` starts a program of this folder;
the program itself calls `limit` first. It does not import Django, so it starts quickly.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

REFUSED = 3
"""Exit status of a program that refuses the file and wrote why, in one word."""
MOST_MEMORY = 1024 * 1024 * 1024
"""Bytes."""
TIMEOUT_SECONDS = 20
"""Time on the clock for one file."""
PROJECT = Path(__file__).resolve().parents[2]


class RunFailed(Exception):
    """A program refused the file, was stopped by a limit, or broke. The text is its one word."""


def run(program: str, content: bytes, *arguments: int, seconds: int) -> bytes:
    """What a program, a module's name, writes about a file. Raises RunFailed.

    It may use that many `seconds` of the processor, which it gets as its first argument.
    """
    words = [str(argument) for argument in (seconds, *arguments)]
    command = [sys.executable, "-E", "-s", "-m", program, *words]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=TIMEOUT_SECONDS, cwd=PROJECT
        )
    except subprocess.TimeoutExpired:
        raise RunFailed("unreadable") from None
    if done.returncode == REFUSED:
        raise RunFailed(done.stdout.decode())
    if done.returncode:
        raise RunFailed("unreadable")
    return done.stdout


def limit() -> list[int]:
    """In the program: set limits that the operating system enforces. The other arguments of it."""
    seconds, *rest = (int(argument) for argument in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return rest
