"""While a handler works, a thread renews the lease, writes the progress and notices when the job was taken away."""

import logging
import os
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import Error, close_old_connections, connection

from evalsite.jobs.worker import lease
from face.progress import ProgressCallback

TICK: Final = 1.0
PATIENCE: Final = 30.0
"""Seconds a handler has to reach its next report after it lost its job; then the process ends."""

log = logging.getLogger(__name__)


class TakenAwayError(Exception):
    """The job was cancelled, or lost its lease; raised in the handler at its next report."""


class Heart:
    """Beats once a second until told to stop."""

    def __init__(self, held: lease.Claim, limit: float) -> None:
        self.held = held
        self.limit = limit
        self.told = (0.0, "")
        self.written = self.told
        self.began = self.renewed = time.monotonic()
        self.lost_at: float | None = None
        self.stopped = threading.Event()

    def report(self, share: float, message: str) -> None:
        """Take note of the progress; the thread writes it."""
        if self.lost_at is not None:
            raise TakenAwayError
        self.told = (share, message)

    def beat(self) -> None:
        """Run the thread."""
        try:
            while not self.stopped.wait(TICK):
                self.once()
        finally:
            connection.close()

    def once(self) -> None:
        """Renew, write, notice."""
        now = time.monotonic()
        if self.lost_at is not None:
            self.end_the_process_after(now - self.lost_at)
        elif not self.still_ours(now):
            self.lost_at = now
            log.warning("%s: taken away", self.held.title)

    def still_ours(self, now: float) -> bool:
        """Write what is due, and return whether the job is still ours."""
        try:
            if now - self.began > self.limit:
                lease.fail(self.held, f"took longer than {self.limit / 60:.0f} minutes and was stopped; try again")
                return False
            if self.told == self.written and now - self.renewed < settings.JOBS_HEARTBEAT:
                return self.held.rows.exists()
            self.renewed, self.written = now, self.told
            return lease.renew(self.held, *self.written)
        except Error:  # The database is away for a moment; the fence guards against the rest.
            log.exception("%s: heartbeat", self.held.title)
            close_old_connections()
            return True

    def end_the_process_after(self, seconds: float) -> None:
        """Leave a handler that doesn't listen; the pool starts another child."""
        if seconds > PATIENCE:
            log.error("%s: doesn't end by itself", self.held.title)
            os._exit(1)


@contextmanager
def beating(held: lease.Claim, limit: float) -> Generator[ProgressCallback]:
    """Keep the lease while the block runs, and give the function by which it reports."""
    heart = Heart(held, limit)
    thread = threading.Thread(target=heart.beat, name="heart", daemon=True)
    thread.start()
    try:
        yield heart.report
    finally:
        heart.stopped.set()
        thread.join()
