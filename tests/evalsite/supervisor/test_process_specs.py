"""Which children there are, on which queues, with how many threads, whatever the machine."""

import os
import sys

import pytest

from evalsite.jobs.registry import QUEUES
from evalsite.supervisor import process_specs
from evalsite.thread_limits import THREAD_VARIABLES


@pytest.fixture(autouse=True)
def user(monkeypatch):
    """The user said nothing about threads."""
    for name in THREAD_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def children(monkeypatch, cores):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    return {name: (command, env) for name, command, env in process_specs.process_specs(8123)}


@pytest.mark.parametrize("cores", [1, 2, 4, 64])
def test_each_queue_is_served_by_one_worker(monkeypatch, cores):
    found = children(monkeypatch, cores)
    served = [word for name in ("training", "worker") for word in found[name][0] if word in QUEUES]
    assert sorted(served) == sorted(QUEUES)
    assert "train" in found["training"][0]


@pytest.mark.parametrize(("cores", "processes", "threads"), [(1, 2, 1), (2, 2, 1), (4, 2, 2), (8, 4, 4), (64, 4, 32)])
def test_the_cores_are_shared(monkeypatch, cores, processes, threads):
    found = children(monkeypatch, cores)
    assert f"--processes={processes}" in found["worker"][0]
    assert found["training"][1] == dict.fromkeys(THREAD_VARIABLES, str(threads))
    assert found["worker"][1] == found["site"][1] == dict.fromkeys(THREAD_VARIABLES, "1")


def test_what_the_user_says_about_threads_holds(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert "OMP_NUM_THREADS" not in children(monkeypatch, 4)["training"][1]


def test_the_site_gives_way_to_nobody_and_training_before_pictures(monkeypatch):
    found = children(monkeypatch, 2)
    nice = {name: [word for word in command if word.startswith("--nice")] for name, (command, _) in found.items()}
    assert nice == {"site": [], "scheduler": [], "training": ["--nice=5"], "worker": ["--nice=10"]}


def test_the_site_answers_on_this_machine_alone_and_on_the_port(monkeypatch):
    command, _ = children(monkeypatch, 2)["site"]
    assert command[:4] == [sys.executable, "-m", "gunicorn", "evalsite.wsgi"]
    assert "--bind=127.0.0.1:8123" in command


def test_every_child_of_ours_ends_with_us(monkeypatch):
    found = children(monkeypatch, 2)
    assert all(found[name][0][-1].startswith("--") for name in ("scheduler", "training", "worker"))
    assert all(f"--child-of={os.getpid()}" in found[name][0] for name in ("scheduler", "training", "worker"))
