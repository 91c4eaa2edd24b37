"""Presets: study files to start from, complete except for their clips."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from face.errors import InputError

FOLDER: Final = Path(__file__).parent
DEFAULT_CLIP_COUNT: Final = 6
"""In the four conditions of the default preset, as many clips as people can rate in about ten minutes."""
CLIP_COUNTS: Final = {"paper2017": 10}


def preset_names() -> list[str]:
    """Return the names of the presets."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def preset_text(preset: str) -> str:
    """Return a preset's file; raise InputError if there is none of that name."""
    if preset not in preset_names():
        raise InputError(f"there is no preset {preset!r}; choose from {', '.join(preset_names())}")
    return (FOLDER / f"{preset}.toml").read_text(encoding="utf-8")


def default_clip_count(preset: str) -> int:
    """Return how many clips a study made from the preset has by default."""
    return CLIP_COUNTS.get(preset, DEFAULT_CLIP_COUNT)


def fill_preset(preset: str, *, name: str, recordings: Sequence[str]) -> str:
    """Return the text of a new study file: the preset under another name, with one clip for each recording.

    Raises
    ------
    InputError
        If there is no such preset.
    """
    clips = (
        f'[[clips]]\nname = "clip-{number}"\nrecording = {quote_toml(recording)}\n'
        for number, recording in enumerate(recordings, start=1)
    )
    return "\n".join([with_study_name(preset_text(preset), name), *clips])


def with_study_name(text: str, name: str) -> str:
    """Return the text of a study file under another name."""
    return re.sub(r'^name = ".*"$', lambda _: f"name = {quote_toml(name)}", text, count=1, flags=re.MULTILINE)


def quote_toml(value: str) -> str:
    """Return a TOML string; JSON strings are also TOML."""
    return json.dumps(value, ensure_ascii=False)
