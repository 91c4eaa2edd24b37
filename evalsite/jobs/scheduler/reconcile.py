"""What keeps the promise that a job once asked for is done: lost leases and forgotten messages are put right."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import F, Max
from django.db.models.functions import Now

from evalsite.clock import from_now
from evalsite.jobs.models import Job, JobQuerySet, State
from evalsite.jobs.queue import send
from evalsite.jobs.scheduler.scraps import sweep
from evalsite.jobs.worker import lease

EVER: Final = datetime.min.replace(tzinfo=UTC)
TAKEN: Final = 60.0
"""Seconds after which a message that was taken has been read."""
LEFT_BEHIND: Final = 2 * 86400.0
"""Seconds without a change after which work in progress belongs to nobody: no job runs so long."""

log = logging.getLogger(__name__)


def once() -> None:
    """Do all of it once. Two schedulers at a time do no harm: each change is conditional."""
    for job in lease.recover(Job.objects.all()):
        log.warning("%s: its worker is gone, so it waits for another", job.title)
        Job.objects.filter(pk=job.pk).update(sent=Now())
        send(job)
    send_forgotten()
    sweep(Path(settings.STATE) / "messages" / "taken", older_than=TAKEN)
    sweep(Path(settings.STORE) / "work", older_than=LEFT_BEHIND)


def pause() -> float:
    """Return the seconds until the next time: less while a lease is about to end that nobody renews."""
    soon = from_now(settings.JOBS_RECONCILE)
    ending = Job.objects.running().filter(lease_until__lt=soon).exists()
    return settings.JOBS_RECONCILE / 10 if ending else settings.JOBS_RECONCILE


def send_forgotten() -> None:
    """Send again what waits in the table although no message of it lies in its queue."""
    old = Job.objects.filter(state=State.QUEUED, sent__lt=from_now(-settings.JOBS_RECONCILE))
    for queue in old.order_by().values_list("queue", flat=True).distinct():
        for job in _without_message(old.filter(queue=queue), queue).reverse():
            if old.filter(pk=job.pk).update(sent=Now()):
                send(job)


def _without_message(old: JobQuerySet, queue: str) -> JobQuerySet:
    """Keep all if the queue is empty, else those that were overtaken: of a queue, first in comes first out."""
    if not length(queue):
        return old
    begun = Job.objects.exclude(state=State.QUEUED).filter(queue=queue, started__gte=F("sent"))
    return old.filter(sent__lt=begun.aggregate(latest=Max("sent"))["latest"] or EVER)


def length(queue: str) -> int:
    """Return how many messages wait in a queue."""
    from evalsite.celery import app  # noqa: PLC0415 - see jobs.queue.send

    with app.connection_for_write() as connection:
        # Not passive: on Redis an empty queue does not exist.
        answer: Any = connection.default_channel.queue_declare(queue)
        return int(answer.message_count)
