"""One program that runs beside us: its lines are passed on, and when it ends by itself it is started again."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from face.errors import InputError

QUICK: Final = 5.0
"""A child that ends sooner (seconds) did not really start."""
PATIENCE: Final = 3
"""How often a child may fail to start before its first success."""
LONGEST: Final = 30.0
"""Seconds between two starts of a child that ends again and again: its database may come back."""


class Child:
    """A process in a session of its own, so that Ctrl-C reaches us first and its whole group can be ended."""

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], log: Callable[[str, str], None]
    ) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.log = log
        self.quick_ends = 0
        self.proven = False
        self.rests_until: float | None = None
        self.start()

    def start(self) -> None:
        """Start the program and a thread that reads its lines."""
        self.began = time.monotonic()
        self.rests_until = None
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            errors="replace",
        )
        self.reader = threading.Thread(target=self.read, args=[self.process], daemon=True)
        self.reader.start()

    def read(self, process: subprocess.Popen[str]) -> None:
        """Pass the lines on until the last writer is gone."""
        with process.stdout as lines:  # type: ignore[union-attr]
            for line in lines:
                self.log(self.name, line.rstrip())

    def keep_alive(self) -> None:
        """Start the program again if it ended, later and later; InputError when it never really started."""
        now = time.monotonic()
        if self.rests_until is not None:
            if now >= self.rests_until:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.kill()
            self.note_end(now - self.began, code)

    def note_end(self, ran: float, code: int) -> None:
        """Decide when to start again."""
        self.proven |= ran >= QUICK
        self.quick_ends = self.quick_ends + 1 if ran < QUICK else 0
        if self.quick_ends >= PATIENCE and not self.proven:
            raise InputError(f"the {self.name} can't be kept running (exit code {code}); the lines above say why")
        pause = min(LONGEST, 2.0 ** (self.quick_ends - 1)) if self.quick_ends else 0.0
        self.rests_until = time.monotonic() + pause
        when = f"in {pause:.0f} s" if pause else "again"
        self.log(self.name, f"ended by itself (exit code {code}); starting it {when}")

    def terminate(self) -> None:
        """Ask the program to end."""
        with suppress(ProcessLookupError):
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for the end, but not longer than that."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def kill(self) -> None:
        """End the program and all it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.reader.join(1.0)
