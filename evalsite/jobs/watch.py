"""Jobs on a terminal: a bar for each that runs, one for all together, a line for each that ends."""

import time
from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from evalsite.jobs.models import Job, JobQuerySet, State

PAUSE: Final = 0.5
SIGNS: Final = {State.DONE: "[green]✓[/]", State.FAILED: "[red]✗[/]", State.CANCELLED: "[yellow]–[/]"}


def wait(jobs: Iterable[Job]) -> int:
    """Show jobs, and those they lead to (their batches), until all have ended.

    Returns 0 when all are done, 1 when one failed or was cancelled, 130 when the user stopped waiting.
    """
    ids, batches = _ids_and_batches(jobs)
    return wait_for(Job.objects.filter(Q(pk__in=ids) | Q(batch__in=batches)))


def _ids_and_batches(jobs: Iterable[Job]) -> tuple[list[object], list[str]]:
    rows = list(jobs)
    return [job.pk for job in rows], [job.batch for job in rows if job.batch]


def wait_for(jobs: JobQuerySet) -> int:
    """Show the jobs of a query until all have ended; see `wait` for what is returned."""
    console = Console(stderr=True)
    try:
        with _progress(console) as progress:
            board = Board(progress)
            while board.show(jobs):
                time.sleep(PAUSE)
    except KeyboardInterrupt:
        console.print("The jobs go on without this window; `manage.py jobs --follow` shows them again.")
        return 130
    return 1 if board.failed else 0


def follow(jobs: JobQuerySet) -> None:
    """Show the jobs of a query until the user stops looking."""
    with _progress(Console(stderr=True)) as progress:
        board = Board(progress)
        while True:
            board.show(jobs)
            time.sleep(PAUSE)


def _progress(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[message]}", markup=False),
    )
    return Progress(*columns, console=console)


class Board:
    """What is shown, brought up to date by `show`."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.total = progress.add_task("all jobs", total=None, message="")
        self.bars: dict[object, TaskID] = {}
        self.ended: set[object] = set()
        self.failed = False

    def show(self, jobs: JobQuerySet) -> bool:
        """Show how the jobs stand now, and return whether one still moves."""
        rows = list(jobs.defer("spec", "output").order_by("created"))
        for job in rows:
            if job.state == State.RUNNING:
                self.move_bar(job)
            elif job.state in SIGNS and job.pk not in self.ended:
                self.tell_end(job)
            elif job.state == State.QUEUED:
                self.ended.discard(job.pk)
        self.failed = any(job.may_retry for job in rows)
        self.move_total(rows)
        return any(job.state not in SIGNS for job in rows)

    def move_bar(self, job: Job) -> None:
        """Draw a running job."""
        if job.pk not in self.bars:
            self.bars[job.pk] = self.progress.add_task(job.title, total=1.0, message="")
        self.progress.update(self.bars[job.pk], completed=job.progress, message=job.message)

    def tell_end(self, job: Job) -> None:
        """Replace a job's bar by a line that stays."""
        self.ended.add(job.pk)
        if job.pk in self.bars:
            self.progress.remove_task(self.bars.pop(job.pk))
        self.progress.print(SIGNS[State(job.state)], escape(f"{job.title}  {job.error}".rstrip()), highlight=False)

    def move_total(self, rows: list[Job]) -> None:
        """Draw the bar of all jobs: each counts one, a running one by its progress."""
        done = sum(1.0 if job.state in SIGNS else job.progress * (job.state == State.RUNNING) for job in rows)
        waiting = sum(job.state == State.QUEUED for job in rows)
        self.progress.update(self.total, total=len(rows), completed=done, message=f"{waiting} waiting")
