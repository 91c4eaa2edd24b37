"""Who holds a lease: a process, named so that another one on the same machine can tell whether it still lives."""

import os
import socket
from functools import cache
from pathlib import Path


def myself() -> str:
    """Return this process's name: machine, parent's process id, own process id and the moment the process began."""
    return f"{_machine()}/{os.getppid()}/{os.getpid()}/{_began(os.getpid())}"


def my_children() -> str:
    """Return how the names of the processes begin that this one started."""
    return f"{_machine()}/{os.getpid()}/"


def is_gone(owner: str) -> bool:
    """Return whether the owner ran on this machine and runs no more; False for one that can't be seen from here."""
    machine, _, process = owner.partition("/")
    if machine != _machine():
        return False
    _, pid, began = process.split("/")
    return _began(int(pid)) != began


@cache
def _machine() -> str:
    # Copied machines share a host name, so the kernel's boot counts; containers share the kernel but see no process
    # of each other, so the namespace counts too.
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
    return f"{socket.gethostname()}:{boot}:{Path('/proc/self/ns/pid').readlink().name}"


def _began(pid: int) -> str:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *fields = status.rpartition(")")[2].split()
    return "" if state in "ZX" else fields[18]
