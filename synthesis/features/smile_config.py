"""openSMILE's eGeMAPSv01b at 120 frames a second.

The installed configuration fixes the step at 10 ms and has no option for it, and changing one file in place is not
ours to do. So the installed tree is copied into the user's cache and changed there; none of its text is part of this
program. The eGeMAPS paper's short window is 25 ms, the installed file says 20 ms: the paper's is used.
"""

import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

import opensmile

from face.errors import InputError

INSTALLED: Final = Path(opensmile.__file__).parent / "core" / "config"
ENTRY: Final = Path("egemaps", "v01b", "eGeMAPSv01b.conf")
PATCHED: Final = Path("gemaps", "v01b", "GeMAPSv01b_core.lld.conf.inc")
CHANGES: Final = (
    ("frameStep = 0.010\n", "frameStep = 0.008333333333\n", 2),
    ("frameSize = 0.020\n", "frameSize = 0.025\n", 1),
    ("frameSize = 0.060\n", "frameSize = 0.060\n", 1),
)
"""What is replaced by what, and how often it must be found; the last line only makes sure of the long window."""


def config_path() -> Path:
    """Return the changed configuration, made on first use.

    Raises
    ------
    InputError
        If the cache can't be written, or this openSMILE's configuration is not the known one.
    """
    folder = _cache() / f"opensmile-{version('opensmile')}-120hz"
    if not folder.is_dir():
        _make(folder)
    return folder / ENTRY


def patch_config(text: str) -> str:
    """Return the configuration text at 120 Hz; raise InputError unless every change fits as often as it must."""
    for old, new, times in CHANGES:
        if text.count(old) != times:
            raise InputError(
                f"opensmile {version('opensmile')} has a configuration this program does not know "
                f"({old.strip()!r} stands there {text.count(old)} times, not {times}); install opensmile 2.6.0"
            )
        text = text.replace(old, new)
    return text


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "facestudy"


def _make(folder: Path) -> None:
    # Written aside and renamed: two processes may meet here, and the second finds the first one's work.
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as aside:
            tree = shutil.copytree(INSTALLED, Path(aside, "config"))
            file = tree / PATCHED
            file.write_text(patch_config(file.read_text(encoding="utf-8")), encoding="utf-8")
            _publish(tree, folder)
    except OSError as error:
        raise InputError(
            f"{folder.parent} can't be written ({error.strerror}); set XDG_CACHE_HOME to a folder that can"
        ) from None


def _publish(tree: Path, folder: Path) -> None:
    try:
        tree.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
