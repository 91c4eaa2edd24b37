"""Blend shape weights in JSON: Audio2Face's exports, BEAT's recordings, lists of frames as face trackers write them."""

import json
from pathlib import Path
from typing import Any, Final

from face.arkit.blend_shapes import BlendShapeMotion
from face.arkit.curve_table import motion_from_table
from face.arkit.json_layouts import table_from_document
from face.errors import InputError
from face.reading.options import DEFAULT_OPTIONS, ReadOptions

MAX_BYTES: Final = 64_000_000
"""Larger files are refused: Python's objects take many times as much memory."""
MAX_PARTS: Final = 3_000_000
"""More lists and objects are refused; the most that a file of this size has that a face tracker wrote is a million."""


def read_json(path: Path, options: ReadOptions = DEFAULT_OPTIONS) -> BlendShapeMotion:
    """Read a JSON file of blend shape weights.

    Raises
    ------
    InputError
        If it can't be read, is not JSON or too large, has no layout that is known, or holds several takes of which
        `options` chooses none.
    """
    try:
        return motion_from_table(table_from_document(_load(path)), options)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _load(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"is larger than {MAX_BYTES // 1_000_000} MB; split it, or export it as CSV")
        content = path.read_bytes()
        if content.count(b"{") + content.count(b"[") > MAX_PARTS:
            raise InputError(f"holds more than {MAX_PARTS} lists and objects; split it, or export it as CSV")
        # json finds out whether it is UTF-8 or UTF-16.
        return json.loads(content)
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror}") from None
    except RecursionError:
        raise InputError("is nested too deeply for a motion file") from None
    except ValueError as error:
        raise InputError(f"is not valid JSON: {str(error)[:100]}") from None
