import io
import os
import signal
import sys
import time

import pytest
from rich.console import Console

from evalsite.jobs.models import Job, State
from evalsite.lock import Lock
from evalsite.supervisor import child
from evalsite.supervisor.child import Child
from evalsite.supervisor.stack import Stack, in_background
from evalsite.supervisor.terminal import Screen
from evalsite.supervisor.terminal import screen as shown_screen
from face.errors import InputError
from tests.evalsite.jobs.processes import wait_until

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def stack(tmp_path, settings):
    """Give a stack of one sleeping child, and what the child says."""
    settings.STATE = tmp_path
    said = []
    stack = Stack(port=None, log=lambda name, line: said.append(line))
    stack.children.append(Child("sleeper", SLEEP, os.environ, stack.log))
    stack.said = said
    yield stack
    stack.stop()


def test_a_child_that_ends_by_itself_is_started_again(stack):
    in_background(stack)
    wait_until(lambda: "up" in stack.said)
    os.kill(stack.children[0].process.pid, signal.SIGKILL)
    wait_until(lambda: stack.said.count("up") == 2)


def test_a_stack_that_stops_starts_nothing_again(stack):
    in_background(stack)
    child = stack.children[0]
    stack.stop()
    time.sleep(0.7)
    assert child.process.poll() is not None
    assert stack.said.count("up") <= 1


def test_a_child_that_cannot_start_is_given_up(tmp_path):
    child = Child("broken", [sys.executable, "-c", "raise SystemExit(3)"], os.environ, lambda *_: None)
    with pytest.raises(InputError, match=r"broken can't be kept running \(exit code 3\)"):
        wait_until(child.keep_alive)


def test_a_child_that_ran_once_is_started_later_and_later_but_never_given_up(monkeypatch):
    clock, said = [0.0], []
    monkeypatch.setattr(child.time, "monotonic", lambda: clock[0])
    flaky = Child("flaky", [sys.executable, "-c", ""], os.environ, lambda _, line: said.append(line))

    def ends_after(seconds):
        flaky.process.wait()
        clock[0] += seconds
        flaky.keep_alive()

    ends_after(60)
    assert flaky.rests_until == clock[0]
    for pause in (1, 2, 4, 8, 16, 30, 30):
        clock[0] = flaky.rests_until
        flaky.keep_alive()
        assert flaky.rests_until is None
        ends_after(0.1)
        assert flaky.rests_until == pytest.approx(clock[0] + pause)
        flaky.keep_alive()
        assert flaky.process.poll() is not None
    assert "starting it in 30 s" in said[-1]


def test_the_lock_names_its_holder(tmp_path):
    first, second = Lock(tmp_path), Lock(tmp_path)
    first.take()
    first.tell("http://localhost:8000")
    with pytest.raises(InputError, match=f"process {os.getpid()}, http://localhost:8000"):
        second.take()
    first.release()
    second.take()
    second.release()


def test_the_lock_tells_where_the_site_answers_as_long_as_it_is_held(tmp_path):
    holder = Lock(tmp_path)
    assert Lock(tmp_path).address() is None
    holder.take()
    holder.tell("http://localhost:8123")
    assert Lock(tmp_path).address() == "http://localhost:8123"
    holder.release()
    assert Lock(tmp_path).address() is None


@pytest.mark.django_db
def test_a_terminal_shows_lines_under_names_and_bars_of_running_jobs(monkeypatch):
    screen = io.StringIO()
    drawn = Screen(Console(file=screen, width=120, force_terminal=True))
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
