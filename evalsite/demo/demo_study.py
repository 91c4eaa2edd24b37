"""The steps of the demo. Each uses the program's own commands and workers; nothing is prepared in advance."""

import time
import uuid
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command

from evalsite.jobs.command_output import EXIT_DONE, EXIT_INTERRUPTED, wait_until_finished
from evalsite.jobs.models import Job, JobQuerySet
from evalsite.results import snapshots
from evalsite.stimuli import catalog, stimulus_requests, training_requests
from evalsite.stimuli.models import Checkpoint, Condition, Corpus, Recording
from evalsite.studies import lifecycle, presets
from evalsite.studies.document import document
from evalsite.studies.document.render_table import RenderTable
from evalsite.studies.models import Study
from face.errors import InputError
from synthesis.networks import NetworkName
from training.corpora import corpus as corpora
from training.experiment import Experiment

CORPUS_NAME: Final = "synthetic"
PRESET: Final = "five-conditions"
NETWORKS: Final[tuple[NetworkName, ...]] = ("joint-1", "separate-1", "joint-2", "separate-2")
TRUE_EFFECTS: Final = {"original": 0.8, "joint-1": 0.4}
"""How the simulated participants rate a condition, in points above the middle: the effects the analysis should find."""


@dataclass(frozen=True)
class DemoSize:
    """How large the demo is."""

    turns: int = 120
    clips: int = 6
    raters: int = 20
    epochs: int = 25


@dataclass
class StepTimer:
    """Measures how long each step takes, in seconds."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Print the step's name and measure the block."""
        print(f"\n▸ {name}", flush=True)  # noqa: T201 - the command's output
        started = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - started


def create_corpus(size: DemoSize) -> Corpus:
    """Create the synthetic corpus, unless an earlier demo did."""
    if not (corpus := Corpus.objects.filter(name=CORPUS_NAME).first()):
        with _job_batch() as batch:
            training_requests.request_synthetic_corpus(CORPUS_NAME, {"turns": size.turns}, batch=batch)
        corpus = Corpus.objects.get(name=CORPUS_NAME)
    return corpus


def held_out_recordings(corpus: Corpus, count: int) -> list[Recording]:
    """Return recordings of test turns, which no network was trained on, alternating between speakers."""
    test = corpora.load_corpus(Path(corpus.folder)).split(_experiment(corpus, NETWORKS[0], 1).seed).test
    by_speaker: dict[str, list[str]] = {}
    for turn in test:
        by_speaker.setdefault(turn.speaker, []).append(f"{corpus.name}/{turn.name}")
    alternating = (name for names in zip(*by_speaker.values(), strict=False) for name in names)
    selected = [name for name, _ in zip(alternating, range(count), strict=False)]
    return list(Recording.objects.filter(name__in=selected).order_by("name"))


def train_and_render(corpus: Corpus, recordings: Sequence[Recording], size: DemoSize) -> None:
    """Train the networks; meanwhile animate and render the original motion and that of the networks ready so far."""
    with _job_batch() as batch:
        trainings = {network: _train(corpus, network, size, batch) for network in NETWORKS if not _is_trained(network)}
        _request_videos(recordings, catalog.original_condition(), batch)
        for network in NETWORKS:
            if training := trainings.get(network):
                _wait(Job.objects.filter(pk=training.pk))
            _request_videos(recordings, catalog.checkpoint_condition(network), batch)


def _is_trained(network: str) -> bool:
    return Checkpoint.objects.filter(name=network).exists()


def _train(corpus: Corpus, network: str, size: DemoSize, batch: str) -> Job:
    return training_requests.request_training(_experiment(corpus, network, size.epochs), name=network, batch=batch)


def _request_videos(recordings: Sequence[Recording], condition: Condition, batch: str) -> None:
    for recording in recordings:
        stimulus_requests.request_stimulus(recording, condition, RenderTable().settings(), batch=batch)


def _experiment(corpus: Corpus, network: str, epochs: int) -> Experiment:
    return Experiment.model_validate({"corpus": corpus.folder, "network": network, "epochs": epochs, "hidden": 64})


def create_study(recordings: Sequence[Recording]) -> Study:
    """Write a study file from the preset, create the study, and wait until the missing videos are produced."""
    slug = _unused_slug()
    path = Path(settings.STATE) / "studies" / f"{slug}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        presets.fill_preset(PRESET, name=slug, recordings=[each.name for each in recordings]), encoding="utf-8"
    )
    print(f"  {path}")  # noqa: T201
    study = lifecycle.create(document.read_study_file(path), source=path.read_text(encoding="utf-8"))
    _wait(Job.objects.filter(batch=study.slug))
    return study


def simulate_participants(study: Study, size: DemoSize, url: str) -> None:
    """Let simulated participants take part, through the same pages and at the same pace as people."""
    call_command("simulate", study.slug, raters=size.raters, url=url, effect=list(TRUE_EFFECTS.items()))


def contrast_verdicts(study: Study) -> list[str]:
    """Wait until the closed study is analysed; return one line for each planned contrast."""
    _wait(Job.objects.filter(kind=snapshots.JOB_KIND, spec__study=study.pk))
    contrasts = snapshots.latest_snapshot(study).results["contrasts"]
    return [f"{each['question']:>6}: {each['name']}: {each['verdict'] or each['reason']}" for each in contrasts]


def _unused_slug() -> str:
    slugs = set(Study.objects.values_list("slug", flat=True))
    return next(slug for n in range(1, len(slugs) + 2) if (slug := f"demo-{n}" if n > 1 else "demo") not in slugs)


@contextmanager
def _job_batch() -> Generator[str]:
    """Yield the name of a new batch, then wait until its jobs are done."""
    batch = uuid.uuid4().hex
    yield batch
    _wait(Job.objects.filter(batch=batch))


def _wait(jobs: JobQuerySet) -> None:
    """Wait until the jobs are done; InputError if one failed."""
    if not jobs.exists():
        return
    exit_code = wait_until_finished(jobs)
    if exit_code == EXIT_INTERRUPTED:
        raise KeyboardInterrupt
    if exit_code != EXIT_DONE:
        failed = jobs.retryable().first()
        raise InputError(f"{failed}: {failed.error if failed else ''}; `manage.py demo` continues from here")
