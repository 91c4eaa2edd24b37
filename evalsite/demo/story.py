"""The steps of the demo, each done by the program's own commands and workers. Nothing in it is prepared."""

import time
import uuid
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command

from evalsite.jobs.models import Job, JobQuerySet
from evalsite.jobs.shown import watch
from evalsite.results import snapshots
from evalsite.stimuli import catalog, stimulus_requests, training_requests
from evalsite.stimuli.models import Checkpoint, Condition, Corpus, Recording
from evalsite.studies import lifecycle, presets
from evalsite.studies.file import document
from evalsite.studies.file.tables import Render
from evalsite.studies.models import Study
from face.errors import InputError
from synthesis.networks import NetworkName
from training.corpora import corpus as corpora
from training.experiment import Experiment

CORPUS: Final = "synthetic"
PRESET: Final = "five-conditions"
NETWORKS: Final[tuple[NetworkName, ...]] = ("joint-1", "separate-1", "joint-2", "separate-2")
OPINIONS: Final = {"original": 0.8, "joint-1": 0.4}
"""What the scripted participants see in a condition, in points above the middle: the truth the analysis should find."""


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    turns: int = 120
    clips: int = 6
    raters: int = 20
    epochs: int = 25


@dataclass
class Clock:
    """How long each step took, in seconds."""

    steps: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Say what begins, and take its time."""
        print(f"\n▸ {name}", flush=True)  # noqa: T201 - the demo talks
        began = time.monotonic()
        yield
        self.steps[name] = time.monotonic() - began


def plant(size: Size) -> Corpus:
    """Have the corpus spoken, unless an earlier demo did."""
    if not (known := Corpus.objects.filter(name=CORPUS).first()):
        with _jobs() as batch:
            training_requests.request_synthetic_corpus(CORPUS, {"turns": size.turns}, batch=batch)
        known = Corpus.objects.get(name=CORPUS)
    return known


def untouched(corpus: Corpus, count: int) -> list[Recording]:
    """Return recordings of test turns: no network trained on them; the speakers take turns."""
    test = corpora.load_corpus(Path(corpus.folder)).split(_experiment(corpus, NETWORKS[0], 1).seed).test
    by_speaker: dict[str, list[str]] = {}
    for turn in test:
        by_speaker.setdefault(turn.speaker, []).append(f"{corpus.name}/{turn.name}")
    rounds = (name for names in zip(*by_speaker.values(), strict=False) for name in names)
    chosen = [name for name, _ in zip(rounds, range(count), strict=False)]
    return list(Recording.objects.filter(name__in=chosen).order_by("name"))


def train_and_render(corpus: Corpus, recordings: Sequence[Recording], size: Size) -> None:
    """Train the networks; meanwhile animate and render the original motion, and what the trained ones predict."""
    with _jobs() as batch:
        trainings = {network: _train(corpus, network, size, batch) for network in NETWORKS if not _is_trained(network)}
        _request(recordings, catalog.original_condition(), batch)
        for network in NETWORKS:
            if training := trainings.get(network):
                _finish(Job.objects.filter(pk=training.pk))
            _request(recordings, catalog.checkpoint_condition(network), batch)


def _is_trained(network: str) -> bool:
    return Checkpoint.objects.filter(name=network).exists()


def _train(corpus: Corpus, network: str, size: Size, batch: str) -> Job:
    return training_requests.request_training(_experiment(corpus, network, size.epochs), name=network, batch=batch)


def _request(recordings: Sequence[Recording], condition: Condition, batch: str) -> None:
    for recording in recordings:
        stimulus_requests.request_stimulus(recording, condition, Render().settings(), batch=batch)


def _experiment(corpus: Corpus, network: str, epochs: int) -> Experiment:
    return Experiment.model_validate({"corpus": corpus.folder, "network": network, "epochs": epochs, "hidden": 64})


def create(recordings: Sequence[Recording]) -> Study:
    """Write a study file from the preset, make the study, and have the missing videos made."""
    slug = _free_slug()
    path = Path(settings.STATE) / "studies" / f"{slug}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(presets.fill(PRESET, name=slug, recordings=[each.name for each in recordings]), encoding="utf-8")
    print(f"  {path}")  # noqa: T201
    study = lifecycle.create(document.read(path), source=path.read_text(encoding="utf-8"))
    _finish(Job.objects.filter(batch=study.slug))
    return study


def rate(study: Study, size: Size, url: str) -> None:
    """Let scripted participants take part, through the same pages and at the same pace as everyone."""
    call_command("simulate", study.slug, raters=size.raters, url=url, effect=list(OPINIONS.items()))


def findings(study: Study) -> list[str]:
    """Wait until a closed study is analysed; return what it says about its planned contrasts, one line each."""
    _finish(Job.objects.filter(kind=snapshots.JOB_KIND, spec__study=study.pk))
    contrasts = snapshots.latest_snapshot(study).results["contrasts"]
    return [f"{found['region']:>6}: {found['name']}: {found['verdict'] or found['reason']}" for found in contrasts]


def _free_slug() -> str:
    slugs = set(Study.objects.values_list("slug", flat=True))
    return next(slug for n in range(1, len(slugs) + 2) if (slug := f"demo-{n}" if n > 1 else "demo") not in slugs)


@contextmanager
def _jobs() -> Generator[str]:
    """Give a batch to enqueue in, then wait until its jobs are done."""
    batch = uuid.uuid4().hex
    yield batch
    _finish(Job.objects.filter(batch=batch))


def _finish(jobs: JobQuerySet) -> None:
    if not jobs.exists():
        return
    match watch.wait_for(jobs):
        case 0:
            return
        case 130:
            raise KeyboardInterrupt
    failed = jobs.ended_badly().first()
    raise InputError(f"{failed}: {failed.error if failed else ''}; `manage.py demo` goes on from here")
