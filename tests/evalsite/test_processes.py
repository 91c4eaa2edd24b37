"""Workers use one thread per process unless the user sets more."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from evalsite import processes
from evalsite.processes import THREAD_VARIABLES, terminate_with_parent, thread_limits
from tests.evalsite.jobs.processes import wait_until

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, runpy
from django.core import management
found = lambda _: print(*(f"{name}={value}" for name, value in os.environ.items() if name.endswith("_NUM_THREADS")))
management.execute_from_command_line = found
runpy.run_path("manage.py", run_name="__main__")
"""


def threads_of(*words, **variables):
    env = {name: value for name, value in os.environ.items() if name not in THREAD_VARIABLES} | variables
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return dict(word.split("=") for word in done.stdout.split())


def test_a_worker_limits_threads_before_anything_is_imported():
    assert threads_of("worker", "render") == dict.fromkeys(THREAD_VARIABLES, "1")


def test_variables_set_by_the_user_are_kept():
    assert threads_of("worker", OMP_NUM_THREADS="4")["OMP_NUM_THREADS"] == "4"


def test_other_commands_are_not_limited():
    assert threads_of("check") == {}


def test_only_unset_variables_are_returned(monkeypatch):
    for name in THREAD_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert thread_limits(2) == dict.fromkeys(set(THREAD_VARIABLES) - {"OMP_NUM_THREADS"}, "2")


CHILD = """
import sys, time
from evalsite.processes import terminate_with_parent
terminate_with_parent(int(sys.argv[1]))
print("alive", flush=True)
time.sleep(60)
"""
PARENT = f"""
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}, str(os.getpid())], stdout=subprocess.PIPE, text=True)
print(child.stdout.readline().strip(), child.pid, flush=True)
sys.stdin.read()
"""


def test_a_child_ends_when_its_parent_is_killed():
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as parent:
        word, pid = parent.stdout.readline().split()
        assert word == "alive"
        parent.kill()
    wait_until(lambda: not is_running(pid), 60)


def test_a_child_whose_parent_has_already_died_ends_at_once():
    done = subprocess.run([sys.executable, "-c", CHILD, "1"], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (-15, b"")


def test_without_a_parent_nothing_happens(monkeypatch):
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("killed itself"))
    terminate_with_parent(None)


def is_running(pid):
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


CHILD_SCRIPT = (
    "import time; from evalsite.processes import current_process\nprint(current_process(), flush=True); time.sleep(60)"
)


@contextmanager
def running(program=sys.executable):
    """Run a process that prints its identity; yield both."""
    with subprocess.Popen([program, "-c", CHILD_SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def test_the_current_process_runs():
    assert not processes.has_exited(processes.current_process())
    assert processes.current_process().split("/")[1:3] == [str(os.getppid()), str(os.getpid())]


def test_a_child_runs_until_it_is_killed():
    with running() as (child, identity):
        assert identity.startswith(processes.children_prefix())
        assert not processes.has_exited(identity)
        child.kill()
        child.wait()
        assert processes.has_exited(identity)


def test_a_zombie_has_exited():
    with running() as (child, identity):
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert processes.has_exited(identity)


def test_a_reused_process_id_is_another_process():
    assert processes.has_exited(processes.current_process().rpartition("/")[0] + "/1")


def test_a_process_on_another_machine_is_not_reported_as_exited():
    machine, _, rest = processes.current_process().partition("/")
    for other in (f"{machine}0", "elsewhere:0:pid:[1]"):
        assert not processes.has_exited(f"{other}/{rest.rpartition('/')[0]}/1")


def test_a_program_with_brackets_in_its_name_is_recognised(tmp_path):
    odd = tmp_path / "a) Z 0 (b"
    odd.symlink_to(Path(sys.executable).resolve())
    with running(str(odd)) as (child, identity):
        assert odd.name in Path(f"/proc/{child.pid}/stat").read_text()
        assert not processes.has_exited(identity)
