"""A fault that a round provokes: a function that is given a ground, and returns how long recovery took."""

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

FAULTS: dict[str, "Fault"] = {}


@dataclass(frozen=True)
class Fault:
    """`limit` is the most seconds that recovery may take; `load` how much of the machine a round takes, 1 a little."""

    name: str
    title: str
    limit: float
    ground: dict
    provoke: Callable
    heavy: bool


def fault(title: str, *, limit: float, heavy: bool = False, **ground):
    """Make a function known as a fault; its name is the fault's."""

    def known(provoke):
        name = provoke.__name__.replace("_", "-")
        FAULTS[name] = Fault(name, title, limit, ground, provoke, heavy)
        return provoke

    return known


@dataclass
class Clock:
    """How long recovery took."""

    seconds: float = field(default=0.0)


@contextmanager
def recovery():
    """Take the time of the block."""
    clock, began = Clock(), time.monotonic()
    yield clock
    clock.seconds = time.monotonic() - began
