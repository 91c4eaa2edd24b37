"""Builds the rig of a custom avatar from its morph targets and feature points."""

from typing import Final

import numpy as np

from face.arrays import Float32Array
from renderer.avatar.model import Eye, Rig
from renderer.avatar.rig.skin_rig import UNFITTED_UNITS
from renderer.custom_avatar import handle_fields, jaw_hinge
from renderer.custom_avatar.parts import PLACEHOLDER, RIGID_JAW_WEIGHTS, CustomPart, PartVertices, VertexLayout

DEFAULT_JAW_SHIFTS: Final = {"jawForward": (0, 0, 5.0), "jawLeft": (5.0, 0, 0), "jawRight": (-5.0, 0, 0)}
"""How the jaw moves forward and sideways if no morph target shows it, mm."""
NECK_RANGE: Final = (70.0, 15.0)
"""Heights below the chin between which the neck takes up a turn of the head, mm."""
PUPIL_REACH: Final = 0.35
"""Vertices this near to the eye's axis, in radii of the eyeball, grow with the pupil; the nearest ring always does."""
MIN_AXIS_DISTANCE: Final = 0.02
"""Vertices nearer to the eye's axis than this share of its radius have no direction to grow in."""
LID_REACH: Final = 22.0
"""How far over the skin a lid's movement reaches if no morph target shows it, mm."""
MIN_BLINK_ANGLE: Final = 0.02
"""A blend shape that rotates the lid's feature point by less does not close the lid, rad."""
BLINK_UNITS: Final = ("eyeBlinkLeft", "eyeBlinkRight")
LID_POINTS: Final = (("3.1", "3.3"), ("3.2", "3.4"))


def build_rig(parts: dict[str, CustomPart], points: PartVertices, eyes: tuple[Eye, Eye]) -> Rig:
    """Return the rig over the vertices of all parts; `points` are the part and vertex of each feature point."""
    layout = VertexLayout(parts)
    vertices = np.concatenate([piece.vertices for piece in parts.values()])
    jaw_open = layout.unit("jawOpen")
    hinge = jaw_hinge.fit_jaw_hinge(vertices, jaw_open)
    jaw_weights, jaw_shape = jaw_hinge.jaw_weights(vertices, jaw_open, hinge)
    _fix_rigid_parts(parts, layout, jaw_weights, jaw_shape)
    units = _unit_displacements(parts, layout, jaw_weights)
    handles = handle_fields.handle_fields(parts, points, layout)
    chin = float(parts["skin"].vertices[points["2.1"][1], 1])
    return Rig(
        units=tuple(units),
        unit_deltas=np.stack(list(units.values())).astype(np.float32),
        handles=tuple(handles),
        fields=np.stack(list(handles.values())).astype(np.float32),
        jaw_weights=jaw_weights,
        jaw_pivot=hinge.pivot,
        jaw_angle=hinge.angle,
        jaw_shape=jaw_shape.astype(np.float32),
        lid_weights=np.stack([_eye_lid_weights(parts, points, layout, eyes[side], side) for side in (0, 1)]),
        pupil_growth=np.stack([_pupil_growth(parts, layout, eyes[side], side) for side in (0, 1)]),
        eyes=eyes,
        eyeballs=np.stack([layout.mask(part) for part in ("left_eye", "right_eye")]),
        neck_weights=_smoothstep(vertices[:, 1], chin - NECK_RANGE[0], chin - NECK_RANGE[1]),
        neck_pivot=np.array((0, chin - 5, hinge.pivot[2] - 20), np.float32),
    )


def _fix_rigid_parts(
    parts: dict[str, CustomPart], layout: VertexLayout, jaw_weights: Float32Array, jaw_shape: Float32Array
) -> None:
    """Set in place the jaw weights of teeth, tongue and eyes that have no morph target for the jaw."""
    for part, weight in (RIGID_JAW_WEIGHTS | {PLACEHOLDER: 1.0}).items():
        if part in parts and "jawOpen" not in parts[part].units:
            jaw_weights[layout.slices[part]] = weight
            jaw_shape[layout.slices[part]] = 0


def _unit_displacements(
    parts: dict[str, CustomPart], layout: VertexLayout, jaw_weights: Float32Array
) -> dict[str, Float32Array]:
    """Return the fitted units, with the one for both cheeks split into left and right, and the units of the jaw."""
    names = dict.fromkeys(
        name for piece in parts.values() for name in piece.units if not name.startswith(UNFITTED_UNITS)
    )
    units = {name: layout.unit(name) for name in names}
    if "cheekPuff" in units:
        puff = units.pop("cheekPuff")
        x = np.concatenate([piece.vertices[:, :1] for piece in parts.values()])
        left_share = _smoothstep(x, -12.0, 12.0)
        units |= {"cheekPuffLeft": puff * left_share, "cheekPuffRight": puff * (1 - left_share)}
    for name, shift in DEFAULT_JAW_SHIFTS.items():
        displacements = layout.unit(name)
        units[name] = displacements if displacements.any() else jaw_weights[:, None] * np.array(shift, np.float32)
    return units


def _eye_lid_weights(
    parts: dict[str, CustomPart], points: PartVertices, layout: VertexLayout, eye: Eye, side: int
) -> Float32Array:
    """Return how far each vertex rotates with the upper and the lower lid of one eye, `(2, V)`."""
    skin = parts["skin"]
    blink = skin.units.get(BLINK_UNITS[side], np.zeros_like(skin.vertices))
    upper, lower = (points[name][1] for name in LID_POINTS[side])
    weights = (
        _lid_weights(skin, eye.centre, upper, blink, 1),
        _lid_weights(skin, eye.centre, lower, blink, -1),
    )
    return np.stack([layout.from_skin(lid_weights) for lid_weights in weights])


def _lid_weights(
    skin: CustomPart, centre: Float32Array, feature_vertex: int, blink: Float32Array, direction: int
) -> Float32Array:
    """Return how far each vertex rotates with a lid, `(v,)`, relative to the lid's feature point, `feature_vertex`.

    The weights are measured on the blend shape that closes the lid, `blink` `(v, 3)` mm, if it moves the feature point;
    otherwise they fall off with the distance over the skin. `direction` is 1 for an upper lid and -1 for a lower one.
    """
    before, after = skin.vertices - centre, skin.vertices + blink - centre
    angles = np.arctan2(before[:, 1], before[:, 2]) - np.arctan2(after[:, 1], after[:, 2])
    lid_angles = np.where(np.linalg.norm(blink, axis=1) > 0, np.maximum(direction * angles, 0), 0)
    if lid_angles[feature_vertex] > MIN_BLINK_ANGLE:
        return np.asarray(np.clip(lid_angles / lid_angles[feature_vertex], 0, 1.5), np.float32)
    return np.asarray(handle_fields.part_kernels(skin, [feature_vertex], LID_REACH)[0], np.float32)


def _pupil_growth(parts: dict[str, CustomPart], layout: VertexLayout, eye: Eye, side: int) -> Float32Array:
    """Return how far an eyeball's front moves outwards for each mm that the pupil's diameter grows, `(V, 3)` mm."""
    result = np.zeros((layout.total, 3), np.float32)
    part = ("left_eye", "right_eye")[side]
    if part in parts:
        local = parts[part].vertices - eye.centre
        axis_distance = np.hypot(local[:, 0], local[:, 1])
        in_front = (local[:, 2] > 0) & (axis_distance > MIN_AXIS_DISTANCE * eye.radius)
        reach = max(PUPIL_REACH * eye.radius, 1.2 * float(np.where(in_front, axis_distance, eye.radius).min()))
        strength = in_front * (1 - _smoothstep(axis_distance, reach / 2, reach))
        growth = 0.5 * strength / max(float(strength.max()), 1e-6)
        result[layout.slices[part], :2] = local[:, :2] / np.maximum(axis_distance, 1e-6)[:, None] * growth[:, None]
    return result


def _smoothstep(value: Float32Array, low: float, high: float) -> Float32Array:
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
