"""Enqueue, cancel and retry jobs. The message to the workers holds only the job's id."""

import hashlib
import json
import logging
import time
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from evalsite.jobs.models import Job, State
from evalsite.jobs.registry import Spec, handler_for, hard_time_limit, run_failure_hook
from face.errors import InputError

log = logging.getLogger(__name__)

TASK_NAME: Final = "evalsite.job"

BROKER_BACKOFF_SECONDS: Final = 5.0
"""How long to leave a broker alone that did not answer: fifty jobs must not wait for it fifty times."""


@dataclass
class BrokerBackoff:
    """Until when (monotonic clock) no message is sent."""

    until: float = 0.0


_broker_backoff = BrokerBackoff()

current_batch: ContextVar[str] = ContextVar("current_batch", default="")
"""The batch of the job that is being published: jobs that it enqueues belong to the same batch."""


def enqueue(kind: str, spec: Spec, *, title: str = "", batch: str = "") -> Job:
    """Create a job and return it; if the same work is already waiting or running, return that job instead.

    The row is part of the caller's transaction; the message is sent when that commits.
    """
    queue, digest = handler_for(kind).queue, spec_digest(spec)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                queue=queue,
                spec=spec,
                spec_digest=digest,
                title=title or kind,
                batch=batch or current_batch.get(),
                sent=Now(),
            )
    except IntegrityError:  # The same work is waiting or running, unless it has just ended.
        active = Job.objects.active().filter(kind=kind, spec_digest=digest).first()
        return active or enqueue(kind, spec, title=title, batch=batch)
    notify_worker_on_commit(job)
    return job


def spec_digest(spec: Spec) -> str:
    """Return the SHA-256 of a spec, independent of the order of its keys."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def notify_worker_on_commit(job: Job) -> None:
    """Send the job's message after the commit."""
    transaction.on_commit(partial(notify_worker, job))


def notify_worker(job: Job) -> None:
    """Send the job's message; if the broker is unavailable, the scheduler will send it later."""
    from kombu.exceptions import OperationalError  # noqa: PLC0415 - see send_message

    if time.monotonic() < _broker_backoff.until:
        return
    try:
        send_message(job)
    except (OperationalError, OSError) as error:
        log.warning("%s waits until the broker is available again (%s)", job.title, error)
        _broker_backoff.until = time.monotonic() + BROKER_BACKOFF_SECONDS


def send_message(job: Job) -> None:
    """Send the message that wakes a worker."""
    from evalsite.celery import app  # noqa: PLC0415 - takes half a second, and most pages enqueue nothing

    app.send_task(TASK_NAME, args=[str(job.pk)], queue=job.queue, time_limit=hard_time_limit(job.kind))


@transaction.atomic
def cancel(job: Job) -> bool:
    """Cancel a waiting or running job; False if it had already ended. Its worker notices within a second."""
    active = Job.objects.active().filter(pk=job.pk)
    cancelled = active.update(state=State.CANCELLED, fence=F("fence") + 1, lease_until=None, finished=Now())
    if cancelled:
        run_failure_hook(job.kind, job.spec, "cancelled")
    return bool(cancelled)


def retry(job: Job) -> None:
    """Requeue a failed or cancelled job with all its attempts."""
    try:
        with transaction.atomic():
            requeued = (
                Job.objects.retryable()
                .filter(pk=job.pk)
                .update(state=State.QUEUED, attempt=0, progress=0, message="", error="", finished=None, sent=Now())
            )
    except IntegrityError:
        raise InputError(f"{job.title}: the same work is already waiting or running") from None
    if not requeued:
        job.refresh_from_db()
        raise InputError(f"{job.title} is {job.get_state_display()}; only failed or cancelled jobs can be retried")
    notify_worker_on_commit(job)
