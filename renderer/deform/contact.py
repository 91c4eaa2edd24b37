"""What keeps lips and lids apart, and parts of one lip together, when FAPs ask for what no tissue can do.

FAPs know nothing of each other: an upper lip may be sent through the lower one, the inside of a mouth's corner away
from its outside. Here the point that is asked for less gives way to the one that is asked for more. So a FAP alone
moves its point exactly as told, and what agrees already stays as it is.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import Fapu, fap_index

Floats = NDArray[np.float32]

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
"""Inner and outer lip FAPs of one place, and how far their points may be carried from each other, mm."""
LIPS: Final = ((4, 5), (8, 10), (9, 11))
"""FAPs that lower the upper lip and raise the lower one: together they may not pass 0."""
LIDS: Final = ((19, 21), (20, 22))
"""FAPs that close the upper and the lower lid: together they may not pass the open eye's height."""


def settled(asked: Floats, fapu: Fapu) -> Floats:
    """Return what is asked, `(T, 66)` mm and rad, with tissue in place: nothing torn, nothing passed through."""
    result = asked.copy()
    for inner, outer, slack in TETHERS:
        apart = result[:, fap_index(inner)] - result[:, fap_index(outer)]
        _give_way(result, inner, outer, np.sign(apart) * np.maximum(np.abs(apart) - slack, 0), -1)
    for upper, lower in LIPS:
        _give_way(result, upper, lower, np.maximum(_sum(result, upper, lower), 0), 1)
    for upper, lower in LIDS:
        _give_way(result, upper, lower, np.maximum(_sum(result, upper, lower) - fapu.irisd, 0), 1)
    return result


def _sum(asked: Floats, first: int, second: int) -> Floats:
    return np.asarray(asked[:, fap_index(first)] + asked[:, fap_index(second)])


def _give_way(asked: Floats, first: int, second: int, excess: Floats, sign: int) -> None:
    """Take `excess` `(T,)` mm from the first FAP's demand and `sign` times the second's, most from the smaller one."""
    a, b = asked[:, fap_index(first)], asked[:, fap_index(second)]
    share = b**2 / np.maximum(a**2 + b**2, np.finfo(np.float32).tiny)
    asked[:, fap_index(first)], asked[:, fap_index(second)] = a - share * excess, b - sign * (1 - share) * excess
