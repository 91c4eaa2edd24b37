"""How many threads numeric libraries may use in a process: workers share a machine's cores by processes instead."""

import os
from typing import Final

THREAD_VARIABLES: Final = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "LP_NUM_THREADS"),
)
"""Read by the numeric libraries and the software renderer; without them each would use every core."""


def thread_limits(threads: int) -> dict[str, str]:
    """Return the environment variables that limit a process to so many threads, except those already set."""
    return {name: str(threads) for name in THREAD_VARIABLES if name not in os.environ}
