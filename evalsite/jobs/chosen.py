"""How a command's user names jobs: by id, by what an id begins with, or a whole batch."""

import argparse
from typing import Any

from evalsite.jobs import queue
from evalsite.jobs.models import Job, JobQuerySet
from face.errors import InputError


def add_arguments(parser: argparse.ArgumentParser, what: str) -> None:
    """Offer the three ways; `what` says which jobs of a batch are meant."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="a job's id, or how it begins")
    parser.add_argument("--batch", help=f"all {what} jobs that were asked for together under this name")
    parser.add_argument("--all", action="store_true", help=f"all {what} jobs")


def jobs(candidates: JobQuerySet, options: dict[str, Any]) -> list[Job]:
    """Return the jobs that the user named: of a batch only candidates, by id any; InputError if nothing was named."""
    if options["all"]:
        return list(candidates)
    if options["batch"]:
        return list(in_batch(candidates, options["batch"]))
    if not options["ids"]:
        raise InputError("name jobs by their ids (`manage.py jobs` lists them), or give --batch NAME, or --all")
    return [queue.find(text) for text in options["ids"]]


def in_batch(candidates: JobQuerySet, batch: str) -> JobQuerySet:
    """Keep the jobs that were asked for under this name; InputError if there never were any."""
    if not Job.objects.filter(batch=batch).exists():
        raise InputError(f"there is no batch {batch!r}; `manage.py jobs --json` tells each job's batch")
    return candidates.filter(batch=batch)
