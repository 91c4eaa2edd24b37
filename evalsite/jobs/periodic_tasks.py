"""Tasks that the scheduler runs once a day; apps register them when they are ready."""

import logging
import time
from collections.abc import Callable
from math import inf
from typing import Final

DAY_SECONDS: Final = 86400.0

log = logging.getLogger(__name__)

_last_runs: dict[Callable[[], object], float] = {}
"""When each task last ran, by this process's monotonic clock."""


def register_daily_task(task: Callable[[], object]) -> None:
    """Run the task when a scheduler starts and once a day afterwards; two schedulers may run it at the same time."""
    _last_runs[task] = -inf


def run_due_tasks() -> None:
    """Run the tasks that are due; one that fails is due again next time and does not stop the others."""
    for task, last_run in _last_runs.items():
        if time.monotonic() - last_run >= DAY_SECONDS:
            try:
                task()
            except Exception:
                log.exception("daily task %s", task)
            else:
                _last_runs[task] = time.monotonic()
