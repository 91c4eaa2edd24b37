"""What a job of some kind does is known only to the app that registers a handler for it (in its `AppConfig.ready`)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from face.errors import InputError
from face.progress import ProgressCallback

QUEUES: Final = ("features", "train", "render", "analysis", "platform")
"""One queue per resource, so that a long training never holds up a short render."""

LIMIT: Final = 3600.0
"""Seconds after which a job is stopped, unless its kind says otherwise."""
GRACE: Final = 90.0
"""Seconds more for a handler to hear it, and for its process to end itself."""

log = logging.getLogger(__name__)

Spec = dict[str, Any]
Output = dict[str, Any]


def leave(spec: Spec, error: str) -> None:
    """Do nothing about a job that was given up."""


@dataclass(frozen=True, kw_only=True)
class Handler:
    """How jobs of one kind are done.

    `run` does the heavy work in a worker's child: it imports what is heavy itself, calls `report` often (that is
    where a cancelled job ends), writes only to the store, and returns what is kept as the job's output (JSON).
    `publish` runs in the transaction that closes the job: it writes rows and may enqueue the jobs that follow.
    `abandon` runs in the transaction in which the job fails or is cancelled. `limit` is the longest run in seconds.
    An InputError from `run` or `publish` fails the job with its sentence.
    """

    kind: str
    queue: str
    run: Callable[[Spec, ProgressCallback], Output]
    publish: Callable[[Spec, Output], None]
    abandon: Callable[[Spec, str], None] = leave
    limit: float = LIMIT


_handlers: dict[str, Handler] = {}


def register(handler: Handler) -> None:
    """Make a kind of job known; to be called while Django starts."""
    if handler.queue not in QUEUES:
        raise ValueError(f"{handler.kind}: there is no queue {handler.queue}; there are {', '.join(QUEUES)}")
    _handlers[handler.kind] = handler


def handler_of(kind: str) -> Handler:
    """Return the handler of a kind; InputError where this process knows none."""
    try:
        return _handlers[kind]
    except KeyError:
        known = ", ".join(sorted(_handlers)) or "none"
        raise InputError(f"there is no kind of job called {kind!r}; there are {known}") from None


def hard_limit(kind: str) -> float:
    """Return after how many seconds a worker kills the child: it did not even notice that its time was over."""
    handler = _handlers.get(kind)
    return (handler.limit if handler else LIMIT) + GRACE


def abandon(kind: str, spec: Spec, error: str) -> None:
    """Let the handler tidy up after a job that was given up; an error in it changes nothing about that."""
    try:
        with transaction.atomic():
            handler_of(kind).abandon(spec, error)
    except Exception:
        log.exception("%s: abandon", kind)
