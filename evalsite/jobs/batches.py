"""Jobs by id or batch: selecting them in commands, counting, failures by reason, retrying."""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count

from evalsite.jobs import queue
from evalsite.jobs.models import ACTIVE_STATES, Job, JobQuerySet, State
from face.errors import InputError


def add_selection_arguments(parser: argparse.ArgumentParser, states: str) -> None:
    """Add the arguments that select jobs; `states` says in the help which jobs `--batch` and `--all` select."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="a job's id or its beginning")
    parser.add_argument("--batch", help=f"all {states} jobs of this batch")
    parser.add_argument("--all", action="store_true", help=f"all {states} jobs")


def selected_jobs(candidates: JobQuerySet, options: dict[str, Any]) -> list[Job]:
    """Return the selected jobs: any job by id, else only candidates; InputError if nothing was selected."""
    if options["all"]:
        return list(candidates)
    if options["batch"]:
        return list(jobs_in_batch(candidates, options["batch"]))
    if not options["ids"]:
        raise InputError("give job ids (`manage.py jobs` lists them), --batch NAME or --all")
    return [job_with_id_prefix(prefix) for prefix in options["ids"]]


def jobs_in_batch(candidates: JobQuerySet, batch: str) -> JobQuerySet:
    """Return the candidates that belong to the batch; InputError if there is no such batch."""
    if not Job.objects.filter(batch=batch).exists():
        raise InputError(f"there is no batch {batch!r}; `manage.py jobs --json` shows each job's batch")
    return candidates.filter(batch=batch)


def job_with_id_prefix(prefix: str) -> Job:
    """Return the job whose id begins with `prefix`; InputError unless there is exactly one."""
    ids = [pk for pk in Job.objects.values_list("pk", flat=True) if str(pk).startswith(prefix.lower())]
    if not prefix or len(ids) != 1:
        raise InputError(f"{len(ids)} jobs have an id that begins with {prefix!r}; `manage.py jobs` lists them")
    return Job.objects.get(pk=ids[0])


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
