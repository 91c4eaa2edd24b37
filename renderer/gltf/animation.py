"""The animations of a glTF file, as far as they move morph targets: curves of weights over time.

Specification: https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#animations and its appendix C.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float64Array
from face.errors import InputError
from renderer.gltf.accessors import GltfFile
from renderer.gltf.container import Json

INTERPOLATIONS: Final = ("LINEAR", "STEP", "CUBICSPLINE")


@dataclass(frozen=True, eq=False)
class Curve:
    """Values over time.

    Attributes
    ----------
    times
        `(n,)` s, strictly rising.
    values
        `(n, K)`, the value at each key.
    interpolation
        How values between keys follow from them, one of `INTERPOLATIONS`; before the first and after the last key the
        value is held.
    tangents
        For CUBICSPLINE, `(2, n, K)`: each key's tangent towards the key before and after it, per second.
    """

    times: Float64Array
    values: Float64Array
    interpolation: str = "LINEAR"
    tangents: Float64Array | None = None

    def at(self, times: Float64Array) -> Float64Array:
        """Return the values `(m, K)` at `times` `(m,)` s."""
        after = np.clip(np.searchsorted(self.times, times, side="right"), 1, max(len(self.times) - 1, 1))
        before, after = after - 1, np.minimum(after, len(self.times) - 1)
        span = np.where(after > before, self.times[after] - self.times[before], 1.0)
        share = np.clip((times - self.times[before]) / span, 0, 1)[:, None]
        start, end = self.values[before], self.values[after]
        if self.interpolation == "STEP":
            return np.where(share < 1, start, end)
        if self.tangents is None:
            return np.asarray(start + share * (end - start))
        leave, arrive = span[:, None] * self.tangents[1, before], span[:, None] * self.tangents[0, after]
        square, cube = share**2, share**3
        from_start = (2 * cube - 3 * square + 1) * start + (cube - 2 * square + share) * leave
        return np.asarray(from_start + (3 * square - 2 * cube) * end + (cube - square) * arrive)


@dataclass(frozen=True, eq=False)
class Take:
    """One animation of a file.

    Attributes
    ----------
    name
        As the file calls it, or its number.
    weights
        The curves of morph target weights by the number of their node.
    shifts
        The curves of nodes' translations: VRM's animations keep expressions there.
    left_out
        How many channels move something else, by what they move ("rotation", …).
    """

    name: str
    weights: Mapping[int, Curve]
    shifts: Mapping[int, Curve]
    left_out: Mapping[str, int]

    @property
    def seconds(self) -> float:
        """The time of the last key of a weight, s."""
        return max((float(curve.times[-1]) for curve in self.weights.values()), default=0.0)


def read_takes(file: GltfFile) -> list[Take]:
    """Return all animations of a file.

    Raises
    ------
    InputError
        If a curve is broken.
    """
    return [_read_take(file, number, entry) for number, entry in enumerate(file.entries("animations"), 1)]


def _read_take(file: GltfFile, number: int, entry: Json) -> Take:
    name = str(entry.get("name") or number)
    curves: dict[str, dict[int, Curve]] = {"weights": {}, "translation": {}}
    left_out: Counter[str] = Counter()
    for channel in entry["channels"]:
        path, node = channel["target"]["path"], channel["target"].get("node")
        if path in curves and node is not None:
            curves[path][int(node)] = _read_curve(file, name, entry["samplers"][channel["sampler"]])
        if path != "weights":
            left_out[str(path)] += 1
    return Take(name, curves["weights"], curves["translation"], left_out)


def _read_curve(file: GltfFile, take: str, sampler: Json) -> Curve:
    times = file.accessor(sampler["input"]).astype(np.float64)
    values = file.accessor(sampler["output"]).astype(np.float64)
    interpolation = sampler.get("interpolation", "LINEAR")
    place = f"{file.path}, animation {take}"
    if interpolation not in INTERPOLATIONS:
        raise InputError(f"{place}: the interpolation {interpolation!r} is unknown; export it with linear keys")
    if times.ndim != 1 or not len(times) or not (np.isfinite(times).all() and (np.diff(times) > 0).all()):
        raise InputError(f"{place}: the times of its keys do not rise from key to key; export it again")
    if times[0] < 0:
        raise InputError(f"{place}: a key lies before 0 s; let the animation start at 0")
    if not np.isfinite(values).all():
        raise InputError(f"{place}: a value is not a finite number; export it again")
    per_key = 3 if interpolation == "CUBICSPLINE" else 1
    if values.size % (len(times) * per_key):
        raise InputError(f"{place}: {values.size} values do not belong to {len(times)} keys; export it again")
    table = values.reshape(len(times), per_key, -1)
    if per_key == 1:
        return Curve(times, table[:, 0], interpolation)
    return Curve(times, table[:, 1], interpolation, np.stack([table[:, 0], table[:, 2]]))
