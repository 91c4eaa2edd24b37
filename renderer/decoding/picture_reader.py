"""Follows a stream of pictures frame by frame: times, size, colours, fields, transparency, black bars."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.codec.context import CodecContext, ThreadType
from av.sidedata.sidedata import Type as SideDataType
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from face.arrays import Float64Array
from face.errors import InputError
from renderer.decoding import display_matrix, fields, frame_times
from renderer.decoding.container import ALPHA_DECODERS, MAX_FRAMES, MAX_PIXELS
from renderer.decoding.display_matrix import side_data
from renderer.decoding.facts import MAX_SECONDS, PictureFacts

if TYPE_CHECKING:
    from av.packet import Packet

SAMPLE_SECONDS: Final = 0.2
"""How often a picture is searched for black bars, s."""

BLACK_LUMA: Final = 24
"""Average of a row or column, of 16 to 235, up to which it counts as black."""

FULL_RANGE: Final = 2
"""AVColorRange of pictures whose black is 0."""

MAX_SIZES: Final = 8
"""Different sizes of one stream that are told."""

NAMED_SIDE_DATA: Final = {
    SideDataType.STEREO3D: "stereoscopic",
    SideDataType.SPHERICAL: "spherical",
    SideDataType.DOVI_METADATA: "Dolby Vision",
    SideDataType.DYNAMIC_HDR_PLUS: "HDR10+",
    SideDataType.DYNAMIC_HDR_VIVID: "HDR Vivid",
    SideDataType.ICC_PROFILE: "ICC profile",
}
"""What can come with a picture and changes how it is to be shown."""

DAMAGED: Final = "holds no picture that can be decoded to its end; give an undamaged video"


@dataclass
class PictureReader:
    """Decodes one stream of pictures and keeps what `facts` tells about it, never the pictures."""

    stream: VideoStream
    decoder: str = ""
    _shown: list[float | None] = field(default_factory=list)
    _decoded: list[float | None] = field(default_factory=list)
    _first_packet: float | None = None
    _last_duration: float = 0.0
    _sizes: Counter[tuple[int, int]] = field(default_factory=Counter)
    _colours: Counter[tuple[str, int, int, int, int]] = field(default_factory=Counter)
    _interlaced: int = 0
    _field_order: str = ""
    _transparent: bool = False
    _rotation: tuple[float, bool] = (0.0, False)
    _side_data: set[str] = field(default_factory=set)
    _brightest: tuple[Float64Array, Float64Array] | None = None
    _next_sample: float = -1e9

    def __post_init__(self) -> None:
        self.decoder = ALPHA_DECODERS.get(self.stream.codec_context.name, "") if _has_alpha_beside(self.stream) else ""
        self._context = self._open_context()

    def _open_context(self) -> VideoCodecContext:
        context = self.stream.codec_context
        if self.decoder:
            own = CodecContext.create(self.decoder, "r")
            assert isinstance(own, VideoCodecContext)  # noqa: S101 - for the type checker
            own.extradata = context.extradata
            context = own
        context.thread_type = ThreadType.AUTO
        context.thread_count = 2
        # Deblocking changes neither times nor what is measured here, and takes a quarter of the time.
        context.options = {"max_pixels": str(MAX_PIXELS), "skip_loop_filter": "all"}
        return context

    def read(self, packet: "Packet[VideoStream]") -> None:
        """Decode a packet (an empty one: what is left); raise InputError if it is damaged or there is too much."""
        if self._first_packet is None:
            self._first_packet = self._seconds(packet.dts)
        try:
            frames = self._context.decode(packet if packet.size else None)
        except (av.error.FFmpegError, MemoryError):
            raise InputError(DAMAGED) from None
        for frame in frames:
            self._add(frame)

    def _add(self, frame: VideoFrame) -> None:
        if frame.is_corrupt:
            raise InputError(DAMAGED)
        shown, decoded = self._seconds(frame.pts), self._seconds(frame.dts)
        time = shown if shown is not None else decoded or 0.0
        if len(self._shown) >= MAX_FRAMES or time - (self._first_packet or 0.0) > MAX_SECONDS:
            raise InputError("is longer than 10 minutes; cut it")
        if not self._shown:
            self._rotation = display_matrix.rotation(frame)
        self._shown.append(shown)
        self._decoded.append(decoded)
        self._last_duration = self._seconds(frame.duration) or 0.0
        self._sizes[frame.width, frame.height] += 1
        self._colours[_colours(frame)] += 1
        self._side_data.update(kind for each in side_data(frame) if (kind := NAMED_SIDE_DATA.get(each.type)))
        self._follow_fields(frame)
        self._transparent = self._transparent or _shows_through(frame)
        if time >= self._next_sample:
            self._next_sample = time + SAMPLE_SECONDS
            self._follow_bars(frame)

    def _seconds(self, ticks: int | None) -> float | None:
        return None if ticks is None else float(ticks * (self.stream.time_base or 0))

    def _header_rate(self) -> float:
        return float(self.stream.average_rate or self.stream.guessed_rate or 0)

    def _follow_fields(self, frame: VideoFrame) -> None:
        if frame.interlaced_frame:
            self._interlaced += 1
            self._field_order = self._field_order or fields.first_field(frame)

    def _follow_bars(self, frame: VideoFrame) -> None:
        luma = _luma(frame)
        rows, columns = luma.mean(axis=1), luma.mean(axis=0)
        if self._brightest is None or (len(rows), len(columns)) != tuple(map(len, self._brightest)):
            self._brightest = (rows, columns)
        self._brightest = (np.maximum(self._brightest[0], rows), np.maximum(self._brightest[1], columns))

    def facts(self, *, streams: int, covers: int) -> PictureFacts:
        """Return what was found; raise InputError if there was no picture."""
        if not self._shown:
            raise InputError(DAMAGED)
        header_rate, tick = self._header_rate(), float(self.stream.time_base or 0)
        times, late = frame_times.times_in_order(
            self._shown, self._decoded, first_packet=self._first_packet or 0.0, header_rate=header_rate
        )
        timing = frame_times.measure_timing(
            times, last_duration=self._last_duration, tick=tick, header_rate=header_rate
        )
        (pixels, transfer, primaries, matrix, colour_range), _ = self._colours.most_common(1)[0]
        return PictureFacts(
            stream=self.stream.index,
            streams=streams,
            covers=covers,
            codec=self.stream.codec_context.codec.canonical_name,
            decoder=self.decoder,
            pixels=pixels,
            size=next(iter(self._sizes)),
            sizes=tuple(self._sizes)[:MAX_SIZES],
            pixel_aspect=float(self.stream.sample_aspect_ratio or 1) or 1.0,
            rotation=self._rotation[0],
            mirrored=self._rotation[1],
            transfer=transfer,
            primaries=primaries,
            matrix=matrix,
            range=colour_range,
            changing=self._changing(),
            frames=len(self._shown),
            start=timing.start,
            end=timing.end,
            rate=timing.rate,
            header_rate=header_rate,
            late=late,
            regular=timing.regular,
            longest_interval=timing.longest_interval,
            interlaced=self._interlaced,
            field_order=self._field_order or fields.header_order(self._context.field_order),
            transparent=self._transparent,
            bars=self._bars(),
            side_data=tuple(sorted(self._side_data)),
        )

    def _changing(self) -> tuple[str, ...]:
        names = ("pixel format", "transfer", "primaries", "matrix", "range")
        varying = [name for name, *values in zip(names, *self._colours, strict=True) if len(set(values)) > 1]
        partly = ["interlacing"] if 0 < self._interlaced < len(self._shown) else []
        return (*(["size"] if len(self._sizes) > 1 else []), *varying, *partly)

    def _bars(self) -> tuple[float, float]:
        if self._brightest is None or self._transparent:
            return (0.0, 0.0)
        full = self._colours.most_common(1)[0][0][4] == FULL_RANGE
        limit = (BLACK_LUMA - 16) * 255 / 219 if full else BLACK_LUMA
        horizontal, vertical = (_bar_share(levels, limit) for levels in reversed(self._brightest))
        return (horizontal, vertical)


def _has_alpha_beside(stream: VideoStream) -> bool:
    return stream.metadata.get("alpha_mode", "0") != "0" or stream.metadata.get("ALPHA_MODE", "0") != "0"


def _colours(frame: VideoFrame) -> tuple[str, int, int, int, int]:
    return (
        frame.format.name,
        int(frame.color_trc),
        int(frame.color_primaries),
        int(frame.colorspace),
        int(frame.color_range),
    )


def _luma(frame: VideoFrame) -> Float64Array:
    """Return the luma `(height, width)` of a picture, 8 bits."""
    if frame.format.name not in ("yuv420p", "yuvj420p", "yuv422p", "yuv444p"):
        frame = frame.reformat(format="yuv420p")
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return np.asarray(rows[:, : plane.width], np.float64)


def _shows_through(frame: VideoFrame) -> bool:
    """Return whether a picture is not opaque everywhere."""
    has_alpha = frame.format.has_palette or any(each.is_alpha for each in frame.format.components)
    if not has_alpha:
        return False
    return bool(frame.reformat(format="rgba").to_ndarray()[..., 3].min() < 255)


def _bar_share(levels: Float64Array, limit: float) -> float:
    """Return the share of a side that is black at both ends alike, 0 to 1."""
    bright = np.flatnonzero(levels > limit)
    if not len(bright):
        return 0.0
    return round(2 * min(int(bright[0]), len(levels) - 1 - int(bright[-1])) / len(levels), 4)
