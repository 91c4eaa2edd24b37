"""What `up` shows on a terminal: the processes' output under coloured names, and progress bars of running jobs."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, close_old_connections
from rich.console import Console
from rich.progress import TaskID
from rich.text import Text

from evalsite.jobs.command_output import progress_bars
from evalsite.jobs.models import Job, State

COLORS: Final = {"site": "cyan", "scheduler": "magenta", "training": "yellow", "worker": "green", "up": "red"}
MAX_BARS: Final = 8


class TerminalDisplay:
    """A terminal on which lines scroll while progress bars stay at the bottom."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.progress = progress_bars(console)
        self.bars: dict[object, TaskID] = {}

    def print_line(self, name: str, line: str) -> None:
        """Print a line of a process's output after its coloured name."""
        self.console.print(Text.assemble((f"{name:>9} │ ", COLORS.get(name, "white")), line), soft_wrap=True)

    def update_job_bars(self) -> None:
        """Show the progress of the running jobs; skip it while the database is unavailable."""
        try:
            running = list(Job.objects.running().defer("spec", "output").order_by("started")[:MAX_BARS])
            waiting = Job.objects.filter(state=State.QUEUED).count()
        except DatabaseError:
            close_old_connections()
            return
        for ended in self.bars.keys() - {job.pk for job in running}:
            self.progress.remove_task(self.bars.pop(ended))
        for job in running:
            message = f"{job.message}{f'  ({waiting} waiting)' if waiting and job is running[-1] else ''}"
            self.progress.update(self.job_bar(job), completed=job.progress, message=message)

    def remove_bars(self) -> None:
        """Remove all bars."""
        for bar in self.bars.values():
            self.progress.remove_task(bar)
        self.bars.clear()

    def job_bar(self, job: Job) -> TaskID:
        """Return a job's bar, adding it if necessary."""
        if job.pk not in self.bars:
            self.bars[job.pk] = self.progress.add_task(job.title, total=1.0, message="")
        return self.bars[job.pk]


@contextmanager
def terminal_display() -> Generator[TerminalDisplay | None]:
    """Yield the display while the block runs; None if the output is not a terminal."""
    console = Console()
    if not console.is_terminal:
        yield None
        return
    display = TerminalDisplay(console)
    with display.progress:
        try:
            yield display
        finally:
            display.remove_bars()
