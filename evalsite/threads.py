"""How many threads a process takes for numbers and pictures: workers share a machine's cores by processes instead."""

import os
from typing import Final

THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "LP_NUM_THREADS")
"""What numeric libraries and the software renderer read; each would take every core for itself."""


def limit(number: int) -> dict[str, str]:
    """Return the variables that limit a process to so many threads, unless the user said otherwise."""
    return {name: str(number) for name in THREADS if name not in os.environ}
