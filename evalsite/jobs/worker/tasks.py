"""The one Celery task: an id comes, the job table says the rest."""

from uuid import UUID

from celery import shared_task

from evalsite.jobs.queue import TASK
from evalsite.jobs.worker.work import perform


@shared_task(name=TASK)  # type: ignore[untyped-decorator]
def job(job_id: str) -> None:
    """Do the job with this id."""
    perform(UUID(job_id))
