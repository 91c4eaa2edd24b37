"""The identity of a process, by which another one on the same machine sees whether it still runs."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from evalsite.jobs import process_identity
from tests.evalsite.jobs.processes import ROOT

CHILD_SCRIPT = (
    "import time; from evalsite.jobs.process_identity import current_process\n"
    "print(current_process(), flush=True); time.sleep(60)"
)


@contextmanager
def running(program=sys.executable):
    """Run a process that prints its identity; yield both."""
    with subprocess.Popen([program, "-c", CHILD_SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def test_the_current_process_runs():
    assert not process_identity.has_exited(process_identity.current_process())
    assert process_identity.current_process().split("/")[1:3] == [str(os.getppid()), str(os.getpid())]


def test_a_child_runs_until_it_is_killed():
    with running() as (child, identity):
        assert identity.startswith(process_identity.children_prefix())
        assert not process_identity.has_exited(identity)
        child.kill()
        child.wait()
        assert process_identity.has_exited(identity)


def test_a_zombie_has_exited():
    with running() as (child, identity):
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert process_identity.has_exited(identity)


def test_a_reused_process_id_is_another_process():
    assert process_identity.has_exited(process_identity.current_process().rpartition("/")[0] + "/1")


def test_a_process_on_another_machine_is_not_reported_as_exited():
    machine, _, rest = process_identity.current_process().partition("/")
    for other in (f"{machine}0", "elsewhere:0:pid:[1]"):
        assert not process_identity.has_exited(f"{other}/{rest.rpartition('/')[0]}/1")


def test_a_program_with_brackets_in_its_name_is_recognised(tmp_path):
    odd = tmp_path / "a) Z 0 (b"
    odd.symlink_to(Path(sys.executable).resolve())
    with running(str(odd)) as (child, identity):
        assert odd.name in Path(f"/proc/{child.pid}/stat").read_text()
        assert not process_identity.has_exited(identity)
