"""Registers faults: functions that provoke a fault on a site and return how long recovery took."""

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

FAULTS: dict[str, "Fault"] = {}


@dataclass(frozen=True)
class Fault:
    """`limit` is how many seconds recovery may take; `heavy` rounds run one at a time."""

    name: str
    title: str
    limit: float
    site_options: dict
    provoke: Callable
    heavy: bool


def fault(title: str, *, limit: float, heavy: bool = False, **site_options):
    """Register a function as a fault under its name."""

    def register(provoke):
        name = provoke.__name__.replace("_", "-")
        FAULTS[name] = Fault(name, title, limit, site_options, provoke, heavy)
        return provoke

    return register


@dataclass
class Stopwatch:
    """The measured time in seconds."""

    seconds: float = field(default=0.0)


@contextmanager
def measure_recovery():
    """Measure the block."""
    stopwatch, started = Stopwatch(), time.monotonic()
    yield stopwatch
    stopwatch.seconds = time.monotonic() - started
