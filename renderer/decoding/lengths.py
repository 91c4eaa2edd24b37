"""How long a stream of a media file is, as decoded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from face.errors import InputError
from renderer.decoding.process import read_media


@dataclass(frozen=True)
class DecodedLength:
    """Length of a stream as decoded; a sound stream has 0 frames."""

    frames: int
    seconds: float


def decoded_length(path: Path, kind: Literal["video", "audio"]) -> DecodedLength:
    """Decode the picture or the sound of a file to its end and return its length.

    Raises
    ------
    InputError
        If the file is missing, has no such stream, or is damaged.
    """
    if kind == "video":
        picture = read_media(path, "video").picture
        assert picture  # noqa: S101 - for the type checker: the file would have been refused
        return DecodedLength(picture.frames, round(picture.end - picture.start, 6))
    sound = read_media(path, "sound").sound
    if sound is None or sound.damaged:
        raise InputError(f"{path} holds no sound that can be decoded to its end; give an undamaged file")
    return DecodedLength(0, round(sound.end - sound.start, 6))
