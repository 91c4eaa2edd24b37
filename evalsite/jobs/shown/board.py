"""Jobs on a terminal: a bar for each thing that is being made, one for all together, a line for each that ended."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from evalsite.jobs.models import Job, JobQuerySet, State

SIGNS: Final = {State.DONE: "[green]✓[/]", State.FAILED: "[red]✗[/]", State.CANCELLED: "[yellow]–[/]"}

Expected = Mapping[str, int]
"""How many jobs, one after the other, make a thing; one unless it is named here."""


def subject(job: Job) -> str:
    """Return what a job works on: animating and rendering a clip are two jobs on one thing."""
    return job.title.removeprefix(f"{job.kind} ")


def bars(console: Console) -> Progress:
    """Return the columns: what, how far, since when, how long still, what now."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[message]}", markup=False),
    )
    # Long, since what is made differs in length: time left is judged by the last ten minutes.
    return Progress(*columns, console=console, speed_estimate_period=600)


class Board:
    """What is shown, brought up to date by `show`."""

    def __init__(self, progress: Progress, expected: Expected | None = None) -> None:
        self.progress = progress
        self.expected = expected or {}
        self.total = progress.add_task("all", total=None, message="")
        self.bars: dict[str, TaskID] = {}
        self.ended: set[object] = set()
        self.failed = False

    def show(self, jobs: JobQuerySet) -> bool:
        """Show how the jobs stand now, and return whether one still moves."""
        rows = list(jobs.defer("spec", "output").order_by("created"))
        things: dict[str, list[Job]] = defaultdict(list)
        for job in rows:
            things[subject(job)].append(job)
        for name, its in things.items():
            self.show_thing(name, its)
        self.failed = any(job.may_retry for job in rows)
        self.move_total(rows)
        return any(job.is_moving for job in rows)

    def show_thing(self, name: str, jobs: list[Job]) -> None:
        """Draw the bar of what is being made, or say how it ended."""
        running = [job for job in jobs if job.state == State.RUNNING]
        for job in jobs:
            if job.is_moving:
                self.ended.discard(job.pk)
            elif job.pk not in self.ended:
                self.ended.add(job.pk)
                if job.may_retry or sum(each.state == State.DONE for each in jobs) >= self.expected.get(name, 1):
                    self.tell_end(job)
        if running:
            self.move_bar(name, jobs, running[0].message)
        elif name in self.bars and not any(job.is_moving for job in jobs):
            self.progress.remove_task(self.bars.pop(name))

    def move_bar(self, name: str, jobs: list[Job], message: str) -> None:
        """Draw how far one thing is."""
        if name not in self.bars:
            self.bars[name] = self.progress.add_task(name, message="")
        steps = max(len(jobs), self.expected.get(name, 1))
        self.progress.update(self.bars[name], total=steps, completed=_done(jobs), message=message)

    def tell_end(self, job: Job) -> None:
        """Write a line that stays."""
        words = subject(job) if job.state == State.DONE else f"{job.title}  {job.error}".rstrip()
        self.progress.print(SIGNS[State(job.state)], escape(words), highlight=False)

    def move_total(self, rows: list[Job]) -> None:
        """Draw the bar of all: each job counts one, a running one by its progress."""
        waiting = sum(job.state == State.QUEUED for job in rows)
        idle = waiting and not Job.objects.running().exists()
        says = f"{waiting} waiting" + (" for a worker (manage.py worker)" if idle else "")
        total = max(len(rows), sum(self.expected.values()))
        # Nothing to wait for is all of it.
        self.progress.update(self.total, total=total or 1, completed=_done(rows) if total else 1, message=says)


def _done(jobs: list[Job]) -> float:
    return sum(1.0 if not job.is_moving else job.progress * (job.state == State.RUNNING) for job in jobs)
