"""The content-addressed store: a file's name is the SHA-256 of its bytes, so it never changes once it is there.

It is a folder. Machines that work together share that folder, or a bucket of which each keeps its own cache.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from evalsite import bucket
from face.errors import InputError


def path(digest: str) -> Path:
    """Return where the bytes with this digest lie (or would lie); they are fetched if another machine made them."""
    here = _place(digest)
    if not here.exists() and bucket.shared():
        _fetch(digest)
    return here


def has(digest: str) -> bool:
    """Return whether the store holds these bytes."""
    return bool(digest) and path(digest).exists()


def _place(digest: str) -> Path:
    return Path(settings.STORE) / digest[:2] / digest


def _fetch(digest: str) -> None:
    with workspace() as folder:
        copy = folder / "copy"
        if bucket.fetch(digest, copy) and file_digest(copy) == digest:
            _move(copy, digest)


@contextmanager
def workspace() -> Generator[Path]:
    """Give a folder in the store's file system for work in progress; it is removed afterwards."""
    base = Path(settings.STORE) / "work"
    try:
        base.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the store {settings.STORE} can't be made: {error.strerror}; see FACESTUDY_STORE") from None
    folder = Path(tempfile.mkdtemp(dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(file: Path) -> str:
    """Move a finished file from a workspace into the store and return its digest."""
    digest = file_digest(file)
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
    bucket.send(file, digest)
    _move(file, digest)
    return digest


def _move(file: Path, digest: str) -> None:
    target = _place(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)


def keep_copy(file: Path) -> str:
    """Copy somebody else's file into the store and return its digest."""
    with workspace() as folder:
        return keep(Path(shutil.copyfile(file, folder / "copy")))


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
