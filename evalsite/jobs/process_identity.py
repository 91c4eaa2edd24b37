"""Identifies the process that holds a lease, so that another one on the same machine can tell whether it still runs."""

import os
import socket
from functools import cache
from pathlib import Path


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
