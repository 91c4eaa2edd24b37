"""manage.py retry: retry failed or cancelled jobs."""

import argparse
import sys
from typing import Any

from evalsite.command import SiteCommand
from evalsite.jobs.batches import add_selection_arguments, retry_all, selected_jobs
from evalsite.jobs.command_output import wait_for_jobs
from evalsite.jobs.models import Job
from face.errors import InputError


class Command(SiteCommand):
    help = "Put failed or cancelled jobs back into their queues."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_selection_arguments(parser, "failed and cancelled")
        parser.add_argument("--wait", action="store_true", help="wait until they have ended; exit code 1 if one failed")

    def handle(self, *, wait: bool, **options: Any) -> None:
        jobs = selected_jobs(Job.objects.retryable(), options)
        refusals = retry_all(jobs)
        print(f"{len(jobs) - len(refusals)} jobs are waiting for a worker")
        if refusals:
            raise InputError("; ".join(refusals))
        if wait and (code := wait_for_jobs(jobs)):
            sys.exit(code)
