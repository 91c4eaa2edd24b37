"""How the commands select jobs: by id or its beginning, by batch, or all."""

import argparse
from typing import Any

from evalsite.jobs.models import Job, JobQuerySet
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
