"""manage.py enqueue: ask the workers for a corpus, a trained network, motion or videos."""

import json
import secrets
import shlex
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from evalsite.command import SiteCommand
from evalsite.jobs.models import Job, JobQuerySet
from evalsite.jobs.shown import watch
from evalsite.jobs.shown.table import as_dict
from evalsite.stimuli import delivery
from evalsite.stimuli.delivery import Asked
from evalsite.stimuli.enqueue import SUBCOMMANDS
from evalsite.stimuli.models import Stimulus
from face.errors import InputError


class Command(SiteCommand):
    help = "Enqueue work for the workers; --wait shows progress bars until it is done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        for name, module in SUBCOMMANDS.items():
            says = (module.__doc__ or "").partition("\n")[0]
            each = kinds.add_parser(name, help=says, description=says)
            module.add_arguments(each)
            each.add_argument("--wait", action="store_true", help="show progress until all is done; 1 if a job failed")
            each.add_argument("--json", action="store_true", help="print jobs and files as JSON")
            each.add_argument("--batch", metavar="NAME", help="what these jobs are called together (a fresh name)")

    def handle(self, *, kind: str, batch: str | None, **options: Any) -> None:
        batch = batch or _fresh_name(kind)
        if (out := options.get("out")) and out.exists() and not out.is_dir():
            raise InputError(f"--out {out} is a file; name a folder")
        asked = SUBCOMMANDS[kind].run(options, batch)
        # Told before the waiting, so that who stops it knows the name; never among JSON.
        print(_hint(batch), file=sys.stderr if options["json"] else sys.stdout, flush=True)
        code = _wait(asked, batch) if options["wait"] or options.get("out") else watch.DONE
        files = _files(kind, options, asked.stimuli) if code != watch.INTERRUPTED else {}
        if options["json"]:
            _say_as_json(batch, asked.work(batch), files)
        else:
            _say(files)
        if code:
            sys.exit(code)


def _fresh_name(kind: str) -> str:
    return f"{kind}-{datetime.now().astimezone():%m%d-%H%M}-{secrets.token_hex(2)}"


def _hint(batch: str) -> str:
    """Say what is new, and how to look at it."""
    new = Job.objects.filter(batch=batch).count()
    if not new:
        return "0 new jobs: the same work was asked for before; manage.py jobs shows it"
    return f"{new} new jobs, batch {batch}; manage.py jobs --batch {shlex.quote(batch)} --follow shows them"


def _wait(asked: Asked, batch: str) -> int:
    code = watch.wait_for(asked.work(batch), delivery.expected(asked.stimuli))
    for stimulus in asked.stimuli:
        stimulus.refresh_from_db()
    return code


def _files(kind: str, options: dict[str, Any], stimuli: Sequence[Stimulus]) -> dict[str, Path]:
    """Return what is finished, by file name; copied to where the user asked for it."""
    results = getattr(SUBCOMMANDS[kind], "results", None)
    found = results(options, stimuli) if results else delivery.videos(stimuli)
    return delivery.copy(found, options["out"]) if options.get("out") else found


def _say(files: dict[str, Path]) -> None:
    for name, path in files.items():
        print(path if path.name == name else f"{name}: {path}")


def _say_as_json(batch: str, work: JobQuerySet, files: dict[str, Path]) -> None:
    jobs = [as_dict(job) for job in work.order_by("created")]
    paths = {name: str(path) for name, path in files.items()}
    print(json.dumps({"batch": batch, "jobs": jobs, "files": paths}, indent=1))
