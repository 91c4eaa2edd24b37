"""How fast the work goes: what waits in each queue, how long jobs take, and about how long all of it still takes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from django.db.models.functions import Now
from django.utils import timezone

from evalsite.clock import from_now
from evalsite.jobs.models import Job, JobQuerySet, State
from evalsite.jobs.registry import QUEUES

WINDOW: Final = 600
"""Seconds over which the pace is judged."""
SAMPLE: Final = 200
"""Jobs by which it is judged how long one takes."""
TELLING: Final = 0.05
"""The progress from which on a job's own pace says more than that of others."""


@dataclass(frozen=True)
class Queue:
    """One queue, now."""

    name: str
    waiting: int
    running: int
    done: int
    """In the last ten minutes."""
    seconds: float | None
    """That a job takes on average; None before the first was done."""
    left: float | None
    """Seconds until it is empty, if no more comes; None where nobody knows."""


def queues(jobs: JobQuerySet) -> list[Queue]:
    """Return the queues that hold or did something lately."""
    took = _took()
    moving = list(jobs.moving().defer("spec", "output"))
    recent = jobs.filter(state=State.DONE, finished__gt=from_now(-WINDOW), finished__lte=Now())
    done = Counter(recent.values_list("queue", flat=True))
    found = [_queue(name, [job for job in moving if job.queue == name], done[name], took) for name in QUEUES]
    return [queue for queue in found if queue.waiting or queue.running or queue.done]


def left(queues: Iterable[Queue]) -> float | None:
    """Return about how many seconds all takes: the slowest queue's; None where nobody knows."""
    moving = [queue.left for queue in queues if queue.waiting or queue.running]
    known = [seconds for seconds in moving if seconds is not None]
    return max(known) if moving and len(known) == len(moving) else None


def _queue(name: str, jobs: list[Job], done: int, took: Mapping[str, float]) -> Queue:
    running = [job for job in jobs if job.state == State.RUNNING]
    work = [_still(job, took) for job in jobs]
    known = [seconds for seconds in work if seconds is not None]
    means = [took[kind] for kind in {job.kind for job in jobs} & set(took)]
    return Queue(
        name=name,
        waiting=len(jobs) - len(running),
        running=len(running),
        done=done,
        seconds=fmean(means) if means else None,
        left=sum(known) / len(running) if running and len(known) == len(work) else None,
    )


def _still(job: Job, took: Mapping[str, float]) -> float | None:
    """Return how many seconds of work are left: by its own progress where it tells some, else by others of its kind."""
    if job.state == State.RUNNING and job.started and job.progress > TELLING:
        return (timezone.now() - job.started).total_seconds() * (1 - job.progress) / job.progress
    return took.get(job.kind)


def _took() -> dict[str, float]:
    """Return how many seconds jobs of each kind took lately, on average."""
    seconds = defaultdict(list)
    done = Job.objects.filter(state=State.DONE)
    for kind, started, finished in done.order_by("-finished").values_list("kind", "started", "finished")[:SAMPLE]:
        if started and finished:
            seconds[kind].append((finished - started).total_seconds())
    return {kind: fmean(each) for kind, each in seconds.items()}
