"""Celery's children, looked after more often and without locks that outlive them: a killed one costs a second."""

import fcntl
import tempfile
from typing import Final

from billiard import pool as billiard
from celery.concurrency import asynpool, prefork

LOOK: Final = 0.5
"""Seconds. Celery looks every 5: on Redis a killed child's job then waits up to 10, and a new child costs 5."""


class Pool(asynpool.AsynPool):  # type: ignore[misc]
    """Celery's pool for brokers that have an event loop, such as Redis."""

    @property
    def timers(self) -> dict[object, float]:
        """What the event loop calls, and how often."""
        return {self.maintain_pool: LOOK}


class BlockingPool(billiard.Pool):  # type: ignore[misc]
    """Celery's pool for brokers without one, such as files: its children take turns at one pipe."""

    def _setup_queues(self) -> None:
        super()._setup_queues()
        for queue in (self._inqueue, self._outqueue):
            queue._rlock, queue._wlock = Turn(), Turn()  # noqa: SLF001 - billiard has no setting for it


class Turn:
    """A lock between processes that the kernel frees when its holder dies.

    Billiard's semaphores stay taken: a child killed while it waits for work, which it does with the lock in its hand,
    would let no other child work ever again.
    """

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the pool

    def acquire(self) -> None:
        """Wait until no other process has it."""
        fcntl.lockf(self.file, fcntl.LOCK_EX)

    def release(self) -> None:
        """Let the next one have it."""
        fcntl.lockf(self.file, fcntl.LOCK_UN)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class TaskPool(prefork.TaskPool):  # type: ignore[misc]
    """Celery's prefork pool, with ours inside."""

    Pool = Pool
    BlockingPool = BlockingPool
