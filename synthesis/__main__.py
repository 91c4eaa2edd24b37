"""`python -m synthesis`: from a recording to features, to facial motion; from markers to FAPs."""

import hashlib
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path

from face import console, fap_file, npz_file
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from synthesis import retarget

DESCRIPTION = """\
Turn speech into facial motion.

  features   what the networks hear of a recording: 44 numbers, 120 times a second
  animate    a recording to MPEG-4 FAPs, with a trained network
  retarget   marker motion to MPEG-4 FAPs (needs no network)
"""


def _features(arguments: Namespace) -> None:
    from synthesis.features import extract  # noqa: PLC0415 - retargeting starts without the speech packages

    features = extract(arguments.wav)
    npz_file.save(features, _writable(arguments.out))
    print(f"{arguments.out}: {len(features.values)} frames of {len(features.names)} features at {features.rate:g} Hz")


def _animate(arguments: Namespace) -> None:
    from synthesis import checkpoint  # noqa: PLC0415 - retargeting needs no torch
    from synthesis.animate import animate  # noqa: PLC0415
    from synthesis.features import extract  # noqa: PLC0415

    out = _writable(arguments.out)
    with console.progress_bar("animate") as report:
        loaded = checkpoint.load(arguments.checkpoint)
        report(0.1, "features")
        features = extract(arguments.wav)
        report(0.6, "markers")
        motion = animate(features, loaded, speaker=arguments.speaker, voice=arguments.voice)
        report(0.9, "FAPs")
        units = loaded.card.speaker(arguments.speaker).fapu
        seed = clip_seed(arguments.wav) if arguments.seed is None else arguments.seed
        _save(retarget.retarget(motion, rate=arguments.fps, seed=seed, fapu=units), out)
        if arguments.markers:
            npz_file.save(motion, _writable(arguments.markers))
        report(1.0, "done")


def _retarget(arguments: Namespace) -> None:
    motion = npz_file.load(MarkerMotion, arguments.motion)
    faps = retarget.retarget(motion, rate=arguments.fps, seed=arguments.seed or 0)
    _save(faps, arguments.out)
    print(f"{arguments.out}: {len(faps)} frames at {faps.rate:g} Hz")


def _save(faps: FapMotion, out: Path) -> None:
    """Write FAPs as text, or with the markers they were taken from as `.npz`."""
    if _writable(out).suffix == ".npz":
        npz_file.save(faps, out)
    else:
        fap_file.write(faps, out, name=out.stem)


def clip_seed(wav: Path) -> int:
    """Return a seed for blinks and gaze that belongs to the sound, whatever moves the face."""
    return int.from_bytes(hashlib.sha256(wav.read_bytes()).digest()[:4], "little")


def _writable(path: Path) -> Path:
    if not path.parent.is_dir():
        raise InputError(f"{path.parent} is not a folder; make it, or write elsewhere")
    return path


def _rate(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 1000:  # noqa: PLR2004 - frames per second
        raise ValueError(text)
    return value


_rate.__name__ = "frame rate from 1 to 1000"


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m synthesis", description=DESCRIPTION, formatter_class=RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    features = commands.add_parser("features", help="extract the 44 features of a recording")
    features.add_argument("wav", type=Path, metavar="A.wav", help="a recording of speech")
    features.add_argument("out", type=Path, metavar="OUT.npz", help="the features, (T, 44) at 120 Hz")
    features.set_defaults(work=_features)
    animate = commands.add_parser("animate", help="animate a face from a recording")
    animate.add_argument("wav", type=Path, metavar="A.wav", help="a recording of speech, any voice")
    animate.add_argument("out", type=Path, metavar="OUT", help="MPEG-4 FAPs: OUT.fap, or OUT.npz with the markers")
    animate.add_argument("--checkpoint", type=Path, required=True, metavar="C.safetensors", help="a trained network")
    animate.add_argument("--speaker", metavar="S", help="whose face moves (default: the reference speaker)")
    animate.add_argument("--voice", metavar="S", help="who of the corpus speaks (default: a voice outside it)")
    animate.add_argument("--markers", type=Path, metavar="OUT.npz", help="also write the 46 markers at 120 Hz")
    animate.set_defaults(work=_animate)
    retargeting = commands.add_parser("retarget", help="turn marker motion into FAPs")
    retargeting.add_argument("motion", type=Path, metavar="M.npz", help="46 markers in mm")
    retargeting.add_argument("out", type=Path, metavar="OUT", help="MPEG-4 FAPs: OUT.fap, or OUT.npz with the markers")
    retargeting.set_defaults(work=_retarget)
    for each in (animate, retargeting):
        each.add_argument("--fps", type=_rate, default=retarget.VIDEO_RATE, metavar="N", help="frames per second (25)")
        each.add_argument("--seed", type=int, metavar="N", help="of blinks and gaze; the same for all files of a clip")
    return parser


if __name__ == "__main__":
    parser = _parser()
    console.run(parser, lambda arguments: arguments.work(arguments))
