"""`python -m synthesis`: from a recording to features, to facial motion; from markers to FAPs."""

import hashlib
import sys
from argparse import Namespace
from pathlib import Path

from face import arkit, console, fap_file, npz_file, presets
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from face.progress import progress_bar
from synthesis import arguments, retarget
from synthesis.arkit import fit_blend_shapes


def _features(given: Namespace) -> None:
    from synthesis.features import extract_features  # noqa: PLC0415 - retargeting starts without the speech packages

    features = extract_features(given.wav)
    npz_file.save(features, _writable(given.out))
    print(f"{given.out}: {len(features.values)} frames of {len(features.names)} features at {features.rate:g} Hz")


def _animate(given: Namespace) -> None:
    from synthesis import checkpoint  # noqa: PLC0415 - retargeting needs no torch
    from synthesis.animate import animate  # noqa: PLC0415
    from synthesis.features import extract_features  # noqa: PLC0415

    out = _writable(given.out)
    with progress_bar("animate") as progress:
        loaded = checkpoint.load(given.checkpoint)
        progress(0.1, "features")
        features = extract_features(given.wav)
        progress(0.6, "markers")
        motion = animate(features, loaded, speaker=given.speaker, voice=given.voice)
        progress(0.9, "FAPs")
        fapu = loaded.card.speaker(given.speaker).fapu
        seed = clip_seed(given.wav) if given.seed is None else given.seed
        faps = retarget.retarget(motion, rate=given.fps, seed=seed, fapu=fapu)
        _save(faps, out)
        if given.arkit:
            _save_units(faps, given.arkit)
        if given.markers:
            npz_file.save(motion, _writable(given.markers))
        progress(1.0, "done")


def _retarget(given: Namespace) -> None:
    motion = npz_file.load(MarkerMotion, given.motion)
    faps = retarget.retarget(motion, rate=given.fps, seed=given.seed or 0)
    _save(faps, given.out)
    print(f"{given.out}: {len(faps)} frames at {faps.rate:g} Hz")


def _arkit(given: Namespace) -> None:
    file = fap_file.read(given.motion)
    for warning in file.warnings:
        print(f"{given.motion}: {warning}", file=sys.stderr)
    _save_units(presets.expand_high_level_faps(file.motion), given.out)


def _save(faps: FapMotion, out: Path) -> None:
    """Write FAPs as text, with the markers they were taken from as `.npz`, or as ARKit units in `.csv`."""
    match _writable(out).suffix:
        case ".npz":
            npz_file.save(faps, out)
        case ".csv":
            _save_units(faps, out)
        case _:
            fap_file.write(faps, out, name=out.stem)


def _save_units(faps: FapMotion, out: Path) -> None:
    arkit.write_csv(_writable(out), fit_blend_shapes(faps), faps.times, faps.rate)


def clip_seed(wav: Path) -> int:
    """Return a seed for blinks and gaze that belongs to the sound, whatever moves the face."""
    return int.from_bytes(hashlib.sha256(wav.read_bytes()).digest()[:4], "little")


def _writable(path: Path) -> Path:
    if not path.parent.is_dir():
        raise InputError(f"{path.parent} is not a folder; make it, or write elsewhere")
    return path


WORK = {"features": _features, "animate": _animate, "retarget": _retarget, "arkit": _arkit}


if __name__ == "__main__":
    console.run_command(arguments.parser(), lambda given: WORK[given.command](given))
