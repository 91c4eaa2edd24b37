"""Which children `up` has, and how it shares the machine's cores among them."""

import os
import sys
from typing import Final

from django.conf import settings

from evalsite.jobs.registry import QUEUES
from evalsite.threads import limit

OTHERS: Final = tuple(queue for queue in QUEUES if queue != "train")

Plan = list[tuple[str, list[str], dict[str, str]]]


def children(port: int) -> Plan:
    """Return name, command and additional environment of each child.

    Training has a process of its own, so that videos of recorded faces are rendered while networks train. On two
    cores that is up to three busy processes of one thread each; the nicer ones give way: what all wait for is the
    training, and what a person waits for is the site.
    """
    cores = len(os.sched_getaffinity(0))
    return [
        ("site", gunicorn(port), limit(1)),
        ("scheduler", manage("scheduler"), {}),
        ("training", manage("worker", "train", "--nice=5"), limit(max(1, cores // 2))),
        ("worker", manage("worker", *OTHERS, "--nice=10", f"--processes={min(4, max(2, cores // 2))}"), limit(1)),
    ]


def manage(*words: str) -> list[str]:
    """Return the command line of a management command that ends with us."""
    return [sys.executable, str(settings.ROOT / "manage.py"), *words, f"--child-of={os.getpid()}"]


def gunicorn(port: int) -> list[str]:
    """Return the web server's command."""
    return [
        *(sys.executable, "-m", "gunicorn", "evalsite.wsgi"),
        f"--bind=127.0.0.1:{port}",
        "--config=python:evalsite.supervisor.gunicorn_settings",
    ]
