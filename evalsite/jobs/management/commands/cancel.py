"""Take jobs back."""

import argparse
from typing import Any

from evalsite.command import SiteCommand
from evalsite.jobs import chosen, queue
from evalsite.jobs.models import Job
from face.errors import InputError


class Command(SiteCommand):
    help = "Cancel jobs, waiting or running."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        chosen.add_arguments(parser, "waiting and running")

    def handle(self, **options: Any) -> None:
        for job in chosen.jobs(Job.objects.moving(), options):
            if not queue.cancel(job):
                raise InputError(f"{job.title} is {job.get_state_display()} already")
            print(f"{job.title}: cancelled")
