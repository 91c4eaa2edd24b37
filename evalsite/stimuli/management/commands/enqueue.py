"""manage.py enqueue: ask the workers for a corpus, a trained network, or videos."""

import shutil
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from evalsite import store
from evalsite.command import SiteCommand
from evalsite.jobs import watch
from evalsite.jobs.models import Job
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
            each.add_argument("--wait", action="store_true", help="show progress until all is done")

    def handle(self, *, kind: str, **options: Any) -> None:
        batch = uuid.uuid4().hex
        stimuli = SUBCOMMANDS[kind].run(options, batch)
        jobs = Job.objects.filter(batch=batch)
        print(f"{jobs.count()} new jobs; manage.py jobs --follow shows them")
        if options["wait"] or options.get("out"):
            code = watch.wait_for(jobs)
            _deliver([stimulus.pk for stimulus in stimuli], options.get("out"))
            raise SystemExit(code)


def _deliver(ids: list[int], out: Path | None) -> None:
    """Say where the finished videos lie, and copy them if asked to."""
    for stimulus in Stimulus.objects.filter(pk__in=ids).exclude(video="").select_related("recording"):
        path = store.path(stimulus.video)
        print(_copied(path, out, stimulus.shown) if out else f"{stimulus}: {path}")


def _copied(video: Path, out: Path, name: str) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(video, out / f"{name}.mp4"))
    except OSError as error:
        raise InputError(f"{out} can't be written: {error.strerror}") from None
