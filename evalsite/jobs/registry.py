"""Job handlers by kind: only the app that registers a handler (in its `AppConfig.ready`) knows what such a job does."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from face.errors import InputError
from face.progress import ProgressCallback

DEFAULT_TIME_LIMIT_SECONDS: Final = 3600.0
"""How long a job may run unless its handler says otherwise."""
KILL_GRACE_SECONDS: Final = 90.0
"""Additional time for a handler to stop and for its process to exit."""

log = logging.getLogger(__name__)

Spec = dict[str, Any]
Output = dict[str, Any]


def no_failure_hook(spec: Spec, error: str) -> None:
    """Do nothing about a job that failed or was cancelled."""


@dataclass(frozen=True, kw_only=True)
class Handler:
    """How jobs of one kind are run.

    `run` does the heavy work in a worker's child process: it imports heavy modules itself, calls `progress` often
    (which is where a cancelled job stops), writes only to the store, and returns the job's output (JSON).
    `publish` runs in the transaction that marks the job as done: it writes rows and may enqueue further jobs.
    `on_failure` runs in the transaction in which the job fails or is cancelled. `time_limit` is in seconds.
    An InputError from `run` or `publish` fails the job with its message.
    """

    kind: str
    queue: str
    run: Callable[[Spec, ProgressCallback], Output]
    publish: Callable[[Spec, Output], None]
    on_failure: Callable[[Spec, str], None] = no_failure_hook
    time_limit: float = DEFAULT_TIME_LIMIT_SECONDS


_handlers: dict[str, Handler] = {}


def register(handler: Handler) -> None:
    """Register the handler of a job kind; call this while Django starts."""
    if handler.queue not in settings.JOBS_QUEUES:
        raise ValueError(
            f"{handler.kind}: unknown queue {handler.queue}; choose from {', '.join(settings.JOBS_QUEUES)}"
        )
    _handlers[handler.kind] = handler


def handler_for(kind: str) -> Handler:
    """Return the handler of a job kind; InputError if none is registered in this process."""
    try:
        return _handlers[kind]
    except KeyError:
        known = ", ".join(sorted(_handlers)) or "none"
        raise InputError(f"unknown job kind {kind!r}; known kinds: {known}") from None


def hard_time_limit(kind: str) -> float:
    """Return after how many seconds a worker kills a child process that did not notice its time limit."""
    handler = _handlers.get(kind)
    return (handler.time_limit if handler else DEFAULT_TIME_LIMIT_SECONDS) + KILL_GRACE_SECONDS


def run_failure_hook(kind: str, spec: Spec, error: str) -> None:
    """Call the handler's `on_failure`; an error in it is logged and changes nothing else."""
    try:
        with transaction.atomic():
            handler_for(kind).on_failure(spec, error)
    except Exception:
        log.exception("%s: on_failure", kind)
