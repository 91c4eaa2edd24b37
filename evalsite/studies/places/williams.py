"""Williams squares: orders in which every treatment follows every other equally often.

Source: E. J. Williams, "Experimental designs balanced for the estimation of residual effects of treatments",
Australian Journal of Scientific Research A 2 (1949) 149-168.
"""

from functools import cache


@cache
def square(size: int) -> tuple[tuple[int, ...], ...]:
    """Return the rows of a square of `size` treatments, counted from 0: as many rows, or twice as many if odd.

    In every column each treatment stands equally often, and each ordered pair of different treatments is equally
    often neighbours in a row.
    """
    first = [(position + 1) // 2 if position % 2 else (size - position // 2) % size for position in range(size)]
    rows = tuple(tuple((treatment + shift) % size for treatment in first) for shift in range(size))
    return rows if size % 2 == 0 else rows + tuple(row[::-1] for row in rows)
