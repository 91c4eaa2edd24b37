"""What the scheduler does: requeue jobs of dead workers, resend lost messages, remove stale files, run daily tasks."""

import logging
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import F, Max
from django.db.models.functions import Now

from evalsite.database import now_plus
from evalsite.jobs import lease
from evalsite.jobs.models import Job, JobQuerySet, State
from evalsite.jobs.queue import send_message

EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
READ_MESSAGE_SECONDS: Final = 60.0
"""Age at which a message file in `taken` has certainly been read."""
STALE_WORK_SECONDS: Final = 2 * 86400.0
"""Age at which a working folder belongs to no process: no job runs that long."""
DAY_SECONDS: Final = 86400.0

log = logging.getLogger(__name__)

_last_runs: dict[Callable[[], object], float] = {}
"""When each task last ran, by this process's monotonic clock."""


def reconcile() -> None:
    """Recover lost jobs and messages, remove stale files. Two may run at once: every change is conditional."""
    for job in lease.recover_lost_jobs(Job.objects.all()):
        log.warning("%s: its worker is gone; waiting for another", job.title)
        Job.objects.filter(pk=job.pk).update(sent=Now())
        send_message(job)
    resend_lost_messages()
    remove_stale_files(Path(settings.STATE) / "messages" / "taken", older_than=READ_MESSAGE_SECONDS)
    remove_stale_files(Path(settings.STORE) / "work", older_than=STALE_WORK_SECONDS)


def seconds_until_next_run() -> float:
    """Return how long to wait: less while a lease is about to expire."""
    next_run = now_plus(settings.JOBS_RECONCILE)
    is_lease_expiring = Job.objects.running().filter(lease_until__lt=next_run).exists()
    return settings.JOBS_RECONCILE / 10 if is_lease_expiring else settings.JOBS_RECONCILE


def resend_lost_messages() -> None:
    """Send again the messages of waiting jobs that are no longer in their queue."""
    overdue = Job.objects.filter(state=State.QUEUED, sent__lt=now_plus(-settings.JOBS_RECONCILE))
    for queue in overdue.order_by().values_list("queue", flat=True).distinct():
        for job in _jobs_without_message(overdue.filter(queue=queue), queue).reverse():
            if overdue.filter(pk=job.pk).update(sent=Now()):
                send_message(job)


def _jobs_without_message(overdue: JobQuerySet, queue: str) -> JobQuerySet:
    """Return all jobs if the queue is empty, else those that a later one overtook: queues are first in, first out."""
    if not queue_length(queue):
        return overdue
    started = Job.objects.exclude(state=State.QUEUED).filter(queue=queue, started__gte=F("sent"))
    return overdue.filter(sent__lt=started.aggregate(latest=Max("sent"))["latest"] or EARLIEST)


def queue_length(queue: str) -> int:
    """Return how many messages wait in a queue."""
    from evalsite.celery import app  # noqa: PLC0415 - see jobs.queue.send_message

    with app.connection_for_write() as connection:
        # Not passive: on Redis an empty queue does not exist.
        answer: Any = connection.default_channel.queue_declare(queue)
        return int(answer.message_count)


def remove_stale_files(folder: Path, *, older_than: float) -> None:
    """Remove the files and folders in `folder` that have not changed for `older_than` seconds."""
    for path in folder.glob("*"):
        try:
            if time.time() - path.stat().st_ctime > older_than:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except FileNotFoundError:  # Another scheduler was faster.
            continue


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
