"""Put lost and forgotten jobs right, and do the daily chores, until told to stop."""

import argparse
import logging
import threading
from signal import SIGTERM, signal
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from evalsite.command import SiteCommand
from evalsite.jobs.scheduler import chores, reconcile
from evalsite.orphan import end_with_parent

log = logging.getLogger(__name__)


class Command(SiteCommand):
    help = (
        "Every 20 seconds, return the jobs of dead workers to their queues and send forgotten ones again; "
        "once a day, do the chores, such as erasing platform ids (see retention)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--child-of", type=int, help=argparse.SUPPRESS)

    def handle(self, *, child_of: int | None, **_: Any) -> None:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
        end_with_parent(child_of)
        stop = threading.Event()
        signal(SIGTERM, lambda *_: stop.set())
        while not stop.is_set():
            stop.wait(tick())


def tick() -> float:
    """Reconcile, and return the seconds until the next time; what is away just now is a matter for then."""
    try:
        reconcile.once()
        chores.do()
        return reconcile.pause()
    except Exception:
        log.exception("scheduler")
        return settings.JOBS_RECONCILE
    finally:
        close_old_connections()
