"""Who holds a lease: a process, named so that another one on the same machine can tell whether it still lives."""

import os
import socket
from functools import cache
from pathlib import Path


def myself() -> str:
    """Return this process's name: machine, process id and the moment the process began."""
    return f"{_machine()}/{os.getpid()}/{_began(os.getpid())}"


def is_gone(owner: str) -> bool:
    """Return whether the owner ran on this machine and runs no more; False for one that can't be seen from here."""
    machine, _, process = owner.partition("/")
    if machine != _machine():
        return False
    pid, _, began = process.partition("/")
    return _began(int(pid)) != began


@cache
def _machine() -> str:
    # Containers may share a host name, but then they don't see each other's processes.
    return f"{socket.gethostname()}:{Path('/proc/self/ns/pid').readlink().name}"


def _began(pid: int) -> str:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *fields = status.rpartition(")")[2].split()
    return "" if state in "ZX" else fields[18]
