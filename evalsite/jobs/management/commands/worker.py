"""Do the jobs of some queues until told to stop."""

import argparse
import logging
import os
import warnings
from typing import Any

from evalsite.command import SiteCommand, whole
from evalsite.jobs.registry import QUEUES
from evalsite.jobs.worker import lease
from evalsite.orphan import end_with_parent
from face.errors import InputError


class Command(SiteCommand):
    help = "Do the jobs of the named queues (all of them by default) until told to stop."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("queues", nargs="*", metavar="QUEUE", help=", ".join(QUEUES))
        parser.add_argument("--processes", type=whole(1, 1000), default=1, help="jobs done at once (default 1)")
        parser.add_argument("--nice", type=whole(0, 19), default=0, help="give way to other programs (0 to 19)")
        parser.add_argument("--child-of", type=int, help=argparse.SUPPRESS)

    def handle(self, *, queues: list[str], processes: int, nice: int, child_of: int | None, **_: Any) -> None:
        if wrong := sorted(set(queues) - set(QUEUES)):
            raise InputError(f"there is no queue {wrong[0]!r}; there are {', '.join(QUEUES)}")
        end_with_parent(child_of)
        os.nice(nice)
        # TERM, which `up`, systemd and Docker send, gives running jobs a few seconds and then their leases back.
        os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")
        # Celery warns against the superuser because of pickles; our messages are JSON and hold an id.
        warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")
        logging.getLogger("evalsite").setLevel(logging.INFO)
        from evalsite.celery import app  # noqa: PLC0415 - after REMAP_SIGTERM, which Celery reads once

        try:
            app.worker_main(celery_arguments(queues or list(QUEUES), processes))
        finally:
            lease.give_back()


def celery_arguments(queues: list[str], processes: int) -> list[str]:
    """Return the command line of Celery's worker."""
    return [
        "--quiet",
        "worker",
        f"--queues={','.join(queues)}",
        f"--hostname={queues[0]}-{os.getpid()}@%h",
        f"--concurrency={processes}",
        # Children are forked from a parent without torch or GL, and renewed: GL leaks, a training leaves memory behind.
        # Not more often: a new child costs half a second.
        "--pool=prefork",
        f"--max-tasks-per-child={1 if queues == ['train'] else 50}",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel=WARNING",
    ]
