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
"""How often in a row a child may fail to start."""


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
        self.start()

    def start(self) -> None:
        """Start the program and a thread that reads its lines."""
        self.began = time.monotonic()
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
        """Start the program again if it ended; InputError when it can't start at all."""
        code = self.process.poll()
        if code is None:
            return
        self.kill()
        self.quick_ends = self.quick_ends + 1 if time.monotonic() - self.began < QUICK else 0
        if self.quick_ends >= PATIENCE:
            raise InputError(f"the {self.name} can't be kept running (exit code {code}); the lines above say why")
        self.log(self.name, f"ended by itself (exit code {code}); starting it again")
        self.start()

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
