"""Lists of jobs on the command line: a table for people, JSON for programs."""

import json
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from rich.markup import escape
from rich.table import Table

from evalsite.jobs.models import Job, JobQuerySet

POLL_SECONDS: Final = 0.5
JSON_FIELDS: Final = (
    *("id", "kind", "title", "batch", "queue", "state", "attempt", "progress", "message", "error"),
    *("lease_owner", "spec", "output", "created", "started", "finished"),
)


def job_as_dict(job: Job) -> dict[str, Any]:
    """Return a job's fields as JSON values."""
    values = {name: getattr(job, name) for name in JSON_FIELDS} | {"id": str(job.pk)}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def job_table(jobs: Iterable[Job]) -> Table:
    """Return the jobs as a table for the terminal."""
    table = Table("id", "job", "state", "", "details", box=None, pad_edge=False)
    for job in jobs:
        cells = (str(job.pk)[:8], job.title, job.state, f"{job.progress:.0%}", job.error or job.message)
        table.add_row(*map(escape, cells))
    return table


def print_changes_as_json(jobs: JobQuerySet) -> None:
    """Print a job as one line of JSON whenever it changes, until interrupted."""
    printed: dict[str, str] = {}
    while True:
        for job in jobs.order_by("created"):
            line = json.dumps(job_as_dict(job))
            if printed.get(str(job.pk)) != line:
                print(line, flush=True)  # noqa: T201 - the command's output
                printed[str(job.pk)] = line
        time.sleep(POLL_SECONDS)
