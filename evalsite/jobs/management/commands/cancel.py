"""manage.py cancel: cancel jobs."""

import argparse
from typing import Any

from evalsite.command import SiteCommand
from evalsite.jobs import queue
from evalsite.jobs.batches import add_selection_arguments, selected_jobs
from evalsite.jobs.models import Job
from face.errors import InputError


class Command(SiteCommand):
    help = "Cancel waiting or running jobs."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_selection_arguments(parser, "waiting and running")

    def handle(self, **options: Any) -> None:
        for job in selected_jobs(Job.objects.active(), options):
            if not queue.cancel(job):
                raise InputError(f"{job.title} is already {job.get_state_display()}")
            print(f"{job.title}: cancelled")
