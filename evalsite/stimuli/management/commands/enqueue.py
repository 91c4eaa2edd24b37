"""manage.py enqueue: ask the workers for a corpus, a trained network, or videos of recordings."""

import shutil
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from evalsite import store
from evalsite.command import SiteCommand
from evalsite.jobs import watch
from evalsite.jobs.models import Job
from evalsite.jobs.queue import enqueue
from evalsite.stimuli import catalog, intake
from evalsite.stimuli.models import Stimulus
from face.errors import InputError


class Command(SiteCommand):
    help = "Enqueue work for the workers; --wait shows progress bars until it is done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        corpus = kinds.add_parser("corpus", help="speak a planted corpus: made sentences, made motion")
        corpus.add_argument("name")
        corpus.add_argument("--turns", type=int, default=120)
        corpus.add_argument("--speakers", type=int, default=4)
        corpus.add_argument("--seed", type=int, default=1)
        corpus.add_argument("--no-shared", action="store_true", help="without the factor that the regions share")
        train = kinds.add_parser("train", help="train the network of an experiment file")
        train.add_argument("experiment", type=Path, metavar="EXPERIMENT.toml")
        train.add_argument("--name", help="of the checkpoint (default: the file's name)")
        synthesize = kinds.add_parser("synthesize", help="turn recordings into videos: speech, motion, pictures")
        synthesize.add_argument("wavs", type=Path, nargs="+", metavar="A.wav")
        synthesize.add_argument("--checkpoint", required=True)
        synthesize.add_argument("--avatar", default="woman")
        synthesize.add_argument("--out", type=Path, help="copy the finished videos into this folder (waits)")
        for each in (corpus, train, synthesize):
            each.add_argument("--wait", action="store_true", help="show progress until all is done")

    def handle(self, *, kind: str, **options: Any) -> None:
        batch = uuid.uuid4().hex
        stimuli = getattr(self, f"_{kind}")(options, batch)
        jobs = Job.objects.filter(batch=batch)
        print(f"{jobs.count()} new jobs; manage.py jobs --follow shows them")
        if options["wait"] or options.get("out"):
            code = watch.wait_for(jobs)
            _deliver([stimulus.pk for stimulus in stimuli], options.get("out"))
            raise SystemExit(code)

    def _corpus(self, options: dict[str, Any], batch: str) -> list[Stimulus]:
        chosen = {key: options[key] for key in ("turns", "speakers", "seed")} | {"shared": not options["no_shared"]}
        title = f"speak corpus {options['name']}"
        enqueue("plant", {"name": options["name"], "options": chosen}, title=title, batch=batch)
        print(f"The corpus will lie in {Path(settings.STATE) / 'corpora' / options['name']}")
        return []

    def _train(self, options: dict[str, Any], batch: str) -> list[Stimulus]:
        path = options["experiment"]
        intake.train(path, name=options["name"] or path.stem, batch=batch)
        return []

    def _synthesize(self, options: dict[str, Any], batch: str) -> list[Stimulus]:
        condition, look = catalog.condition(options["checkpoint"]), intake.look(avatar=options["avatar"])
        # All are read before the first is enqueued: a wrong one stops everything.
        recordings = [intake.recording(wav) for wav in options["wavs"]]
        return [catalog.request(recording, condition, look, batch=batch) for recording in recordings]


def _deliver(ids: list[int], out: Path | None) -> None:
    """Say where the finished videos lie, and copy them if asked to."""
    for stimulus in Stimulus.objects.filter(pk__in=ids).exclude(video="").select_related("recording"):
        path = store.path(stimulus.video)
        print(_copied(path, out, stimulus.recording.name) if out else f"{stimulus}: {path}")


def _copied(video: Path, out: Path, name: str) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(video, out / f"{name}.mp4"))
    except OSError as error:
        raise InputError(f"{out} can't be written: {error.strerror}") from None
