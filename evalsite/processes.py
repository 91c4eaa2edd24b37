"""Processes: thread limits, ending with the parent, and identities by which others see whether one still runs."""

import ctypes
import os
import signal
import socket
from functools import cache
from pathlib import Path
from typing import Final

THREAD_VARIABLES: Final = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "LP_NUM_THREADS"),
)
"""Read by the numeric libraries and the software renderer; without them each would use every core."""
PR_SET_PDEATHSIG: Final = 1


def thread_limits(threads: int) -> dict[str, str]:
    """Return the environment variables that limit a process to so many threads, except those already set."""
    return {name: str(threads) for name in THREAD_VARIABLES if name not in os.environ}


def terminate_with_parent(parent: int | None) -> None:
    """Have the kernel send SIGTERM when the parent process dies; does nothing if `parent` is None."""
    if parent is None:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def current_process() -> str:
    """Return this process's identity: machine, parent's process id, own process id, start time."""
    return f"{_machine_id()}/{os.getppid()}/{os.getpid()}/{_start_time(os.getpid())}"


def children_prefix() -> str:
    """Return how the identities of this process's children begin."""
    return f"{_machine_id()}/{os.getpid()}/"


def has_exited(identity: str) -> bool:
    """Return whether the process ran on this machine and has ended; False for one that can't be seen from here."""
    machine, _, process = identity.partition("/")
    if machine != _machine_id():
        return False
    _, pid, start_time = process.split("/")
    return _start_time(int(pid)) != start_time


@cache
def _machine_id() -> str:
    # Cloned machines share a host name, so the kernel's boot id is part of it; containers share the kernel but don't
    # see each other's processes, so the process namespace is part of it too.
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
    return f"{socket.gethostname()}:{boot}:{Path('/proc/self/ns/pid').readlink().name}"


def _start_time(pid: int) -> str:
    """Return the start time in clock ticks since boot; empty for a process that has ended."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *fields = status.rpartition(")")[2].split()
    return "" if state in "ZX" else fields[18]
