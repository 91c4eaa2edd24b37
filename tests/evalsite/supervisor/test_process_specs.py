"""Which processes there are, with which queues and threads, on any machine."""

import os
import sys

import pytest
from django.conf import settings

from evalsite.processes import THREAD_VARIABLES
from evalsite.supervisor import process_specs


@pytest.fixture(autouse=True)
def no_thread_variables(monkeypatch):
    """Unset the thread variables."""
    for name in THREAD_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def specs(monkeypatch, cores):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    return {spec.name: spec for spec in process_specs.process_specs(8123)}


@pytest.mark.parametrize("cores", [1, 2, 4, 64])
def test_each_queue_is_served_by_one_worker(monkeypatch, cores):
    by_name = specs(monkeypatch, cores)
    served = [word for name in ("training", "worker") for word in by_name[name].command if word in settings.JOBS_QUEUES]
    assert sorted(served) == sorted(settings.JOBS_QUEUES)
    assert "train" in by_name["training"].command


@pytest.mark.parametrize(("cores", "processes", "threads"), [(1, 2, 1), (2, 2, 1), (4, 2, 2), (8, 4, 4), (64, 4, 32)])
def test_the_cores_are_shared(monkeypatch, cores, processes, threads):
    by_name = specs(monkeypatch, cores)
    assert f"--processes={processes}" in by_name["worker"].command
    assert by_name["training"].env == dict.fromkeys(THREAD_VARIABLES, str(threads))
    assert by_name["worker"].env == by_name["site"].env == dict.fromkeys(THREAD_VARIABLES, "1")


def test_variables_set_by_the_user_are_kept(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert "OMP_NUM_THREADS" not in specs(monkeypatch, 4)["training"].env


def test_nice_levels_put_the_site_before_training_before_rendering(monkeypatch):
    by_name = specs(monkeypatch, 2)
    nice = {name: [word for word in spec.command if word.startswith("--nice")] for name, spec in by_name.items()}
    assert nice == {"site": [], "scheduler": [], "training": ["--nice=5"], "worker": ["--nice=10"]}


def test_the_site_listens_on_this_machine_only(monkeypatch):
    command = specs(monkeypatch, 2)["site"].command
    assert command[:4] == [sys.executable, "-m", "gunicorn", "evalsite.wsgi"]
    assert "--bind=127.0.0.1:8123" in command


def test_every_process_ends_with_its_parent(monkeypatch):
    by_name = specs(monkeypatch, 2)
    assert all(by_name[name].command[-1].startswith("--") for name in ("scheduler", "training", "worker"))
    assert all(f"--child-of={os.getpid()}" in by_name[name].command for name in ("scheduler", "training", "worker"))
