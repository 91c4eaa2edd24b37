"""The documents that describe an imported video and its sound; what differs between two videos can be named by them."""

from typing import Final

from face.documents import Document
from renderer.decoding.facts import INAUDIBLE_LOUDNESS
from renderer.normalize.colour import Colour

MEASUREMENT_VERSION: Final = 2
"""Raised whenever videos must be measured anew; measurements of other versions are not read."""

MIN_OFFSET_SECONDS: Final = 0.02
"""Smaller differences between the beginnings of streams come from the codecs and are left as they are."""


MAX_PIXEL_ASPECT: Final = 8.0
"""Pixels that are wider or higher than this come from a damaged header; they are shown as squares."""


def is_usual_aspect(pixel_aspect: float) -> bool:
    """Return whether a pixel aspect ratio is followed."""
    return 1 / MAX_PIXEL_ASPECT <= pixel_aspect <= MAX_PIXEL_ASPECT


class SoundProperties(Document):
    """The sound of a video.

    Attributes
    ----------
    seconds
        When it ends, s after the beginning of the video.
    loudness, peak
        LUFS and true peak in dB (EBU R128).
    print
        `audio_fingerprint` of it.
    stream, streams
        Its number in the file, and how many streams of sound there are.
    channels, rate
        Number of channels; samples per second.
    width
        Share of its energy that differs between left and right, 0 (the middle) to 1.
    only_channel
        The one channel that is used, because the other is silent or its opposite; None: all.
    opposite
        Whether two channels cancel each other.
    start
        When it begins, s after the beginning of the video.
    gap_seconds
        How many seconds are missing in between; they become silence.
    damaged
        How many of its packets can't be decoded; they are left out.
    """

    codec: str
    seconds: float
    loudness: float | None
    peak: float | None
    print: str
    stream: int = 1
    streams: int = 1
    channels: int = 2
    rate: int = 48_000
    width: float = 0.0
    only_channel: int | None = None
    opposite: bool = False
    start: float = 0.0
    gap_seconds: float = 0.0
    damaged: int = 0

    @property
    def audible_loudness(self) -> float | None:
        """The loudness, or None if nothing can be heard."""
        return self.loudness if self.loudness is not None and self.loudness > INAUDIBLE_LOUDNESS else None


class VideoProperties(Document):
    """Properties of a video; the defaults are those of a plain one.

    Attributes
    ----------
    version
        `MEASUREMENT_VERSION` of the program that measured it.
    size
        Width and height as displayed, in square pixels.
    fps, header_fps, frames
        Frames per second as decoded and as the header says (0: nothing); number of frames.
    regular, longest_interval
        Whether all frames last equally long; the longest time between two, s.
    start, seconds
        When the picture begins and ends, s after the beginning of the video: that of the earlier of picture and sound.
    bars
        Share of the width and of the height taken by symmetric black bars, 0 to 1.
    sound
        None if the file has no sound.
    stream, streams, covers, decoder
        Number of the stream of pictures; how many there are, how many attached still pictures; its decoder, if it must
        be named.
    origin, late
        What must be subtracted from the times that ffmpeg gives, s: from all, and from those of the picture as well.
    encoded_size, sizes
        Width and height as encoded, of the first frame and of all.
    pixel_aspect, rotation, mirrored
        Width of a pixel over its height; degrees by which it is turned counterclockwise, whether it is mirrored.
    transfer, primaries, matrix, full_range, assumed_colours
        Names of `renderer.normalize.colour`, and which of them the file does not give.
    interlaced, field_order
        Number of frames flagged as interlaced; the first field, "top" or "bottom", or "" if it is progressive.
    transparent
        Whether something can be seen through it.
    changing
        Names of what changes in between.
    side_data
        Names of what else comes with the pictures.
    missing_seconds
        By how many seconds it is shorter than its header says.
    notes
        What was assumed or is unusual, and what is made of it, a sentence each.
    """

    version: int = MEASUREMENT_VERSION
    codec: str
    pixels: str
    size: tuple[int, int]
    fps: float
    frames: int
    seconds: float
    bars: tuple[float, float]
    sound: SoundProperties | None
    header_fps: float = 0.0
    regular: bool = True
    longest_interval: float = 0.0
    start: float = 0.0
    stream: int = 0
    streams: int = 1
    covers: int = 0
    decoder: str = ""
    origin: float = 0.0
    late: float = 0.0
    encoded_size: tuple[int, int] = (0, 0)
    sizes: tuple[tuple[int, int], ...] = ()
    pixel_aspect: float = 1.0
    rotation: float = 0.0
    mirrored: bool = False
    transfer: str = "bt709"
    primaries: str = "bt709"
    matrix: str = "bt709"
    full_range: bool = False
    assumed_colours: tuple[str, ...] = ()
    interlaced: int = 0
    field_order: str = ""
    transparent: bool = False
    changing: tuple[str, ...] = ()
    side_data: tuple[str, ...] = ()
    missing_seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def colour(self) -> Colour:
        """Its colours."""
        return Colour(self.transfer, self.primaries, self.matrix, self.full_range, self.assumed_colours)

    @property
    def is_interlaced(self) -> bool:
        """Whether any of it is interlaced."""
        return bool(self.field_order)
