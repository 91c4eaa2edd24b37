"""List or watch the jobs."""

import argparse
import json
import sys
from typing import Any

from rich.console import Console

from evalsite.command import SiteCommand, whole
from evalsite.jobs import chosen
from evalsite.jobs.models import Job, JobQuerySet, State
from evalsite.jobs.shown import watch
from evalsite.jobs.shown.table import as_dict, table
from face.errors import InputError


class Command(SiteCommand):
    help = "List the jobs, newest first; or watch them with progress bars."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--batch", help="only the jobs that were asked for together under this name")
        parser.add_argument(
            "--state", choices=State.values, help="list only the jobs in this state; --wait waits for all"
        )
        parser.add_argument("--limit", type=whole(1, 1_000_000), default=30, help="how many are listed (default 30)")
        parser.add_argument("--json", action="store_true", help="everything about them; with --follow, a line a change")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--follow", action="store_true", help="watch until Ctrl-C; the jobs go on")
        how.add_argument("--wait", action="store_true", help="watch until all have ended; exit code 1 if one failed")

    def handle(self, *, batch: str | None, state: str | None, limit: int, **options: Any) -> None:
        jobs = chosen.in_batch(Job.objects.all(), batch) if batch else Job.objects.all()
        if options["follow"]:
            if state:
                raise InputError("--follow shows jobs from state to state; leave --state out")
            watch.follow_as_json(jobs) if options["json"] else watch.follow(jobs if batch else watch.from_now_on(jobs))
        code = watch.wait_for(_awaited(jobs, batch)) if options["wait"] else watch.DONE
        shown = jobs.filter(state=state) if state else jobs
        if options["json"]:
            print(json.dumps([as_dict(job) for job in shown[:limit]], indent=1))
        elif not options["wait"]:
            Console().print(table(shown[:limit]))
        sys.exit(code)


def _awaited(jobs: JobQuerySet, batch: str | None) -> JobQuerySet:
    """Without a batch, what moves now is waited for; else the whole batch, with what is still to join it."""
    return jobs if batch else Job.objects.filter(pk__in=[job.pk for job in jobs.moving()])
