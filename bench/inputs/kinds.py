"""Every kind of file that the program reads: a valid sample of it, and the function that reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from bench.inputs import samples

Reader = Callable[[Path], object]


@dataclass(frozen=True)
class InputKind:
    """One kind of file.

    Attributes
    ----------
    name
        As the table shows it.
    file
        The name of the file that is damaged, within a folder of its own.
    make
        Writes a valid file, and those that it refers to, into the folder.
    read
        Reads it as the program does: it returns, or raises InputError.
    weight
        Its share of the mutations, beside 1 for most.
    is_quick
        Whether it belongs to the quick round of the tests.
    """

    name: str
    file: str
    make: Callable[[Path], None]
    read: Reader
    weight: float = 1.0
    is_quick: bool = True


def _call(target: str, *arguments: object) -> Reader:
    """Return a reader that imports `package.module:function` when it is called: each process loads what it needs."""
    module, _, name = target.partition(":")

    def read(path: Path) -> object:
        return getattr(import_module(module), name)(path, *arguments)

    return read


def _read_motion(path: Path) -> object:
    """Read motion as `python -m renderer video` does, as far as the values that move the avatar."""
    motion = import_module("face.motion_reading").read_motion_file(path).motion
    if not hasattr(motion, "driven"):
        return motion
    faps = import_module("renderer.motion_file").to_faps(motion)
    return next(import_module("renderer.resampling").resampled_blocks(faps, fps=25, count=10))


def _read_vertices(path: Path) -> object:
    options = import_module("face.reading.options").ReadOptions(template=path.parent / "template.obj")
    return import_module("face.motion_reading").read_motion_file(path, options)


def _read_parameters(path: Path) -> object:
    options = import_module("face.reading.options").ReadOptions(model=path.parent / "flame.npz")
    return import_module("face.motion_reading").read_motion_file(path, options)


def _read_ratings(path: Path) -> object:
    """Read and analyse ratings without a plan."""
    text = import_module("analysis.csv_format").read_csv_text(path)
    ratings = import_module("analysis.ratings_csv").parse_ratings_csv(text, str(path))
    return import_module("analysis.pipeline").analyse(ratings, None).to_json()


def _read_objective(path: Path) -> object:
    text = import_module("analysis.csv_format").read_csv_text(path)
    return import_module("analysis.objective_scores").parse_objective_csv(text, str(path))


def _read_avatar(path: Path) -> object:
    """Load an avatar; the cache of avatars by path would hide that the file has changed."""
    registry = import_module("renderer.avatar_registry")
    return registry.load_avatar(str(path.parent / "avatar.json"))


def _read_corpus(path: Path) -> object:
    return import_module("training.corpora.corpus").load_corpus(path.parent)


def _read_study(path: Path) -> object:
    return import_module("evalsite.studies.document.document").read_study_file(path)


def _read_features(path: Path) -> object:
    features = import_module("synthesis.features").Features
    return import_module("face.npz_file").load(features, path)


def _read_video(path: Path) -> object:
    return import_module("renderer.normalize.measurement").measure_video(path)


def _sound_kind(suffix: str, weight: float = 0.5) -> list[InputKind]:
    make = samples.sound(f"a{suffix}")
    kinds = [InputKind(f"sound {suffix}", f"a{suffix}", make, _call("renderer.sound_file:read_sound"), weight)]
    if suffix != ".m4a":
        reader = _call("synthesis.recording:load")
        kinds.append(InputKind(f"recording {suffix}", f"a{suffix}", make, reader, weight))
    return kinds


KINDS: Final = (
    InputKind("FAPs .fap", "a.fap", samples.fap_text, _read_motion),
    InputKind("FAPs .npz", "a.npz", samples.fap_arrays, _read_motion),
    InputKind("markers .npz", "a.npz", samples.marker_arrays, _read_motion),
    InputKind("vertices .npz", "a.npz", samples.vertex_arrays, _read_motion),
    InputKind("vertices .npy", "a.npy", samples.vertices, _read_vertices),
    InputKind("template .obj", "a.obj", samples.template("a.obj"), _call("face.mesh.reading:read_mesh")),
    InputKind("template .ply", "a.ply", samples.template("a.ply"), _call("face.mesh.reading:read_mesh")),
    InputKind("ARKit .csv, timecode", "a.csv", samples.live_link, _read_motion),
    InputKind("ARKit .csv, seconds", "a.csv", samples.curves, _read_motion),
    InputKind("Audio2Face .json", "a.json", samples.audio2face, _read_motion),
    InputKind("MediaPipe .json", "a.json", samples.mediapipe, _read_motion),
    InputKind("FLAME parameters .npz", "a.npz", samples.parameters, _read_parameters, 0.5),
    InputKind("FLAME model .pkl", "flame.pkl", samples.flame_pickle, _call("face.head_model.model:read_model"), 0.5),
    InputKind("avatar.json", "avatar.json", samples.avatar, _read_avatar, 0.5),
    InputKind("avatar .glb", "small.glb", samples.avatar, _read_avatar, 0.5, is_quick=False),
    InputKind(
        "animated .glb", "a.glb", samples.animated_head,
        _call("renderer.morph_animation.reading:read_morph_file"), 0.5, is_quick=False,
    ),
    *_sound_kind(".wav"),
    *_sound_kind(".flac"),
    *_sound_kind(".mp3"),
    *_sound_kind(".ogg"),
    *_sound_kind(".m4a"),
    InputKind("video .mp4", "a.mp4", samples.video("a.mp4"), _read_video, 0.5, is_quick=False),
    InputKind("video .webm", "a.webm", samples.video("a.webm"), _read_video, 0.5, is_quick=False),
    InputKind("video .avi", "a.avi", samples.video("a.avi"), _read_video, 0.5, is_quick=False),
    InputKind("video .mkv", "a.mkv", samples.video("a.mkv"), _read_video, 0.5, is_quick=False),
    InputKind("video .mpg", "a.mpg", samples.video("a.mpg"), _read_video, 0.5, is_quick=False),
    InputKind("study file", "study.toml", samples.study, _read_study),
    InputKind("plan", "plan.toml", samples.plan, _call("analysis.plan:read_plan")),
    InputKind("experiment", "run.toml", samples.experiment, _call("training.experiment:load_experiment"), 0.5),
    InputKind("ratings .csv", "ratings.csv", samples.ratings, _read_ratings, 0.2, is_quick=False),
    InputKind("objective scores .csv", "scores.csv", samples.objective, _read_objective, 0.5),
    InputKind("corpus index", "corpus.json", samples.corpus, _read_corpus, 0.5),
    InputKind("features .npz", "a.npz", samples.features, _read_features, 0.5),
    InputKind(
        "checkpoint", "a.safetensors", samples.checkpoint, _call("synthesis.checkpoint:load"), 0.5, is_quick=False
    ),
    InputKind(
        "bundle .zip", "bundle.zip", samples.bundle, _call("analysis.bundle_verification:verify_bundle"), 0.1,
        is_quick=False,
    ),
)  # fmt: skip


def find_kind(name: str) -> InputKind:
    """Return the kind of this name."""
    return next(kind for kind in KINDS if kind.name == name)
