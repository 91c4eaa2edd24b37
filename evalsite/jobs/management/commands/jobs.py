"""manage.py jobs: list or watch jobs."""

import argparse
import json
import sys
from typing import Any

from rich.console import Console

from evalsite.command import SiteCommand, integer_in_range
from evalsite.jobs.batches import jobs_in_batch
from evalsite.jobs.command_output import (
    EXIT_DONE,
    active_or_later,
    follow,
    job_as_dict,
    job_table,
    print_changes_as_json,
    wait_until_finished,
)
from evalsite.jobs.models import Job, JobQuerySet, State
from face.errors import InputError


class Command(SiteCommand):
    help = "List jobs, newest first, or watch them with progress bars."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--batch", help="only the jobs of this batch")
        parser.add_argument(
            "--state", choices=State.values, help="list only jobs in this state (--wait waits for all jobs)"
        )
        parser.add_argument(
            "--limit", type=integer_in_range(1, 1_000_000), default=30, help="how many to list (default 30)"
        )
        parser.add_argument(
            "--json", action="store_true", help="all fields as JSON; with --follow, one line per change"
        )
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--follow", action="store_true", help="watch until Ctrl-C; the jobs continue")
        mode.add_argument("--wait", action="store_true", help="wait until all have ended; exit code 1 if one failed")

    def handle(self, *, batch: str | None, state: str | None, limit: int, **options: Any) -> None:
        jobs = jobs_in_batch(Job.objects.all(), batch) if batch else Job.objects.all()
        if options["follow"]:
            if state:
                raise InputError("--follow shows jobs as they change state; leave out --state")
            print_changes_as_json(jobs) if options["json"] else follow(jobs if batch else active_or_later(jobs))
        code = wait_until_finished(_jobs_to_wait_for(jobs, batch)) if options["wait"] else EXIT_DONE
        listed = jobs.filter(state=state) if state else jobs
        if options["json"]:
            print(json.dumps([job_as_dict(job) for job in listed[:limit]], indent=1))
        elif not options["wait"]:
            Console().print(job_table(listed[:limit]))
        sys.exit(code)


def _jobs_to_wait_for(jobs: JobQuerySet, batch: str | None) -> JobQuerySet:
    """Return the whole batch including jobs that are added to it later; without a batch, the jobs active now."""
    return jobs if batch else Job.objects.filter(pk__in=[job.pk for job in jobs.active()])
