"""Motion as FAPs for rendering."""

from typing import Final

from face import high_level_faps, markers
from face.errors import InputError
from face.morph_motion import MorphMotion
from face.motion import FapMotion, MarkerMotion
from face.vertex_motion import VertexMotion

RETARGET_COMMAND: Final = "`python -m synthesis retarget MARKERS.npz OUT.npz`"


def to_faps(motion: FapMotion | MarkerMotion | VertexMotion | MorphMotion, *, keep_markers: bool = False) -> FapMotion:
    """Return motion as low-level FAPs; with `keep_markers` also with the markers they were measured from.

    Markers alone have no blinks and no gaze, so they are accepted only with `keep_markers`.

    Raises
    ------
    InputError
        If there is no frame, or the motion is of another kind than is needed.
    """
    if not len(motion):
        raise InputError("the motion has no frame; give one of at least one frame")
    if isinstance(motion, VertexMotion):
        raise InputError("the motion is that of a mesh's vertices, not FAPs; name 46 of them as markers (--markers)")
    if isinstance(motion, MorphMotion):
        raise InputError("the motion is that of a head's own morph targets, not FAPs; `video` and `still` draw it")
    if isinstance(motion, MarkerMotion):
        if not keep_markers:
            raise InputError(f"the motion is made of markers; turn them into FAPs first: {RETARGET_COMMAND}")
        return markers.faps_from_markers(markers.displacements(motion), motion.neutral, motion.rate)
    if keep_markers:
        require_markers(motion, "this motion")
    return high_level_faps.expand(motion)


def require_markers(motion: FapMotion, name: str) -> None:
    """Raise InputError, which calls the motion `name`, unless it has the markers that it was measured from."""
    if motion.moved is None:
        raise InputError(
            f"the deformer markers needs the markers themselves, and {name} holds FAPs only; "
            f"give markers as .npz, FAPs with their markers ({RETARGET_COMMAND}), or another deformer"
        )
