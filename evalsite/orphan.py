"""A child of `up` ends when `up` is gone, even killed: no worker stays behind unseen."""

import ctypes
import os
import signal
from typing import Final

PR_SET_PDEATHSIG: Final = 1


def end_with_parent(parent: int | None) -> None:
    """Ask the kernel for TERM at the parent's death; None for a process that stands alone."""
    if parent is None:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
