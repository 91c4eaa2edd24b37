"""List or watch the jobs."""

import argparse
import json
import sys
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evalsite.command import SiteCommand
from evalsite.jobs import watch
from evalsite.jobs.models import Job

FIELDS = (
    *("id", "kind", "title", "batch", "queue", "state", "attempt", "progress", "message", "error"),
    *("spec", "output", "created", "started", "finished"),
)


class Command(SiteCommand):
    help = "List the jobs, newest first; or watch them with progress bars."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--batch", help="only the jobs that were asked for together under this name")
        parser.add_argument("--limit", type=int, default=30, help="how many are listed (default 30)")
        parser.add_argument("--json", action="store_true", help="everything about them, as JSON")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--follow", action="store_true", help="watch until Ctrl-C; the jobs go on")
        how.add_argument("--wait", action="store_true", help="watch until all have ended; exit code 1 if one failed")

    def handle(self, *, batch: str | None, limit: int, follow: bool, wait: bool, **options: Any) -> None:
        jobs = Job.objects.filter(batch=batch) if batch else Job.objects.all()
        watched = jobs if batch else Job.objects.filter(pk__in=[job.pk for job in jobs.moving()])
        if follow:
            watch.follow(jobs.moving())
        code = watch.wait_for(watched) if wait else 0
        if options["json"]:
            print(json.dumps([as_dict(job) for job in jobs[:limit]], indent=1))
        elif not wait:
            Console().print(table(list(jobs[:limit])))
        sys.exit(code)


def as_dict(job: Job) -> dict[str, Any]:
    """Return a job as JSON knows it."""
    values = {name: getattr(job, name) for name in FIELDS}
    values["id"] = str(job.pk)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def table(jobs: list[Job]) -> Table:
    """Return the list for a terminal."""
    shown = Table("id", "job", "state", "", "what", box=None, pad_edge=False)
    for job in jobs:
        cells = (str(job.pk)[:8], job.title, job.state, f"{job.progress:.0%}", job.error or job.message)
        shown.add_row(*map(escape, cells))
    return shown
