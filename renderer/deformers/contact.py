"""Resolves contact: keeps lips and lids from crossing, and the parts of one lip together.

FAPs are independent of each other: they can demand that the upper lip crosses the lower one, or that the inner side of
a mouth corner leaves the outer one. Then the point with the smaller demand gives way to the one with the larger. A
single FAP moves its point exactly as demanded, and compatible demands are unchanged.
"""

from typing import Final

import numpy as np

from face.arrays import Float32Array
from face.faps import Fapu, fap_index

TETHERS: Final = (
    (6, 53, 1.6),
    (7, 54, 1.6),
    (12, 59, 1.6),
    (13, 60, 1.6),
    (4, 51, 2.4),
    (5, 52, 2.4),
    (8, 55, 2.4),
    (9, 56, 2.4),
    (10, 57, 2.4),
    (11, 58, 2.4),
)
"""Inner and outer lip FAPs of one place, and how far their points may move away from each other, mm."""
LIPS: Final = ((4, 5), (8, 10), (9, 11))
"""FAPs that lower the upper lip and raise the lower one: their sum may not exceed 0."""
LIDS: Final = ((19, 21), (20, 22))
"""FAPs that close the upper and the lower lid: their sum may not exceed the open eye's height."""


def resolve_contact(targets: Float32Array, fapu: Fapu) -> Float32Array:
    """Return the targets `(T, 66)`, mm and rad, without tearing tissue or letting it interpenetrate."""
    result = targets.copy()
    for inner, outer, slack in TETHERS:
        distance = result[:, fap_index(inner)] - result[:, fap_index(outer)]
        _reduce(result, inner, outer, np.sign(distance) * np.maximum(np.abs(distance) - slack, 0), -1)
    for upper, lower in LIPS:
        _reduce(result, upper, lower, np.maximum(_sum(result, upper, lower), 0), 1)
    for upper, lower in LIDS:
        _reduce(result, upper, lower, np.maximum(_sum(result, upper, lower) - fapu.irisd, 0), 1)
    return result


def _sum(targets: Float32Array, first: int, second: int) -> Float32Array:
    return np.asarray(targets[:, fap_index(first)] + targets[:, fap_index(second)])


def _reduce(targets: Float32Array, first: int, second: int, excess: Float32Array, sign: int) -> None:
    """Take `excess` `(T,)` mm from the first FAP's target and `sign` times the second's, most from the smaller one."""
    a, b = targets[:, fap_index(first)], targets[:, fap_index(second)]
    share = b**2 / np.maximum(a**2 + b**2, np.finfo(np.float32).tiny)
    targets[:, fap_index(first)], targets[:, fap_index(second)] = a - share * excess, b - sign * (1 - share) * excess
