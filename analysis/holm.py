"""Holm's adjustment of p-values (Scandinavian Journal of Statistics 6, 1979)."""

from collections.abc import Sequence


def adjust(p_values: Sequence[float | None]) -> list[float | None]:
    """Return Holm's adjusted p-values; tests that could not be made (None) stay None and do not count.

    Examples
    --------
    >>> adjust([0.01, 0.04, None, 0.03])
    [0.03, 0.06, None, 0.06]
    """
    made = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(made):
        highest = max(highest, min(1.0, p * (len(made) - rank)))
        adjusted[place] = highest
    return adjusted
