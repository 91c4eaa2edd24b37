"""One `up` per state folder; the kernel frees the lock however the program ends."""

import fcntl
import os
from pathlib import Path
from typing import IO

from face.errors import InputError


class Lock:
    """A locked file that tells who holds it."""

    def __init__(self, state: Path) -> None:
        self.path = state / "up.lock"
        self.file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock, or raise InputError naming its holder."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise InputError(f"Facestudy already runs on {self.path.parent} ({holder}); stop it there first") from None
        self.file = file

    def tell(self, address: str) -> None:
        """Write down who holds the lock and where it answers."""
        if self.file:
            self.file.truncate(0)
            self.file.write(f"process {os.getpid()}, {address}")
            self.file.flush()

    def address(self) -> str | None:
        """Return where the program that holds the lock answers; None if nobody holds it."""
        try:
            self.take()
        except InputError:
            return self.path.read_text(encoding="ascii").rpartition(", ")[2] or None
        self.release()
        return None

    def release(self) -> None:
        """Let others in."""
        if self.file:
            self.file.close()
            self.file = None
