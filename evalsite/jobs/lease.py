"""A worker may write to a job only while it holds the lease: the database's clock decides, the fence proves it."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from evalsite import processes
from evalsite.database import now_plus
from evalsite.jobs.models import Job, JobQuerySet, State
from evalsite.jobs.queue import current_batch
from evalsite.jobs.registry import Output, Spec, handler_for, run_failure_hook

MAX_ATTEMPTS: Final = 3
"""A job that loses its worker this often probably kills it."""


@dataclass(frozen=True)
class Claim:
    """The right to run a job and to record its result."""

    id: UUID
    kind: str
    title: str
    spec: Spec
    batch: str
    fence: int

    @property
    def queryset(self) -> JobQuerySet:
        """The job while this claim is valid; empty otherwise."""
        return Job.objects.running().filter(pk=self.id, fence=self.fence)


def claim(job_id: UUID) -> Claim | None:
    """Claim a waiting job for this process; None if it is not waiting."""
    with transaction.atomic():
        claimed = Job.objects.filter(pk=job_id, state=State.QUEUED).update(
            state=State.RUNNING,
            attempt=F("attempt") + 1,
            fence=F("fence") + 1,
            lease_owner=processes.current_process(),
            lease_until=now_plus(settings.JOBS_LEASE),
            started=Now(),
            progress=0,
            message="",
        )
        return _claim_from_job(Job.objects.get(pk=job_id)) if claimed else None


def _claim_from_job(job: Job) -> Claim:
    return Claim(job.pk, job.kind, job.title, job.spec, job.batch, job.fence)


def renew(claim: Claim, progress: float, message: str) -> bool:
    """Extend the lease and save the progress; False if the claim is no longer valid."""
    until = now_plus(settings.JOBS_LEASE)
    return bool(claim.queryset.update(lease_until=until, progress=progress, message=message[:300]))


@transaction.atomic
def finish(claim: Claim, output: Output) -> bool:
    """Mark the job as done and publish its output in one transaction; False if the claim is no longer valid."""
    finished = claim.queryset.update(
        state=State.DONE, output=output, progress=1, lease_until=None, finished=Now(), message=""
    )
    if finished:
        token = current_batch.set(claim.batch)
        try:
            # A copy: if the database becomes unavailable now, the whole transaction is repeated.
            handler_for(claim.kind).publish(claim.spec, deepcopy(output))
        finally:
            current_batch.reset(token)
    return bool(finished)


@transaction.atomic
def fail(claim: Claim, error: str) -> bool:
    """Mark the job as failed, with a sentence for its owner; False if the claim is no longer valid."""
    failed = claim.queryset.update(state=State.FAILED, error=error, lease_until=None, finished=Now())
    if failed:
        run_failure_hook(claim.kind, claim.spec, error)
    return bool(failed)


def retry_or_fail(claim: Claim, reason: str) -> bool:
    """Requeue the job, or fail it after its last attempt; return whether it was requeued."""
    job = claim.queryset.first()
    return job is not None and _requeue_or_fail(job, f"{reason}; that was attempt {job.attempt}")


def requeue_jobs_of_dead_children() -> None:
    """Requeue the jobs of this worker's dead child processes; being stopped does not count as an attempt."""
    for job in lost_jobs(Job.objects.filter(lease_owner__startswith=processes.children_prefix())):
        _requeue(job, attempt=job.attempt - 1)


def recover_lost_jobs(jobs: JobQuerySet) -> list[Job]:
    """Requeue lost jobs, or fail them after the last attempt; return those that were requeued."""
    return [job for job in lost_jobs(jobs) if _requeue_or_fail(job, _worker_died_message(job))]


def lost_jobs(jobs: JobQuerySet) -> list[Job]:
    """Return the running jobs whose lease expired or whose worker died on this machine."""
    # Compare lease_until too, since a lease may be renewed between the two queries.
    expired = set(jobs.running().filter(lease_until__lt=Now()).values_list("pk", "lease_until"))
    return [
        job for job in jobs.running() if (job.pk, job.lease_until) in expired or processes.has_exited(job.lease_owner)
    ]


def _worker_died_message(job: Job) -> str:
    return f"its worker died {job.attempt} times while running this job; check the worker's log before you retry"


def _requeue_or_fail(job: Job, error: str) -> bool:
    """Return whether the job was requeued."""
    if job.attempt < MAX_ATTEMPTS:
        return _requeue(job, attempt=job.attempt)
    fail(_claim_from_job(job), error)
    return False


def _requeue(job: Job, *, attempt: int) -> bool:
    # Only if the lease is unchanged: one that was renewed in the meantime is valid.
    unchanged = _claim_from_job(job).queryset.filter(lease_until=job.lease_until)
    return bool(unchanged.update(state=State.QUEUED, attempt=attempt, fence=F("fence") + 1, lease_until=None))
