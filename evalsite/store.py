"""The content-addressed store: a file's name is the SHA-256 of its bytes, so it never changes.

It is a folder. Machines that work together share that folder, or a bucket of which each folder is a cache.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from evalsite import s3_store
from face.errors import InputError


def path(digest: str) -> Path:
    """Return the path of a stored file, downloading it if only the bucket has it; the path may not exist."""
    local = _local_path(digest)
    if not local.exists() and s3_store.bucket():
        _download(digest)
    return local


def contains(digest: str) -> bool:
    """Return whether the store has this file."""
    return bool(digest) and path(digest).exists()


def _local_path(digest: str) -> Path:
    return Path(settings.STORE) / digest[:2] / digest


def _download(digest: str) -> None:
    with workspace() as folder:
        copy = folder / "copy"
        if s3_store.download(digest, copy) and file_digest(copy) == digest:
            _move(copy, digest)


@contextmanager
def workspace() -> Generator[Path]:
    """Yield a temporary folder in the store's file system; it is removed afterwards."""
    base = Path(settings.STORE) / "work"
    try:
        base.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"can't create the store {settings.STORE}: {error.strerror}; see FACESTUDY_STORE") from None
    folder = Path(tempfile.mkdtemp(dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def add(file: Path) -> str:
    """Move a finished file from a workspace into the store and return its digest."""
    digest = file_digest(file)
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
    s3_store.upload(file, digest)
    _move(file, digest)
    return digest


def _move(file: Path, digest: str) -> None:
    target = _local_path(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)


def add_copy(file: Path) -> str:
    """Copy a file from outside into the store and return its digest."""
    with workspace() as folder:
        return add(Path(shutil.copyfile(file, folder / "copy")))


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
