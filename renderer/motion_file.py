"""Motion that can be drawn, from a file: FAPs in `.fap` or `.npz`, markers in `.npz`, ARKit in `.csv`."""

from collections.abc import Callable
from pathlib import Path

from face import arkit, fap_file, high_level_faps, markers, npz_file
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion

RETARGET = "`python -m synthesis retarget MARKERS.npz OUT.npz`"


def read(path: Path, *, warn: Callable[[str], None] | None = None) -> FapMotion | MarkerMotion:
    """Read FAPs, markers or ARKit units; `warn` is told what had to be repaired.

    Raises
    ------
    InputError
        If the file is missing, broken or of another kind.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist; check the path")
    match path.suffix.lower():
        case ".fap":
            file = fap_file.read(path)
            _tell(file.warnings, warn)
            return file.motion
        case ".npz":
            return npz_file.load_motion(path)
        case ".csv":
            curves = arkit.read_csv(path)
            _tell(curves.warnings, warn)
            return arkit.faps_from_blend_shapes(curves)
        case _:
            raise InputError(f"{path} is no motion file; give .fap, .npz (FAPs or markers) or .csv (ARKit)")


def _tell(warnings: tuple[str, ...], warn: Callable[[str], None] | None) -> None:
    if warn is not None:
        for warning in warnings:
            warn(warning)


def faps(motion: FapMotion | MarkerMotion, *, markers_wanted: bool = False) -> FapMotion:
    """Return motion as low-level FAPs; with `markers_wanted` also as the markers they were taken from.

    Markers alone have no blinks and no gaze, so they are drawn as they are only where they were asked for.

    Raises
    ------
    InputError
        If there is no frame, or markers come where FAPs are wanted or the other way round.
    """
    if not len(motion):
        raise InputError("the motion has no frame; give one of at least one frame")
    if isinstance(motion, MarkerMotion):
        if not markers_wanted:
            raise InputError(f"the motion is made of markers; turn them into FAPs first: {RETARGET}")
        return markers.faps_from_markers(markers.displacements(motion), motion.neutral, motion.rate)
    if markers_wanted:
        must_have_markers(motion, "this motion")
    return high_level_faps.expand(motion)


def must_have_markers(motion: FapMotion, name: str) -> None:
    """Raise InputError, which calls the motion `name`, unless it brings the markers that it was taken from."""
    if motion.moved is None:
        raise InputError(
            f"the deformer markers needs the markers themselves, and {name} holds FAPs only; "
            f"give markers as .npz, FAPs with their markers ({RETARGET}), or another deformer"
        )
