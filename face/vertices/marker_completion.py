"""Names all 46 markers on a head's mesh from a few of them, or from FLAME's own file of 51 facial landmarks.

A thin-plate spline (Bookstein 1989) that takes the known markers of a plain face to the mesh takes the others along,
seen from the front; each then becomes the nearest vertex of the front.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from face.arrays import Float64Array, Int32Array, IntArray
from face.errors import InputError
from face.head_model.pickle_reader import Call, read_pickle
from face.head_model.pickled_arrays import to_array
from face.markers import marker_roles
from face.markers.average_face import AVERAGE_FACE, both_sides
from face.regions import MARKERS

NEEDED: Final = ("Mou1", "Mou3", "Mou5", "Mou7", "LBRO1", "LBRO4", "RBRO1", "RBRO4")
"""Markers that must be known: corners and middles of the mouth, ends of the brows; the chin (CH2) helps most beside."""

_BROWS: Final = {"RBRO4": 0, "RBRO3": 1, "RBRO2": 3, "RBRO1": 4, "LBRO1": 5, "LBRO2": 6, "LBRO3": 8, "LBRO4": 9}
_LIPS: Final = {"Mou1": 31, "Mou2": 33, "Mou3": 34, "Mou4": 35, "Mou5": 37, "Mou6": 39, "Mou7": 40, "Mou8": 41}
LANDMARKS: Final = _BROWS | _LIPS
"""Which of the 51 landmarks inside the face (iBUG's 68 without the jaw line, from 0) stands for which marker."""
_LANDMARK_KEYS: Final = (("lmk_face_idx", "lmk_b_coords"), ("static_lmk_faces_idx", "static_lmk_bary_coords"))

MIDLINE: Final = 12.0
SMOOTHING: Final = 1e-3
"""How far the spline may miss a known marker, to follow a plain face between them."""
AROUND: Final = 6.0
DEPTH: Final = 0.5
"""Vertices behind the foremost one within `AROUND` mm count as this much further away for each mm."""


def complete_markers(template: Float64Array, known: Mapping[str, int]) -> dict[str, int]:
    """Return the vertex of each of the 46 markers.

    Parameters
    ----------
    template
        `(V, 3)` mm; x to the subject's left, y up, z forward.
    known
        Vertices of some markers by name, those of `NEEDED` at least.

    Raises
    ------
    InputError
        If a needed marker is missing, or the markers don't lie as on a face.
    """
    missing = [name for name in NEEDED if name not in known]
    if missing:
        raise InputError(f"the markers {', '.join(missing)} are needed to find the others; name their vertices")
    plain = both_sides(AVERAGE_FACE)[:, :2]
    sources = [plain[MARKERS.index(name)] for name in known]
    targets = [template[vertex, :2] for vertex in known.values()]
    sources.append(np.zeros(2))
    targets.append(template[_nose_tip(template, known), :2])
    places = warp(np.array(sources), np.array(targets), plain)
    front = _front_vertices(template, known)
    vertices = [known.get(name, _nearest(template, front, place)) for name, place in zip(MARKERS, places, strict=True)]
    marker_roles(template[vertices].astype(np.float32))
    return dict(zip(MARKERS, vertices, strict=True))


def warp(sources: Float64Array, targets: Float64Array, points: Float64Array) -> Float64Array:
    """Return where a thin-plate spline that takes `sources` to `targets`, `(n, 2)` each, takes points `(m, 2)`."""
    size = float(np.ptp(sources))
    count = len(sources)
    affine = np.hstack([np.ones((count, 1)), sources / size])
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = _spline(sources / size, sources / size) + SMOOTHING * np.eye(count)
    system[:count, count:], system[count:, :count] = affine, affine.T
    weights = np.linalg.lstsq(system, np.vstack([targets, np.zeros((3, 2))]), rcond=None)[0]
    basis = np.hstack([_spline(points / size, sources / size), np.ones((len(points), 1)), points / size])
    return np.asarray(basis @ weights)


def read_landmarks(path: Path, faces: Int32Array) -> dict[str, int]:
    """Read FLAME's own file of landmarks (`flame_static_embedding.pkl`) as vertices of the markers they stand for.

    Parameters
    ----------
    path
        A pickle of faces and barycentric coordinates; nothing in it is run.
    faces
        `(F, 3)`, FLAME's, in its order.

    Raises
    ------
    InputError
        If the file is another, or belongs to another mesh.
    """
    content = read_pickle(path)
    values = content.items if isinstance(content, Call) else content
    keys = next((pair for pair in _LANDMARK_KEYS if isinstance(values, dict) and set(pair) <= set(values)), None)
    if keys is None or not isinstance(values, dict):
        raise InputError(f"{path} holds no landmarks; give FLAME's flame_static_embedding.pkl")
    chosen, shares = (to_array(values[key], f"{path}, {key}") for key in keys)
    if chosen.shape != (51,) or shares.shape != (51, 3) or chosen.dtype.kind not in "iu":
        raise InputError(f"{path} holds landmarks of the shapes {chosen.shape} and {shares.shape}; 51 are expected")
    if chosen.min() < 0 or chosen.max() >= len(faces):
        raise InputError(f"{path} names the face {chosen.max()}, and the mesh has {len(faces)}; give FLAME's own mesh")
    corners = faces[chosen.astype(np.int64), shares.argmax(axis=1)]
    return {name: int(corners[landmark]) for name, landmark in LANDMARKS.items()}


def _spline(points: Float64Array, sources: Float64Array) -> Float64Array:
    squared = ((points[:, None] - sources) ** 2).sum(axis=2)
    return np.asarray(squared * np.log(np.maximum(squared, 1e-12)) / 2)


def _nose_tip(template: Float64Array, known: Mapping[str, int]) -> int:
    """Return the foremost vertex on the midline between upper lip and brows."""
    lip = template[known["Mou3"]]
    brow = template[[known["LBRO1"], known["RBRO1"]]].mean(axis=0)
    between = (template[:, 1] > lip[1]) & (template[:, 1] < brow[1])
    candidates = np.flatnonzero(between & (np.abs(template[:, 0] - lip[0]) < MIDLINE))
    if not len(candidates):
        raise InputError("there is no nose between the markers Mou3, LBRO1 and RBRO1; check their vertices")
    return int(candidates[template[candidates, 2].argmax()])


def _front_vertices(template: Float64Array, known: Mapping[str, int]) -> IntArray:
    """Return the vertices that are not far behind the known markers."""
    depths = template[list(known.values()), 2]
    return np.flatnonzero(template[:, 2] > depths.min() - 1.5 * np.ptp(depths) - AROUND)


def _nearest(template: Float64Array, front: IntArray, place: Float64Array) -> int:
    beside = ((template[front, :2] - place) ** 2).sum(axis=1)
    nearby = beside < max(AROUND, 1.5 * float(np.sqrt(beside.min()))) ** 2
    behind = template[front[nearby], 2].max() - template[front, 2]
    cost = np.where(nearby, beside + (DEPTH * behind) ** 2, np.inf)
    return int(front[cost.argmin()])
