"""Study files to start from: a preset is a plain study file without clips."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from face.errors import InputError

FOLDER = Path(__file__).parent
FITTING: Final = 6
"""As many clips as people can rate in 15 minutes."""
CLIPS: Final = {"paper2017": 10}


def names() -> list[str]:
    """Return the presets there are."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def text(preset: str) -> str:
    """Return a preset's file; InputError if there is none of that name."""
    if preset not in names():
        raise InputError(f"there is no preset {preset!r}; choose from {', '.join(names())}")
    return (FOLDER / f"{preset}.toml").read_text(encoding="utf-8")


def clips(preset: str) -> int:
    """Return how many clips a preset wants, where nobody says."""
    return CLIPS.get(preset, FITTING)


def fill(preset: str, *, name: str, recordings: Sequence[str]) -> str:
    """Return the text of a new study file: the preset under another name, with one clip for each recording.

    Raises
    ------
    InputError
        If there is no such preset.
    """
    clips = (
        f'[[clips]]\nname = "clip-{number}"\nrecording = {quoted(recording)}\n'
        for number, recording in enumerate(recordings, start=1)
    )
    return "\n".join([named(text(preset), name), *clips])


def named(file: str, name: str) -> str:
    """Return the text of a study file under another name."""
    return re.sub(r'^name = ".*"$', lambda _: f"name = {quoted(name)}", file, count=1, flags=re.MULTILINE)


def quoted(value: str) -> str:
    """Write a TOML string; JSON's strings are a part of TOML's."""
    return json.dumps(value, ensure_ascii=False)
