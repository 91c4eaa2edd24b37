"""Which workers are seen, where, since when, and what they do: the leases of their jobs tell."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, Q
from django.db.models.functions import Now
from django.utils import timezone

from evalsite.clock import from_now
from evalsite.jobs.models import Job, State
from evalsite.jobs.shown.pace import WINDOW


@dataclass(frozen=True)
class Worker:
    """One worker: a process on some machine, with as many children as it does jobs at once."""

    machine: str
    process: str
    since: datetime | None
    """When it took its first job."""
    jobs: list[Job]
    """What it does now."""
    done: int
    """Jobs that it ended in the last ten minutes."""
    heard: datetime | None
    """Its last heartbeat, if it is at work."""

    @property
    def is_silent(self) -> bool:
        """Whether three heartbeats were missed."""
        missed = timedelta(seconds=3 * settings.JOBS_HEARTBEAT)
        return self.heard is not None and timezone.now() - self.heard > missed


def workers() -> list[Worker]:
    """Return the workers that hold a job, or ended one in the last ten minutes."""
    lately = Q(state=State.RUNNING) | Q(finished__gt=from_now(-WINDOW), finished__lte=Now())
    found: dict[str, list[Job]] = defaultdict(list)
    for job in Job.objects.filter(lately).exclude(lease_owner="").defer("spec", "output").order_by("started"):
        found[_worker_of(job.lease_owner)].append(job)
    return [_worker(name, jobs) for name, jobs in sorted(found.items())]


def _worker_of(owner: str) -> str:
    """Return the part of a lease's owner that names the worker: machine and the parent of the child that works."""
    return "/".join(owner.split("/")[:2])


def _worker(name: str, jobs: list[Job]) -> Worker:
    machine, _, process = name.partition("/")
    running = [job for job in jobs if job.state == State.RUNNING]
    leases = [job.lease_until for job in running if job.lease_until]
    first = Job.objects.filter(lease_owner__startswith=f"{name}/").aggregate(first=Min("started"))["first"]
    return Worker(
        machine=machine.partition(":")[0],
        process=process,
        since=first,
        jobs=running,
        done=len(jobs) - len(running),
        heard=min(leases) - timedelta(seconds=settings.JOBS_LEASE) if leases else None,
    )
