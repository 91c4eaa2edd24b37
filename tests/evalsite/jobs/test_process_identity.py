"""Who holds a lease: a name by which another process on the same machine sees whether the holder still lives."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from evalsite.jobs import process_identity
from tests.evalsite.jobs.processes import ROOT

CHILD = "import time; from evalsite.jobs.process_identity import current_process; print(current_process(), flush=True); time.sleep(60)"


@contextmanager
def running(program=sys.executable):
    """Run a process that tells its name; give both."""
    with subprocess.Popen([program, "-c", CHILD], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def test_i_live():
    assert not process_identity.has_exited(process_identity.current_process())
    assert process_identity.current_process().split("/")[1:3] == [str(os.getppid()), str(os.getpid())]


def test_a_child_is_mine_and_lives_until_it_is_killed():
    with running() as (child, name):
        assert name.startswith(process_identity.children_prefix())
        assert not process_identity.has_exited(name)
        child.kill()
        child.wait()
        assert process_identity.has_exited(name)


def test_a_dead_child_that_nobody_has_buried_yet_is_gone():
    with running() as (child, name):
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert process_identity.has_exited(name)


def test_another_process_that_got_the_same_number_is_not_the_owner():
    assert process_identity.has_exited(process_identity.current_process().rpartition("/")[0] + "/1")


def test_what_runs_on_another_machine_cannot_be_seen():
    machine, _, rest = process_identity.current_process().partition("/")
    for other in (f"{machine}0", "elsewhere:0:pid:[1]"):
        assert not process_identity.has_exited(f"{other}/{rest.rpartition('/')[0]}/1")


def test_a_program_whose_name_holds_brackets_is_read_as_well(tmp_path):
    odd = tmp_path / "a) Z 0 (b"
    odd.symlink_to(Path(sys.executable).resolve())
    with running(str(odd)) as (child, name):
        assert odd.name in Path(f"/proc/{child.pid}/stat").read_text()
        assert not process_identity.has_exited(name)
