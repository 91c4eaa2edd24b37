"""Try failed or cancelled jobs again."""

import argparse
import sys
from typing import Any

from evalsite.command import SiteCommand
from evalsite.jobs import chosen
from evalsite.jobs.batch import retry_all
from evalsite.jobs.models import Job
from evalsite.jobs.shown import watch
from face.errors import InputError


class Command(SiteCommand):
    help = "Put failed or cancelled jobs back into their queues."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        chosen.add_arguments(parser, "failed and cancelled")
        parser.add_argument(
            "--wait", action="store_true", help="watch until they have ended; exit code 1 if one failed"
        )

    def handle(self, *, wait: bool, **options: Any) -> None:
        jobs = chosen.jobs(Job.objects.ended_badly(), options)
        refused = retry_all(jobs)
        print(f"{len(jobs) - len(refused)} jobs wait for a worker")
        if refused:
            raise InputError("; ".join(refused))
        if wait and (code := watch.wait(jobs)):
            sys.exit(code)
