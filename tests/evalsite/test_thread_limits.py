"""Workers use one thread per process unless the user sets more."""

import os
import subprocess
import sys
from pathlib import Path

from evalsite.thread_limits import THREAD_VARIABLES, thread_limits

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
