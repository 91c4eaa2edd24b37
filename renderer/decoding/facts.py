"""What a decoder reports about a file: plain values that travel between two processes as JSON."""

from dataclasses import dataclass
from typing import Any, Final, Self

MAX_SECONDS: Final = 600.0
"""Seconds. Clips are never longer, and a wrong file should not be decoded for hours."""

INAUDIBLE_LOUDNESS: Final = -69.0
"""LUFS; R128 gates at -70, so anything quieter can't be heard at all."""


@dataclass(frozen=True)
class PictureFacts:
    """A stream of pictures, decoded to its end.

    Attributes
    ----------
    stream, streams, covers
        Its number in the file; how many streams of pictures there are, and how many attached still pictures.
    decoder
        The decoder that must be named to read it whole, or "".
    size, sizes
        Width and height of its first picture, and of all pictures, in pixels as encoded.
    pixel_aspect
        Width of a pixel over its height.
    rotation, mirrored
        Degrees by which it is to be turned counterclockwise, and whether it is mirrored as well.
    transfer, primaries, matrix, range
        Code points of ITU-T H.273 (2: unspecified), and AVColorRange (0: unspecified, 1: limited, 2: full).
    changing
        Names of what differs between its pictures.
    frames, start, end
        Number of pictures; when the first begins and the last ends, s.
    rate, header_rate, regular
        Pictures per second, as decoded and as the header says (0: nothing); whether all last equally long.
    late
        By how many seconds the decoder reports all pictures too late.
    longest_interval
        The longest time between two pictures, s.
    interlaced
        How many pictures are flagged as interlaced.
    field_order
        Which field comes first, "top" or "bottom", or "" if it is progressive.
    transparent
        Whether something can be seen through it.
    bars
        Share of the width and height taken by symmetric black bars, 0 to 1, as encoded.
    side_data
        Names of what else comes with the pictures.
    """

    stream: int
    streams: int
    covers: int
    codec: str
    decoder: str
    pixels: str
    size: tuple[int, int]
    sizes: tuple[tuple[int, int], ...]
    pixel_aspect: float
    rotation: float
    mirrored: bool
    transfer: int
    primaries: int
    matrix: int
    range: int
    changing: tuple[str, ...]
    frames: int
    start: float
    end: float
    rate: float
    header_rate: float
    late: float
    regular: bool
    longest_interval: float
    interlaced: int
    field_order: str
    transparent: bool
    bars: tuple[float, float]
    side_data: tuple[str, ...]

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Return the facts that `dataclasses.asdict` and JSON made `content` of."""
        pairs = {"size": tuple(content["size"]), "bars": tuple(content["bars"])}
        sizes = tuple((width, height) for width, height in content["sizes"])
        lists = {name: tuple(content[name]) for name in ("changing", "side_data")}
        return cls(**{**content, **pairs, **lists, "sizes": sizes})


@dataclass(frozen=True)
class SoundFacts:
    """A stream of sound, decoded to its end.

    Attributes
    ----------
    stream, streams
        Its number in the file; how many streams of sound there are.
    channels, rate
        Number of channels; samples per second.
    width
        Share of its energy that differs between left and right, 0 (the middle) to 1.
    start, end
        When its first sample begins and its last ends, s.
    loudness, peak
        LUFS and true peak in dB (EBU R128) of what is heard of it; None if nothing was measured.
    fingerprint
        `audio_fingerprint` of it.
    only_channel
        The one channel that is used because the other is silent or opposite in phase, or None.
    opposite
        Whether two channels cancel each other.
    gap_seconds
        How many seconds are missing between its packets.
    damaged
        How many of its packets can't be decoded.
    """

    stream: int
    streams: int
    codec: str
    channels: int
    rate: int
    width: float
    start: float
    end: float
    loudness: float | None
    peak: float | None
    fingerprint: str
    only_channel: int | None
    opposite: bool
    gap_seconds: float
    damaged: int

    @property
    def is_audible(self) -> bool:
        """Whether it can be heard."""
        return self.loudness is not None and self.loudness > INAUDIBLE_LOUDNESS


@dataclass(frozen=True)
class MediaFacts:
    """A file: its streams, what its header says about its length (s, or None), and when it begins (s)."""

    picture: PictureFacts | None
    sound: SoundFacts | None
    header_seconds: float | None
    start: float

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Return the facts that `dataclasses.asdict` and JSON made `content` of."""
        picture, sound = content["picture"], content["sound"]
        return cls(
            PictureFacts.from_json(picture) if picture else None,
            SoundFacts(**sound) if sound else None,
            content["header_seconds"],
            content["start"],
        )


@dataclass(frozen=True)
class EncodedLength:
    """Length of a video that we encoded: its pictures, counted, and its sound, decoded (s)."""

    frames: int
    sound_seconds: float
