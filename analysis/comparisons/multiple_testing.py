"""P-values adjusted for how many tests share a question."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

P = float | None


def holm(p_values: Sequence[P]) -> list[P]:
    """Return Holm's adjusted p-values, which keep the chance of any false alarm in the family.

    Tests that could not be made (None) stay None and do not count.
    Source: Holm, Scandinavian Journal of Statistics 6 (1979).

    Examples
    --------
    >>> holm([0.01, 0.04, None, 0.03])
    [0.03, 0.06, None, 0.06]
    """
    made = _ordered(p_values)
    adjusted: list[P] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(made):
        highest = max(highest, min(1.0, p * (len(made) - rank)))
        adjusted[place] = highest
    return adjusted


def benjamini_hochberg(p_values: Sequence[P]) -> list[P]:
    """Return Benjamini and Hochberg's adjusted p-values, which keep the share of false ones among the findings.

    Source: Benjamini & Hochberg, Journal of the Royal Statistical Society B 57 (1995).

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, None, 0.03])
    [0.03, 0.04, None, 0.04]
    """
    made = _ordered(p_values)
    adjusted: list[P] = [None] * len(p_values)
    lowest = 1.0
    for rank, (p, place) in reversed(list(enumerate(made, start=1))):
        lowest = min(lowest, p * len(made) / rank)
        adjusted[place] = lowest
    return adjusted


ADJUSTMENTS: Final[Mapping[str, Callable[[Sequence[P]], list[P]]]] = MappingProxyType(
    {"holm": holm, "bh": benjamini_hochberg}
)
ADJUSTMENT_NAMES: Final = MappingProxyType({"holm": "Holm", "bh": "Benjamini-Hochberg"})


def adjust_within_groups(p_values: Sequence[P], groups: Sequence[str], rule: str) -> list[P]:
    """Return the adjusted p-values, each group of tests by itself."""
    adjusted: list[P] = [None] * len(p_values)
    for group in set(groups):
        places = [place for place, each in enumerate(groups) if each == group]
        for place, p in zip(places, ADJUSTMENTS[rule]([p_values[place] for place in places]), strict=True):
            adjusted[place] = p
    return adjusted


def _ordered(p_values: Sequence[P]) -> list[tuple[float, int]]:
    return sorted((p, place) for place, p in enumerate(p_values) if p is not None)
