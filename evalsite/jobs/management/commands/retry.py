"""Try failed or cancelled jobs again."""

import argparse
from typing import Any

from evalsite.command import SiteCommand
from evalsite.jobs import queue


class Command(SiteCommand):
    help = "Put failed or cancelled jobs back into their queues."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("ids", nargs="+", metavar="ID", help="a job's id, or how it begins")

    def handle(self, *, ids: list[str], **_: Any) -> None:
        for job in [queue.find(text) for text in ids]:
            queue.retry(job)
            print(f"{job.title}: waits for a worker")
