"""Jobs on the command line: a table for people, JSON for programs, and progress bars by subject."""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Max, Q
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from evalsite.jobs.models import ACTIVE_STATES, Job, JobQuerySet, State

POLL_SECONDS: Final = 0.5
JSON_FIELDS: Final = (
    *("id", "kind", "title", "batch", "queue", "state", "attempt", "progress", "message", "error"),
    *("lease_owner", "spec", "output", "created", "started", "finished"),
)
EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED = 0, 1, 130
"""What the waiting functions return; the commands use them as exit codes."""

STATE_MARKS: Final = {State.DONE: "[green]✓[/]", State.FAILED: "[red]✗[/]", State.CANCELLED: "[yellow]–[/]"}

ExpectedJobs = Mapping[str, int]
"""How many consecutive jobs each subject takes; one if it is not listed."""


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


def job_subject(job: Job) -> str:
    """Return what a job works on: animating and rendering a clip are two jobs on one subject."""
    return job.title.removeprefix(f"{job.kind} ")


def progress_bars(console: Console) -> Progress:
    """Return the progress display: title, bar, percentage, elapsed time, time left, message."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[message]}", markup=False),
    )
    # Jobs differ in length, so the time left is estimated from the last ten minutes.
    return Progress(*columns, console=console, speed_estimate_period=600)


class JobProgress:
    """The progress of some jobs; `update` brings the display up to date."""

    def __init__(self, display: Progress, expected: ExpectedJobs | None = None) -> None:
        self.display = display
        self.expected = expected or {}
        self.total = display.add_task("all", total=None, message="")
        self.bars: dict[str, TaskID] = {}
        self.ended: set[object] = set()
        self.has_failed = False

    def update(self, jobs: JobQuerySet) -> bool:
        """Show the current state of the jobs, and return whether any is still active."""
        rows = list(jobs.defer("spec", "output").order_by("created"))
        jobs_by_subject: dict[str, list[Job]] = defaultdict(list)
        for job in rows:
            jobs_by_subject[job_subject(job)].append(job)
        for subject, subject_jobs in jobs_by_subject.items():
            self.update_subject(subject, subject_jobs)
        self.has_failed = any(job.is_retryable for job in rows)
        self.update_total(rows)
        return any(job.is_active for job in rows)

    def update_subject(self, subject: str, jobs: list[Job]) -> None:
        """Update a subject's bar, or print how it ended."""
        running = [job for job in jobs if job.state == State.RUNNING]
        for job in jobs:
            if job.is_active:
                self.ended.discard(job.pk)
            elif job.pk not in self.ended:
                self.ended.add(job.pk)
                done = sum(each.state == State.DONE for each in jobs)
                if job.is_retryable or done >= self.expected.get(subject, 1):
                    self.print_result(job)
        if running:
            self.update_bar(subject, jobs, running[0].message)
        elif subject in self.bars and not any(job.is_active for job in jobs):
            self.display.remove_task(self.bars.pop(subject))

    def update_bar(self, subject: str, jobs: list[Job], message: str) -> None:
        """Update a subject's bar."""
        if subject not in self.bars:
            self.bars[subject] = self.display.add_task(subject, message="")
        total = max(len(jobs), self.expected.get(subject, 1))
        self.display.update(self.bars[subject], total=total, completed=_completed(jobs), message=message)

    def print_result(self, job: Job) -> None:
        """Print a line that stays above the bars."""
        text = job_subject(job) if job.state == State.DONE else f"{job.title}  {job.error}".rstrip()
        self.display.print(STATE_MARKS[State(job.state)], escape(text), highlight=False)

    def update_total(self, rows: list[Job]) -> None:
        """Update the bar of all jobs: each counts one, a running one its progress."""
        waiting = sum(job.state == State.QUEUED for job in rows)
        needs_worker = waiting and not Job.objects.running().exists()
        message = f"{waiting} waiting" + (" for a worker (manage.py worker)" if needs_worker else "")
        total = max(len(rows), sum(self.expected.values()))
        # Without any job the bar is full.
        completed = _completed(rows) if total else 1
        self.display.update(self.total, total=total or 1, completed=completed, message=message)


def _completed(jobs: list[Job]) -> float:
    return sum(1.0 if not job.is_active else job.progress * (job.state == State.RUNNING) for job in jobs)


def wait_for_jobs(jobs: Iterable[Job]) -> int:
    """Show jobs, and those they lead to (their batches), until all have ended; see `wait_until_finished`."""
    rows = list(jobs)
    batches = [job.batch for job in rows if job.batch]
    return wait_until_finished(Job.objects.filter(Q(pk__in=[job.pk for job in rows]) | Q(batch__in=batches)))


def wait_until_finished(jobs: JobQuerySet, expected: ExpectedJobs | None = None) -> int:
    """Show the progress of the jobs until all have ended.

    Returns 0 if all are done, 1 if one failed or was cancelled, 130 if the user stopped waiting.
    """
    console = Console(stderr=True)
    try:
        with progress_bars(console) as display:
            progress = JobProgress(display, expected)
            while progress.update(jobs):
                time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        console.print("The jobs continue in the background; `manage.py jobs --follow` shows them again.")
        return EXIT_INTERRUPTED
    return EXIT_FAILED if progress.has_failed else EXIT_DONE


def active_or_later(jobs: JobQuerySet) -> JobQuerySet:
    """Return the jobs that are active now, and those that will be created or end later."""
    latest = jobs.aggregate(latest=Max("finished"))["latest"]
    return jobs.filter(Q(state__in=ACTIVE_STATES) | (Q(finished__gt=latest) if latest else Q(finished__isnull=False)))


def follow(jobs: JobQuerySet) -> None:
    """Show the progress of the jobs until interrupted."""
    with progress_bars(Console(stderr=True)) as display:
        progress = JobProgress(display)
        while True:
            progress.update(jobs)
            time.sleep(POLL_SECONDS)
