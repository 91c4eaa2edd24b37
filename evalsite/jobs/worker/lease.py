"""A worker may write to a job only while it holds the lease; the database's clock decides, the fence proves."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from evalsite.clock import from_now
from evalsite.jobs.models import Job, JobQuerySet, State
from evalsite.jobs.queue import current_batch
from evalsite.jobs.registry import Output, Spec, abandon, handler_of
from evalsite.jobs.worker import owner

ATTEMPTS: Final = 3
"""A job that loses its worker this often is what kills it."""


@dataclass(frozen=True)
class Claim:
    """The right to do a job and to write down how it ended."""

    id: UUID
    kind: str
    title: str
    spec: Spec
    batch: str
    fence: int

    @property
    def rows(self) -> JobQuerySet:
        """The job, as long as this claim holds; else nothing."""
        return Job.objects.running().filter(pk=self.id, fence=self.fence)


def claim(job_id: UUID) -> Claim | None:
    """Take a waiting job for this process; None when it is not to be had."""
    with transaction.atomic():
        taken = Job.objects.filter(pk=job_id, state=State.QUEUED).update(
            state=State.RUNNING,
            attempt=F("attempt") + 1,
            fence=F("fence") + 1,
            lease_owner=owner.myself(),
            lease_until=from_now(settings.JOBS_LEASE),
            started=Now(),
            progress=0,
            message="",
        )
        return _claim_of(Job.objects.get(pk=job_id)) if taken else None


def _claim_of(job: Job) -> Claim:
    return Claim(job.pk, job.kind, job.title, job.spec, job.batch, job.fence)


def renew(held: Claim, share: float, message: str) -> bool:
    """Extend the lease and tell how far the work is; False when the job is no longer ours."""
    until = from_now(settings.JOBS_LEASE)
    return bool(held.rows.update(lease_until=until, progress=share, message=message[:300]))


@transaction.atomic
def finish(held: Claim, output: Output) -> bool:
    """Close the job as done and publish its output in one transaction; False when the job is no longer ours."""
    closed = held.rows.update(state=State.DONE, output=output, progress=1, lease_until=None, finished=Now(), message="")
    if closed:
        token = current_batch.set(held.batch)
        try:
            # A copy: if the database goes away now, all of this is done once more.
            handler_of(held.kind).publish(held.spec, deepcopy(output))
        finally:
            current_batch.reset(token)
    return bool(closed)


@transaction.atomic
def fail(held: Claim, error: str) -> bool:
    """Close the job as failed, with one sentence for its owner; False when the job is no longer ours."""
    closed = held.rows.update(state=State.FAILED, error=error, lease_until=None, finished=Now())
    if closed:
        abandon(held.kind, held.spec, error)
    return bool(closed)


def hand_back(held: Claim, reason: str) -> bool:
    """Let somebody else try, or fail the job after its last attempt; return whether it waits again."""
    job = held.rows.first()
    return job is not None and _put_back(job, f"{reason}; that was attempt {job.attempt}")


def give_back() -> None:
    """Put the jobs of our dead children back into their queues; that they were told to stop is no lost attempt."""
    for job in lost(Job.objects.filter(lease_owner__startswith=owner.my_children())):
        _requeue(job, attempt=job.attempt - 1)


def recover(jobs: JobQuerySet) -> list[Job]:
    """Put lost jobs back into the queue (or fail them after the last attempt) and return those that wait again."""
    return [job for job in lost(jobs) if _put_back(job, _died(job))]


def lost(jobs: JobQuerySet) -> list[Job]:
    """Return the running ones whose lease ran out or whose worker died on this machine."""
    # With the lease as it was seen, since it may be renewed between the two questions.
    expired = set(jobs.running().filter(lease_until__lt=Now()).values_list("pk", "lease_until"))
    return [job for job in jobs.running() if (job.pk, job.lease_until) in expired or owner.is_gone(job.lease_owner)]


def _died(job: Job) -> str:
    return f"its worker died {job.attempt} times while doing this; look into the worker's log before you retry"


def _put_back(job: Job, error: str) -> bool:
    """Return whether the job waits again."""
    if job.attempt < ATTEMPTS:
        return _requeue(job, attempt=job.attempt)
    fail(_claim_of(job), error)
    return False


def _requeue(job: Job, *, attempt: int) -> bool:
    # Compared with the lease as it was seen: one that was renewed meanwhile holds.
    seen = _claim_of(job).rows.filter(lease_until=job.lease_until)
    return bool(seen.update(state=State.QUEUED, attempt=attempt, fence=F("fence") + 1, lease_until=None))
