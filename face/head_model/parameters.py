"""The few parameters of FLAME or SMPL-X that move a still head, checked, and notes of what is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import BoolArray, Float64Array
from face.errors import InputError
from face.head_model.model import FLAME, SMPLX, Skeleton
from face.head_model.parameter_names import arrays_by_role
from face.reading.frame_gaps import source_frames

MAX_TURN: Final = 3.2
"""Rotations of jaw and eyes beyond this are no radians."""
MAX_COEFFICIENT: Final = 100.0
_STILL: Final = 1e-6


@dataclass(frozen=True, eq=False)
class FaceParameters:
    """What moves a still head.

    Attributes
    ----------
    shape
        `(S,)`, the person; all 0 is the average.
    expression
        `(T, E)`.
    rotations
        `(T, 3, 3)` rad, of jaw, left and right eye.
    notes
        What was assumed, repaired or left out.
    """

    shape: Float64Array
    expression: Float64Array
    rotations: Float64Array
    notes: tuple[str, ...]


def face_parameters(arrays: Mapping[str, NDArray[Any]], skeleton: Skeleton, sizes: tuple[int, int]) -> FaceParameters:
    """Return what moves a still head, of a file's arrays.

    Parameters
    ----------
    arrays
        By the names in the file.
    skeleton
        Of the model that the parameters are for.
    sizes
        How many directions of shape and of expression the model has.

    Raises
    ------
    InputError
        If they are no parameters of this model, or their lengths do not fit together.
    """
    found = arrays_by_role(arrays)
    notes: list[str] = []
    frames = _count_frames(found)
    expression = _fit_columns(found.get("expression"), sizes[1], "expression", frames, notes)
    rotations = np.stack([_jaw(found, skeleton, frames, notes), *_eyes(found, skeleton, frames)], axis=1)
    _note_left_out(found, skeleton, notes)
    _fill_gaps(expression, rotations, notes)
    if np.abs(rotations).max(initial=0) > MAX_TURN:
        raise InputError(f"jaw or eyes turn by {np.abs(rotations).max():.0f}; rotations must be in radians")
    if np.abs(expression).max(initial=0) > MAX_COEFFICIENT:
        raise InputError(f"a coefficient of expression is {np.abs(expression).max():.0f}, which is no face")
    return FaceParameters(_shape(found.get("shape"), sizes[0], notes), expression, rotations, tuple(notes))


def _count_frames(found: Mapping[str, Float64Array]) -> int:
    lengths = {role: len(found[role]) for role in ("expression", "jaw", "pose") if role in found}
    if not lengths:
        raise InputError("the file holds neither expression nor jaw rotation")
    frames = max(lengths.values())
    for role, length in lengths.items():
        if length not in (1, frames):
            named = " and ".join(f"{name} {count}" for name, count in lengths.items())
            raise InputError(f"the numbers of frames differ: {named}; give parameters of equal length (see {role})")
    return frames


def _fit_columns(values: Float64Array | None, size: int, role: str, frames: int, notes: list[str]) -> Float64Array:
    """Return coefficients `(frames, size)`: 0 where the file has fewer, and without those that the model lacks."""
    result = np.zeros((frames, size))
    if values is None:
        notes.append(f"the file has no {role}; it stays neutral")
        return result
    given = values.shape[1]
    if given > size and np.abs(values[:, size:]).max() > _STILL:
        notes.append(f"the model has {size} directions of {role}; the file's other {given - size} are left out")
    result[:, : min(given, size)] = values[:, :size]
    return result


def _jaw(found: Mapping[str, Float64Array], skeleton: Skeleton, frames: int, notes: list[str]) -> Float64Array:
    pose = found.get("pose")
    if "jaw" in found:
        jaw = found["jaw"]
        if jaw.shape[1] == 1:
            jaw = jaw * (1.0, 0.0, 0.0)
            notes.append("the jaw has one number per frame, taken as its opening")
    elif pose is None:
        jaw = np.zeros((1, 3))
    elif skeleton == SMPLX:
        jaw = _joint(pose, skeleton, SMPLX.jaw)
    else:
        jaw = _flame_jaw(pose, notes)
    if jaw.shape[1] != 3:
        raise InputError(f"the jaw has {jaw.shape[1]} numbers per frame; give a rotation of 3 (axis-angle)")
    return np.broadcast_to(jaw, (frames, 3))


def _flame_jaw(pose: Float64Array, notes: list[str]) -> Float64Array:
    """Return the jaw's columns of FLAME's pose: jaw; root, jaw; root, neck, jaw; or root, neck, jaw and both eyes."""
    first = {3: 0, 6: 3, 9: 6, 15: 6}.get(pose.shape[1])
    if first is None:
        raise InputError(f"the pose has {pose.shape[1]} numbers per frame; FLAME's has 3, 6, 9 or 15")
    if pose.shape[1] == 3:
        notes.append("the pose has 3 numbers per frame, taken as the jaw's rotation")
    return pose[:, first : first + 3]


def _joint(pose: Float64Array, skeleton: Skeleton, joint: int) -> Float64Array:
    if pose.shape[1] != 3 * skeleton.joints:
        raise InputError(
            f"the pose has {pose.shape[1]} numbers per frame; {skeleton.name}'s has {3 * skeleton.joints} "
            "(without the jaw, as in SMPL-H, there is nothing to show)"
        )
    return pose[:, 3 * joint : 3 * joint + 3]


def _eyes(found: Mapping[str, Float64Array], skeleton: Skeleton, frames: int) -> tuple[Float64Array, Float64Array]:
    pose, both = found.get("pose"), found.get("eyes")
    still = np.zeros((1, 3))
    if both is not None and both.shape[1] == 6:
        eyes = both[:, :3], both[:, 3:]
    elif pose is not None and pose.shape[1] == 3 * skeleton.joints:
        eyes = _joint(pose, skeleton, skeleton.eyes[0]), _joint(pose, skeleton, skeleton.eyes[1])
    else:
        eyes = found.get("left eye", still), found.get("right eye", still)
    for eye in eyes:
        if eye.shape[1] != 3 or len(eye) not in (1, frames):
            raise InputError(f"an eye's rotation has the shape {eye.shape}; {(frames, 3)} is expected (axis-angle)")
    return np.broadcast_to(eyes[0], (frames, 3)), np.broadcast_to(eyes[1], (frames, 3))


def _shape(values: Float64Array | None, size: int, notes: list[str]) -> Float64Array:
    if values is None:
        notes.append("the file says nothing about the person (shape); the model's average face is shown")
        return np.zeros(size)
    if not np.isfinite(values).all():
        raise InputError("the person's shape is not finite; export it anew")
    if np.ptp(values, axis=0).max() > _STILL:
        notes.append("the person's shape changes from frame to frame; its mean is used")
    return np.asarray(_fit_columns(values.mean(axis=0, keepdims=True), size, "shape", 1, notes)[0])


def _note_left_out(found: Mapping[str, Float64Array], skeleton: Skeleton, notes: list[str]) -> None:
    """Note which motion of head and body is left out, since heads keep still in studies."""
    pose = found.get("pose")
    moved = [
        name for name, role in (("the head's rotation", "head"), ("its place", "place")) if _moves(found.get(role))
    ]
    if pose is not None:
        is_head = pose.shape[1] == 3 and "jaw" in found
        face = {*skeleton.moving} if pose.shape[1] == 3 * skeleton.joints else {pose.shape[1] // 3 - 1 + is_head}
        others = [column for column in range(pose.shape[1]) if column // 3 not in face]
        if _moves(pose[:, others]):
            moved.append("the rotation of body and head" if skeleton != FLAME else "the head's rotation")
    if moved:
        notes.append(f"{' and '.join(dict.fromkeys(moved))} is left out: heads keep still in studies")


def _moves(values: Float64Array | None) -> bool:
    return values is not None and bool(np.abs(np.nan_to_num(values)).max(initial=0) > _STILL)


def _fill_gaps(expression: Float64Array, rotations: Float64Array, notes: list[str]) -> None:
    """Replace frames that are not finite by the last good one, in place; raise InputError if no frame is good."""
    good: BoolArray = np.asarray(np.isfinite(expression).all(axis=1) & np.isfinite(rotations).all(axis=(1, 2)))
    source, note = source_frames(good, "parameters")
    for values in (expression, rotations):
        values[~good] = values[source[~good]]
    notes.extend(note)
