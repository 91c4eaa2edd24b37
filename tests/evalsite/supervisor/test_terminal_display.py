"""What `up` shows on a terminal."""

import io

import pytest
from rich.console import Console

from evalsite.jobs.models import Job, State
from evalsite.supervisor.terminal_display import TerminalDisplay, terminal_display


@pytest.mark.django_db
def test_a_terminal_shows_lines_with_names_and_bars_of_running_jobs():
    output = io.StringIO()
    display = TerminalDisplay(Console(file=output, width=120, force_terminal=True))
    job = Job.objects.create(
        kind="sleep", title="render hello", spec={}, state=State.RUNNING, progress=0.4, message="now"
    )
    Job.objects.create(kind="sleep", title="render bye", spec={}, spec_digest="2")
    with display.progress:
        display.print_line("worker", "render [hello]: started")
        display.update_job_bars()
        (bar,) = display.progress.tasks
        assert (bar.description, bar.completed, bar.fields["message"]) == ("render hello", 0.4, "now  (1 waiting)")
        Job.objects.filter(pk=job.pk).update(state=State.DONE)
        display.update_job_bars()
        assert not display.progress.tasks
    assert "\x1b[32m   worker │ \x1b[0mrender [hello]: started" in output.getvalue()


def test_there_is_no_display_if_the_output_is_not_a_terminal():
    with terminal_display() as display:
        assert display is None
