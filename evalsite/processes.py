"""Limits of a process: how many threads it may use, and that it ends with its parent."""

import ctypes
import os
import signal
from typing import Final

THREAD_VARIABLES: Final = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "LP_NUM_THREADS"),
)
"""Read by the numeric libraries and the software renderer; without them each would use every core."""


def thread_limits(threads: int) -> dict[str, str]:
    """Return the environment variables that limit a process to so many threads, except those already set."""
    return {name: str(threads) for name in THREAD_VARIABLES if name not in os.environ}


PR_SET_PDEATHSIG: Final = 1


def terminate_with_parent(parent: int | None) -> None:
    """Have the kernel send SIGTERM when the parent process dies; does nothing if `parent` is None."""
    if parent is None:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
