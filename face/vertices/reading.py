"""Reads vertex motion: positions or displacements of a template's vertices, in any unit and along any axes."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import BoolArray, Float32Array
from face.errors import InputError, prefix_errors
from face.mesh import Mesh, read_mesh
from face.reading.array_files import ArraySource
from face.reading.frame_gaps import source_frames
from face.reading.options import DEFAULT_OPTIONS, ReadOptions
from face.reading.stored_rate import frame_rate
from face.vertex_motion import VertexMotion
from face.vertices.array_layout import (
    describe_mesh,
    displacements_and_unit,
    find_positions,
    frame_count,
    require_vertices,
)
from face.vertices.head_motion import estimate_head_motion, remove_head_motion
from face.vertices.template_frame import TemplateFrame, recognise_frame

ASSUMED_RATES: Final = {23370: 25.0}
"""The frame rate of methods trained on BIWI's mesh, Hz; that of VOCASET's and of all others is `ASSUMED_RATE`."""
ASSUMED_RATE: Final = 30.0
RATE_HINTS: Final = {5023: "; VOCASET's own recordings have 60"}
WHOLE_BODY: Final = 10475
OTHER_FACE: Final = 0.5
"""If the vertices that keep still are further from the template than this, mm, another person's face moves."""
STILL_SHARE: Final = 0.3
_BLOCK: Final = 64


def read_vertices(file: ArraySource, options: ReadOptions = DEFAULT_OPTIONS) -> tuple[VertexMotion, tuple[str, ...]]:
    """Read the motion of a template's vertices, the head brought to rest.

    Parameters
    ----------
    file
        Positions in metres, centimetres, millimetres or any other unit.
    options
        `template` is needed; `rate` where the file names none.

    Returns
    -------
    motion, notes
        The motion in mm, and what was recognised, assumed or repaired.

    Raises
    ------
    InputError
        If there is no template, it is of another mesh, or the file holds no positions.
    """
    if options.template is None:
        require_vertices(file)
        raise InputError(
            f"{file.path} needs the mesh whose vertices it moves; give it as a template (.obj or .ply), "
            "`--template MESH` or `template` in a study file"
        )
    mesh = read_mesh(options.template)
    count = len(mesh.vertices)
    name, notes = find_positions(file, count, options.template)
    if count == WHOLE_BODY:
        raise InputError(
            f"{file.path} moves a whole body (SMPL-X); give its parameters and the model instead (--model)"
        )
    rate, rate_notes = frame_rate(file, options, ASSUMED_RATES.get(count, ASSUMED_RATE), hint=RATE_HINTS.get(count, ""))
    with prefix_errors(str(options.template)):
        frame = recognise_frame(mesh)
    frames = _as_frames(file, name, count)
    with prefix_errors(str(file.path)):
        motion, motion_notes = _to_motion(frames, mesh, frame, rate)
    return motion, (*notes, *rate_notes, *frame.notes, *motion_notes)


def _as_frames(file: ArraySource, name: str, count: int) -> NDArray[Any]:
    array = file.read(name)
    frames = frame_count(file.shapes[name], count)
    if array.dtype.kind not in "fiu" or not frames:
        raise InputError(f"{file.path} holds no frame of {describe_mesh(count)}; give numbers, one frame at least")
    return array.reshape(frames, count, 3)


def _to_motion(
    frames: NDArray[Any], mesh: Mesh, frame: TemplateFrame, rate: float
) -> tuple[VertexMotion, tuple[str, ...]]:
    is_displaced, scale, notes = displacements_and_unit(frames, mesh.vertices)
    template = mesh.vertices @ frame.to_mm.T
    positions = np.empty(frames.shape, np.float32)
    turn = (frame.to_mm.T * scale).astype(np.float32)
    for start in range(0, len(frames), _BLOCK):
        block = slice(start, start + _BLOCK)
        positions[block] = np.asarray(frames[block], np.float32) @ turn
    if is_displaced:
        positions += template.astype(np.float32)
    notes += _precision_note(frames) + _fill_gaps(positions)
    head = estimate_head_motion(positions, template)
    if head.is_noticeable:
        remove_head_motion(positions, head)
        notes += (
            f"the head's own motion (turns of up to {np.degrees(head.turn):.1f}°, {head.travel:.0f} mm) is taken out",
        )
    faces = mesh.faces[:, ::-1] if frame.flips_faces else mesh.faces
    motion = VertexMotion(positions, rate, template.astype(np.float32), faces.astype(np.int32))
    return motion, notes + _other_face_note(positions, motion.template)


def _precision_note(frames: NDArray[Any]) -> tuple[str, ...]:
    return ("the positions are stored as float16, exact to about 0.1 mm only",) if frames.dtype.itemsize == 2 else ()


def _fill_gaps(positions: Float32Array) -> tuple[str, ...]:
    """Replace frames that are not finite by the last good one (the first good one at the start), in place.

    Raises
    ------
    InputError
        If no frame is good.
    """
    good: BoolArray = np.asarray(np.isfinite(positions).all(axis=(1, 2)))
    source, note = source_frames(good, "positions for all vertices")
    positions[~good] = positions[source[~good]]
    return note


def _other_face_note(positions: Float32Array, template: Float32Array) -> tuple[str, ...]:
    distance = distance_from_template(positions, template)
    if distance <= OTHER_FACE:
        return ()
    return (f"another face than the template's moves ({distance:.1f} mm apart); the template gives the triangles only",)


def distance_from_template(positions: Float32Array, template: Float32Array) -> float:
    """Return how far the still vertices of a motion are from the template's, mm; where both lie does not count.

    Still are the vertices that move least. Of their distances the one that is greater than 30 % of all is returned: a
    face keeps the shape of its skull, whatever its mouth does.
    """
    sample = _sample(positions).astype(np.float64)  # Squares of the greatest float32 are no numbers of that type.
    apart = np.median(sample, axis=0) - template
    variation = sample.std(axis=0).max(axis=1)
    still = variation <= np.quantile(variation, STILL_SHARE)
    distance = np.linalg.norm(apart[still] - np.median(apart[still], axis=0), axis=1)
    return float(np.quantile(distance, STILL_SHARE))


def median_frame(positions: Float32Array) -> Float32Array:
    """Return the median position of each vertex over time, `(V, 3)` mm, from up to 200 frames."""
    return np.asarray(np.median(_sample(positions), axis=0), np.float32)


def _sample(positions: Float32Array) -> Float32Array:
    chosen = np.linspace(0, len(positions) - 1, min(200, len(positions))).astype(int)
    return np.asarray(positions[chosen])
