"""manage.py scheduler: reconcile jobs and run daily tasks."""

import argparse
import logging
import threading
from signal import SIGTERM, signal
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from evalsite.command import SiteCommand
from evalsite.jobs.scheduler import reconcile, run_due_tasks, seconds_until_next_run
from evalsite.processes import terminate_with_parent

log = logging.getLogger(__name__)


class Command(SiteCommand):
    help = (
        "Every 20 seconds, requeue the jobs of dead workers and send lost messages again; "
        "once a day, run tasks such as erasing platform ids (see retention). Runs until stopped."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--child-of", type=int, help=argparse.SUPPRESS)

    def handle(self, *, child_of: int | None, **_: Any) -> None:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
        terminate_with_parent(child_of)
        stop = threading.Event()
        signal(SIGTERM, lambda *_: stop.set())
        while not stop.is_set():
            stop.wait(tick())


def tick() -> float:
    """Run once, and return the seconds until the next run; an error, such as an unavailable database, is logged."""
    try:
        reconcile()
        run_due_tasks()
        return seconds_until_next_run()
    except Exception:
        log.exception("scheduler")
        return settings.JOBS_RECONCILE
    finally:
        close_old_connections()
