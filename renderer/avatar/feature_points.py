"""MPEG-4's feature points on the skin, found by the shape of the neutral head (ISO/IEC 14496-2, figure C-1)."""

from typing import Final

import numpy as np

from face.arrays import BoolArray, Float64Array
from face.faps import Fapu
from renderer.avatar.head import LOWER_LIP_DROP, Head
from renderer.avatar.mesh.subdivision import vertex_normals

PAIRS: Final = {
    "4.1": ("4.2", 13.0, 20.0),
    "4.3": ("4.4", 30.0, 26.5),
    "4.5": ("4.6", 47.0, 20.0),
    "5.1": ("5.2", 44.0, -54.0),
    "5.3": ("5.4", 41.0, -27.0),
    "8.5": ("8.6", 9.0, -53.2),
    "8.7": ("8.8", 10.0, -69.0),
    "9.1": ("9.2", 15.5, -37.0),
}
"""Points on the left, their mirror image, and where they lie as seen from the front, mm from between the eyes."""
MIN_EAR_X: Final = 76.0
"""At the height of the ears, only they are further than this from the middle, mm."""
MIDLINE: Final = {"8.1": -53.2, "8.2": -70.0, "2.10": -85.0}


def find_feature_points(head: Head) -> dict[str, int]:
    """Return the vertex of the skin that stands for each feature point."""
    faces_front = vertex_normals(head.vertices, head.faces)[:, 2] > 0.15
    on_upper_lip, on_lower_lip = (
        faces_front & (head.jaw_drop < LOWER_LIP_DROP),
        faces_front & (head.jaw_drop >= LOWER_LIP_DROP),
    )
    points = {name: _nearest_vertex(head, (0, y), faces_front) for name, y in MIDLINE.items()}
    for left, (right, x, y) in PAIRS.items():
        points |= {left: _nearest_vertex(head, (x, y), faces_front), right: _nearest_vertex(head, (-x, y), faces_front)}
    for names, x in ((("2.2", "2.3"), 0.0), (("2.6", "2.8"), 9.0), (("2.7", "2.9"), -9.0)):
        points |= dict(zip(names, _inner_lip_vertices(head, x, on_upper_lip, on_lower_lip), strict=True))
    for names, sign in ((("8.3", "2.4"), 1), (("8.4", "2.5"), -1)):
        points |= {names[0]: _nearest_vertex(head, (sign * 23.0, -61.4), faces_front)}
        points |= {names[1]: _nearest_vertex(head, (sign * 20.0, -60.5), faces_front)}
    return points | _profile_points(head) | _eyelid_points(head) | _ear_points(head)


def measure_fapu(head: Head, points: dict[str, int]) -> Fapu:
    """Return the distances that FAPs are measured in, mm."""
    y = {name: float(head.vertices[index, 1]) for name, index in points.items()}
    x = {name: float(head.vertices[index, 0]) for name, index in points.items()}
    pupils = (float(head.eye_centres[0][1]) + float(head.eye_centres[1][1])) / 2
    return Fapu(
        irisd=y["3.1"] - y["3.3"],
        es=float(head.eye_centres[0][0] - head.eye_centres[1][0]),
        ens=pupils - y["9.15"],
        mns=y["9.15"] - y["2.2"],
        mw=x["8.3"] - x["8.4"],
    )


def _nearest_vertex(head: Head, position: tuple[float, float], mask: BoolArray) -> int:
    """Return the front-most of the vertices that lie at `where` (x, y) as seen from the front."""
    indices = np.flatnonzero(mask & (head.vertices[:, 2] > 0))
    distance = np.hypot(*(head.vertices[indices, :2] - position).T)
    close = indices[distance < distance.min() + 0.5]
    return int(close[np.argmax(head.vertices[close, 2])])


def _inner_lip_vertices(head: Head, x: float, on_upper_lip: BoolArray, on_lower_lip: BoolArray) -> tuple[int, int]:
    """Return the inner points of the upper and the lower lip at `x`: where they meet."""
    is_near = (np.abs(head.vertices[:, 0] - x) < 1.0) & (np.abs(head.vertices[:, 1] + 61) < 9)
    is_near &= head.vertices[:, 2] > head.vertices[is_near, 2].max() - 8
    upper_candidates, lower_candidates = np.flatnonzero(is_near & on_upper_lip), np.flatnonzero(is_near & on_lower_lip)
    return int(upper_candidates[np.argmin(head.vertices[upper_candidates, 1])]), int(
        lower_candidates[np.argmax(head.vertices[lower_candidates, 1])]
    )


def _profile_points(head: Head) -> dict[str, int]:
    middle = np.flatnonzero((np.abs(head.vertices[:, 0]) < 0.2) & (head.vertices[:, 2] > 5))
    positions = head.vertices[middle]
    tip = middle[np.argmax(positions[:, 2])]
    lip = head.vertices[_nearest_vertex(head, (0, MIDLINE["8.1"]), np.ones(len(head.vertices), bool))]
    below_nose = middle[(positions[:, 1] > lip[1]) & (positions[:, 1] < head.vertices[tip, 1]) & (positions[:, 2] > 28)]
    base = below_nose[np.argmax(_depth_behind_line(head.vertices[below_nose], head.vertices[tip], lip))]
    chin = middle[(positions[:, 1] < -80) & (positions[:, 1] > -125)]
    lowest = chin[np.argmin(head.vertices[chin, 1] - 0.45 * head.vertices[chin, 2])]
    return {"9.3": int(tip), "9.15": int(base), "2.1": int(lowest)}


def _depth_behind_line(points: Float64Array, above: Float64Array, below: Float64Array) -> Float64Array:
    """Return how far points of the profile lie behind the line from `above` to `below`, mm."""
    along = (above - below) / np.linalg.norm(above - below)
    return np.asarray(along[2] * (points[:, 1] - below[1]) - along[1] * (points[:, 2] - below[2]))


def _eyelid_points(head: Head) -> dict[str, int]:
    """Return the middle of each lid's rim, from which FAPs 19-22 and the iris are measured."""
    names = (("3.1", "3.3"), ("3.2", "3.4"))
    points: dict[str, int] = {}
    for (upper, lower), eye in zip(names, head.eye_centres, strict=True):
        offsets = head.vertices - eye
        is_lid_edge = (np.abs(offsets[:, 0]) < 1.0) & (offsets[:, 2] > 14.5) & (np.abs(offsets[:, 1]) < 9)
        upper_edge, lower_edge = (
            np.flatnonzero(is_lid_edge & (offsets[:, 1] > 0)),
            np.flatnonzero(is_lid_edge & (offsets[:, 1] < 0)),
        )
        points[upper] = int(upper_edge[np.argmin(offsets[upper_edge, 1])])
        points[lower] = int(lower_edge[np.argmax(offsets[lower_edge, 1])])
    return points


def _ear_points(head: Head) -> dict[str, int]:
    points: dict[str, int] = {}
    for names, sign in ((("10.1", "10.3"), 1), (("10.2", "10.4"), -1)):
        ear = np.flatnonzero((head.vertices[:, 0] * sign > MIN_EAR_X) & (np.abs(head.vertices[:, 1] + 15) < 40))
        points[names[0]] = int(ear[np.argmax(head.vertices[ear, 1])])
        points[names[1]] = int(ear[np.argmax(head.vertices[ear, 0] * sign)])
    return points
