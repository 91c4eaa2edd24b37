"""Waiting for jobs, and looking on: with bars for a person, one JSON object a line for a program."""

import json
import time
from collections.abc import Iterable
from typing import Final

from django.db.models import Max, Q
from rich.console import Console

from evalsite.jobs.models import MOVING, Job, JobQuerySet
from evalsite.jobs.shown.board import Board, Expected, bars
from evalsite.jobs.shown.table import as_dict

PAUSE: Final = 0.5
DONE, FAILED, INTERRUPTED = 0, 1, 130
"""What `wait` and `wait_for` return, and the commands as their exit codes."""


def wait(jobs: Iterable[Job]) -> int:
    """Show jobs, and those they lead to (their batches), until all have ended; see `wait_for`."""
    rows = list(jobs)
    batches = [job.batch for job in rows if job.batch]
    return wait_for(Job.objects.filter(Q(pk__in=[job.pk for job in rows]) | Q(batch__in=batches)))


def wait_for(jobs: JobQuerySet, expected: Expected | None = None) -> int:
    """Show the jobs of a query until all have ended.

    Returns 0 when all are done, 1 when one failed or was cancelled, 130 when the user stopped waiting.
    """
    console = Console(stderr=True)
    try:
        with bars(console) as progress:
            board = Board(progress, expected)
            while board.show(jobs):
                time.sleep(PAUSE)
    except KeyboardInterrupt:
        console.print("The jobs go on without this window; `manage.py jobs --follow` shows them again.")
        return INTERRUPTED
    return FAILED if board.failed else DONE


def from_now_on(jobs: JobQuerySet) -> JobQuerySet:
    """Keep what moves, and what ends or comes in while somebody looks."""
    latest = jobs.aggregate(latest=Max("finished"))["latest"]
    return jobs.filter(Q(state__in=MOVING) | (Q(finished__gt=latest) if latest else Q(finished__isnull=False)))


def follow(jobs: JobQuerySet) -> None:
    """Show the jobs of a query until the user stops looking."""
    with bars(Console(stderr=True)) as progress:
        board = Board(progress)
        while True:
            board.show(jobs)
            time.sleep(PAUSE)


def follow_as_json(jobs: JobQuerySet) -> None:
    """Print a job as one line of JSON whenever something about it changes, until the user stops looking."""
    told: dict[str, str] = {}
    while True:
        for job in jobs.order_by("created"):
            line = json.dumps(as_dict(job))
            if told.get(str(job.pk)) != line:
                print(line, flush=True)  # noqa: T201 - for the program that reads it
                told[str(job.pk)] = line
        time.sleep(PAUSE)
