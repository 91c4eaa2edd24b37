"""Motion that can be drawn, from a file: FAPs in `.fap` or `.npz`."""

from pathlib import Path

from face import fap_file, npz_file, presets
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion


def read(path: Path) -> FapMotion:
    """Read FAPs.

    Raises
    ------
    InputError
        If the file is missing, broken, of another kind, or holds markers.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist; check the path")
    match path.suffix.lower():
        case ".fap":
            return fap_file.read(path).motion
        case ".npz":
            return faps(npz_file.load_motion(path), source=str(path))
        case _:
            raise InputError(f"{path} is no motion file; give FAPs as .fap or .npz")


def faps(motion: FapMotion | MarkerMotion, *, source: str = "this motion") -> FapMotion:
    """Return motion that is made of FAPs, or raise InputError that says how to make them from markers."""
    if isinstance(motion, MarkerMotion):
        raise InputError(
            f"{source} holds markers; turn them into FAPs first: `python -m synthesis retarget MARKERS.npz OUT.fap`"
        )
    if not len(motion):
        raise InputError(f"{source} has no frame; give a motion of at least one")
    return presets.applied(motion)
