"""While a handler runs, a thread renews the lease, saves the progress and notices when the job was taken away."""

import logging
import os
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import Error, close_old_connections, connection

from evalsite.jobs import lease
from face.progress import ProgressCallback

TICK_SECONDS: Final = 1.0
STOP_GRACE_SECONDS: Final = 30.0
"""How long a handler may take to reach its next progress call after it lost its job; then the process exits."""

log = logging.getLogger(__name__)


class LeaseLostError(Exception):
    """The job was cancelled or lost its lease; raised in the handler at its next progress call."""


class Heartbeat:
    """Keeps one claim until it is stopped: every second it checks the job, every JOBS_HEARTBEAT it renews the lease."""

    def __init__(self, claim: lease.Claim, time_limit: float) -> None:
        self.claim = claim
        self.time_limit = time_limit
        self.progress = (0.0, "")
        self.saved_progress = self.progress
        self.started = self.renewed = time.monotonic()
        self.lost_at: float | None = None
        self.stop = threading.Event()

    def set_progress(self, fraction: float, message: str) -> None:
        """Record the progress; the thread saves it. Raise LeaseLostError if the job was taken away."""
        if self.lost_at is not None:
            raise LeaseLostError
        self.progress = (fraction, message)

    def run(self) -> None:
        """Tick until stopped (the thread's main function)."""
        try:
            while not self.stop.wait(TICK_SECONDS):
                self.tick()
        finally:
            connection.close()

    def tick(self) -> None:
        """Check that the job is still ours; renew the lease and save the progress when that is due."""
        now = time.monotonic()
        if self.lost_at is not None:
            self.exit_if_unresponsive(now - self.lost_at)
        elif not self.update_job(now):
            self.lost_at = now
            log.warning("%s: cancelled or lease lost", self.claim.title)

    def update_job(self, now: float) -> bool:
        """Save what has changed, and return whether the claim is still valid."""
        try:
            if now - self.started > self.time_limit:
                minutes = f"{self.time_limit / 60:.0f} minutes"
                lease.fail(self.claim, f"took longer than {minutes} and was stopped; try again")
                return False
            if self.progress == self.saved_progress and now - self.renewed < settings.JOBS_HEARTBEAT:
                return self.claim.queryset.exists()
            self.renewed, self.saved_progress = now, self.progress
            return lease.renew(self.claim, *self.saved_progress)
        except Error:  # The database is unavailable for a moment; the fence protects against everything else.
            log.exception("%s: heartbeat", self.claim.title)
            close_old_connections()
            return True

    def exit_if_unresponsive(self, seconds_since_loss: float) -> None:
        """Exit when the handler does not stop by itself; the pool starts another child process."""
        if seconds_since_loss > STOP_GRACE_SECONDS:
            log.error("%s: does not stop by itself", self.claim.title)
            os._exit(1)


@contextmanager
def keep_lease(claim: lease.Claim, time_limit: float) -> Generator[ProgressCallback]:
    """Renew the lease while the block runs; yield the progress callback for the handler."""
    heartbeat = Heartbeat(claim, time_limit)
    thread = threading.Thread(target=heartbeat.run, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield heartbeat.set_progress
    finally:
        heartbeat.stop.set()
        thread.join()
