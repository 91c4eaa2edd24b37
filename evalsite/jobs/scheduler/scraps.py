"""What dead processes left behind: messages that were read, and folders of work that nobody does any more."""

import shutil
import time
from pathlib import Path


def sweep(folder: Path, *, older_than: float) -> None:
    """Remove what lies in a folder and was not changed for so many seconds."""
    for path in folder.glob("*"):
        try:
            if time.time() - path.stat().st_ctime > older_than:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except FileNotFoundError:  # Another scheduler was faster.
            continue
