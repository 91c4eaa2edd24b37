"""Which processes `up` starts, and how they share the machine's cores."""

import os
import sys
from typing import Final, NamedTuple

from django.conf import settings

from evalsite.processes import thread_limits

OTHER_QUEUES: Final = tuple(queue for queue in settings.JOBS_QUEUES if queue != "train")


class ProcessSpec(NamedTuple):
    """A process to start."""

    name: str
    command: list[str]
    env: dict[str, str]
    """Variables in addition to the common environment."""


def process_specs(port: int) -> list[ProcessSpec]:
    """Return the processes of a site on this port.

    Training has a process of its own, so that videos of recorded faces are rendered while networks train. On two cores
    that means up to three busy single-threaded processes. Niceness ranks them: the site responds first, since people
    wait for it; training goes before rendering, since everything else waits for it.
    """
    cores = len(os.sched_getaffinity(0))
    processes = min(4, max(2, cores // 2))
    return [
        ProcessSpec("site", gunicorn_command(port), thread_limits(1)),
        ProcessSpec("scheduler", manage_command("scheduler"), {}),
        ProcessSpec("training", manage_command("worker", "train", "--nice=5"), thread_limits(max(1, cores // 2))),
        ProcessSpec(
            "worker", manage_command("worker", *OTHER_QUEUES, "--nice=10", f"--processes={processes}"), thread_limits(1)
        ),
    ]


def manage_command(*arguments: str) -> list[str]:
    """Return the command line of a management command that ends when this process dies."""
    return [sys.executable, str(settings.ROOT / "manage.py"), *arguments, f"--child-of={os.getpid()}"]


def gunicorn_command(port: int) -> list[str]:
    """Return the web server's command line."""
    return [
        *(sys.executable, "-m", "gunicorn", "evalsite.wsgi"),
        f"--bind=127.0.0.1:{port}",
        "--config=python:evalsite.supervisor.gunicorn_config",
    ]
