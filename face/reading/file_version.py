"""Says whether a file is still the one that was read, so that what all clips of a study share is read once."""

from pathlib import Path

FileVersion = tuple[int, int, int]


def file_version(path: Path) -> FileVersion:
    """Return what changes when a file is written anew: inode, time and size; zeros if it can't be seen."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_ino, status.st_mtime_ns, status.st_size)
