"""What reading a motion file costs, by round trip: writes `docs/measured/motion-formats.md`.

A motion of the avatar's skin, known to the last vertex, is written in each layout and read again as any file would be.
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array, Int32Array, IntArray
from face.markers import displacements, faps_from_markers
from face.motion import MarkerMotion
from face.motion_reading import ReadOptions, read_motion_file
from face.regions import MARKERS
from face.vertex_motion import VertexMotion
from renderer.avatar.model import Avatar
from renderer.avatar_registry import load_avatar
from renderer.check.fap_combinations import random_combinations
from renderer.deformers.fat import FatDeformer
from renderer.deformers.marker_binding import bind_markers
from training.corpora.face_model import neutral_face

PAGE: Final = Path(__file__).parents[1] / "docs/measured/motion-formats.md"
RATE: Final = 30.0
SECONDS: Final = 4.0
KEYS: Final = 20
"""Random expressions between which the face moves in straight lines."""
BELOW_NECK: Final = -150.0

TEMPLATE: Final = """# Round trips of motion files

Written by `python -m bench.motion_formats`. {seconds:g} s of motion through {keys} random expressions ({frames} frames)
of the avatar `woman`, {vertices:,} vertices of skin, are written in each layout and read again; errors are distances
of vertices over all frames. [Motion formats](../reference/motion-formats.md) explains the layouts.

| vertices written as | largest error, mm | mean error, mm |
|---|---|---|
{vertex_rows}

The face moves by {motion:.2f} mm on average and {most:.1f} mm at most.

## Vertices as 46 markers, and as FAPs

46 vertices named as markers (`--markers`) become FAPs, and these move the same avatar again.

| what is compared | share of the motion that comes back | mean error, mm |
|---|---|---|
{fap_rows}

The share is 1 − the sum of squared errors over that of the motion. Blinks, gaze and tongue have no markers and are
lost; a study adds blinks and gaze to markers by the clip.
"""


@dataclass(frozen=True, eq=False)
class KnownMotion:
    """A motion whose vertices are known.

    Attributes
    ----------
    avatar, values
        The head and its FAPs `(T, 66)`.
    vertices
        Which of the avatar's vertices are written, `(V,)`.
    template, faces
        Their mesh, `(V, 3)` mm and `(F, 3)`.
    positions
        `(T, V, 3)` mm.
    """

    avatar: Avatar
    values: Float32Array
    vertices: IntArray
    template: Float64Array
    faces: Int32Array
    positions: Float64Array


def main() -> None:
    """Measure, print and write the page."""
    text = format_page(known_motion())
    PAGE.write_text(text, encoding="utf-8")
    print(text)  # noqa: T201 - what the command is for


def known_motion(avatar_name: str = "woman", *, seconds: float = SECONDS) -> KnownMotion:
    """Return a motion of random expressions of an avatar's skin above the shoulders."""
    avatar = load_avatar(avatar_name)
    frames, keys = round(seconds * RATE), np.linspace(0, 1, KEYS)
    key_values = random_combinations(KEYS, np.random.default_rng(5))
    times = np.linspace(0, 1, frames)
    values = np.stack([np.interp(times, keys, column) for column in key_values.T], axis=1).astype(np.float32)
    faces = avatar.part("skin").faces
    kept = faces[(avatar.neutral[faces][:, :, 1] > BELOW_NECK).all(axis=1)]
    vertices, corners = np.unique(kept, return_inverse=True)
    moved = np.concatenate([block[:, vertices] for block in FatDeformer.for_avatar(avatar).blocks(values)])
    template = avatar.neutral[vertices].astype(np.float64)
    return KnownMotion(
        avatar, values, vertices, template, corners.reshape(-1, 3).astype(np.int32), moved.astype(np.float64)
    )


def format_page(known: KnownMotion) -> str:
    """Return the page."""
    with tempfile.TemporaryDirectory() as folder:
        vertex_rows = list(_vertex_rows(known, Path(folder)))
        fap_rows = list(_fap_rows(known, Path(folder)))
    distance = np.linalg.norm(known.positions - known.template, axis=2)
    return TEMPLATE.format(
        frames=len(known.positions),
        keys=KEYS,
        seconds=len(known.positions) / RATE,
        vertices=len(known.vertices),
        vertex_rows="\n".join(vertex_rows),
        motion=distance.mean(),
        most=distance.max(),
        fap_rows="\n".join(fap_rows),
    )


def _vertex_rows(known: KnownMotion, folder: Path) -> Iterator[str]:
    z_up = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]], float)
    nodding = _turns(np.radians(8) * np.sin(np.linspace(0, 9, len(known.positions))))
    metres, flat = known.positions / 1000, (len(known.positions), -1)
    layouts = {
        "`.npy` `(T, 3V)` float32, metres (FaceFormer, CodeTalker, …)": (metres.reshape(flat).astype("f4"), 1000.0),
        "`.npy` `(T, V, 3)` float64, mm": (known.positions, 1.0),
        "`.npy` `(T, V, 3)` float16, metres": (metres.astype("f2"), 1000.0),
        "displacements from the template, float32, metres": ((metres - known.template / 1000).astype("f4"), 1000.0),
        "positions in mm, template in metres": (known.positions.astype("f4"), 1000.0),
    }
    for name, (array, unit) in layouts.items():
        yield _row(name, _read_again(known.template / unit, known.faces, array, folder).positions - known.positions)
    turned = _read_again(known.template @ z_up.T, known.faces, known.positions @ z_up.T, folder)
    yield _row("z up, −y forward, mm", turned.positions - known.positions)
    nods = np.einsum("tvc,tdc->tvd", known.positions, nodding)
    yield _row(
        "with 8° of nodding, which is taken out",
        _read_again(known.template, known.faces, nods, folder).positions - known.positions,
    )


def _read_again(template: Float64Array, faces: Int32Array, array: Float64Array, folder: Path) -> VertexMotion:
    _write_obj(folder / "t.obj", template, faces)
    np.save(folder / "m.npy", array)
    motion = read_motion_file(folder / "m.npy", ReadOptions(template=folder / "t.obj")).motion
    if not isinstance(motion, VertexMotion):
        raise TypeError("vertices were written")
    return motion


def _fap_rows(known: KnownMotion, folder: Path) -> Iterator[str]:
    vertex_of = bind_markers(known.avatar, neutral_face().astype(np.float32)).vertices
    names = {
        name: int(np.flatnonzero(known.vertices == vertex)[0]) for name, vertex in zip(MARKERS, vertex_of, strict=True)
    }
    (folder / "markers.json").write_text(json.dumps(names), encoding="utf-8")
    _write_obj(folder / "t.obj", known.template / 1000, known.faces)
    np.save(folder / "m.npy", known.positions.astype("f4") / 1000)
    options = ReadOptions(template=folder / "t.obj", markers=folder / "markers.json")
    motion = read_motion_file(folder / "m.npy", options).motion
    if not isinstance(motion, MarkerMotion):
        raise TypeError("markers were named")
    faps = faps_from_markers(displacements(motion), motion.neutral, motion.rate)
    again = np.concatenate(list(FatDeformer.for_avatar(known.avatar).blocks(faps.values)))[:, known.vertices]
    rows = list(names.values())
    truth = known.positions - known.template
    came_back = again - known.template
    yield _share_row("the 46 markers' own motion, read", truth[:, rows], motion.positions - motion.neutral)
    yield _share_row("the markers, converted to FAPs and back", truth[:, rows], came_back[:, rows])
    lower = known.template[:, 1] < known.template[rows, 1].mean()
    yield _share_row("skin below the middle of the face, through FAPs", truth[:, lower], came_back[:, lower])
    yield _share_row("all skin, through FAPs", truth, came_back)


def _row(name: str, error: Float64Array) -> str:
    distance = np.linalg.norm(error, axis=2)
    return f"| {name} | {distance.max():.4f} | {distance.mean():.4f} |"


def _share_row(name: str, truth: Float64Array, came_back: Float64Array) -> str:
    error = came_back - truth
    share = 1 - float((error**2).sum() / (truth**2).sum())
    return f"| {name} | {100 * share:.1f} % | {np.linalg.norm(error, axis=2).mean():.2f} |"


def _turns(angles: Float64Array) -> Float64Array:
    """Return rotations about x by angles `(T,)` rad as matrices `(T, 3, 3)`."""
    turns = np.tile(np.eye(3), (len(angles), 1, 1))
    turns[:, 1, 1] = turns[:, 2, 2] = np.cos(angles)
    turns[:, 2, 1] = np.sin(angles)
    turns[:, 1, 2] = -np.sin(angles)
    return turns


def _write_obj(path: Path, vertices: Float64Array, faces: Int32Array) -> None:
    lines = [f"v {x:.9g} {y:.9g} {z:.9g}" for x, y, z in vertices] + [f"f {a} {b} {c}" for a, b, c in faces + 1]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
