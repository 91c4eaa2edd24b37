"""Builds the rig of a custom avatar from its morph targets and feature points."""

from typing import Final

import numpy as np
from scipy.spatial import KDTree

from face.arrays import BoolArray, Float32Array
from renderer.avatar.mesh.geodesic import interpolating_fields
from renderer.avatar.model import Eye, Rig
from renderer.avatar.rig.skin_rig import UNFITTED_UNITS
from renderer.custom_avatar import jaw_hinge, skin_fields
from renderer.custom_avatar.parts import PLACEHOLDER, CustomPart

PartVertices = dict[str, tuple[str, int]]

DEFAULT_JAW_SHIFTS: Final = {"jawForward": (0, 0, 5.0), "jawLeft": (5.0, 0, 0), "jawRight": (-5.0, 0, 0)}
"""How the jaw goes forward and aside where no morph target says so, mm."""
RIGID_JAW_WEIGHTS: Final = {"lower_teeth": 1.0, "tongue": 1.0, "upper_teeth": 0.0, "left_eye": 0.0, "right_eye": 0.0}
"""How far parts turn with the jaw that have no morph target for it."""
ATTACHMENT_DISTANCE: Final = 8.0
"""Lashes and the like go along with skin no farther away than this, mm."""
NECK_RANGE: Final = (70.0, 15.0)
"""Heights below the chin between which the neck takes up a turn of the head, mm."""
PUPIL_REACH: Final = 0.35
"""What grows with the pupil lies this near to the eye's axis, in radii of the ball, or on the ring nearest to it."""
TONGUE_HANDLES: Final = (("6.1", 0), ("6.1", 1), ("6.1", 2), ("6.2", 1), ("6.3", 1), ("6.4", 1))
TONGUE_REACH: Final = 35.0
EAR_HANDLES: Final = (("10.1", 1), ("10.2", 1), ("10.3", 0), ("10.4", 0))
MIN_AXIS_DISTANCE: Final = 0.02
"""Vertices nearer to the eye's axis than this share of its radius have no side to grow to."""
BLINK_UNITS: Final = ("eyeBlinkLeft", "eyeBlinkRight")
LID_POINTS: Final = (("3.1", "3.3"), ("3.2", "3.4"))


def build_rig(parts: dict[str, CustomPart], found: PartVertices, eyes: tuple[Eye, Eye]) -> Rig:
    """Return the rig over the vertices of all pieces; `found` are part and vertex of each feature point."""
    layout = _VertexLayout(parts)
    vertices = np.concatenate([piece.vertices for piece in parts.values()])
    opened = layout.unit("jawOpen")
    hinge = jaw_hinge.fit_jaw_hinge(vertices, opened)
    share, shape = jaw_hinge.jaw_shares(vertices, opened, hinge)
    _fix_rigid_parts(parts, layout, share, shape)
    units = _units(parts, layout, share)
    handles = _handles(parts, found, layout)
    chin = float(parts["skin"].vertices[found["2.1"][1], 1])
    return Rig(
        units=tuple(units),
        unit_deltas=np.stack(list(units.values())).astype(np.float32),
        handles=tuple(handles),
        fields=np.stack(list(handles.values())).astype(np.float32),
        jaw_weights=share,
        jaw_pivot=hinge.pivot,
        jaw_angle=hinge.angle,
        jaw_shape=shape.astype(np.float32),
        lid_weights=np.stack([_lids(parts, found, layout, eyes[side], side) for side in (0, 1)]),
        pupil_growth=np.stack([_pupils(parts, layout, eyes[side], side) for side in (0, 1)]),
        eyes=eyes,
        eyeballs=np.stack([layout.only(part) for part in ("left_eye", "right_eye")]),
        neck_weights=_smoothstep(vertices[:, 1], chin - NECK_RANGE[0], chin - NECK_RANGE[1]),
        neck_pivot=np.array((0, chin - 5, hinge.pivot[2] - 20), np.float32),
    )


class _VertexLayout:
    """Knows where each piece's vertices lie among all."""

    def __init__(self, parts: dict[str, CustomPart]) -> None:
        counts = [len(piece.vertices) for piece in parts.values()]
        ends = np.cumsum(counts).tolist()
        self.parts = parts
        self.total = ends[-1]
        self.slices = {name: slice(end - count, end) for name, end, count in zip(parts, ends, counts, strict=True)}

    def unit(self, name: str) -> Float32Array:
        """Return a unit's deltas over all vertices, `(V, 3)` mm; 0 where a piece lacks it."""
        still = np.zeros((self.total, 3), np.float32)
        for part, piece in self.parts.items():
            still[self.slices[part]] = piece.units.get(name, 0)
        return still

    def only(self, part: str) -> BoolArray:
        """Return True for the vertices of one part, `(V,)`."""
        chosen = np.zeros(self.total, np.bool_)
        if part in self.slices:
            chosen[self.slices[part]] = True
        return chosen

    def from_skin(self, known: Float32Array) -> Float32Array:
        """Extend values of the skin, `(v,)`, to all vertices: attached parts take those of the nearest skin."""
        result = np.zeros(self.total, np.float32)
        result[self.slices["skin"]] = known
        tree = KDTree(self.parts["skin"].vertices)
        for part, piece in self.parts.items():
            if part not in (*RIGID_JAW_WEIGHTS, "skin", PLACEHOLDER):
                away, nearest = tree.query(piece.vertices)
                result[self.slices[part]] = known[nearest] * (away < ATTACHMENT_DISTANCE)
        return result


def _fix_rigid_parts(
    parts: dict[str, CustomPart], layout: _VertexLayout, share: Float32Array, shape: Float32Array
) -> None:
    """Let teeth, tongue and eyes without a morph target of their own turn with the jaw, or not at all."""
    for part, whole in (RIGID_JAW_WEIGHTS | {PLACEHOLDER: 1.0}).items():
        if part in parts and "jawOpen" not in parts[part].units:
            share[layout.slices[part]] = whole
            shape[layout.slices[part]] = 0


def _units(parts: dict[str, CustomPart], layout: _VertexLayout, share: Float32Array) -> dict[str, Float32Array]:
    """Return the units to be fitted, the one for both cheeks split into sides, and those of the jaw."""
    there = dict.fromkeys(
        name for piece in parts.values() for name in piece.units if not name.startswith(UNFITTED_UNITS)
    )
    units = {name: layout.unit(name) for name in there}
    if "cheekPuff" in units:
        puff = units.pop("cheekPuff")
        x = np.concatenate([piece.vertices[:, :1] for piece in parts.values()])
        left = _smoothstep(x, -12.0, 12.0)
        units |= {"cheekPuffLeft": puff * left, "cheekPuffRight": puff * (1 - left)}
    for name, shift in DEFAULT_JAW_SHIFTS.items():
        given = layout.unit(name)
        units[name] = given if given.any() else share[:, None] * np.array(shift, np.float32)
    return units


def _handles(
    parts: dict[str, CustomPart], found: PartVertices, layout: _VertexLayout
) -> dict[skin_fields.Handle, Float32Array]:
    """Return each handle's field over all vertices, `(V,)`."""
    on_skin = {name: vertex for name, (part, vertex) in found.items() if part == "skin"}
    handles = {
        handle: layout.from_skin(field)
        for handle, field in skin_fields.feature_point_fields(parts["skin"], on_skin).items()
    }
    tongue = _tongue(parts, found, layout)
    handles |= {handle: tongue[handle[0]] for handle in TONGUE_HANDLES if handle[0] in tongue}
    return handles | {
        handle: _single_vertex_field(found, layout, handle[0])
        for handle in (*TONGUE_HANDLES, *EAR_HANDLES)
        if handle not in handles
    }


def _tongue(parts: dict[str, CustomPart], found: PartVertices, layout: _VertexLayout) -> dict[str, Float32Array]:
    points = {name: vertex for name, (part, vertex) in found.items() if part == "tongue"}
    if not points:
        return {}
    vertices = list(points.values())
    combined = interpolating_fields(skin_fields.part_kernels(parts["tongue"], vertices, TONGUE_REACH), vertices)
    result = {name: np.zeros(layout.total, np.float32) for name in points}
    for name, row in zip(points, combined, strict=True):
        result[name][layout.slices["tongue"]] = row
    return result


def _single_vertex_field(found: PartVertices, layout: _VertexLayout, name: str) -> Float32Array:
    """Return the field of a point that moves nothing but itself."""
    part, vertex = found[name]
    field = np.zeros(layout.total, np.float32)
    field[layout.slices[part].start + vertex] = 1
    return field


def _lids(
    parts: dict[str, CustomPart], found: PartVertices, layout: _VertexLayout, eye: Eye, side: int
) -> Float32Array:
    """Return how far each vertex rolls with the upper and the lower lid of one eye, `(2, V)`."""
    piece = parts["skin"]
    shut = piece.units.get(BLINK_UNITS[side], np.zeros_like(piece.vertices))
    upper, lower = (found[name][1] for name in LID_POINTS[side])
    rolls = (
        skin_fields.lid_weights(piece, eye.centre, upper, shut, 1),
        skin_fields.lid_weights(piece, eye.centre, lower, shut, -1),
    )
    return np.stack([layout.from_skin(roll) for roll in rolls])


def _pupils(parts: dict[str, CustomPart], layout: _VertexLayout, eye: Eye, side: int) -> Float32Array:
    """Return how far an eyeball's front moves outwards for each mm that the pupil's diameter grows, `(V, 3)` mm."""
    result = np.zeros((layout.total, 3), np.float32)
    part = ("left_eye", "right_eye")[side]
    if part in parts:
        local = parts[part].vertices - eye.centre
        away = np.hypot(local[:, 0], local[:, 1])
        front = (local[:, 2] > 0) & (away > MIN_AXIS_DISTANCE * eye.radius)
        reach = max(PUPIL_REACH * eye.radius, 1.2 * float(np.where(front, away, eye.radius).min()))
        strength = front * (1 - _smoothstep(away, reach / 2, reach))
        grown = 0.5 * strength / max(float(strength.max()), 1e-6)
        result[layout.slices[part], :2] = local[:, :2] / np.maximum(away, 1e-6)[:, None] * grown[:, None]
    return result


def _smoothstep(value: Float32Array, low: float, high: float) -> Float32Array:
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
