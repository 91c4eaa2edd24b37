"""A child process whose output is forwarded, and which is restarted with increasing delays when it ends by itself."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from face.errors import InputError

MIN_UPTIME_SECONDS: Final = 5.0
"""A process that ends sooner did not really start."""
MAX_FAILED_STARTS: Final = 3
"""How many times a process may fail to start before its first success."""
MAX_RESTART_DELAY_SECONDS: Final = 30.0
"""The longest delay before the restart of a process that keeps ending: its database may come back."""


class SupervisedProcess:
    """A process in its own session, so that Ctrl-C reaches only us and its whole process group can be killed."""

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], log: Callable[[str, str], None]
    ) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.log = log
        self.consecutive_failed_starts = 0
        self.has_run = False
        self.restart_at: float | None = None
        self.start()

    def start(self) -> None:
        """Start the program and a thread that reads its output."""
        self.started = time.monotonic()
        self.restart_at = None
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
        self.reader = threading.Thread(target=self.forward_output, args=[self.process], daemon=True)
        self.reader.start()

    def forward_output(self, process: subprocess.Popen[str]) -> None:
        """Log the output line by line until all writers have closed it."""
        with process.stdout as lines:  # type: ignore[union-attr]
            for line in lines:
                self.log(self.name, line.rstrip())

    def restart_if_ended(self) -> None:
        """Restart the program if it has ended and its delay is over; InputError if it never really started."""
        now = time.monotonic()
        if self.restart_at is not None:
            if now >= self.restart_at:
                self.start()
        elif (exit_code := self.process.poll()) is not None:
            self.kill()
            self.schedule_restart(now - self.started, exit_code)

    def schedule_restart(self, uptime: float, exit_code: int) -> None:
        """Set the time of the restart."""
        self.has_run |= uptime >= MIN_UPTIME_SECONDS
        self.consecutive_failed_starts = self.consecutive_failed_starts + 1 if uptime < MIN_UPTIME_SECONDS else 0
        if self.consecutive_failed_starts >= MAX_FAILED_STARTS and not self.has_run:
            raise InputError(f"can't keep the {self.name} running (exit code {exit_code}); see the lines above")
        failures = self.consecutive_failed_starts
        delay = min(MAX_RESTART_DELAY_SECONDS, 2.0 ** (failures - 1)) if failures else 0.0
        self.restart_at = time.monotonic() + delay
        when = f"in {delay:.0f} s" if delay else "now"
        self.log(self.name, f"ended by itself (exit code {exit_code}); restarting {when}")

    def terminate(self) -> None:
        """Send SIGTERM."""
        with suppress(ProcessLookupError):
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait up to `seconds` for the process to end."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def kill(self) -> None:
        """Kill the process and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.reader.join(1.0)
