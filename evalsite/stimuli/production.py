"""What the workers make before there is a picture: corpora, networks, motion. Here synthesis and training meet.

Each function takes a job's spec and tells how far it has come; it writes files to the store and returns what the
job's handler then records. Imported in a worker's child only, since torch and openSMILE come with it.
"""

import shutil
from pathlib import Path

from django.conf import settings

from evalsite import store
from evalsite.jobs.queue import spec_digest
from evalsite.jobs.registry import Output, Spec
from evalsite.stimuli import motions, shipping
from evalsite.stimuli.models import Condition, Recording
from face import npz_file
from face.motion import MarkerMotion
from face.progress import ProgressCallback
from synthesis import checkpoint, recording
from synthesis.animate import animate as predict
from synthesis.features import extract_features
from synthesis.retarget import retarget
from training.corpora import synthetic
from training.corpora.corpus import Turn
from training.experiment import Experiment
from training.train import train as train_network


def plant(spec: Spec, progress: ProgressCallback) -> Output:
    """Generate a synthetic corpus: speech, and the facial motion that belongs to it."""
    folder = Path(settings.STATE) / "corpora" / spec["name"]
    corpus = synthetic.generate_corpus(folder, progress=progress, **spec["options"])
    return {
        "name": spec["name"],
        "kind": corpus.kind,
        "digest": corpus.digest(),
        "folder": str(folder),
        "packed": shipping.pack(folder),
        "turns": [_kept(turn) for turn in corpus.turns],
    }


def train(spec: Spec, progress: ProgressCallback) -> Output:
    """Train a network and keep its checkpoint; a training whose worker died goes on after its last finished epoch."""
    experiment = Experiment.model_validate(spec["experiment"])
    experiment = experiment.model_copy(update={"corpus": shipping.here(spec["corpus"], experiment.corpus)})
    # Where other machines that share the store find it too.
    scratch = Path(settings.STORE) / "work" / f"training-{spec_digest(spec)}"
    with store.workspace() as folder:
        card = train_network(experiment, folder / "network.safetensors", scratch=scratch, progress=progress)
        digest = store.keep(folder / "network.safetensors")
    shutil.rmtree(scratch, ignore_errors=True)
    return {"name": spec["name"], "checkpoint": digest, "card": card.model_dump(mode="json")}


def animate(spec: Spec, progress: ProgressCallback) -> Output:
    """Make a clip's FAPs: measured or predicted markers, retargeted alike for every condition of the clip."""
    spoken = Recording.objects.get(pk=spec["recording"])
    condition = Condition.objects.select_related("checkpoint").get(pk=spec["condition"])
    progress(0.1, "moving the face")
    # Blinks and gaze come from the sound's digest: the same in all conditions of a clip.
    motion = retarget(markers(spoken, condition), rate=spec["fps"], seed=spoken.seed)
    return {"motion": motions.keep(motion)}


def _kept(turn: Turn) -> Output:
    with store.workspace() as folder:
        sound = store.keep(Path(shutil.copyfile(turn.wav, folder / "sound")))
        motion = store.keep(Path(shutil.copyfile(turn.motion, folder / "motion")))
    return {
        "name": turn.name,
        "speaker": turn.speaker,
        "sound": sound,
        "motion": motion,
        "seconds": recording.duration(turn.wav),
    }


def markers(recorded: Recording, condition: Condition) -> MarkerMotion:
    """Return how the recording's markers moved, or how the condition's checkpoint says they do."""
    if condition.checkpoint is None:
        return npz_file.load(MarkerMotion, store.path(recorded.motion))
    trained = checkpoint.load(store.path(condition.checkpoint.digest))
    known = recorded.speaker if recorded.speaker in trained.card.speakers else None
    return predict(extract_features(store.path(recorded.sound)), trained, speaker=known, voice=known)
