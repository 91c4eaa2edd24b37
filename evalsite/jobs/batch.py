"""Jobs that were asked for together: what became of them, what failed and why, and another try for all of those."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from evalsite.jobs import queue
from evalsite.jobs.models import Job, JobQuerySet, State
from face.errors import InputError

UNSAID: Final = "no reason was written down; the worker's log may tell"


@dataclass(frozen=True)
class Failure:
    """One reason, and the jobs that failed for it."""

    reason: str
    jobs: list[Job]


def failures(jobs: JobQuerySet) -> list[Failure]:
    """Return what failed, by reason, the most frequent first."""
    found: dict[str, list[Job]] = {}
    for job in jobs.filter(state=State.FAILED).defer("spec", "output").order_by("created"):
        found.setdefault(job.error or UNSAID, []).append(job)
    return sorted((Failure(*each) for each in found.items()), key=lambda failure: -len(failure.jobs))


def retry_all(jobs: Iterable[Job]) -> list[str]:
    """Try jobs again, and return one sentence for each that can't be: one that can't doesn't stop the others."""
    refused = []
    for job in jobs:
        try:
            queue.retry(job)
        except InputError as error:
            refused.append(str(error))
    return refused
