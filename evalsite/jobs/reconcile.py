"""What keeps the promise that a job once asked for is done: lost leases and forgotten messages are put right."""

import logging
from typing import Any

from django.conf import settings
from django.db.models.functions import Now

from evalsite.jobs import lease, transport
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import send

log = logging.getLogger(__name__)


def once() -> None:
    """Do all of it once. Two schedulers at a time do no harm: each change is conditional."""
    for job in lease.recover(Job.objects.all()):
        log.warning("%s: its worker is gone, so it waits for another", job.title)
        send(job)
    send_forgotten()
    if not settings.REDIS_URL:
        transport.sweep(settings.STATE / "messages" / "taken")


def send_forgotten() -> None:
    """Send again what waits in the table although its queue holds no message."""
    old = Job.objects.filter(state=State.QUEUED, sent__lt=lease.from_now(-settings.JOBS_RECONCILE))
    queues = set(old.order_by().values_list("queue", flat=True).distinct())
    empty = [queue for queue in queues if not length(queue)]
    for job in old.filter(queue__in=empty).reverse():
        if old.filter(pk=job.pk).update(sent=Now()):
            send(job)


def length(queue: str) -> int:
    """Return how many messages wait in a queue."""
    from evalsite.celery import app  # noqa: PLC0415 - see jobs.queue.send

    with app.connection_for_write() as connection:
        # Not passive: on Redis an empty queue does not exist.
        answer: Any = connection.default_channel.queue_declare(queue)
        return int(answer.message_count)
