"""`python -m synthesis`: from a recording to features and facial motion; from markers to FAPs."""

import hashlib
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NoReturn

from face import arkit, fap_file, high_level_faps, npz_file
from face.console import run_command
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from face.progress import progress_bar
from synthesis.arkit import fit_blend_shapes
from synthesis.retargeting import VIDEO_RATE, retarget

DESCRIPTION: Final = """\
Turn speech into facial motion.

  features   extract what the networks take as input: 44 features, 120 times a second
  animate    predict facial motion (MPEG-4 FAPs) from a recording, with a trained network
  retarget   convert marker motion to MPEG-4 FAPs (needs no network)
  arkit      convert MPEG-4 FAPs to ARKit's 52 blend shapes
"""
OUT_HELP: Final = "the motion: .fap (MPEG-4), .npz (FAPs with their markers) or .csv (ARKit)"


def _features(arguments: Namespace) -> None:
    from synthesis import recording  # noqa: PLC0415 - retargeting starts without the speech packages
    from synthesis.features import extract_features  # noqa: PLC0415

    _print_notes(arguments.wav, recording.load(arguments.wav).notes)
    features = extract_features(arguments.wav)
    npz_file.save(features, _writable(arguments.out))
    print(f"{arguments.out}: {len(features.values)} frames of {len(features.names)} features at {features.rate:g} Hz")


def _animate(arguments: Namespace) -> None:
    out = _writable(arguments.out)
    from synthesis import recording  # noqa: PLC0415 - retargeting starts without the speech packages

    # What can't be animated is refused before torch loads.
    _print_notes(arguments.wav, recording.require_sound(arguments.wav).notes)
    from synthesis import checkpoint  # noqa: PLC0415 - retargeting needs no torch
    from synthesis.animation import animate  # noqa: PLC0415
    from synthesis.features import extract_features  # noqa: PLC0415

    with progress_bar("animate") as progress:
        loaded = checkpoint.load(arguments.checkpoint)
        progress(0.1, "features")
        features = extract_features(arguments.wav)
        progress(0.6, "markers")
        motion = animate(features, loaded, speaker=arguments.speaker, voice=arguments.voice)
        progress(0.9, "FAPs")
        fapu = loaded.card.speaker(arguments.speaker).fapu
        seed = clip_seed(arguments.wav) if arguments.seed is None else arguments.seed
        faps = retarget(motion, rate=arguments.fps, seed=seed, fapu=fapu)
        _save(faps, out)
        if arguments.arkit:
            _save_blend_shapes(faps, arguments.arkit)
        if arguments.markers:
            npz_file.save(motion, _writable(arguments.markers))
        progress(1.0, "done")


def _retarget(arguments: Namespace) -> None:
    motion = npz_file.load(MarkerMotion, arguments.motion)
    faps = retarget(motion, rate=arguments.fps, seed=arguments.seed or 0)
    _save(faps, arguments.out)
    print(f"{arguments.out}: {len(faps)} frames at {faps.rate:g} Hz")


def _arkit(arguments: Namespace) -> None:
    file = fap_file.read(arguments.motion)
    for note in file.notes:
        print(f"{arguments.motion}: {note}", file=sys.stderr)
    _save_blend_shapes(high_level_faps.expand(file.motion), arguments.out)


def _print_notes(path: Path, notes: Iterable[str]) -> None:
    for note in notes:
        print(f"{path}: {note}", file=sys.stderr)


def clip_seed(wav: Path) -> int:
    """Return a seed for blinks and gaze that depends on the sound only, whatever moves the face."""
    return int.from_bytes(hashlib.sha256(wav.read_bytes()).digest()[:4], "little")


def _save(faps: FapMotion, out: Path) -> None:
    """Write FAPs as text, with the markers they were taken from as `.npz`, or as ARKit blend shapes in `.csv`."""
    match _writable(out).suffix:
        case ".npz":
            npz_file.save(faps, out)
        case ".csv":
            _save_blend_shapes(faps, out)
        case _:
            fap_file.write(faps, out, name=out.stem)


def _save_blend_shapes(faps: FapMotion, out: Path) -> None:
    arkit.write_csv(_writable(out), fit_blend_shapes(faps), faps.times, faps.rate)


def _writable(path: Path) -> Path:
    if not path.parent.is_dir():
        raise InputError(f"{path.parent} is not a folder; create it, or write elsewhere")
    return path


def _frame_rate(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 1000:
        raise ValueError(text)
    return value


_frame_rate.__name__ = "frame rate from 1 to 1000"  # argparse shows it when the value is wrong


def build_parser() -> ArgumentParser:
    """Return the argument parser."""
    parser = ArgumentParser(
        prog="python -m synthesis", description=DESCRIPTION, formatter_class=RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    features = commands.add_parser("features", help="extract the 44 features of a recording")
    features.add_argument("wav", type=Path, metavar="A.wav", help="a recording of speech")
    features.add_argument("out", type=Path, metavar="OUT.npz", help="the features, (T, 44) at 120 Hz")
    features.set_defaults(run=_features)
    animate = commands.add_parser("animate", help="animate a face from a recording")
    animate.add_argument("wav", type=Path, metavar="A.wav", help="a recording of speech, any voice")
    animate.add_argument("out", type=Path, metavar="OUT", help=OUT_HELP)
    animate.add_argument("--checkpoint", type=Path, required=True, metavar="C.safetensors", help="a trained network")
    animate.add_argument("--speaker", metavar="S", help="whose face moves (default: the reference speaker)")
    animate.add_argument("--voice", metavar="S", help="which training speaker is heard (default: somebody else)")
    animate.add_argument("--markers", type=Path, metavar="OUT.npz", help="also write the 46 markers at 120 Hz")
    animate.add_argument("--arkit", type=Path, metavar="OUT.csv", help="also write ARKit's 52 blend shapes")
    animate.set_defaults(run=_animate)
    retargeting = commands.add_parser("retarget", help="convert marker motion to FAPs")
    retargeting.add_argument("motion", type=Path, metavar="M.npz", help="46 markers in mm")
    retargeting.add_argument("out", type=Path, metavar="OUT", help=OUT_HELP)
    retargeting.set_defaults(run=_retarget)
    for command in (animate, retargeting):
        command.add_argument("--fps", type=_frame_rate, default=VIDEO_RATE, metavar="N", help="frames per second (25)")
        command.add_argument(
            "--seed", type=int, metavar="N", help="seed of blinks and gaze; use one for all files of a clip"
        )
    blend_shapes = commands.add_parser("arkit", help="convert FAPs to ARKit's 52 blend shapes")
    blend_shapes.add_argument("motion", type=Path, metavar="M.fap", help="MPEG-4 FAPs")
    blend_shapes.add_argument("out", type=Path, metavar="OUT.csv", help="blend shapes in Live Link Face's format")
    blend_shapes.set_defaults(run=_arkit)
    return parser


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    run_command(build_parser(), lambda arguments: arguments.run(arguments), argv)


if __name__ == "__main__":
    main()
