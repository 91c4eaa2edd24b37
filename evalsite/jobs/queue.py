"""How jobs come in and are taken back: enqueue, cancel, retry. The message to the workers holds the id only."""

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
from evalsite.jobs.registry import Spec, abandon, handler_of, hard_limit
from face.errors import InputError

log = logging.getLogger(__name__)

TASK: Final = "evalsite.job"

SILENCE: Final = 5.0
"""Seconds for which a broker that did not answer is left alone: fifty jobs must not wait for it fifty times."""


@dataclass
class Silence:
    """Until when the broker is left alone."""

    until: float = 0.0


_silence = Silence()

current_batch: ContextVar[str] = ContextVar("current_batch", default="")
"""The batch of the job that is being published: what it enqueues belongs to the same batch."""


def enqueue(kind: str, spec: Spec, *, title: str = "", batch: str = "") -> Job:
    """Ask for work and return its job; the same work that still waits or runs is returned instead of asked for twice.

    The row is part of the caller's transaction; the message goes out when that commits.
    """
    queue, digest = handler_of(kind).queue, spec_digest(spec)
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
    except IntegrityError:  # The same waits or runs, unless it has ended in this very moment.
        moving = Job.objects.moving().filter(kind=kind, spec_digest=digest).first()
        return moving or enqueue(kind, spec, title=title, batch=batch)
    send_on_commit(job)
    return job


def spec_digest(spec: Spec) -> str:
    """Return the SHA-256 of a spec, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def send_on_commit(job: Job) -> None:
    """Wake a worker after the commit."""
    transaction.on_commit(partial(wake, job))


def wake(job: Job) -> None:
    """Wake a worker now; if the broker is away, the row waits and the scheduler sends the message again."""
    from kombu.exceptions import OperationalError  # noqa: PLC0415 - see send

    if time.monotonic() < _silence.until:
        return
    try:
        send(job)
    except (OperationalError, OSError) as error:
        log.warning("%s waits until the broker answers again (%s)", job.title, error)
        _silence.until = time.monotonic() + SILENCE


def send(job: Job) -> None:
    """Wake a worker now."""
    from evalsite.celery import app  # noqa: PLC0415 - half a second that a page without jobs need not pay

    app.send_task(TASK, args=[str(job.pk)], queue=job.queue, time_limit=hard_limit(job.kind))


@transaction.atomic
def cancel(job: Job) -> bool:
    """Take a job back, running or not, and return whether it still could be; its worker notices within a second."""
    moving = Job.objects.moving().filter(pk=job.pk)
    took = moving.update(state=State.CANCELLED, fence=F("fence") + 1, lease_until=None, finished=Now())
    if took:
        abandon(job.kind, job.spec, "cancelled")
    return bool(took)


def retry(job: Job) -> None:
    """Put a failed or cancelled job back into its queue with all its attempts."""
    try:
        with transaction.atomic():
            back = (
                Job.objects.ended_badly()
                .filter(pk=job.pk)
                .update(state=State.QUEUED, attempt=0, progress=0, message="", error="", finished=None, sent=Now())
            )
    except IntegrityError:
        raise InputError(f"{job.title}: the same work is already waiting or running") from None
    if not back:
        job.refresh_from_db()
        raise InputError(f"{job.title} is {job.get_state_display()}; only failed or cancelled jobs can be tried again")
    send_on_commit(job)


def find(text: str) -> Job:
    """Return the job whose id begins with the text; InputError unless there is exactly one."""
    found = [pk for pk in Job.objects.values_list("pk", flat=True) if str(pk).startswith(text.lower())]
    if not text or len(found) != 1:
        raise InputError(f"{len(found)} jobs have an id that begins with {text!r}; `manage.py jobs` lists them")
    return Job.objects.get(pk=found[0])
