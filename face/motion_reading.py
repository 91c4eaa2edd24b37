"""Reads a motion file of any kind; what was assumed, repaired or left out comes back as notes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from face import arkit, fap_file
from face.array_motion import read_array_motion
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from face.motion_summary import motion_seconds, summarize_motion
from face.reading.options import DEFAULT_OPTIONS, GIVE_RATE, GIVE_UNIT, MAX_RATE, ReadOptions, TimeUnit
from face.vertex_motion import VertexMotion

__all__ = ["MOTION_SUFFIXES", "MotionFile", "ReadOptions", "TimeUnit", "read_motion_file"]

MAX_SECONDS: Final = 7200.0


@dataclass(frozen=True, eq=False)
class MotionFile:
    """The motion in a file.

    Attributes
    ----------
    motion
        FAPs, markers or vertices.
    notes
        What was assumed, repaired or left out, one sentence each.
    """

    motion: FapMotion | MarkerMotion | VertexMotion
    notes: tuple[str, ...] = ()


def read_motion_file(path: Path, options: ReadOptions = DEFAULT_OPTIONS) -> MotionFile:
    """Read a motion file; it is also noted if nothing moves.

    Raises
    ------
    InputError
        If the file is missing, broken, empty, longer than two hours, of no known kind, or leaves something open that
        only `options` can say.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist; check the path")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path} is not a motion file; give one of {', '.join(MOTION_SUFFIXES)}")
    file = _with_unused_options_noted(path, options, reader(path, options))
    if not len(file.motion):
        raise InputError(f"{path} has no frame; give a motion of at least one frame")
    if file.motion.rate > MAX_RATE:
        raise InputError(f"{path} has {file.motion.rate:.4g} frames per second; at most {MAX_RATE:g} are read")
    seconds = motion_seconds(file.motion)
    if seconds > MAX_SECONDS:
        raise InputError(
            f"{path} lasts {seconds:.4g} s, more than {MAX_SECONDS:g} s; split it, or {GIVE_RATE}, or {GIVE_UNIT}"
        )
    if not summarize_motion(file.motion).moving:
        return MotionFile(file.motion, (*file.notes, "nothing moves: all frames are the same"))
    return file


def _with_unused_options_noted(path: Path, options: ReadOptions, file: MotionFile) -> MotionFile:
    used = _USED_OPTIONS.get(path.suffix.lower())
    return file if used is None else MotionFile(file.motion, (*file.notes, *options.unused_notes(used)))


def _read_fap(path: Path, options: ReadOptions) -> MotionFile:
    file = fap_file.read(path, rate=options.rate)
    return MotionFile(file.motion, file.notes)


def _read_arrays(path: Path, options: ReadOptions) -> MotionFile:
    return MotionFile(*read_array_motion(path, options))


def _read_csv(path: Path, options: ReadOptions) -> MotionFile:
    curves = arkit.read_csv(path, options)
    return MotionFile(arkit.faps_from_blend_shapes(curves), curves.notes)


def _read_json(path: Path, options: ReadOptions) -> MotionFile:
    curves = arkit.read_json(path, options)
    return MotionFile(arkit.faps_from_blend_shapes(curves), curves.notes)


_READERS: Final[Mapping[str, Callable[[Path, ReadOptions], MotionFile]]] = {
    ".fap": _read_fap,
    ".npz": _read_arrays,
    ".npy": _read_arrays,
    ".pkl": _read_arrays,
    ".pt": _read_arrays,
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".json": _read_json,
}
_USED_OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    ".fap": ("rate",),
    **dict.fromkeys((".csv", ".tsv", ".json"), ("rate", "time_unit", "take")),
}
"""The options of the readers that don't note themselves what they don't use."""
MOTION_SUFFIXES: Final = tuple(_READERS)
"""What the names of motion files end in."""
