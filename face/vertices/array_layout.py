"""Which array of a file holds the positions of a mesh's vertices, and as what: frames, unit, displacements."""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import Float64Array
from face.errors import InputError
from face.reading.array_files import WHOLE_FILE, ArraySource

NAMES: Final = ("vertices", "verts", "vertice", "positions", "prediction", "predictions", "pred", "arr_0", WHOLE_FILE)
"""What projects call the array, those first that are preferred where a file holds several."""
KNOWN_MESHES: Final = {5023: "FLAME, as in VOCASET", 23370: "BIWI", 10475: "SMPL-X, a whole body", 6172: "Multiface"}

LEAST_VERTICES: Final = 100
"""A mesh of fewer vertices is no head."""
SAME_SIZE: Final = (0.8, 1.25)
"""How large the positions may be beside the template to be in its unit."""
DISPLACED: Final = 0.25
"""Positions whose size is below this share of the template's are displacements from it."""
_SAMPLED_FRAMES: Final = 20


def find_positions(file: ArraySource, count: int, template: Path) -> tuple[str, tuple[str, ...]]:
    """Return the name of the array that holds positions of `count` vertices, and notes about the others.

    Raises
    ------
    InputError
        If there is none; the message says how many vertices the file and the template have.
    """
    fitting = [name for name, shape in file.shapes.items() if frame_count(shape, count) is not None]
    ordered = sorted(fitting, key=lambda name: NAMES.index(name) if name in NAMES else len(NAMES))
    if not ordered:
        raise InputError(_mismatch(file, count, template))
    if len(ordered) > 1 and ordered[0] not in NAMES:
        raise InputError(f"{file.path} holds several arrays that fit: {', '.join(ordered)}; leave one in the file")
    left = ", ".join(ordered[1:])
    return ordered[0], (f"of several arrays, {ordered[0]} is read and {left} left out",) if left else ()


def frame_count(shape: tuple[int, ...], count: int) -> int | None:
    """Return how many frames an array of this shape has if it holds `count` vertices a frame, else None."""
    match shape:
        case (1, *inner) if len(inner) > 1 and (frames := frame_count(tuple(inner), count)) is not None:
            return frames
        case (frames, vertices, 3) if vertices == count:
            return frames
        case (frames, 1, numbers) | (frames, numbers) if numbers == 3 * count:
            return frames
        case (vertices, 3) if vertices == count:
            return 1
        case (numbers,) if numbers == 3 * count:
            return 1
        case _:
            return None


def vertex_count(shape: tuple[int, ...]) -> int | None:
    """Return how many vertices an array of unknown mesh may hold, or None if it holds no vertices."""
    if len(shape) < 2 or not all(shape):
        return None
    if shape[-1] == 3:
        return shape[-2]
    return shape[-1] // 3 if shape[-1] % 3 == 0 else None


def require_vertices(file: ArraySource) -> None:
    """Raise InputError if no array of a file can hold positions of a mesh's vertices."""
    counts = [vertex_count(shape) or 0 for shape in file.shapes.values()]
    if max(counts, default=0) >= LEAST_VERTICES:
        return
    raise InputError(_no_positions(file))


def describe_mesh(count: int) -> str:
    """Return the number of vertices, and whose mesh that is if it is known."""
    return f"{count} vertices" + (f" ({KNOWN_MESHES[count]})" if count in KNOWN_MESHES else "")


def displacements_and_unit(frames: NDArray[Any], template: Float64Array) -> tuple[bool, float, tuple[str, ...]]:
    """Return whether frames `(T, V, 3)` are displacements from the template, their scale to its unit, and notes.

    Raises
    ------
    InputError
        If they are of another size than the template, and no unit explains it.
    """
    chosen = np.linspace(0, len(frames) - 1, min(_SAMPLED_FRAMES, len(frames))).astype(int)
    sample = np.asarray(frames[chosen], np.float64)
    sample = sample[np.isfinite(sample).all(axis=(1, 2))]
    if not len(sample):
        sample = np.asarray(template[None])
    size = _spread(template)
    if np.sqrt((sample**2).mean()) < DISPLACED * size:
        return True, 1.0, ("the numbers are near 0, so they are taken as displacements from the template",)
    ratio = float(np.median([_spread(frame) for frame in sample])) / size
    for scale in (1.0, 0.001, 0.01, 0.1, 10.0, 100.0, 1000.0):
        if SAME_SIZE[0] <= ratio * scale <= SAME_SIZE[1]:
            note = f"the positions are in another unit than the template and are multiplied by {scale:g}"
            return False, scale, () if scale == 1 else (note,)
    raise InputError(
        f"the positions are {ratio:.3g} times as large as the template; "
        "give the template of the same mesh in the same unit"
    )


def _spread(points: Float64Array) -> float:
    return float(np.sqrt(((points - points.mean(axis=0)) ** 2).mean()))


def _mismatch(file: ArraySource, count: int, template: Path) -> str:
    counts = [vertices for shape in file.shapes.values() if (vertices := vertex_count(shape)) is not None]
    if not counts:
        return _no_positions(file)
    return (
        f"{file.path} moves {describe_mesh(max(counts))} and the template {template} has {describe_mesh(count)}; "
        "give the template of the same mesh (exported without splitting or merging vertices)"
    )


def _no_positions(file: ArraySource) -> str:
    shapes = ", ".join(f"{name} {shape}".strip() for name, shape in file.shapes.items()) or "nothing"
    return f"{file.path} holds no positions of vertices, (T, 3V) or (T, V, 3), but {shapes}"
