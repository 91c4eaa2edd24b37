"""One `up` per state folder; the kernel releases the lock however the program ends."""

import fcntl
import os
from pathlib import Path
from typing import IO

from face.errors import InputError


class InstanceLock:
    """A locked file that contains its holder's process id and URL."""

    def __init__(self, state: Path) -> None:
        self.path = state / "up.lock"
        self.file: IO[str] | None = None

    def acquire(self) -> None:
        """Acquire the lock; InputError with its holder if it is taken."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise InputError(
                f"Facestudy is already running in {self.path.parent} ({holder}); stop it there first"
            ) from None
        self.file = file

    def write_holder(self, url: str) -> None:
        """Write this process's id and the site's URL into the file."""
        if self.file:
            self.file.truncate(0)
            self.file.write(f"process {os.getpid()}, {url}")
            self.file.flush()

    def holder_url(self) -> str | None:
        """Return the URL of the running site; None if nobody holds the lock."""
        try:
            self.acquire()
        except InputError:
            return self.path.read_text(encoding="ascii").rpartition(", ")[2] or None
        self.release()
        return None

    def release(self) -> None:
        """Release the lock."""
        if self.file:
            self.file.close()
            self.file = None
