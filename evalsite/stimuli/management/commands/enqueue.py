"""manage.py enqueue: request a corpus, a trained network, motion or videos from the workers."""

import json
import secrets
import shlex
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from evalsite.command import SiteCommand
from evalsite.jobs.command_output import EXIT_DONE, EXIT_INTERRUPTED, job_as_dict, wait_until_finished
from evalsite.jobs.models import Job, JobQuerySet
from evalsite.stimuli.enqueue_subcommands import SUBCOMMANDS
from evalsite.stimuli.models import Stimulus
from evalsite.stimuli.output_files import copy_files
from evalsite.stimuli.stimulus_requests import RequestedWork, remaining_job_counts
from face.errors import InputError


class Command(SiteCommand):
    help = "Enqueue jobs for the workers. With --wait, show progress until they end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        subparsers = parser.add_subparsers(dest="subcommand", required=True)
        for name, subcommand in SUBCOMMANDS.items():
            subparser = subparsers.add_parser(name, help=subcommand.__doc__, description=subcommand.__doc__)
            subcommand.add_arguments(subparser)
            subparser.add_argument(
                "--wait", action="store_true", help="show progress until all jobs end; exit with 1 if one failed"
            )
            subparser.add_argument("--json", action="store_true", help="print jobs and files as JSON")
            subparser.add_argument("--batch", metavar="NAME", help="name for this group of jobs (default: a new name)")

    def handle(self, *, subcommand: str, batch: str | None, **options: Any) -> None:
        batch = batch or _new_batch_name(subcommand)
        if (out := options.get("out")) and out.exists() and not out.is_dir():
            raise InputError(f"--out {out} is a file; name a folder")
        work = SUBCOMMANDS[subcommand].request(options, batch)
        # Printed before waiting, so that a user who stops the command knows the batch; never within the JSON.
        print(_summary(batch), file=sys.stderr if options["json"] else sys.stdout, flush=True)
        code = _wait(work, batch) if options["wait"] or options.get("out") else EXIT_DONE
        files = _output_files(subcommand, options, work.stimuli) if code != EXIT_INTERRUPTED else {}
        if options["json"]:
            _print_json(batch, work.awaited_jobs(batch), files)
        else:
            _print_files(files)
        if code:
            sys.exit(code)


def _new_batch_name(subcommand: str) -> str:
    return f"{subcommand}-{datetime.now().astimezone():%m%d-%H%M}-{secrets.token_hex(2)}"


def _summary(batch: str) -> str:
    """Return how many jobs are new, and the command that shows them."""
    count = Job.objects.filter(batch=batch).count()
    if not count:
        return "No new jobs: the same work was requested before; see manage.py jobs"
    return f"New jobs: {count}, batch {batch}; follow with manage.py jobs --batch {shlex.quote(batch)} --follow"


def _wait(work: RequestedWork, batch: str) -> int:
    code = wait_until_finished(work.awaited_jobs(batch), remaining_job_counts(work.stimuli))
    for stimulus in work.stimuli:
        stimulus.refresh_from_db()
    return code


def _output_files(subcommand: str, options: dict[str, Any], stimuli: Sequence[Stimulus]) -> dict[str, Path]:
    """Return the finished files by name, copied to the folder of --out if there is one."""
    files = SUBCOMMANDS[subcommand].output_files(options, stimuli)
    return copy_files(files, options["out"]) if options.get("out") else files


def _print_files(files: Mapping[str, Path]) -> None:
    for name, path in files.items():
        print(path if path.name == name else f"{name}: {path}")


def _print_json(batch: str, jobs: JobQuerySet, files: Mapping[str, Path]) -> None:
    rows = [job_as_dict(job) for job in jobs.order_by("created")]
    paths = {name: str(path) for name, path in files.items()}
    print(json.dumps({"batch": batch, "jobs": rows, "files": paths}, indent=1))
