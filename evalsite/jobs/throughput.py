"""Throughput of the queues: what waits, how long jobs take, and about how long the rest will take."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from evalsite.database import now_plus
from evalsite.jobs.models import Job, JobQuerySet, State

RECENT_SECONDS: Final = 600
"""Jobs that finished within this time count as recent."""
DURATION_SAMPLE_SIZE: Final = 200
"""How many finished jobs are averaged to estimate how long one takes."""
MIN_PROGRESS_FOR_ESTIMATE: Final = 0.05
"""From this progress on, a job's own pace is a better estimate than the average of its kind."""


@dataclass(frozen=True)
class QueueStatus:
    """The current state of one queue."""

    name: str
    waiting: int
    running: int
    recently_done: int
    """Jobs done in the last ten minutes."""
    seconds_per_job: float | None
    """Mean duration of a job; None before the first one is done."""
    seconds_left: float | None
    """Estimated time until the queue is empty if nothing is added; None if unknown."""


def queue_statuses(jobs: JobQuerySet) -> list[QueueStatus]:
    """Return the status of each queue that has active or recently finished jobs."""
    durations = _mean_durations()
    active = list(jobs.active().defer("spec", "output"))
    recent = jobs.filter(state=State.DONE, finished__gt=now_plus(-RECENT_SECONDS), finished__lte=Now())
    done = Counter(recent.values_list("queue", flat=True))
    statuses = [
        _queue_status(name, [job for job in active if job.queue == name], done[name], durations)
        for name in settings.JOBS_QUEUES
    ]
    return [status for status in statuses if status.waiting or status.running or status.recently_done]


def seconds_left(statuses: Iterable[QueueStatus]) -> float | None:
    """Return the estimated time until all queues are empty (that of the slowest); None if unknown."""
    estimates = [status.seconds_left for status in statuses if status.waiting or status.running]
    known = [seconds for seconds in estimates if seconds is not None]
    return max(known) if estimates and len(known) == len(estimates) else None


def _queue_status(name: str, jobs: list[Job], recently_done: int, durations: Mapping[str, float]) -> QueueStatus:
    running = [job for job in jobs if job.state == State.RUNNING]
    estimates = [_job_seconds_left(job, durations) for job in jobs]
    known = [seconds for seconds in estimates if seconds is not None]
    means = [durations[kind] for kind in {job.kind for job in jobs} & set(durations)]
    return QueueStatus(
        name=name,
        waiting=len(jobs) - len(running),
        running=len(running),
        recently_done=recently_done,
        seconds_per_job=fmean(means) if means else None,
        seconds_left=sum(known) / len(running) if running and len(known) == len(estimates) else None,
    )


def _job_seconds_left(job: Job, durations: Mapping[str, float]) -> float | None:
    """Estimate a job's remaining time from its own progress, or else from the mean of its kind."""
    if job.state == State.RUNNING and job.started and job.progress > MIN_PROGRESS_FOR_ESTIMATE:
        return (timezone.now() - job.started).total_seconds() * (1 - job.progress) / job.progress
    return durations.get(job.kind)


def _mean_durations() -> dict[str, float]:
    """Return the mean duration in seconds of recent jobs by kind."""
    seconds = defaultdict(list)
    done = Job.objects.filter(state=State.DONE).order_by("-finished")
    for kind, started, finished in done.values_list("kind", "started", "finished")[:DURATION_SAMPLE_SIZE]:
        if started and finished:
            seconds[kind].append((finished - started).total_seconds())
    return {kind: fmean(each) for kind, each in seconds.items()}
