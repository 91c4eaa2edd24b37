"""One thread for linear algebra inside a running process.

The order in which threads add numbers changes their last digits, so that the same ratings would give other bytes with
another number of threads; and on matrices this small, several threads are slower than one. `analysis.single_thread`
does the same for a whole process, before numpy is loaded.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

NAMES: Final = [f"{prefix}openblas_{{}}_num_threads{suffix}" for prefix in ("scipy_", "") for suffix in ("64_", "")]
"""The functions of OpenBLAS as numpy, scipy and Linux distributions build it; to be filled with get or set."""
MAPS: Final = Path("/proc/self/maps")
"""The libraries that a process has loaded; Linux only."""

_lock = Lock()
_active = 0
_before: list[tuple[Callable[[int], None], int]] = []


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Have every loaded OpenBLAS use one thread until the outermost such block ends.

    The setting belongs to the process: other threads of it compute with one BLAS thread meanwhile. Where OpenBLAS can't
    be found, as outside Linux, nothing changes; set OPENBLAS_NUM_THREADS to 1 there.
    """
    global _active  # noqa: PLW0603 - the number of threads is a global of the process, too
    with _lock:
        if not _active:
            _before.extend(_limit(library) for library in _loaded_libraries())
        _active += 1
    try:
        yield
    finally:
        with _lock:
            _active -= 1
            while not _active and _before:
                set_threads, threads = _before.pop()
                set_threads(threads)


def _limit(library: str) -> tuple[Callable[[int], None], int]:
    """Set the library to one thread; return how to set it back, and to how many."""
    get_threads, set_threads = _functions(library)
    before = get_threads()
    if before != 1:
        set_threads(1)
    return set_threads, before


def _loaded_libraries() -> list[str]:
    """Return the paths of the OpenBLAS libraries that this process has loaded."""
    if not MAPS.exists():
        return []
    lines = MAPS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    paths = {line.partition("/")[2] for line in lines if "openblas" in line}
    return sorted(f"/{path}" for path in paths if _is_openblas(f"/{path}"))


@cache
def _is_openblas(path: str) -> bool:
    try:
        _functions(path)
    except (OSError, LookupError):
        return False
    return True


@cache
def _functions(path: str) -> tuple[Callable[[], int], Callable[[int], None]]:
    """Return the functions of the library that get and set the number of threads; LookupError without them."""
    library = ctypes.CDLL(path)
    name = next((each for each in NAMES if hasattr(library, each.format("set"))), None)
    if name is None:
        raise LookupError(path)
    get_threads, set_threads = library[name.format("get")], library[name.format("set")]
    set_threads.argtypes, set_threads.restype = [ctypes.c_int], None
    return get_threads, set_threads
