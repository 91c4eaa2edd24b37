"""Celery's configuration. Messages only wake a worker: they hold a job's id. Comments say what was measured."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.concurrency import ALIASES as POOLS
from django.conf import settings
from kombu.entity import Queue
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
POOLS["prefork"] = "evalsite.jobs.worker_pool:TaskPool"
TRANSPORT_ALIASES["facestudy-files"] = "evalsite.jobs.transports:FileTransport"
TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = "evalsite.jobs.transports:RedisTransport"


def file_options(messages: Path) -> dict[str, Any]:
    """Create the folders of the file transport and return its options."""
    folders = {"data_folder_in": "waiting", "data_folder_out": "waiting", "processed_folder": "taken"}
    for name in folders.values():
        (messages / name).mkdir(parents=True, exist_ok=True)
    return {
        **{option: str(messages / name) for option, name in folders.items()},
        # Without it, messages are moved to the system's temporary folder: across file systems 7 of 3,000 were lost.
        "store_processed": True,
        # With kombu's 1 s a worker takes one message per second; with 0.1 s an idle worker needs under 1 % of a core.
        "polling_interval": 0.1,
    }


REDIS_OPTIONS = {
    # Longer than any job: otherwise a second worker is woken for a running job (which the lease then stops).
    "visibility_timeout": settings.JOBS_VISIBILITY,
    # An unavailable broker must not delay a page; the scheduler sends the message again.
    "socket_connect_timeout": 3,
    # redis-py 8 defaults to 5 s, less than an idle worker waits.
    "socket_timeout": 30,
    "socket_keepalive": True,
    "health_check_interval": 25,
}

app = Celery("facestudy")
app.conf.update(
    broker_url=settings.REDIS_URL or "facestudy-files://localhost",
    broker_transport_options=REDIS_OPTIONS if settings.REDIS_URL else file_options(settings.STATE / "messages"),
    broker_connection_retry_on_startup=True,
    # A worker waits for its broker as long as it takes; Celery gives up after a hundred tries.
    broker_connection_max_retries=None,
    task_queues=[Queue(name) for name in settings.JOBS_QUEUES],  # type: ignore[no-untyped-call]
    task_default_queue="analysis",
    task_create_missing_queues=False,
    accept_content=["json"],
    task_serializer="json",
    # The job row holds the result.
    task_ignore_result=True,
    # No retries: the scheduler sends a failed message again.
    task_publish_retry=False,
    # A killed child's job is redelivered at once (Redis and files alike) instead of after the visibility timeout.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # Celery waits 10 s for the result of a dead child; see also `evalsite.jobs.worker_pool`.
    worker_lost_wait=1.0,
    # Prefetched messages would be withheld from idle workers.
    worker_prefetch_multiplier=1,
    # Long jobs continue without the broker; the lease is in the database.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # No broadcasts: cancelling goes through the row on every broker, and the file transport keeps no control folder.
    worker_enable_remote_control=False,
    # Seconds that a running job has left when the worker is stopped; `up` promises to end within 10.
    worker_soft_shutdown_timeout=3.0,
    worker_redirect_stdouts=False,
    worker_log_format="%(levelname)s %(message)s",
    worker_task_log_format="%(levelname)s %(message)s",
    imports=["evalsite.jobs.runner"],
)
