"""Which version of a room made a stimulus: the digest of the room's own files, so nobody can forget to raise it."""

import hashlib
from functools import cache

from django.conf import settings


@cache
def room_version(room: str) -> str:
    """Return a digest of the room's code, tables and shaders; a change to a page or a test does not alter it."""
    folder = settings.ROOT / room
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".csv", ".glsl", ".vert", ".frag"})
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
