"""A list of jobs as the command line gives it: a table for a person, dictionaries for a program."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from evalsite.jobs.models import Job

FIELDS = (
    *("id", "kind", "title", "batch", "queue", "state", "attempt", "progress", "message", "error"),
    *("lease_owner", "spec", "output", "created", "started", "finished"),
)


def as_dict(job: Job) -> dict[str, Any]:
    """Return a job as JSON knows it."""
    values = {name: getattr(job, name) for name in FIELDS} | {"id": str(job.pk)}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def table(jobs: Iterable[Job]) -> Table:
    """Return the list for a terminal."""
    shown = Table("id", "job", "state", "", "what", box=None, pad_edge=False)
    for job in jobs:
        cells = (str(job.pk)[:8], job.title, job.state, f"{job.progress:.0%}", job.error or job.message)
        shown.add_row(*map(escape, cells))
    return shown
