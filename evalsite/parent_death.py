"""Terminates a child of `up` when `up` dies, even if it is killed, so that no worker is left behind."""

import ctypes
import os
import signal
from typing import Final

PR_SET_PDEATHSIG: Final = 1


def terminate_with_parent(parent: int | None) -> None:
    """Have the kernel send SIGTERM when the parent process dies; does nothing if `parent` is None."""
    if parent is None:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
