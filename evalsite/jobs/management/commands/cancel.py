"""Take jobs back."""

import argparse
from typing import Any

from evalsite.command import SiteCommand
from evalsite.jobs import queue
from face.errors import InputError


class Command(SiteCommand):
    help = "Cancel jobs, waiting or running."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("ids", nargs="+", metavar="ID", help="a job's id, or how it begins")

    def handle(self, *, ids: list[str], **_: Any) -> None:
        for job in [queue.find(text) for text in ids]:
            if not queue.cancel(job):
                raise InputError(f"{job.title} is {job.get_state_display()} already")
            print(f"{job.title}: cancelled")
