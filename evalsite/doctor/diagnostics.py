"""Runs all checks; a result is one of Django's check messages: level, what was found, and a hint about what to do."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Final

from django.conf import settings
from django.core import checks

PYTHON_TIMEOUT_SECONDS: Final = 120.0
"""The first import of torch can take long."""

Check = Callable[[], checks.CheckMessage]


def ok(message: str) -> checks.CheckMessage:
    """Return the result of a check that passed."""
    return checks.Debug(message)


def info(message: str, hint: str = "") -> checks.CheckMessage:
    """Return something that is worth knowing but not a fault."""
    return checks.Info(message, hint=hint)


def warning(message: str, hint: str) -> checks.CheckMessage:
    """Return a fault that affects only some uses of the program."""
    return checks.Warning(message, hint=hint)


def error(message: str, hint: str) -> checks.CheckMessage:
    """Return a fault that keeps the program from working."""
    return checks.Error(message, hint=hint)


def run_check(check: Check) -> checks.CheckMessage:
    """Run a check; one that raises an exception is an error too."""
    try:
        return check()
    except Exception as exception:  # noqa: BLE001 - the other checks must still run
        reason = f"{type(exception).__name__}: {exception}"
        return error(f"the check {check.__name__} failed: {reason}", "please report this")


def run_checks(groups: dict[str, tuple[Check, ...]]) -> Iterator[tuple[str, str, checks.CheckMessage]]:
    """Run the checks; yield group, name and result of each."""
    for group, group_checks in groups.items():
        for check in group_checks:
            yield group, check.__name__, run_check(check)


def is_installed(module: str) -> bool:
    """Return whether a module can be imported, without importing it."""
    return find_spec(module) is not None


def run_python(*arguments: str) -> tuple[bool, str]:
    """Run Python with these arguments; return whether it succeeded, and the last line of its output.

    For code that may crash or freeze its process, such as graphics drivers and torch.
    """
    command = [sys.executable, *arguments]
    try:
        process = subprocess.run(
            command, cwd=settings.ROOT, capture_output=True, text=True, timeout=PYTHON_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False, f"no answer within {PYTHON_TIMEOUT_SECONDS:.0f} s"
    lines = (process.stdout if process.returncode == 0 else process.stderr).strip().splitlines()
    return process.returncode == 0, lines[-1] if lines else f"exit code {process.returncode} without output"
