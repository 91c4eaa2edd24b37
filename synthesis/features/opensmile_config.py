"""openSMILE's eGeMAPSv01b at 120 frames a second.

The installed configuration fixes the step at 10 ms and has no option for it. So the installed tree is copied into the
user's cache and changed there; none of its text is part of this program. The eGeMAPS paper's short window is 25 ms, the
installed file says 20 ms: the paper's is used.
"""

import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

import opensmile

from face.errors import InputError

INSTALLED_CONFIG: Final = Path(opensmile.__file__).parent / "core" / "config"
ENTRY: Final = Path("egemaps", "v01b", "eGeMAPSv01b.conf")
PATCHED_FILE: Final = Path("gemaps", "v01b", "GeMAPSv01b_core.lld.conf.inc")
CHANGES: Final = (
    ("frameStep = 0.010\n", "frameStep = 0.008333333333\n", 2),
    ("frameSize = 0.020\n", "frameSize = 0.025\n", 1),
    ("frameSize = 0.060\n", "frameSize = 0.060\n", 1),
)
"""Old text, new text, and how often the old one must occur; the last entry only checks the long window."""


def config_path() -> Path:
    """Return the changed configuration's path; it is written on first use.

    Raises
    ------
    InputError
        If the cache can't be written, or the installed openSMILE has an unknown configuration.
    """
    folder = _cache_folder() / f"opensmile-{version('opensmile')}-120hz"
    if not folder.is_dir():
        _write_config(folder)
    return folder / ENTRY


def patch_config(text: str) -> str:
    """Return the configuration text at 120 Hz; raise InputError unless every change applies as often as expected."""
    for old, new, times in CHANGES:
        if text.count(old) != times:
            raise InputError(
                f"opensmile {version('opensmile')} has a configuration this program does not know "
                f"({old.strip()!r} stands there {text.count(old)} times, not {times}); install opensmile 2.6.0"
            )
        text = text.replace(old, new)
    return text


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "facestudy"


def _write_config(folder: Path) -> None:
    # Written to a temporary folder and renamed: two processes may do this at once, and the second uses the first's.
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as temporary:
            tree = shutil.copytree(INSTALLED_CONFIG, Path(temporary, "config"))
            file = tree / PATCHED_FILE
            file.write_text(patch_config(file.read_text(encoding="utf-8")), encoding="utf-8")
            _move_into_place(tree, folder)
    except OSError as error:
        raise InputError(
            f"{folder.parent} can't be written ({error.strerror}); set XDG_CACHE_HOME to a folder that can"
        ) from None


def _move_into_place(tree: Path, folder: Path) -> None:
    try:
        tree.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
