"""P-values adjusted for multiple testing."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from analysis.plan import Adjustment

PValue = float | None
"""A p-value; None for a test that could not be computed."""


def holm(p_values: Sequence[PValue]) -> list[PValue]:
    """Return Holm's adjusted p-values, which control the family-wise error rate.

    Tests that could not be computed stay None; they were planned, so they count.

    References
    ----------
    Holm, Scandinavian Journal of Statistics 6 (1979).

    Examples
    --------
    >>> holm([0.01, 0.04, None, 0.02])
    [0.04, 0.08, None, 0.06]
    """
    ordered = _sorted_with_index(p_values)
    adjusted: list[PValue] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, index) in enumerate(ordered):
        highest = max(highest, min(1.0, p * (len(p_values) - rank)))
        adjusted[index] = highest
    return adjusted


def bonferroni(p_values: Sequence[PValue], sizes: Sequence[int]) -> list[PValue]:
    """Return the p-values times the size of their family, at most 1."""
    return [None if p is None else min(1.0, p * size) for p, size in zip(p_values, sizes, strict=True)]


def benjamini_hochberg(p_values: Sequence[PValue]) -> list[PValue]:
    """Return Benjamini and Hochberg's adjusted p-values, which control the false discovery rate.

    References
    ----------
    Benjamini & Hochberg, Journal of the Royal Statistical Society B 57 (1995).

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, None, 0.03])
    [0.03, 0.04, None, 0.04]
    """
    ordered = _sorted_with_index(p_values)
    adjusted: list[PValue] = [None] * len(p_values)
    lowest = 1.0
    for rank, (p, index) in reversed(list(enumerate(ordered, start=1))):
        lowest = min(lowest, p * len(ordered) / rank)
        adjusted[index] = lowest
    return adjusted


ADJUSTMENTS: Final[Mapping[Adjustment, Callable[[Sequence[PValue]], list[PValue]]]] = MappingProxyType(
    {"holm": holm, "bh": benjamini_hochberg}
)


def adjust_within_families(p_values: Sequence[PValue], families: Sequence[str], adjustment: Adjustment) -> list[PValue]:
    """Return the adjusted p-values; tests with equal labels in `families` are adjusted together."""
    adjusted: list[PValue] = [None] * len(p_values)
    for family in set(families):
        members = [index for index, label in enumerate(families) if label == family]
        family_adjusted = ADJUSTMENTS[adjustment]([p_values[index] for index in members])
        for index, p in zip(members, family_adjusted, strict=True):
            adjusted[index] = p
    return adjusted


def _sorted_with_index(p_values: Sequence[PValue]) -> list[tuple[float, int]]:
    return sorted((p, index) for index, p in enumerate(p_values) if p is not None)
