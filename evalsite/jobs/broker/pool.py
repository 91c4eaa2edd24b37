"""Celery's children, looked after more often: a dead one is noticed, and its job done by another, within a second."""

from typing import Final

from celery.concurrency import asynpool, prefork

LOOK: Final = 0.5
"""Seconds. Celery looks every 5: on Redis a killed child's job then waits up to 10, and a new child costs 5."""


class Pool(asynpool.AsynPool):  # type: ignore[misc]
    """Celery's pool for brokers that have an event loop, such as Redis."""

    @property
    def timers(self) -> dict[object, float]:
        """What the event loop calls, and how often."""
        return {self.maintain_pool: LOOK}


class TaskPool(prefork.TaskPool):  # type: ignore[misc]
    """Celery's prefork pool, with ours inside."""

    Pool = Pool
