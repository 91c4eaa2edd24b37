"""What `up` writes: on a terminal, and into a file."""

import io

import pytest
from rich.console import Console

from evalsite.jobs.models import Job, State
from evalsite.supervisor.terminal_display import TerminalDisplay
from evalsite.supervisor.terminal_display import terminal_display as shown_screen


@pytest.mark.django_db
def test_a_terminal_shows_lines_under_names_and_bars_of_running_jobs(monkeypatch):
    screen = io.StringIO()
    drawn = TerminalDisplay(Console(file=screen, width=120, force_terminal=True))
    job = Job.objects.create(
        kind="nap", title="render hello", spec={}, state=State.RUNNING, progress=0.4, message="now"
    )
    Job.objects.create(kind="nap", title="render bye", spec={}, spec_digest="2")
    with drawn.progress:
        drawn.line("worker", "render [hello]: begun")
        drawn.show_jobs()
        (bar,) = drawn.progress.tasks
        assert (bar.description, bar.completed, bar.fields["message"]) == ("render hello", 0.4, "now  (1 waiting)")
        Job.objects.filter(pk=job.pk).update(state=State.DONE)
        drawn.show_jobs()
        assert not drawn.progress.tasks
    assert "\x1b[32m   worker │ \x1b[0mrender [hello]: begun" in screen.getvalue()


def test_what_goes_to_a_file_has_no_colours_and_no_bars(capsys):
    with shown_screen() as drawn:
        assert drawn is None
