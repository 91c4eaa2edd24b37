"""manage.py worker: run the jobs of some queues."""

import argparse
import logging
import os
import warnings
from typing import Any

from django.conf import settings

from evalsite.command import SiteCommand, integer_in_range
from evalsite.jobs import lease
from evalsite.processes import terminate_with_parent
from face.errors import InputError


class Command(SiteCommand):
    help = "Run the jobs of the named queues (default: all) until stopped."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("queues", nargs="*", metavar="QUEUE", help=", ".join(settings.JOBS_QUEUES))
        parser.add_argument(
            "--processes", type=integer_in_range(1, 1000), default=1, help="how many jobs to run at once (default 1)"
        )
        parser.add_argument(
            "--nice",
            type=integer_in_range(0, 19),
            default=0,
            help="niceness: yield the CPU to other programs (0 to 19)",
        )
        parser.add_argument("--child-of", type=int, help=argparse.SUPPRESS)

    def handle(self, *, queues: list[str], processes: int, nice: int, child_of: int | None, **_: Any) -> None:
        if unknown := sorted(set(queues) - set(settings.JOBS_QUEUES)):
            raise InputError(f"unknown queue {unknown[0]!r}; choose from {', '.join(settings.JOBS_QUEUES)}")
        terminate_with_parent(child_of)
        os.nice(nice)
        # SIGTERM, sent by `up`, systemd and Docker: running jobs get a few seconds, then their leases are returned.
        os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")
        # Celery warns against running as root because of pickles; our messages are JSON and hold only an id.
        warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")
        logging.getLogger("evalsite").setLevel(logging.INFO)
        from evalsite.celery import app  # noqa: PLC0415 - after REMAP_SIGTERM, which Celery reads once

        try:
            app.worker_main(celery_arguments(queues or list(settings.JOBS_QUEUES), processes))
        finally:
            lease.requeue_jobs_of_dead_children()


def celery_arguments(queues: list[str], processes: int) -> list[str]:
    """Return the command line of Celery's worker."""
    return [
        "--quiet",
        "worker",
        f"--queues={','.join(queues)}",
        f"--hostname={queues[0]}-{os.getpid()}@%h",
        f"--concurrency={processes}",
        # Children are forked from a parent without torch or GL, and replaced: GL leaks, training leaves memory behind.
        # Not more often, since starting a child takes half a second.
        "--pool=prefork",
        f"--max-tasks-per-child={1 if queues == ['train'] else 50}",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel=WARNING",
    ]
