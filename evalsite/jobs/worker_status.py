"""Which workers are running, on which machine and since when, and what they do: read from the leases of their jobs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Min, Q
from django.db.models.functions import Now
from django.utils import timezone

from evalsite.database import now_plus
from evalsite.jobs.models import Job, State
from evalsite.jobs.throughput import RECENT_SECONDS

MISSED_HEARTBEATS: Final = 3


@dataclass(frozen=True)
class WorkerStatus:
    """One worker: a process with as many children as it runs jobs at once."""

    machine: str
    process: str
    first_job_started: datetime | None
    running_jobs: list[Job]
    recently_ended: int
    """Jobs that ended in the last ten minutes."""
    last_heartbeat: datetime | None
    """None if it runs no job."""

    @property
    def is_unresponsive(self) -> bool:
        """Whether three heartbeats were missed."""
        timeout = timedelta(seconds=MISSED_HEARTBEATS * settings.JOBS_HEARTBEAT)
        return self.last_heartbeat is not None and timezone.now() - self.last_heartbeat > timeout


def recent_workers() -> list[WorkerStatus]:
    """Return the workers that run a job, or ended one in the last ten minutes."""
    recent = Q(state=State.RUNNING) | Q(finished__gt=now_plus(-RECENT_SECONDS), finished__lte=Now())
    jobs_by_worker: dict[str, list[Job]] = defaultdict(list)
    for job in Job.objects.filter(recent).exclude(lease_owner="").defer("spec", "output").order_by("started"):
        jobs_by_worker[_worker_identity(job.lease_owner)].append(job)
    return [_worker_status(identity, jobs) for identity, jobs in sorted(jobs_by_worker.items())]


def _worker_identity(lease_owner: str) -> str:
    """Return the worker's part of a lease owner: the machine and the parent of the child that runs the job."""
    return "/".join(lease_owner.split("/")[:2])


def _worker_status(identity: str, jobs: list[Job]) -> WorkerStatus:
    machine, _, process = identity.partition("/")
    running = [job for job in jobs if job.state == State.RUNNING]
    leases = [job.lease_until for job in running if job.lease_until]
    process_jobs = Job.objects.filter(lease_owner__startswith=f"{identity}/")
    return WorkerStatus(
        machine=machine.partition(":")[0],
        process=process,
        first_job_started=process_jobs.aggregate(first=Min("started"))["first"],
        running_jobs=running,
        recently_ended=len(jobs) - len(running),
        last_heartbeat=min(leases) - timedelta(seconds=settings.JOBS_LEASE) if leases else None,
    )
