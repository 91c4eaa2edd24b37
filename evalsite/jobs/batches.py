"""Jobs that were enqueued together: counts by state, failures by reason, and retrying all that failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from evalsite.jobs import queue
from evalsite.jobs.models import ACTIVE_STATES, Job, JobQuerySet, State
from face.errors import InputError

NO_REASON: Final = "no reason was recorded; see the worker's log"
MAX_FAILING_BATCHES: Final = 5


@dataclass(frozen=True)
class Failure:
    """One reason and the jobs that failed for it."""

    reason: str
    jobs: list[Job]


def failures_by_reason(jobs: JobQuerySet) -> list[Failure]:
    """Return the failed jobs grouped by reason, the most frequent reason first."""
    jobs_by_reason: dict[str, list[Job]] = {}
    for job in jobs.filter(state=State.FAILED).defer("spec", "output").order_by("created"):
        jobs_by_reason.setdefault(job.error or NO_REASON, []).append(job)
    return sorted((Failure(*each) for each in jobs_by_reason.items()), key=lambda failure: -len(failure.jobs))


def count_by_state(jobs: JobQuerySet) -> dict[str, int]:
    """Return the number of jobs by state, and under "active" and "all"."""
    rows = dict(jobs.order_by().values_list("state").annotate(n=Count("pk")))
    counts = {state.value: rows.get(state, 0) for state in State}
    return counts | {"active": sum(counts[state] for state in ACTIVE_STATES), "all": sum(counts.values())}


def failing_batches() -> dict[str, int]:
    """Return the number of failed jobs of the batches with the most failures."""
    failed = Job.objects.filter(state=State.FAILED).exclude(batch="").order_by()
    return dict(failed.values_list("batch").annotate(n=Count("pk")).order_by("-n")[:MAX_FAILING_BATCHES])


def retry_all(jobs: Iterable[Job]) -> list[str]:
    """Retry jobs; return one message for each that can't be retried (the others are retried all the same)."""
    refusals = []
    for job in jobs:
        try:
            queue.retry(job)
        except InputError as error:
            refusals.append(str(error))
    return refusals
