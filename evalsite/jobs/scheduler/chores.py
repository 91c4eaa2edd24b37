"""What the scheduler does once a day beside the jobs; apps hand it in when they are ready."""

import logging
import time
from collections.abc import Callable
from math import inf
from typing import Final

DAY: Final = 86400.0

log = logging.getLogger(__name__)

_done: dict[Callable[[], object], float] = {}
"""When each chore was done last, by the clock of this process."""


def daily(chore: Callable[[], object]) -> None:
    """Have it done when a scheduler starts, and every day after; two schedulers may do it at the same time."""
    _done[chore] = -inf


def do() -> None:
    """Do what is due; what fails is due again next time, and keeps nothing else from being done."""
    for chore, done in _done.items():
        if time.monotonic() - done >= DAY:
            try:
                chore()
            except Exception:
                log.exception("a daily chore")
            else:
                _done[chore] = time.monotonic()
