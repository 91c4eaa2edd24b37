"""What a check found: a status, a sentence, and what to do where something has to be done."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import Final

from django.conf import settings

PATIENCE: Final = 120.0
"""Seconds that a child has for its answer; the first import of torch can take long."""


class Status(StrEnum):
    """How grave a finding is."""

    OK = "ok"
    NOTE = "note"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing, and the remedy if it needs one."""

    status: Status
    sentence: str
    remedy: str = ""


Check = Callable[[], Finding]


def ok(sentence: str) -> Finding:
    """Say that something is well."""
    return Finding(Status.OK, sentence)


def note(sentence: str, remedy: str = "") -> Finding:
    """Say something that one should know, and that is no fault."""
    return Finding(Status.NOTE, sentence, remedy)


def warn(sentence: str, remedy: str) -> Finding:
    """Say what will be in the way of some."""
    return Finding(Status.WARN, sentence, remedy)


def bad(sentence: str, remedy: str) -> Finding:
    """Say what keeps the program from working."""
    return Finding(Status.BAD, sentence, remedy)


def installed(module: str) -> bool:
    """Return whether a module could be imported, without doing it."""
    return find_spec(module) is not None


def child(*arguments: str) -> tuple[bool, str]:
    """Run Python with these arguments; return whether it ended well, and the last line that it wrote.

    What may crash or freeze a process (graphics, torch) does it there instead of here.
    """
    command = [sys.executable, *arguments]
    try:
        done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return False, f"no answer within {PATIENCE:.0f} s"
    wrote = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return done.returncode == 0, wrote[-1] if wrote else f"it ended with code {done.returncode} without a word"
