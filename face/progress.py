"""Progress reporting: the callback of long-running work, and the progress bar of the command line."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

ProgressCallback = Callable[[float, str], None]
"""Called with the share that is done (0 to 1) and a message that says what is being done."""


def no_progress(share: float, message: str) -> None:
    """Ignore the progress: the default where a `ProgressCallback` is optional."""


def subrange(progress: ProgressCallback, start: float, stop: float) -> ProgressCallback:
    """Return a callback for one step of the work: its 0 to 1 is shown as `start` to `stop` by `progress`."""
    return lambda share, message: progress(start + share * (stop - start), message)


@contextmanager
def progress_bar(title: str) -> Generator[ProgressCallback]:
    """Show a progress bar with the time left on stderr while the block runs; yield the callback that moves it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[message]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task(title, total=1.0, message="")
        yield lambda share, message: bars.update(task, completed=share, message=message)
