"""What `up` writes on a terminal: each child's lines under its coloured name, and below, how far running jobs are."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, close_old_connections
from rich.console import Console
from rich.progress import TaskID
from rich.text import Text

from evalsite.jobs.models import Job, State
from evalsite.jobs.shown.board import bars

COLOURS: Final = {"site": "cyan", "scheduler": "magenta", "training": "yellow", "worker": "green", "up": "red"}
SHOWN: Final = 8
"""Bars at once."""


class Screen:
    """A terminal: lines scroll, bars stay at the bottom."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.progress = bars(console)
        self.bars: dict[object, TaskID] = {}

    def line(self, name: str, line: str) -> None:
        """Write a child's line under its coloured name."""
        self.console.print(Text.assemble((f"{name:>9} │ ", COLOURS.get(name, "white")), line), soft_wrap=True)

    def show_jobs(self) -> None:
        """Draw how far the running jobs are; a database that is away is a matter for the next time."""
        try:
            running = list(Job.objects.running().defer("spec", "output").order_by("started")[:SHOWN])
            waiting = Job.objects.filter(state=State.QUEUED).count()
        except DatabaseError:
            close_old_connections()
            return
        for gone in self.bars.keys() - {job.pk for job in running}:
            self.progress.remove_task(self.bars.pop(gone))
        for job in running:
            message = f"{job.message}{f'  ({waiting} waiting)' if waiting and job is running[-1] else ''}"
            self.progress.update(self.bar(job), completed=job.progress, message=message)

    def clear(self) -> None:
        """Take all bars away: what they showed is over."""
        for bar in self.bars.values():
            self.progress.remove_task(bar)
        self.bars.clear()

    def bar(self, job: Job) -> TaskID:
        """Return a job's bar."""
        if job.pk not in self.bars:
            self.bars[job.pk] = self.progress.add_task(job.title, total=1.0, message="")
        return self.bars[job.pk]


@contextmanager
def screen() -> Generator[Screen | None]:
    """Give the terminal while the block runs; None where the output goes elsewhere."""
    console = Console()
    if not console.is_terminal:
        yield None
        return
    drawn = Screen(console)
    with drawn.progress:
        try:
            yield drawn
        finally:
            drawn.clear()
