"""Jobs that make corpora, networks and motion: where synthesis and training meet the site.

Imported in a worker's child process only, since torch and openSMILE come with it. Each function takes a job's spec,
writes to the store, and returns what the job's handler publishes.
"""

import shutil
from pathlib import Path

from django.conf import settings

from evalsite import store
from evalsite.jobs.queue import spec_digest
from evalsite.jobs.registry import Output, Spec
from evalsite.stimuli.corpus_transfer import fetch_corpus, pack_corpus
from evalsite.stimuli.models import Condition, Recording
from evalsite.stimuli.motion_store import store_motion
from face import npz_file
from face.motion import MarkerMotion
from face.progress import ProgressCallback
from synthesis import checkpoint
from synthesis.animation import animate
from synthesis.features import extract_features
from synthesis.recording import duration
from synthesis.retargeting import retarget
from training.corpora import synthetic
from training.corpora.corpus import Turn
from training.experiment import Experiment
from training.pipeline import train


def make_synthetic_corpus(spec: Spec, progress: ProgressCallback) -> Output:
    """Generate a synthetic corpus: speech and matching facial motion."""
    folder = Path(settings.STATE) / "corpora" / spec["name"]
    corpus = synthetic.generate_corpus(folder, progress=progress, **spec["options"])
    return {
        "name": spec["name"],
        "kind": corpus.kind,
        "digest": corpus.digest(),
        "folder": str(folder),
        "packed": pack_corpus(folder),
        "turns": [_store_turn(turn) for turn in corpus.turns],
    }


def _store_turn(turn: Turn) -> Output:
    with store.workspace() as workspace:
        sound = store.add(Path(shutil.copyfile(turn.wav, workspace / "sound")))
        motion = store.add(Path(shutil.copyfile(turn.motion, workspace / "motion")))
    return {
        "name": turn.name,
        "speaker": turn.speaker,
        "sound": sound,
        "motion": motion,
        "seconds": duration(turn.wav),
    }


def train_network(spec: Spec, progress: ProgressCallback) -> Output:
    """Train a network and store its checkpoint. If a worker died, resume after the last finished epoch."""
    experiment = Experiment.model_validate(spec["experiment"])
    experiment = experiment.model_copy(update={"corpus": fetch_corpus(spec["corpus"], experiment.corpus)})
    # In the store's folder, so that a worker on another machine can resume.
    scratch = Path(settings.STORE) / "work" / f"training-{spec_digest(spec)}"
    with store.workspace() as workspace:
        card = train(experiment, workspace / "network.safetensors", scratch=scratch, progress=progress)
        digest = store.add(workspace / "network.safetensors")
    shutil.rmtree(scratch, ignore_errors=True)
    return {"name": spec["name"], "checkpoint": digest, "card": card.model_dump(mode="json")}


def animate_recording(spec: Spec, progress: ProgressCallback) -> Output:
    """Make the FAPs of a recording from measured or predicted markers, retargeted alike in every condition."""
    recording = Recording.objects.get(pk=spec["recording"])
    condition = Condition.objects.select_related("checkpoint").get(pk=spec["condition"])
    progress(0.1, "animating the face")
    motion = retarget(marker_motion(recording, condition), rate=spec["fps"], seed=recording.seed)
    return {"motion": store_motion(motion)}


def marker_motion(recording: Recording, condition: Condition) -> MarkerMotion:
    """Return the recording's measured markers, or those that the condition's checkpoint predicts."""
    if condition.checkpoint is None:
        return npz_file.load(MarkerMotion, store.path(recording.motion))
    trained = checkpoint.load(store.path(condition.checkpoint.digest))
    speaker = recording.speaker if recording.speaker in trained.card.speakers else None
    return animate(extract_features(store.path(recording.sound)), trained, speaker=speaker, voice=speaker)
