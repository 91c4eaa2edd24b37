"""The motion of conditions without a network: imported motion files, and a still face as the anchor."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from evalsite.stimuli import motion_store
from evalsite.stimuli.motion_measurement import MotionProperties, measure_motion
from evalsite.stimuli.motion_store import ReadMotion
from face.faps import FAPS, fap_index
from face.morph_motion import MorphMotion
from face.motion import FapMotion
from face.reading.options import DEFAULT_OPTIONS, ReadOptions
from face.vertex_motion import VertexMotion
from face.vertices.head_motion import estimate_head_motion, remove_head_motion
from renderer import resampling

HEAD_ROTATION_FAPS: Final = (48, 49, 50)
"""The head is still in all conditions."""
HEAD_NOTE: Final = "the head's motion is left out, as in all conditions"


@dataclass(frozen=True)
class MotionSource:
    """A condition's motion of one clip.

    Attributes
    ----------
    digest
        Of the motion in the store.
    properties
        Its length, and whether it moves.
    is_anchor
        Whether it is the still face, which moves nothing by design.
    template
        The digest of the mesh that is drawn; empty if it is an avatar.
    notes
        What was assumed, repaired or left out, one sentence each.
    """

    digest: str
    properties: MotionProperties
    is_anchor: bool = False
    template: str = ""
    notes: tuple[str, ...] = ()


def store_motion_file(
    path: Path, options: ReadOptions = DEFAULT_OPTIONS, *, fps: int, seed: int, deformer: str, avatar: str = ""
) -> MotionSource:
    """Put the motion of a file into the store.

    Markers are retargeted like those of a network, with blinks and gaze from `seed`; FAPs and vertices are taken as
    they are, except the motion of the head. A head that is animated in its own file is shown as it is.

    Raises
    ------
    InputError
        If the file is no motion, or none that the deformer can show.
    """
    read = motion_store.read_motion(path, options, fps=fps, seed=seed, deformer=deformer, avatar=avatar)
    motion, notes = without_head_motion(read)
    digest, template = motion_store.store_motion(motion), motion_store.motion_template(motion)
    return MotionSource(
        digest, measure_motion(motion), template=template, notes=(*notes, *motion_store.drawing_notes(motion))
    )


def store_still_anchor(seconds: float, *, fps: int, seed: int) -> MotionSource:
    """Put the motion of a face that only blinks into the store.

    Blinks and gaze come from `seed` as in every other condition of the clip, and the same FAPs are driven.
    """
    from synthesis import eye_motion, retargeting  # noqa: PLC0415 - scipy, which a page need not wait for

    frames = resampling.frame_count(seconds, fps)
    values = eye_motion.add_blinks_and_gaze(np.zeros((frames, len(FAPS)), np.float32), fps, seed)
    driven = np.broadcast_to(retargeting.DRIVEN_FAPS, values.shape).copy()
    motion = FapMotion(values=values, driven=driven, rate=fps, times=np.arange(frames) / fps)
    return MotionSource(motion_store.store_motion(motion), measure_motion(motion), is_anchor=True)


def without_head_motion(read: ReadMotion) -> ReadMotion:
    """Return the motion with the head held still, and a note if it was not."""
    if isinstance(read.motion, VertexMotion):
        vertices, notes = _without_head_motion_of_vertices(read.motion)
        return ReadMotion(vertices, (*read.notes, *notes))
    if isinstance(read.motion, MorphMotion):
        return read
    motion = without_head_rotation(read.motion)
    if np.array_equal(motion.values, read.motion.values):
        return ReadMotion(motion, read.notes)
    return ReadMotion(motion, (*read.notes, HEAD_NOTE))


def without_head_rotation(motion: FapMotion) -> FapMotion:
    """Return the motion with the head held still."""
    columns = [fap_index(fap) for fap in HEAD_ROTATION_FAPS]
    values, driven = motion.values.copy(), motion.driven.copy()
    values[:, columns] = 0
    driven[:, columns] = np.False_
    return replace(motion, values=values, driven=driven)


def _without_head_motion_of_vertices(motion: VertexMotion) -> ReadMotion:
    """Return vertices with the head held still; most readers have done so, but not for this program's own files."""
    head = estimate_head_motion(motion.positions, motion.template.astype(np.float64))
    if not head.is_noticeable:
        return ReadMotion(motion, ())
    positions = motion.positions.copy()
    remove_head_motion(positions, head)
    return ReadMotion(replace(motion, positions=positions), (HEAD_NOTE,))
