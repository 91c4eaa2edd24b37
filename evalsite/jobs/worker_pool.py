"""Celery's prefork pool with faster detection of dead children and locks that die with their holder."""

import fcntl
import tempfile
from typing import Final

from billiard import pool as billiard
from celery.concurrency import asynpool, prefork

POLL_SECONDS: Final = 0.5
"""Celery polls its children every 5 s: on Redis a killed child's job then waits up to 10 s."""


class EventLoopPool(asynpool.AsynPool):  # type: ignore[misc]
    """Celery's pool for brokers that have an event loop, such as Redis."""

    @property
    def timers(self) -> dict[object, float]:
        """What the event loop calls, and how often."""
        return {self.maintain_pool: POLL_SECONDS}


class BlockingPool(billiard.Pool):  # type: ignore[misc]
    """Celery's pool for brokers without an event loop, such as files: its children share one pipe."""

    def _setup_queues(self) -> None:
        super()._setup_queues()
        for queue in (self._inqueue, self._outqueue):
            queue._rlock, queue._wlock = ProcessLock(), ProcessLock()  # noqa: SLF001 - billiard has no setting for it


class ProcessLock:
    """A lock between processes that the kernel releases when its holder dies.

    Billiard's semaphores stay taken: a child is killed while it holds the lock and waits for work, and no other child
    can work ever again.
    """

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the pool

    def acquire(self) -> None:
        """Wait until no other process holds the lock."""
        fcntl.lockf(self.file, fcntl.LOCK_EX)

    def release(self) -> None:
        """Release the lock."""
        fcntl.lockf(self.file, fcntl.LOCK_UN)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class TaskPool(prefork.TaskPool):  # type: ignore[misc]
    """Celery's prefork pool that uses the pools above."""

    Pool = EventLoopPool
    BlockingPool = BlockingPool
