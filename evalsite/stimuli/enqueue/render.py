"""Turn own motion files into videos: FAPs (.fap, .npz), markers (.npz) or ARKit (.csv), with or without sound."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from evalsite.stimuli import catalog, intake, motions, names
from evalsite.stimuli.delivery import Asked, file_names, videos_of
from evalsite.stimuli.enqueue import look
from evalsite.stimuli.models import Recording, Stimulus
from face.errors import InputError

SOUNDS: Final = (".wav", ".flac", ".mp3", ".m4a", ".ogg")
Wanted = tuple[Path, str, Recording | None]
"""A motion file, its digest in the store, and its sound."""


def add_arguments(parser: ArgumentParser) -> None:
    """Say what the user may write."""
    parser.add_argument("motions", type=Path, nargs="+", metavar="M", help="a motion file, .fap, .npz or .csv (ARKit)")
    parser.add_argument("--audio", type=Path, metavar="A.wav", help="its sound; or a folder with M.wav for each M")
    parser.add_argument("--condition", default="motion", help="under which name the videos are kept (%(default)s)")
    look.add_arguments(parser)


def run(options: dict[str, Any], batch: str) -> Asked:
    """Have the motion files rendered."""
    file_names(options["motions"], ".mp4")
    condition, paths = names.label(options["condition"], where="--condition "), options["motions"]
    settings = look.chosen(options)
    # All are read before the first is enqueued: a wrong one stops everything.
    sounds = [_sound(path, options["audio"], alone=len(paths) == 1) for path in paths]
    wanted = [(path, _kept(path, settings, sound), sound) for path, sound in zip(paths, sounds, strict=True)]
    return Asked([_request(each, condition, settings, batch) for each in wanted])


def results(options: dict[str, Any], stimuli: Sequence[Stimulus]) -> dict[str, Path]:
    """Return the videos by the names of their motion files."""
    return videos_of(options["motions"], stimuli)


def _sound(motion: Path, audio: Path | None, *, alone: bool) -> Recording | None:
    if audio is None:
        return None
    if not audio.is_dir():
        if not alone:
            raise InputError(f"--audio {audio} is one file for several motions; give a folder with a sound for each")
        return intake.sound(audio)
    found = [path for kind in SOUNDS if (path := audio / f"{motion.stem}{kind}").is_file()]
    if not found:
        raise InputError(f"{audio} holds no {motion.stem}.wav for {motion}; put it there, or leave --audio out")
    return intake.sound(found[0])


def _kept(path: Path, settings: dict[str, Any], sound: Recording | None) -> str:
    seed = sound.seed if sound else 1
    return motions.keep(motions.read(path, fps=settings["fps"], seed=seed, deformer=settings["deformer"]))


def _request(wanted: Wanted, condition: str, settings: dict[str, Any], batch: str) -> Stimulus:
    path, motion, sound = wanted
    own = catalog.own(condition)
    if sound:
        return catalog.request(sound, own, settings, motion=motion, batch=batch)
    return catalog.request_motion(motion, own, path.stem[:100], settings, batch=batch)
